"""The cover of a technical standard: number, name, dates, issuers."""

from __future__ import annotations

import pytest

from corpus.document import Document
from tests.corpus.papers import read

BODY = "1 适用范围\n本标准规定了畜禽养殖场臭气的限值。\n"


def _cover(
    number: str = "GB 31999—2031",
    dates: str = "2031-05-06发布 2031-10-01实施",
    kind: str = "中华人民共和国国家标准",
) -> Document:
    return read(
        f"ICS 13.040.40\nZ 60\n{kind}\n{number}\n代替 GB 31999—2008\n畜禽养殖业（规模化养殖）\n"
        "臭气排放标准\nEmission standard of odour for livestock breeding\n（发布稿）\n"
        "本电子版为发布稿，请以正式出版的文本为准。\n"
        f"{dates}\n凤凰生态环境部 发布\n凤凰市场监督管理总局\n目次\n前言\n{BODY}"
    )


def test_a_cover_tells_number_name_dates_and_issuers() -> None:
    document = _cover()
    assert document.title == "畜禽养殖业（规模化养殖）臭气排放标准"
    assert document.doc_number is not None
    assert (document.doc_number.prefix, document.doc_number.year) == ("GB", 2031)
    assert document.doc_number.serial == 31999
    assert document.issuers == ("凤凰生态环境部", "凤凰市场监督管理总局")
    assert document.issued_on is not None
    assert document.issued_on.iso == "2031-05-06"
    assert document.effective_on is not None
    assert document.effective_on.iso == "2031-10-01"
    assert document.signed_on is None


@pytest.mark.parametrize(
    ("number", "prefix", "serial", "year"),
    [
        ("GB 31999－2031", "GB", 31999, 2031),
        ("GB/T 5085.7-2019", "GB/T", 5085, 2019),
        ("ＧＢ３１９９９ ２０３１", "GB", 31999, 2031),
        ("DB99/ 2367—2022", "DB99/", 2367, 2022),
        ("DB 99/T 2367-2022", "DB99/T", 2367, 2022),
        ("HJ 2.2-2018", "HJ", 2, 2018),
        ("T/FHX 012—2024", "T/FHX", 12, 2024),
    ],
)
def test_numbers_of_standards_are_read_in_all_their_shapes(
    number: str, prefix: str, serial: int, year: int
) -> None:
    found = _cover(number).doc_number
    assert found is not None
    assert (found.prefix, found.serial, found.year) == (prefix, serial, year)


@pytest.mark.parametrize(
    "dates",
    [
        "2031-05-06 发布 2031-10-01 实施",
        "2031 - 05 - 06发布\n2031 - 10 - 01实施",
        "２０３１ ０５ ０６发布 ２０３１ １０ ０１ 实施",
        "2031－05－06发布 2031－10－01实施",
        "2031年5月6日发布 2031年10月1日实施",
    ],
)
def test_the_dates_side_by_side_are_read_in_all_their_shapes(dates: str) -> None:
    document = _cover(dates=dates)
    assert document.issued_on is not None
    assert document.issued_on.iso == "2031-05-06"
    assert document.effective_on is not None
    assert document.effective_on.iso == "2031-10-01"


def test_a_kind_with_its_letters_out_of_order_is_still_a_cover() -> None:
    assert (
        _cover(kind="中 人民共和 家 准华 国国 标").title == "畜禽养殖业（规模化养殖）臭气排放标准"
    )


def test_a_day_that_no_calendar_has_is_not_read_from_a_cover() -> None:
    assert _cover(dates="2031 13 06发布 2031-10-01实施").issued_on is None


def test_a_standard_cited_in_a_notice_makes_no_cover() -> None:
    document = read(
        "关于执行新标准的通知\n各养殖场：\n请执行下列标准：\nGB 31999—2031\n凤凰镇人民政府\n2031年5月6日"
    )
    assert document.title == "关于执行新标准的通知"
    assert document.doc_number is None
    assert document.signed_on is not None
