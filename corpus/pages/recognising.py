"""Use case: read the pages that stand only in pictures. One job a page; the last one renews the text.

Text of the file, recognised text and a person's text are layers of their own: what is recognised becomes
a revision of the document, and never takes the place of a person's text unasked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from base import audit, jobs
from base.db import db, writing
from base.errors import Missing, Refused, Unreadable
from base.roles import SYSTEM, Actor
from corpus import items, library
from corpus.block import Reading, ReadNote
from corpus.formats.secrecy import refuse_marked
from corpus.originals import Originals
from corpus.pages import keeper as page_keeper
from corpus.pages.pictures import PagePictures
from corpus.pages.reader import PageReader
from corpus.pages.rows import PageRow
from corpus.recognition.engine import NAME, engine_version, installed
from corpus.recognition.merging import merged_pages
from corpus.recognition.printed import PrintedPage
from corpus.sandbox import Sandbox
from corpus.structure.assemble import assemble

JOB, COMPOSE_JOB = "recognise", "compose"
PRIORITY, COMPOSE_PRIORITY = 9, 7
NOT_INSTALLED = "文字识别没有安装。请联系管理员运行 make setup，安装后会自动识别。"
_BLANK = Reading("image", "withdrawn", ())

OnChanged = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Recognition:
    """What recognition needs: originals, the sandboxes that read files and pages, what follows."""

    originals: Originals
    sandbox: Sandbox
    reader: PageReader
    pictures: PagePictures
    on_changed: OnChanged


def queue(sha256: str, numbers: Iterable[int]) -> None:
    """Queue pages for recognition, one job each, where it is installed; else they wait for that day."""
    if installed():
        for number in numbers:
            _enqueue(sha256, number)


def queue_what_was_left() -> int:
    """Queue every page that waits without a job (recognition was installed since); returns how many.

    The caller commits.
    """
    if not installed():
        return 0
    left = page_keeper.waiting()
    for row in left:
        _enqueue(row.sha256, row.number)
    return len(left)


def recognition_report() -> list[tuple[str, str]]:
    """For the status page: whether recognition is installed, and what waits for it or for a person."""
    there = f"已安装（{NAME} {engine_version()}）" if installed() else NOT_INSTALLED
    counted = page_keeper.counts()
    return [
        ("文字识别", there),
        ("等待识别", f"{counted.get(page_keeper.WAITING, 0)} 页"),
        ("无文字、低置信、识别失败，要人核对", f"{page_keeper.to_look_at()} 页"),
    ]


def again(document_id: int, number: int, actor: Actor) -> None:
    """Read a page again, as a person asked. The caller commits.

    Raises:
        Refused: recognition is not installed, or the document has no such page.
        Conflict: the page waits already.
    """
    if not installed():
        raise Refused(NOT_INSTALLED)
    filed = library.get(document_id)
    if not 1 <= number <= (filed.pages or 0):
        raise Missing("文件没有这一页。请刷新页面。")
    page_keeper.begin_again(filed.row.sha256, number, actor)
    _enqueue(filed.row.sha256, number, priority=4)


def recognise_page(payload: dict[str, Any], work: Recognition) -> None:
    """Read one page to its end state. Harmless when repeated."""
    sha256, number = str(payload["sha256"]), int(payload["page"])
    row = page_keeper.find(sha256, number)
    if row is None or row.state != page_keeper.WAITING:
        return
    problem: Unreadable | None = None
    read, engine = PrintedPage(()), ""
    try:
        got = work.reader.recognise(work.originals.path(sha256), number)
        read, engine = got.page, f"{NAME} {got.version}"
    except Unreadable as error:
        problem = error
    with writing():
        row = page_keeper.find(sha256, number)
        if row is None:
            return
        row.attempts += 1
        if problem is not None:
            page_keeper.fail(row, problem.message)
        else:
            page_keeper.keep(row, read, engine)
        db.session.flush()
        _after_page(sha256, number)
    queued = select(jobs.JobRow.id).where(jobs.JobRow.kind == JOB, jobs.JobRow.state == "queued")
    if db.session.scalar(queued.limit(1)) is None:
        work.reader.rest()


def give_up_page(payload: dict[str, Any], message: str) -> None:
    """The job of a page was given up: the page ends as failed, and the others go on."""
    row = page_keeper.find(str(payload["sha256"]), int(payload["page"]))
    if row is not None and row.state == page_keeper.WAITING:
        page_keeper.fail(row, message)
        db.session.flush()
        _after_page(row.sha256, row.number)


def compose(payload: dict[str, Any], work: Recognition) -> None:
    """Renew a document's text with what was recognised, unless a person has put the text right.

    `over_human` in the payload says that a person asked for it all the same.
    """
    sha256 = str(payload["sha256"])
    document_id = library.id_of_original(sha256)
    if document_id is None:
        return
    rows = page_keeper.of_original(sha256)
    reading = _text_layer(sha256, work)
    merged = merged_pages(reading, page_keeper.read_pages(sha256), _notes(rows))
    try:
        refuse_marked(merged)
    except Unreadable as problem:
        _withdraw(document_id, sha256, problem, work)
        return
    document = assemble(merged)
    with writing():
        filed = library.get(document_id)
        if filed.layer == library.HUMAN and not payload.get("over_human"):
            audit.record(SYSTEM, "document.recognise.kept", f"document:{document_id}", {})
        else:
            library.renew_reading(document_id, document, merged, SYSTEM)
        well, says = _outcome(rows)
        doubts = [note for note in document.notes if note not in merged.notes]
        says = "；".join((says.rstrip("。"), *(note.message.rstrip("。") for note in doubts[:2])))
        items.note_recognised(document_id, well=well and not doubts, message=says)
        work.on_changed(document_id)


def bring_back(page_id: int, place: int, actor: Actor) -> int:
    """Let an earlier recognition of a page count again, as somebody asked; returns the document.

    A job renews the text; a person's text stays. The caller commits.
    """
    row = page_keeper.get(page_id)
    document_id = page_keeper.document_of(row)
    page_keeper.bring_back(row, place, actor)
    once = f"{COMPOSE_JOB}:{row.sha256}"
    jobs.enqueue(COMPOSE_JOB, {"sha256": row.sha256}, once=once, priority=4)
    return document_id


def adopt(document_id: int, actor: Actor) -> None:
    """Take the recognised text in place of a person's, as somebody asked. The caller commits."""
    filed = library.get(document_id)
    audit.record(actor, "document.recognise.adopt", f"document:{document_id}", {})
    payload = {"sha256": filed.row.sha256, "over_human": True}
    jobs.enqueue(COMPOSE_JOB, payload, priority=4)


def _enqueue(sha256: str, number: int, *, priority: int = PRIORITY) -> None:
    once = f"{JOB}:{sha256}:{number}"
    jobs.enqueue(JOB, {"sha256": sha256, "page": number}, once=once, priority=priority)


def _after_page(sha256: str, number: int) -> None:
    """Page one tells whether the paper may be here at all, so it is not left to the end."""
    if number == 1 or not page_keeper.waits(sha256):
        once = f"{COMPOSE_JOB}:{sha256}"
        jobs.enqueue(COMPOSE_JOB, {"sha256": sha256}, once=once, priority=COMPOSE_PRIORITY)


def _text_layer(sha256: str, work: Recognition) -> Reading:
    """What the file itself says; a file of pictures says nothing and is read in no time."""
    return work.sandbox.read(work.originals.path(sha256))


_SAID = (
    (page_keeper.WEAK, "weak_pages", "第 {} 页识别把握低，请对照原页核对。"),
    (page_keeper.NO_TEXT, "no_text_pages", "第 {} 页没有识别出文字，请对照原页查看。"),
    (page_keeper.FAILED, "failed_pages", "第 {} 页没有识别成功，可再识别一次或人工录入。"),
    (page_keeper.WAITING, "scan", "第 {} 页正在等待文字识别。"),
)


_TO_CHECK = (page_keeper.WEAK, page_keeper.NO_TEXT, page_keeper.FAILED)


def _notes(rows: list[PageRow]) -> tuple[ReadNote, ...]:
    notes = []
    for state, code, words in _SAID:
        numbers = [row.number for row in rows if row.state == state and row.checked_at is None]
        if numbers:
            shown = "、".join(map(str, numbers[:10])) + ("等" if len(numbers) > 10 else "")
            notes.append(ReadNote(code, words.format(shown), numbers[0]))
    return tuple(notes)


def _outcome(rows: list[PageRow]) -> tuple[bool, str]:
    """Whether all is well with the pages, and a sentence for the list of the batch."""
    waiting = sum(1 for row in rows if row.state == page_keeper.WAITING)
    bad = sum(1 for row in rows if row.state in _TO_CHECK)
    says = f"文字识别完成 {len(rows) - waiting} / {len(rows)} 页"
    return not bad + waiting, says + (f"，{bad} 页要核对" if bad else "")


def _withdraw(document_id: int, sha256: str, problem: Unreadable, work: Recognition) -> None:
    """涉密 papers must not stay: text, pages, pictures and bytes go, the log says that they came."""
    with writing():
        items.refuse_filed(document_id, problem)
        page_keeper.forget(sha256)
        try:
            with db.session.begin_nested():
                library.remove([document_id])
        except IntegrityError:  # a task or a relation names it: only the words go
            library.renew_reading(document_id, assemble(_BLANK), _BLANK, SYSTEM)
            work.on_changed(document_id)
        else:
            items.forget_bytes(sha256)
    work.pictures.forget(sha256)
    work.originals.discard(sha256)
