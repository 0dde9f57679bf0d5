"""A notice for tests: awkward entries on purpose, every list filled unless told otherwise."""

from __future__ import annotations

from datetime import date

from review.disposition import Disposition
from review.notice import NoticeEntry, PublicationNotice

PUBLISHED = date(2026, 11, 20)


def entry(n: int, disposition: Disposition, title: str, **more: str | None) -> NoticeEntry:
    """One entry; what is not said is ordinary."""
    revise = disposition is Disposition.REVISE
    values: dict[str, str | None] = {
        "doc_number": f"青政发〔2012〕{n}号",
        "issuer": "青石镇人民政府",
        "issued_on": "2012-03-04",
        "reason_code": "R2",
        "reason": "制定依据已经废止",
        "unit": "镇农业服务中心" if revise else None,
        "deadline": "2027-06-30" if revise else None,
    }
    return NoticeEntry(n, title, disposition=disposition.value, **(values | more))  # type: ignore[arg-type]


ENTRIES = (
    entry(1, Disposition.REPEAL, "关于印发《青石公社社员建房管理暂行规定》的通知", doc_number=None, issued_on="1979-08"),
    entry(2, Disposition.REPEAL, "=HYPERLINK(\"x\")关于集市管理的通知", reason="-1与上位法抵触"),
    entry(3, Disposition.REPEAL, "关于“两工”的通知,含逗号", reason="第一行\n第二行"),
    entry(1, Disposition.EXPIRE, "@关于防汛的通告", issued_on=None),
    entry(1, Disposition.REVISE, "青石镇𠮷村宅基地审批管理办法<&>"),
    entry(1, Disposition.KEEP, "+青石镇山塘水库安全管理办法"),
)  # fmt: skip


def notice(entries: tuple[NoticeEntry, ...] = ENTRIES) -> PublicationNotice:
    """A whole notice."""
    return PublicationNotice(
        number="青府规〔2026〕2号",
        title="青石镇人民政府关于公布行政规范性文件清理结果的公告",
        authority="青石镇人民政府",
        body="对镇政府制发的文件进行了清理。\n凡废止的，自公布之日起不再作为行政管理的依据。",
        scope="镇政府制发的文件",
        cut_off=date(2026, 10, 31),
        published_on=PUBLISHED,
        excluded=3,
        entries=entries,
    )
