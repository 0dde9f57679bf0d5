"""What a face lacks or tells doubtfully is noted, so that no such paper counts as plainly read."""

from __future__ import annotations

from corpus import correction
from corpus.block import Block, Reading
from corpus.document import Document
from corpus.structure.assemble import assemble
from tests.corpus.papers import notice, read


def codes(document: Document) -> list[str]:
    """The codes of the notes, in order."""
    return [note.code for note in document.notes]


def test_a_paper_without_a_title_says_so() -> None:
    document = read("各村：\n请于三月前修好水渠，不得拖延。")
    assert document.title is None
    assert codes(document) == ["title_missing"]
    assert "补录标题" in document.notes[0].message


def test_a_paper_whose_title_was_told_by_its_look_alone_says_so_with_its_words() -> None:
    blocks = (Block("太平桥集市摊位", align="center", size=22), Block("摊位共三十个，先到先得。"))
    document = assemble(Reading("docx", "test", blocks))
    assert document.title == "太平桥集市摊位"
    assert codes(document) == ["title_doubtful"]
    assert "太平桥集市摊位" in document.notes[0].message


def test_a_paper_with_a_plain_title_has_no_such_note() -> None:
    assert codes(notice("请照办。")) == []


def test_a_short_name_of_a_code_is_a_title_without_doubt() -> None:
    document = read("集市条例\n第一条 为了管好集市，制定本条例。")
    assert document.title == "集市条例"
    assert codes(document) == []


def test_a_number_years_away_from_the_signature_is_noted() -> None:
    document = notice("请照办。", signed="2019年3月4日")
    assert codes(document) == ["number_doubtful"]
    assert "凤府发〔2015〕12号" in document.notes[0].message


def test_an_issuer_read_with_every_glyph_twice_is_noted() -> None:
    document = read(
        "关于加强集市管理的通知\n各村：\n请照办。\n凤凤凰凰县县财财政政局局\n2015年3月4日"
    )
    assert codes(document) == ["issuers_doubtful"]


def test_a_paper_without_text_waits_for_recognition_and_has_no_note_on_its_face() -> None:
    assert codes(assemble(Reading("pdf", "test", (), pages=1, bare_pages=(1,)))) == []


def test_what_a_person_gives_ends_the_note_on_it() -> None:
    document = read("各村：\n请于三月前修好水渠。本通知自修渠完工之日起执行。")
    assert codes(document) == ["title_missing", "effective_unresolved"]
    titled = correction.apply(document, {"title": "关于修渠的通知"})
    assert codes(titled) == ["effective_unresolved"]
    assert codes(correction.apply(titled, {"effective_on": None})) == []


def test_a_company_is_a_doubtful_issuer_only_of_a_paper_without_a_number() -> None:
    signed = "关于停水的通知\n各用户：\n请储水。\n柳溪县供水公司\n2015年3月4日"
    assert codes(read(signed)) == ["issuers_doubtful"]
    assert codes(read(f"柳水司〔2015〕3号\n{signed}")) == []
