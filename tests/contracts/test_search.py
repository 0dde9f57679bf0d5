"""Every search engine answers like a plain look through all of the texts."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Set
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.search.engine import Entry, SearchIndex
from corpus.search.match import matches
from corpus.search.query import Query, parse
from corpus.search.registry import BACKENDS
from corpus.search.terms import FoldedFields
from tests.conftest import PlaceMaker
from tests.corpus.search.papers import PaperMaker

PAPERS = 60
SUBSTRINGS = 2_000
ABSENT = 200

MAKER = PaperMaker(seed=7)
WRITTEN = [MAKER.paper(700) for _ in range(PAPERS)]
ENTRIES = [
    Entry(100 + place, FoldedFields.of(title, number, [issuer], body), 101 + place)
    for place, (title, number, issuer, body) in enumerate(WRITTEN)
]


@pytest.fixture
def make(engine: str, places: PlaceMaker) -> Callable[[Path], SearchIndex]:
    """One engine after the other."""
    return lambda folder: BACKENDS[engine](places(folder))


@pytest.fixture(scope="module")
def filled(
    engine: str, places: PlaceMaker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SearchIndex]:
    """An engine with all papers, written in batches, some twice and some taken out again."""
    index = BACKENDS[engine](places(tmp_path_factory.mktemp("index")))
    for start in range(0, PAPERS, 15):
        index.write(ENTRIES[start : start + 15])
    index.write([Entry(entry.id, FoldedFields("", "", "", ""), 200) for entry in ENTRIES[:5]])
    index.write([Entry(7, FoldedFields.of("以资代劳", None, [], "以资代劳"), 201)])
    index.write([Entry(entry.id, entry.fields, 202) for entry in ENTRIES[:5]])
    index.remove([7])
    yield index
    index.close()


def answers(index: SearchIndex, query: Query, texts: dict[int, FoldedFields]) -> set[int]:
    """Candidates, verified, as a user of an engine does it."""
    candidates = found(index, query)
    if candidates is not None and index.settles(query):
        return set(candidates)
    asked = texts.keys() if candidates is None else candidates
    return {id_ for id_ in asked if matches(query, texts[id_])}


def found(index: SearchIndex, query: Query) -> Set[int] | None:
    """What an engine proposes, as a set."""
    ids = index.candidates(query)
    return None if ids is None else set(ids.tolist())


def truth(query: Query, texts: dict[int, FoldedFields]) -> set[int]:
    """A plain look through everything, not by way of any engine."""

    def everywhere(fields: FoldedFields) -> str:
        return "\n".join((fields.title, fields.number, fields.issuers, fields.body))

    return {
        id_
        for id_, fields in texts.items()
        if all(any(term.text in everywhere(fields) for term in some) for some in query.clauses)
        and not any(term.text in everywhere(fields) for term in query.without)
    }


TEXTS = {entry.id: entry.fields for entry in ENTRIES}


def random_substrings(count: int) -> list[str]:
    """Pieces of 1 to 12 characters of single paragraphs, copied as they stand in the papers."""
    rng = random.Random(11)
    bodies = [body for _, _, _, body in WRITTEN]
    pieces: list[str] = []
    while len(pieces) < count:
        line = rng.choice(rng.choice(bodies).split("\n"))
        start = rng.randrange(len(line))
        piece = line[start : start + rng.randint(1, 12)].strip()
        if piece and not set(piece) & set('“”"＂') and piece[0] not in "-－−" and piece != "或":
            pieces.append(f"“{piece}”")
    return pieces


def test_every_substring_of_every_paper_is_found_and_nothing_else(filled: SearchIndex) -> None:
    pieces = random_substrings(SUBSTRINGS)
    queries = [parse(piece) for piece in pieces]
    wrong = [
        piece
        for piece, query in zip(pieces, queries, strict=True)
        if answers(filled, query, TEXTS) != truth(query, TEXTS) or not truth(query, TEXTS)
    ]
    assert wrong == []
    assert len(pieces) == SUBSTRINGS


def test_what_stands_nowhere_is_found_nowhere(filled: SearchIndex) -> None:
    pieces = [shuffled for shuffled in _shuffled(random_substrings(1_000)) if shuffled]
    absent = [query for query in map(parse, pieces) if not truth(query, TEXTS)][:ABSENT]
    assert len(absent) == ABSENT
    assert [query for query in absent if answers(filled, query, TEXTS)] == []


def _shuffled(pieces: list[str]) -> Iterator[str]:
    """Pieces with the same characters in another order: their pairs occur, they do not."""
    rng = random.Random(5)
    for piece in pieces:
        characters = [char for char in piece[1:-1] if not char.isspace()]
        rng.shuffle(characters)
        if len(characters) > 3 and characters[0] not in "-－−":
            yield f"“{''.join(characters)}”"


def test_candidates_need_no_verification_where_the_query_says_so(filled: SearchIndex) -> None:
    queries = [parse(piece) for piece in random_substrings(SUBSTRINGS)]
    settled = [query for query in queries if filled.settles(query)]
    assert len(settled) > 20
    for query in settled:
        assert found(filled, query) == truth(query, TEXTS)


@pytest.mark.parametrize(
    "typed",
    [
        "以资代劳 殡葬改革",
        "以资代劳 -殡葬改革",
        "殡葬改革 或 护林防火",
        "殡葬改革 或 护林防火 OR 河道采砂 罚款 -保证金",
        "“冬春 修水利” -畜禽养殖 -农田水利",
        "完全没有这样的词语",
        "完全没有这样的词语 或 殡葬改革",
        "第 一 条",
        "OFFICE",
        "0836-",
        "二零",
        "7：2：1 或 7∶2∶1",
    ],
)
def test_words_combine_as_a_plain_look_says(filled: SearchIndex, typed: str) -> None:
    query = parse(typed)
    assert answers(filled, query, TEXTS) == truth(query, TEXTS)


def test_a_word_limited_to_a_field_is_found_only_there(filled: SearchIndex) -> None:
    for entry in ENTRIES[:20]:
        title = entry.fields.title
        wanted = {id_ for id_, fields in TEXTS.items() if title in fields.title}
        assert answers(filled, parse(f"标题:{title}"), TEXTS) == wanted
        number = entry.fields.number
        wanted = {id_ for id_, fields in TEXTS.items() if number in fields.number}
        assert answers(filled, parse(f"文号：{number}"), TEXTS) == wanted
        issuer = entry.fields.issuers
        wanted = {id_ for id_, fields in TEXTS.items() if issuer in fields.issuers}
        assert answers(filled, parse(f"机关:{issuer}"), TEXTS) == wanted
    assert answers(filled, parse("标题:以资代劳"), TEXTS) == set()
    assert answers(filled, parse("以资代劳"), TEXTS) != set()


def test_papers_in_traditional_characters_are_found_by_simplified_ones_and_the_other_way(
    make: Callable[[Path], SearchIndex], tmp_path: Path
) -> None:
    index = make(tmp_path)
    old = FoldedFields.of("國務院關於農業的指示", None, [], "各縣應當卽行辦理，並報專署備查。")
    new = FoldedFields.of("关于农业的通知", None, [], "各县应当即行办理。")
    index.write([Entry(1, old, 1), Entry(2, new, 2)])
    for typed, right in (
        ("国务院", {1}),
        ("“縣應當即行辦理”", {1, 2}),
        ("“县应当即行办理，并报专署”", {1}),
        ("标题:關于农业的", {1, 2}),
        ("县", {1, 2}),
    ):
        assert answers(index, parse(typed), {1: old, 2: new}) == right, typed
    index.close()


def test_an_empty_query_narrows_nothing(filled: SearchIndex) -> None:
    assert found(filled, parse("  ")) is None


def test_the_engine_knows_what_it_has_and_how_far_it_is(filled: SearchIndex) -> None:
    assert set(filled.ids().tolist()) == set(TEXTS)
    assert filled.size() == PAPERS
    assert filled.sequence() == 202


def test_a_new_engine_is_empty(make: Callable[[Path], SearchIndex], tmp_path: Path) -> None:
    index = make(tmp_path / "new")
    assert (index.size(), index.sequence(), set(index.ids().tolist())) == (0, 0, set())
    assert found(index, parse("通知")) == set()
    assert found(index, parse("")) is None


def test_writing_again_replaces_and_removing_removes(
    make: Callable[[Path], SearchIndex], tmp_path: Path
) -> None:
    index = make(tmp_path)
    index.write([Entry(1, FoldedFields.of("旧题", None, [], "甲乙丙"), 1)])
    index.write([Entry(1, FoldedFields.of("新题", None, [], "丁戊己"), 2)])
    assert found(index, parse("甲乙")) == set()
    assert found(index, parse("丁戊")) == {1}
    index.remove([1, 99])
    assert (index.size(), index.sequence()) == (0, 2)
    assert found(index, parse("丁戊")) == set()


def test_the_last_of_two_entries_with_one_id_counts(
    make: Callable[[Path], SearchIndex], tmp_path: Path
) -> None:
    index = make(tmp_path)
    early = Entry(1, FoldedFields.of("", None, [], "甲乙"), 4)
    late = Entry(1, FoldedFields.of("", None, [], "丙丁"), 5)
    index.write([early, late])
    assert found(index, parse("甲乙")) == set()
    assert found(index, parse("丙丁")) == {1}
    assert (index.size(), index.sequence()) == (1, 5)


def test_the_sequence_never_goes_back(make: Callable[[Path], SearchIndex], tmp_path: Path) -> None:
    index = make(tmp_path)
    index.write([Entry(1, FoldedFields.of("", None, [], "甲"), 9)])
    index.write([Entry(2, FoldedFields.of("", None, [], "乙"), 5)])
    index.write([])
    assert index.sequence() == 9


def test_optimising_changes_no_answer(make: Callable[[Path], SearchIndex], tmp_path: Path) -> None:
    index = make(tmp_path)
    for entry in ENTRIES[:20]:
        index.write([entry])
    index.remove([entry.id for entry in ENTRIES[:3]])
    texts = {entry.id: entry.fields for entry in ENTRIES[3:20]}
    queries = [parse(piece) for piece in random_substrings(60)]
    before = [answers(index, query, texts) for query in queries]
    index.optimise()
    assert [answers(index, query, texts) for query in queries] == before
    assert (set(index.ids().tolist()), index.sequence()) == (set(texts), ENTRIES[19].sequence)
    index.write([ENTRIES[0]])
    assert set(index.ids().tolist()) == {*texts, ENTRIES[0].id}


def test_wiping_begins_again(make: Callable[[Path], SearchIndex], tmp_path: Path) -> None:
    index = make(tmp_path)
    index.write(ENTRIES[:3])
    index.wipe()
    assert (index.size(), index.sequence()) == (0, 0)
    index.write(ENTRIES[:3])
    assert set(index.ids().tolist()) == {entry.id for entry in ENTRIES[:3]}


def test_a_closed_engine_opens_again(make: Callable[[Path], SearchIndex], tmp_path: Path) -> None:
    index = make(tmp_path)
    index.write(ENTRIES[:2])
    index.close()
    assert index.size() == 2


SMALL_ALPHABET = st.text(alphabet="甲乙丙〇○ 1１aA[〔\n", max_size=24)


@settings(max_examples=25, deadline=None)
@given(
    bodies=st.lists(SMALL_ALPHABET, min_size=1, max_size=6),
    wanted=st.text(alphabet="甲乙丙〇1aA[", min_size=1, max_size=4),
    unwanted=st.none() | st.text(alphabet="甲乙丙〇1a", min_size=1, max_size=3),
)
def test_small_texts_that_hardly_differ_are_told_apart(
    engine: str,
    places: PlaceMaker,
    tmp_path_factory: pytest.TempPathFactory,
    bodies: list[str],
    wanted: str,
    unwanted: str | None,
) -> None:
    index = BACKENDS[engine](places(tmp_path_factory.mktemp("small")))
    texts = {number: FoldedFields.of("", None, [], body) for number, body in enumerate(bodies)}
    index.write([Entry(id_, fields, id_ + 1) for id_, fields in texts.items()])
    query = parse(f"“{wanted}”" + (f" -“{unwanted}”" if unwanted else ""))
    assert answers(index, query, texts) == truth(query, texts)
    index.close()
