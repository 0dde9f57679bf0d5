"""The text cut for the page: joined again it is exactly the text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from corpus.document import Document, Provision, ProvisionKind
from corpus.reading_text import Mark, Paragraph, outline, paragraphs
from tests.corpus.papers import notice, read

TEXTS = st.text(alphabet=st.sampled_from("甲乙第一条、 　\t\n"), max_size=80)
PLACES = st.integers(0, 90)
MARKS = st.lists(
    st.builds(
        lambda at, length, kind, number: Mark(at, at + length, kind, number),
        PLACES,
        st.integers(0, 40),
        st.sampled_from(["repeal", "note"]),
        st.sampled_from(["", "1", "2"]),
    ),
    max_size=5,
)
PROVISIONS = st.lists(
    st.builds(
        lambda at, length, kind: Provision(f"e{at}", kind, "第一条", at, at + length),
        PLACES,
        st.integers(1, 40),
        st.sampled_from(ProvisionKind),
    ),
    max_size=4,
)


def _joined(cut: tuple[Paragraph, ...]) -> str:
    return "\n".join("".join(piece.text for piece in one.pieces) for one in cut)


@given(TEXTS, PROVISIONS, MARKS)
def test_the_pieces_joined_are_the_text(
    text: str, provisions: list[Provision], marks: list[Mark]
) -> None:
    document = Document(text=text, provisions=tuple(provisions))
    assert _joined(paragraphs(document, marks)) == text


@given(TEXTS, MARKS)
def test_a_character_is_marked_exactly_where_a_mark_covers_it(text: str, marks: list[Mark]) -> None:
    at = 0
    for one in paragraphs(Document(text=text), marks):
        for piece in one.pieces:
            for place in range(at, at + len(piece.text)):
                covering = [mark for mark in marks if mark.start <= place < mark.end]
                assert (piece.mark is not None) == bool(covering)
                assert set(piece.ids) == {mark.id for mark in covering if mark.id}
            at += len(piece.text)
        at += 1


@given(TEXTS, MARKS)
def test_each_evidence_begins_once(text: str, marks: list[Mark]) -> None:
    pieces = [p for one in paragraphs(Document(text=text), marks) for p in one.pieces]
    firsts = [piece.first for piece in pieces if piece.first]
    assert len(firsts) == len(set(firsts))


def test_a_notice_is_set_as_one_reads_it() -> None:
    document = notice("一、各村应当清扫集市。\n二、不得占用道路。")
    cut = paragraphs(document)
    kinds = ["".join(p.text for p in one.pieces) + "/" + one.kind for one in cut]
    assert "凤凰镇人民政府关于加强集市管理的通知/title" in kinds
    assert "2015年3月4日/sign" in kinds
    first = next(one for one in cut if one.anchor == "h1_1")
    assert first.pieces[0].strong
    assert first.pieces[0].text == "一、"


def test_the_names_of_a_joint_paper_stand_with_their_day_before_a_long_annex() -> None:
    annex = "青石镇集市管理办法\n" + "第一条　为了管理集市，制定本办法，各村应当遵守。\n" * 30
    document = read(
        "关于印发《青石镇集市管理办法》的通知\n各村民委员会：\n现印发给你们，请遵照执行。\n"
        "凤凰县财政局\n凤凰县民政局　　凤凰县水利局\n2015年3月4日\n" + annex
    )
    assert document.issuers == ("凤凰县财政局", "凤凰县民政局", "凤凰县水利局")
    signs = [
        "".join(p.text for p in one.pieces) for one in paragraphs(document) if one.kind == "sign"
    ]
    assert signs == ["凤凰县财政局", "凤凰县民政局　　凤凰县水利局", "2015年3月4日"]


def test_only_headings_and_articles_are_worth_jumping_to() -> None:
    document = read(
        "青石镇集市管理办法\n第一章　总则\n第一条　为了管理集市，制定本办法。\n"
        "第二条　下列行为不得有：\n（一）占用道路；\n（二）倾倒垃圾。"
    )
    assert [one.label for one in outline(document)] == ["第一章", "第一条", "第二条"]


def test_a_page_number_stands_where_its_page_begins() -> None:
    document = Document(text="甲\n乙\n丙", page_starts=(0, 2))
    assert [one.page for one in paragraphs(document)] == [1, 2, None]
