"""Use case: publish. Gate, snapshot, hash, files, status: one transaction, all or nothing."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from base import audit, settings
from base.db import db
from base.errors import Missing, Refused
from base.roles import SYSTEM, Actor
from corpus.rows import DocumentRow
from review import casework, docket, status
from review.disposition import Disposition
from review.notice import NoticeEntry, PublicationNotice, canonical, content_hash, notice_from
from review.publication import gate
from review.publication.catalogue import annexes
from review.publication.registry import RENDERERS
from review.rows import CampaignRow, NoticeEntryRow, NoticeFileRow, NoticeRow, TaskRow
from review.statement import Statement


@dataclass(frozen=True, slots=True)
class Draft:
    """What a person writes for a notice. `corrects` is the id of an earlier one it puts right (更正)."""

    number: str
    title: str
    body: str
    published_on: date
    corrects: int | None = None


def publish(campaign_id: int, draft: Draft, actor: Actor, today: date) -> int:
    """Freeze and publish the result of a campaign; returns the notice's id. The caller commits.

    Raises:
        Refused: the gate names something open, the head is not whole, or totals do not reconcile.
    """
    row = docket.campaign(campaign_id)
    db.session.refresh(row, with_for_update=True)
    if row.state != "open":
        raise Refused("这项清理结果已经公布。")
    _check_draft(draft)
    found = gate.check(campaign_id, today)
    if not found.is_open:
        words = "".join(point.says for point in found.points if point.blocking)
        raise Refused(f"还不能公布：{words}")
    decided = _decided(campaign_id)
    notice = _snapshot(row, draft, decided)
    notice.check(_normative(campaign_id))
    notice_id = _keep(row, notice, decided, actor)
    row.state = "published"
    status.project([document.id for _task, document, _said in decided])
    detail = {"campaign": campaign_id, "hash": content_hash(notice.content()), **notice.totals}
    audit.record(actor, "notice.publish", f"notice:{notice_id}", detail)
    return notice_id


def default_draft(campaign_id: int, today: date) -> Draft:
    """Title and text with the figures filled in; the number is for a person to write."""
    row = docket.campaign(campaign_id)
    authority = settings.get(settings.AUTHORITY)
    counted = dict.fromkeys(Disposition, 0)
    for _task, _document, said in _decided(campaign_id):
        if said.outcome.disposition is not None:
            counted[said.outcome.disposition] += 1
    body = default_body(row.scope_note, row.cut_off, counted)
    title = f"{authority}关于公布行政规范性文件清理结果的公告"
    return Draft("", title, body, today)


def next_number(today: date) -> str:
    """A number for a notice where the office gives none: year and the next serial of that year."""
    same_year = [row for row in notices() if row.published_on.year == today.year]
    return f"〔{today.year}〕第{len(same_year) + 1}号"


def default_body(scope: str, cut_off: date, counted: dict[Disposition, int]) -> str:
    """The text of the announcement; its figures are the lists' own."""
    verbs = {
        Disposition.REPEAL: "废止",
        Disposition.EXPIRE: "宣布失效",
        Disposition.REVISE: "拟修改",
        Disposition.KEEP: "继续有效",
    }
    parts = [
        f"{verbs[a.disposition]}{counted[a.disposition]}件"
        for a in annexes()
        if counted[a.disposition]
    ]
    day = f"{cut_off.year}年{cut_off.month}月{cut_off.day}日"
    lines = [
        (
            f"根据国家和省、市关于行政规范性文件清理工作的要求，对{scope}进行了清理，清理截止日为{day}，"
            f"共清理出行政规范性文件{sum(counted.values())}件。经审核和审议，决定：{'，'.join(parts)}。"
        ),
        "凡废止、宣布失效的行政规范性文件，自本公告公布之日起不再作为行政管理的依据。",
    ]
    if counted[Disposition.REVISE]:
        lines.append(
            "拟修改的行政规范性文件，由责任单位在完成时限内修改；修改前与上位法不一致的，按上位法执行。"
        )
    return "\n".join(lines)


def notice(notice_id: int) -> tuple[NoticeRow, PublicationNotice]:
    """A published notice as it was frozen.

    Raises:
        Missing: there is none of that id.
    """
    row = db.session.get(NoticeRow, notice_id)
    if row is None:
        raise Missing("没有这份公告，请从清理结果页查看。")
    return row, notice_from(json.loads(row.content))


def notices() -> list[NoticeRow]:
    """Every published notice, newest first."""
    return list(db.session.scalars(select(NoticeRow).order_by(NoticeRow.id.desc())))


def corrected_by(notice_id: int) -> list[NoticeRow]:
    """The later notices that put this one right, oldest first."""
    query = select(NoticeRow).where(NoticeRow.corrects_id == notice_id)
    return list(db.session.scalars(query.order_by(NoticeRow.id)))


def _id_of(number: str) -> int | None:
    return db.session.scalar(select(NoticeRow.id).where(NoticeRow.number == number))


def _check_draft(draft: Draft) -> None:
    if not draft.number.strip():
        raise Refused("请填写公告文号，例如 青府规〔2026〕2号。")
    if not draft.title.strip() or not draft.body.strip():
        raise Refused("请填写公告标题和正文。")
    if _id_of(_plain(draft.number)) is not None:
        raise Refused(f"文号 {draft.number} 已经用过，请核对。")


def _decided(campaign_id: int) -> list[tuple[TaskRow, DocumentRow, Statement]]:
    """Tasks decided as normative with their decision, oldest document first."""
    asked = casework.Listing(campaign_id=campaign_id, stage="decided")
    queued = casework.listing(asked, SYSTEM)
    said = docket.decisions([one.task.id for one in queued])
    return [
        (one.task, one.document, said[one.task.id])
        for one in queued
        if said[one.task.id].outcome.disposition is not None
    ]


def _normative(campaign_id: int) -> int:
    """Every task less those found not to be 规范性文件: counted another way than the lists."""
    query = select(func.count()).select_from(TaskRow).where(TaskRow.campaign_id == campaign_id)
    return (db.session.scalar(query) or 0) - casework.not_normative(campaign_id)


def _snapshot(
    row: CampaignRow, draft: Draft, decided: list[tuple[TaskRow, DocumentRow, Statement]]
) -> PublicationNotice:
    entries: list[NoticeEntry] = []
    for annex in annexes():
        of_list = [d for d in decided if d[2].outcome.disposition is annex.disposition]
        entries += [_entry(n, document, said) for n, (_t, document, said) in enumerate(of_list, 1)]
    return PublicationNotice(
        number=_plain(draft.number),
        title=_plain(draft.title),
        authority=settings.get(settings.AUTHORITY),
        body=_plain(draft.body.replace("\r\n", "\n"), lines=True),
        scope=row.scope_note,
        cut_off=row.cut_off,
        published_on=draft.published_on,
        excluded=casework.not_normative(row.id),
        entries=tuple(entries),
        corrects=notice(draft.corrects)[0].number if draft.corrects is not None else None,
    )


def _entry(n: int, document: DocumentRow, said: Statement) -> NoticeEntry:
    outcome = said.outcome
    assert outcome.disposition is not None
    return NoticeEntry(
        n=n,
        title=_plain(document.title or document.file_name),
        doc_number=_plain(document.number_text) if document.number_text else None,
        issuer=_plain(document.issuers),
        issued_on=document.issued_on or document.signed_on,
        disposition=outcome.disposition.value,
        reason_code=outcome.reason_code.value if outcome.reason_code else None,
        reason=_plain(outcome.reason),
        unit=_plain(outcome.unit) if outcome.unit else None,
        deadline=outcome.deadline.isoformat() if outcome.deadline else None,
    )


def _plain(words: str, *, lines: bool = False) -> str:
    """Words that every form can hold: no control characters, which XML and so docx and xlsx refuse.

    Line breaks stay where `lines`, else they become blanks.
    """
    spaced = words if lines else " ".join(words.splitlines())
    kept = (c for c in spaced.replace("\t", " ") if c == "\n" or not _is_control(c))
    return "".join(kept).strip()


def _is_control(character: str) -> bool:
    return unicodedata.category(character) in {"Cc", "Cs"} or character in "\ufffe\uffff"


def _keep(
    row: CampaignRow,
    notice_: PublicationNotice,
    decided: list[tuple[TaskRow, DocumentRow, Statement]],
    actor: Actor,
) -> int:
    content = notice_.content()
    kept = NoticeRow(
        campaign_id=row.id,
        number=notice_.number,
        title=notice_.title,
        published_on=notice_.published_on,
        content=canonical(content),
        content_hash=content_hash(content),
        corrects_id=_id_of(notice_.corrects) if notice_.corrects else None,
        published_by=actor.user_id,
        is_sample=row.is_sample,
    )
    db.session.add(kept)
    db.session.flush()
    order = [d for a in annexes() for d in decided if d[2].outcome.disposition is a.disposition]
    for (task, document, _said), entry, values in zip(
        order, notice_.entries, content["entries"], strict=True
    ):
        db.session.add(
            NoticeEntryRow(
                notice_id=kept.id,
                document_id=document.id,
                task_id=task.id,
                n=entry.n,
                disposition=entry.disposition,
                entry=values,
            )
        )
    for form, renderer in RENDERERS.items():
        made = renderer.render(notice_)
        sha256 = hashlib.sha256(made).hexdigest()
        db.session.add(NoticeFileRow(notice_id=kept.id, form=form, content=made, sha256=sha256))
    db.session.flush()
    return kept.id
