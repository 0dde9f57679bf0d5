"""Pages that recognition has to do with: in and out of the database. Adds and flushes, never commits."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from sqlalchemy import ColumnElement, delete, func, select

from base import audit
from base.db import db, utcnow
from base.errors import Conflict, Missing
from base.roles import Actor
from corpus.pages.rows import PageRow
from corpus.recognition.printed import PrintedPage, from_json, to_json
from corpus.rows import DocumentRow

WAITING, RECOGNISED, WEAK = "waiting", "recognised", "weak"
NO_TEXT, FAILED = "none", "failed"
MOST_EARLIER = 5
"""Earlier recognitions of a page that are kept to go back to."""
TO_LOOK_AT = (NO_TEXT, WEAK, FAILED)
"""States a person should look at, unless somebody has."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of the work list: the page and the document it belongs to."""

    page: PageRow
    document: DocumentRow


def expect(sha256: str, numbers: Iterable[int]) -> list[int]:
    """Pages that wait for recognition; returns those that were not known yet."""
    known = set(db.session.scalars(select(PageRow.number).where(PageRow.sha256 == sha256)))
    new = [number for number in numbers if number not in known]
    db.session.add_all(PageRow(sha256=sha256, number=number, state=WAITING) for number in new)
    db.session.flush()
    return new


def find(sha256: str, number: int) -> PageRow | None:
    """The page of an original, None where its text stands in the file."""
    query = select(PageRow).where(PageRow.sha256 == sha256, PageRow.number == number)
    return db.session.scalar(query)


def of_original(sha256: str) -> list[PageRow]:
    """All pages of an original that are kept, in order."""
    query = select(PageRow).where(PageRow.sha256 == sha256).order_by(PageRow.number)
    return list(db.session.scalars(query))


def read_pages(sha256: str) -> dict[int, PrintedPage]:
    """What recognition read, by page; pages on which it found nothing are left out."""
    rows = of_original(sha256)
    return {row.number: from_json(row.reading) for row in rows if row.reading}


def waits(sha256: str) -> bool:
    """Whether a page of the original still waits."""
    query = select(PageRow.id).where(PageRow.sha256 == sha256, PageRow.state == WAITING)
    return db.session.scalar(query.limit(1)) is not None


def waiting() -> list[PageRow]:
    """Every page that waits, of all originals."""
    query = select(PageRow).where(PageRow.state == WAITING).order_by(PageRow.id)
    return list(db.session.scalars(query))


def keep(row: PageRow, page: PrintedPage, engine: str) -> None:
    """Write down what recognition read on a page; what was read before is kept beside it."""
    if row.reading and row.reading != to_json(page):
        row.earlier = [_present(row), *row.earlier][:MOST_EARLIER]
    _take(row, page, engine)


def bring_back(row: PageRow, place: int, actor: Actor) -> None:
    """Let an earlier recognition of a page count again; the present one takes its place among the earlier.

    Args:
        place: which of `row.earlier`, from 0 (the newest of them).

    Raises:
        Conflict: the page waits for recognition, or there is no such reading.
    """
    if row.state == WAITING:
        raise Conflict("这一页还在等待识别，识别完成后再恢复。")
    if not 0 <= place < len(row.earlier):
        raise Conflict("这次识别已不在记录里，可能刚被恢复过。请刷新页面。")
    chosen = row.earlier[place]
    rest = [one for n, one in enumerate(row.earlier) if n != place]
    row.earlier = [*([_present(row)] if row.reading else []), *rest]
    _take(row, from_json(chosen["reading"]), chosen["engine"])
    audit.record(actor, "page.restore", f"page:{row.id}", {"page": row.number})


def _present(row: PageRow) -> dict[str, Any]:
    at = utcnow().astimezone(UTC).isoformat(timespec="seconds")
    kept = {"engine": row.engine or "", "score": row.score, "turned": row.turned}
    return {"at": at, "reading": row.reading, **kept}


def _take(row: PageRow, page: PrintedPage, engine: str) -> None:
    row.state = NO_TEXT if not page.lines else WEAK if page.is_weak else RECOGNISED
    row.score = round(page.score, 4) if page.lines else None
    row.turned = page.turned
    row.reading = to_json(page) if page.lines else None
    row.engine, row.message = engine, None
    row.checked_by_id = row.checked_by = row.checked_at = None


def fail(row: PageRow, message: str) -> None:
    """Write down that recognition did not work; what an earlier one read stays."""
    row.state, row.message = FAILED, message


def begin_again(sha256: str, number: int, actor: Actor) -> PageRow:
    """A page is to be read again, as a person asked; a page with text in the file may be, too.

    Raises:
        Conflict: it waits already.
    """
    row = find(sha256, number)
    if row is None:
        row = PageRow(sha256=sha256, number=number)
        db.session.add(row)
    elif row.state == WAITING:
        raise Conflict("这一页已在等待识别，请稍候。")
    row.state, row.message = WAITING, None
    row.checked_by_id = row.checked_by = row.checked_at = None
    db.session.flush()
    audit.record(actor, "page.again", f"page:{row.id}", {"sha256": sha256, "page": number})
    return row


def check(row: PageRow, actor: Actor) -> None:
    """A person compared the page with its picture and stands for it.

    Raises:
        Conflict: it waits for recognition.
    """
    if row.state == WAITING:
        raise Conflict("这一页还在等待识别，识别完成后再核对。")
    row.checked_by_id, row.checked_by, row.checked_at = actor.user_id, actor.name, utcnow()
    audit.record(actor, "page.check", f"page:{row.id}", {"page": row.number})


def uncheck(row: PageRow, actor: Actor) -> None:
    """Take that back: the page is on the work list again."""
    row.checked_by_id = row.checked_by = row.checked_at = None
    audit.record(actor, "page.uncheck", f"page:{row.id}", {"page": row.number})


def get(page_id: int) -> PageRow:
    """A page by its id.

    Raises:
        Missing: there is none.
    """
    row = db.session.get(PageRow, page_id)
    if row is None:
        raise Missing("没有这一页，可能文件已被移出。请刷新页面。")
    return row


def document_of(row: PageRow) -> int:
    """The document a page belongs to.

    Raises:
        Missing: it was taken out.
    """
    found = db.session.scalar(select(DocumentRow.id).where(DocumentRow.sha256 == row.sha256))
    if found is None:
        raise Missing("这一页的文件已被移出文件库。请刷新页面。")
    return found


def counts() -> dict[str, int]:
    """How many pages nobody has checked yet are in which state; `checked` counts the others."""
    query = select(PageRow.state, func.count()).where(_listed(), PageRow.checked_at.is_(None))
    found = {state: count for state, count in db.session.execute(query.group_by(PageRow.state))}  # noqa: C416 - rows
    checked = select(func.count()).select_from(PageRow)
    found["checked"] = db.session.scalar(checked.where(PageRow.checked_at.is_not(None))) or 0
    return found


def to_look_at() -> int:
    """How many pages wait for a person: 无文字、低置信、失败."""
    counted = counts()
    return sum(counted.get(state, 0) for state in TO_LOOK_AT)


def listing(states: tuple[str, ...], limit: int, offset: int) -> list[Listed]:
    """Pages nobody has checked yet, by state; `checked` asks for those somebody has."""
    query = select(PageRow, DocumentRow).join(DocumentRow, DocumentRow.sha256 == PageRow.sha256)
    if states == ("checked",):
        query = query.where(PageRow.checked_at.is_not(None)).order_by(PageRow.checked_at.desc())
    else:
        query = query.where(PageRow.state.in_(states), PageRow.checked_at.is_(None))
        query = query.order_by(PageRow.score, DocumentRow.id, PageRow.number)
    rows = db.session.execute(query.limit(limit).offset(offset))
    return [Listed(page, document) for page, document in rows]


def forget(sha256: str) -> None:
    """Drop every page of an original: its bytes must not stay."""
    db.session.execute(delete(PageRow).where(PageRow.sha256 == sha256))


def _listed() -> ColumnElement[bool]:
    """Pages of originals that a document was made of."""
    return PageRow.sha256.in_(select(DocumentRow.sha256))
