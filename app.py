"""The only wiring: configuration, database, index, jobs, blueprints, error table, command line."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from zoneinfo import ZoneInfo

from flask import Flask, jsonify, render_template, request
from flask_migrate import Migrate
from sqlalchemy import inspect
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from base import audit_views, db, frame, jobs, security, status, supervisor
from base import commands as base_commands
from base.accounts import wiring as accounts
from base.config import Config, config_from_environment
from base.errors import Conflict, Misconfigured, Missing, Problem, Refused, Unreadable
from base.present import register_filters
from base.roles import STAFF, Role
from corpus import commands as corpus_commands
from corpus import indexing
from corpus.blueprints import BLUEPRINTS as CORPUS_PAGES
from corpus.finder import Finder
from corpus.indexing import INDEX_JOB, Indexer
from corpus.ingest import JOB as INGEST_JOB
from corpus.ingest import Intake, give_up_item, read_item
from corpus.inventory import commands as register_commands
from corpus.inventory import linking
from corpus.inventory.registers import Reading as RegisterReading
from corpus.inventory.works import works as register_works
from corpus.likeness import keeper as likeness
from corpus.originals import Originals
from corpus.pages.pictures import PagePictures
from corpus.pages.reader import PageReader
from corpus.pages.recognising import Recognition, recognition_report
from corpus.pages.recognising import queue_what_was_left as queue_waiting_pages
from corpus.pages.works import works as page_works
from corpus.reading.office_route import office_report
from corpus.sandbox import Sandbox, protections
from corpus.search.engine import Place
from corpus.searches import term_lists
from review import commands as review_commands
from review import examining, integrity
from review.blueprints import BLUEPRINTS as REVIEW_PAGES
from review.knowledge import commands as knowledge_commands
from sample import commands as sample_commands
from sample.start import prepare

Answer = tuple[str, int] | tuple[Response, int]

SHANGHAI = ZoneInfo("Asia/Shanghai")

REVIEWING = (Role.DEPARTMENT, Role.OFFICE, Role.COUNSEL, Role.APPROVER)
MENU = (
    frame.MenuEntry("审查台", "desk.queue", REVIEWING, ("desk", "tasks")),
    frame.MenuEntry(
        "文件库",
        "library.search",
        STAFF,
        ("library", "searches", "recognition", "likeness", "correcting"),
    ),
    frame.MenuEntry(
        "导入", "importing.upload", (Role.DEPARTMENT, Role.OFFICE, Role.ADMIN), ("importing",)
    ),
    frame.MenuEntry(
        "底账",
        "inventory.completeness",
        (Role.OFFICE, Role.COUNSEL, Role.APPROVER, Role.ADMIN, Role.AUDITOR),
        ("inventory", "registers"),
    ),
    frame.MenuEntry("清理工作", "campaigns.overview", STAFF, ("campaigns",)),
    frame.MenuEntry("规则与资料", "knowledge.overview", STAFF, ("knowledge", "rules", "relations")),
    frame.MenuEntry("公布", "notices.overview", STAFF, ("notices",)),
    frame.MenuEntry("审计", "audit.events", (Role.AUDITOR,), ("audit",)),
)

PAGES = {400, 403, 404, 409, 413, 429, 500, 503}
PAGE_OF = {401: 403, 405: 404, 410: 404, 422: 400, 507: 503}

STATUS_OF: dict[type[Problem], int] = {
    Missing: 404,
    Refused: 403,
    Conflict: 409,
    Unreadable: 422,
    Misconfigured: 500,
}
OF_NOTHING_SENT = {"wrong_role", "no_sign_in", "csrf"}  # of the person or the page, not of the form


def create_app(config: Config | None = None) -> Flask:
    """Build the program over one installation."""
    config = config or config_from_environment()
    config.data.mkdir(parents=True, exist_ok=True)
    app = Flask(__name__)
    app.config.update(
        QINGCE=config,
        SECRET_KEY=config.secret_key(),
        SQLALCHEMY_DATABASE_URI=config.database_url,
        TESTING=config.testing,
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    db.init_app(app)
    Migrate(app, db.db, directory="migrations", render_as_batch=True)
    app.extensions["originals"] = Originals(
        config.originals, config.staging, reserve=0 if config.testing else config.reserve_bytes
    )
    app.extensions["indexer"] = Indexer(
        Place(config.index / config.search, config.database_url, config.opensearch_url),
        config.search,
    )
    app.extensions["pictures"] = PagePictures(config.data / "pages")
    app.extensions["finder"] = Finder(app.extensions["indexer"], config.text_bytes)
    app.extensions["today"] = shanghai_today
    app.extensions["on_changed"] = on_changed
    app.extensions["protections"] = lambda: [
        *protections(),
        *office_report(config.soffice),
        *recognition_report(),
    ]
    app.extensions["further_checks"] = (integrity.check,)
    security.init_app(app, config)
    accounts.init_app(app, config)
    register_filters(app)
    frame.init_app(app, MENU, sample_commands.is_loaded)
    app.extensions["home_endpoints"] = tuple(entry.endpoint for entry in MENU)
    _register_pages(app)
    _register_errors(app)
    _register_commands(app)
    return app


def shanghai_today() -> date:
    """The day in Asia/Shanghai: validity changes at midnight there."""
    return datetime.now(SHANGHAI).date()


def works_for(app: Flask, sandbox: Sandbox, reader: PageReader | None = None) -> jobs.Works:
    """What the worker does for each kind of job. A new document is indexed, then examined."""
    pictures: PagePictures = app.extensions["pictures"]
    indexer: Indexer = app.extensions["indexer"]
    intake = Intake(app.extensions["originals"], sandbox, on_changed)
    return {
        INGEST_JOB: jobs.Work(lambda payload: read_item(payload["item"], intake), give_up_item),
        term_lists.JOB: jobs.Work(
            lambda payload: term_lists.run(payload, app.extensions["finder"], shanghai_today()),
            term_lists.give_up,
        ),
        INDEX_JOB: jobs.Work(indexer.catch_up_job),
        examining.JOB: jobs.Work(lambda payload: examining.run(payload, shanghai_today())),
        likeness.JOB: jobs.Work(lambda payload: likeness.run(payload, linking.queue)),
        **register_works(RegisterReading(intake.originals, sandbox), on_changed),
        **page_works(
            Recognition(intake.originals, sandbox, reader or PageReader(), pictures, on_changed)
        ),
    }


def working_for(app: Flask) -> base_commands.Working:
    """The job handlers for as long as their sandbox lives."""

    @contextmanager
    def working() -> Iterator[jobs.Works]:
        with app.app_context():
            queue_what_was_left(app)
        with Sandbox(office=app.config["QINGCE"].soffice) as sandbox, PageReader() as reader:
            yield works_for(app, sandbox, reader)

    return working


def queue_what_was_left(app: Flask) -> None:
    """Where earlier workers gave up on the index or the examination, begin anew at start."""
    if not inspect(db.db.engine).has_table("document"):
        raise Misconfigured("数据目录还没有建立数据库。请先运行 flask init。")
    indexer: Indexer = app.extensions["indexer"]
    behind, open_tasks = indexer.behind(), examining.left_over()
    unmatched, unlike = linking.behind(), likeness.behind()
    with db.writing():
        if behind:
            jobs.enqueue(INDEX_JOB, {}, once=INDEX_JOB, priority=6)
        if open_tasks:
            jobs.enqueue(examining.JOB, {}, once=examining.JOB, priority=8)
        if unmatched:
            linking.queue()
        if unlike:
            likeness.queue()
        queue_waiting_pages()


def on_changed(document_id: int) -> None:
    """A document's reading was put right: index it, examine its open tasks, match the register again."""
    indexing.queue(document_id)
    examining.after_filing(document_id)
    linking.queue()
    likeness.queue()


def _register_pages(app: Flask) -> None:
    base_pages = (status.pages, audit_views.pages, *accounts.BLUEPRINTS)
    for blueprint in (*base_pages, *CORPUS_PAGES, *REVIEW_PAGES):
        app.register_blueprint(blueprint)


def _register_errors(app: Flask) -> None:
    def page(code: int, message: str | None, *, to_mend: bool = False) -> Answer:
        if request.accept_mimetypes.best == "application/json":
            return jsonify(message=message or "没有完成，请刷新页面后重试。"), code
        known = PAGE_OF.get(code, code if code in PAGES else 500)
        return render_template(f"errors/{known}.html", message=message, to_mend=to_mend), code

    @app.errorhandler(Problem)
    def on_problem(problem: Problem) -> Answer:
        db.db.session.rollback()
        code = next((c for kind, c in STATUS_OF.items() if isinstance(problem, kind)), 400)
        code = 507 if problem.code == "disk_full" else code
        return page(code, problem.message, to_mend=problem.code not in OF_NOTHING_SENT)

    @app.errorhandler(HTTPException)
    def on_http(error: HTTPException) -> Response | Answer:
        if error.response is not None or (error.code or 500) < 400:
            return error.get_response()
        return page(error.code or 500, None)

    @app.errorhandler(OperationalError)
    def on_database(_error: OperationalError) -> Answer:
        app.logger.exception("the database does not answer")
        db.db.session.rollback()
        return page(503, "数据库正忙或磁盘不可写，您的操作没有保存。请稍后再试。")


def _register_commands(app: Flask) -> None:
    working = working_for(app)
    base_commands.register(app, working)
    corpus_commands.register(app, working)
    register_commands.register(app, working)
    review_commands.register(app)
    knowledge_commands.register(app)
    sample_commands.register(app)


def main() -> int:
    """Set up what is missing, then run web and worker until stopped."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    config = config_from_environment()
    app = create_app(config)
    prepare(app, config, working_for(app))
    return supervisor.run(config)


if __name__ == "__main__":
    sys.exit(main())
