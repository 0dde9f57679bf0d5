"""Searching the library: as exact as a scan of the texts, whatever state the index is in."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import delete, func, select

from base.config import Config
from base.db import db, writing
from base.errors import Misconfigured, Refused
from base.jobs import JobRow
from base.roles import SYSTEM
from corpus import library
from corpus.facets import Criteria
from corpus.finder import Finder
from corpus.indexing import INDEX_JOB, Indexer
from corpus.rows import DocumentTagRow
from corpus.search.engine import Place
from corpus.search.terms import fold_text
from corpus.tags import Tag, replace, status_of
from tests.builders import file_paper, paper
from tests.corpus.papers import read
from tests.corpus.search.papers import PaperMaker
from tests.tampering import damage_index

TODAY = date(2026, 11, 22)
COUNT = 40


@pytest.fixture
def finder(app: Flask) -> Iterator[Finder]:
    """A library of made-up papers of many years and the finder of the app, index up to date."""
    maker = PaperMaker(7)
    for _ in range(COUNT):
        title, number, issuer, body = maker.paper(600)
        file_paper(f"{issuer}文件\n{number}\n{title}\n{body}")
    finder: Finder = app.extensions["finder"]
    indexer: Indexer = app.extensions["indexer"]
    indexer.catch_up()
    assert indexer.behind() == 0
    yield finder
    indexer.open().close()


@pytest.fixture
def indexer(app: Flask) -> Indexer:
    """Its index."""
    found: Indexer = app.extensions["indexer"]
    return found


def _tag(document_id: int, key: str, value: str, *days: date | None) -> None:
    """One more value under a key; what the document had there stays."""
    first, last = days or (None, None)
    query = select(DocumentTagRow).where(
        DocumentTagRow.document_id == document_id, DocumentTagRow.key == key
    )
    with writing():
        had: list[Tag] = [
            (row.key, row.value, row.valid_from, row.valid_to) for row in db.session.scalars(query)
        ]
        replace([key], {document_id: [*had, (key, value, first, last)]})


def _substrings(count: int) -> list[str]:
    rng = random.Random(11)
    lines = [line for filed in library.all_filed() for line in filed.document.text.split("\n")]
    found: list[str] = []
    while len(found) < count:
        text = rng.choice([line for line in lines if line])
        start, length = rng.randrange(len(text)), rng.choice((1, 2, 2, 3, 4, 6, 12))
        piece = text[start : start + length]
        if fold_text(piece) and not set(piece) & set(' 　-－−“”„"＂或:：'):
            found.append(piece)
    return found


def _scan(piece: str) -> int:
    wanted = fold_text(piece)
    return sum(
        any(
            wanted in fold_text(part)
            for part in (
                filed.document.text,
                filed.row.title or "",
                filed.row.number_text or "",
                filed.row.issuers,
            )
        )
        for filed in library.all_filed()
    )


def _total(finder: Finder, words: str = "", **asked: object) -> int:
    return finder.search(Criteria(words=words, **asked), TODAY).total  # type: ignore[arg-type]


def test_counts_are_those_of_a_plain_scan(finder: Finder) -> None:
    for piece in _substrings(60):
        assert _total(finder, piece) == _scan(piece) > 0, piece
    assert _total(finder, "没有这样的一句话") == 0
    assert _total(finder) == COUNT


def test_pages_together_are_all_hits_each_once(finder: Finder) -> None:
    for sort in ("relevance", "date", "oldest", "number"):
        seen: list[int] = []
        asked = Criteria(words="人民政府", sort=sort)
        total = finder.search(asked, TODAY).total
        for offset in range(0, total, 7):
            hits = finder.search(asked, TODAY, limit=7, offset=offset).hits
            seen += [hit.row.id for hit in hits]
        assert len(seen) == len(set(seen)) == total > 0


def test_by_date_the_newest_comes_first(finder: Finder) -> None:
    hits = finder.search(Criteria(sort="date"), TODAY, limit=COUNT).hits
    days = [hit.row.day or date.min for hit in hits]
    assert days == sorted(days, reverse=True)


def test_each_filter_keeps_exactly_its_own(finder: Finder) -> None:
    rows = [filed.row for filed in library.all_filed()]
    years = {row.year for row in rows if row.year}
    assert len(years) > 5
    for low, high in ((1990, 1999), (2001, 2001), (None, 2000), (2010, None)):
        expected = sum((low or 0) <= (row.year or -1) <= (high or 9999) for row in rows)
        assert _total(finder, year_from=low, year_to=high) == expected
    assert _total(finder, decades=("1990-1999",)) == _total(finder, year_from=1990, year_to=1999)
    names = sorted({row.issuers for row in rows if row.issuers and "、" not in row.issuers})[:3]
    for name in names:
        assert _total(finder, issuers=(name,)) == sum(
            name in row.issuers.split("、") for row in rows
        )


def test_the_status_is_that_of_the_day_asked(finder: Finder) -> None:
    one, other = (filed.id for filed in list(library.all_filed())[:2])
    _tag(one, "status", "repealed", date(2020, 1, 1), None)
    _tag(one, "status", "in_force", None, date(2020, 1, 1))
    _tag(other, "status", "in_force")
    assert status_of([one, other], date(2019, 12, 31)) == {one: "in_force", other: "in_force"}
    assert status_of([one, other], date(2020, 1, 1)) == {one: "repealed", other: "in_force"}
    assert _total(finder, status=("repealed",)) == 1
    assert _total(finder, status=("repealed",), as_of=date(2019, 1, 1)) == 0
    assert _total(finder, status=("in_force", "repealed")) == 2
    assert _total(finder, status=("unknown",)) == COUNT - 2
    third = list(library.all_filed())[2].id
    _tag(third, "status", "expired", date(2020, 1, 1), None)
    _tag(third, "status", "pending_revision", None, date(2020, 1, 1))
    assert status_of([third], date(2019, 12, 31)) == {third: "pending_revision"}
    assert status_of([third], date(2020, 1, 1)) == {third: "expired"}


def _own_words(day: str, signed: str = "", clause: str = "一、每日清扫。") -> int:
    return file_paper(
        f"青溪镇人民政府文件\n关于{day}清扫集市的通知\n各村：\n{clause}\n青溪镇人民政府\n{signed}"
    )


def test_on_a_day_before_it_was_made_a_paper_is_not_yet_of_force(app: Flask) -> None:
    old, new = _own_words("早年", "1988年3月4日"), _own_words("后来", "1996年3月4日")
    undated, ended = _own_words("某年"), _own_words("读错", "2001年3月4日")
    _tag(ended, "status", "repealed")
    finder: Finder = app.extensions["finder"]
    for day, later in ((date(1990, 1, 1), {new}), (date(1996, 3, 4), set()), (TODAY, set())):
        found = finder.search(Criteria(as_of=day), TODAY)
        shown = {hit.row.id: hit.status for hit in found.hits}
        assert shown == {
            old: "unknown",
            undated: "unknown",
            new: "not_yet" if later else "unknown",
            ended: "repealed",  # what is published or said by another paper stands
        }
        assert status_of([old, new, undated, ended], day) == status_of(None, day)
        assert status_of(None, day) == {k: v for k, v in shown.items() if v != "unknown"}
        counts = {one.value: one.count for one in found.facets["status"]}
        assert counts.get("not_yet") == (len(later) or None)
        chosen = Criteria(status=("not_yet",), as_of=day)
        assert set(finder.ids(chosen, TODAY)) == later
        assert set(finder.ids(Criteria(words="状态:尚未施行", as_of=day), TODAY)) == later


def test_a_paper_of_force_before_the_day_of_its_issue_is_not_called_later(app: Flask) -> None:
    clause = "一、本通知自2015年1月1日起施行。"
    one = _own_words("追溯", "2015年3月4日", clause)
    finder: Finder = app.extensions["finder"]
    for day, status in ((date(2014, 12, 31), "not_yet"), (date(2015, 1, 1), "unknown")):
        assert [hit.status for hit in finder.search(Criteria(as_of=day), TODAY).hits] == [status]
        assert status_of([one], day).get(one, "unknown") == status


def test_a_facet_tells_what_choosing_it_would_show(finder: Finder) -> None:
    for n, filed in enumerate(list(library.all_filed())):
        _tag(filed.id, "status", "repealed" if n % 3 else "in_force")
    chooses: dict[str, Callable[[str], dict[str, object]]] = {
        "status": lambda value: {"status": (value,)},
        "issuer": lambda value: {"issuers": (value,)},
        "decade": lambda value: {"decades": (value,)},
        "genre": lambda value: {"genres": (value,)},
        "normative": lambda value: {"normative": (value,)},
        "campaign": lambda value: {"campaigns": (value,)},
    }
    for base in ({}, {"status": ("repealed",)}, {"decades": ("1990-1999",)}):
        results = finder.search(Criteria(words="应当", **base), TODAY)  # type: ignore[arg-type]
        for name, facets in results.facets.items():
            for facet in facets:
                asked = base | chooses[name](facet.value)
                assert _total(finder, "应当", **asked) == facet.count, (name, facet.value)


def test_what_came_in_after_the_index_is_found_at_once(finder: Finder, indexer: Indexer) -> None:
    new = file_paper(paper(body="一、鹤鸣九皋之事由村里办理。"))
    assert indexer.behind() == 1
    results = finder.search(Criteria(words="鹤鸣九皋"), TODAY)
    assert [hit.row.id for hit in results.hits] == [new]
    assert "鹤鸣九皋" in results.hits[0].snippet.plain
    assert indexer.catch_up() == 1
    assert (_total(finder, "鹤鸣九皋"), indexer.behind()) == (1, 0)


def test_a_corrected_text_is_found_by_its_new_words_alone(finder: Finder, indexer: Indexer) -> None:
    one = file_paper(paper(body="一、鹤鸣九皋之事由村里办理。"))
    indexer.catch_up()
    with writing():
        version = library.get(one).row.version
        renewed = read(paper(body="一、鱼跃于渊之事由村里办理。"))
        library.replace_text(one, version, renewed, SYSTEM)
    for _before_and_after in range(2):
        assert (_total(finder, "鹤鸣九皋"), _total(finder, "鱼跃于渊")) == (0, 1)
        indexer.catch_up()


@pytest.mark.parametrize("how", ["overwritten", "gone"])
def test_a_damaged_index_costs_time_not_results(
    finder: Finder, indexer: Indexer, config: Config, how: str
) -> None:
    pieces = _substrings(12)
    expected = [_scan(piece) for piece in pieces]
    indexer.open().close()
    damage_index(config, how)
    anew = Indexer(Place(config.index / config.search, config.database_url), config.search)
    fresh = Finder(anew, config.text_bytes)
    assert [_total(fresh, piece) for piece in pieces] == expected
    assert anew.behind() == COUNT
    assert fresh.search(Criteria(words=pieces[0]), TODAY).degraded == (how == "overwritten")
    anew.catch_up()
    assert anew.behind() == 0
    assert not fresh.search(Criteria(words=pieces[0]), TODAY).degraded
    assert [_total(fresh, piece) for piece in pieces] == expected
    assert anew.difference() == (set(), set())


def test_a_library_smaller_than_its_index_makes_the_index_anew(
    finder: Finder, indexer: Indexer
) -> None:
    ids = [filed.id for filed in library.all_filed()]
    with writing():
        library.remove(ids[-3:])
    assert indexer.difference() == (set(), set(ids[-3:]))
    indexer.catch_up()
    assert indexer.difference() == (set(), set())
    assert _total(finder) == COUNT - 3


def test_the_public_sees_nothing_that_was_not_published(finder: Finder, indexer: Indexer) -> None:
    secret = file_paper(paper(body="一、鹤鸣九皋。", issuer="秘密镇人民政府"))
    shown = file_paper(paper(number="青政发〔2020〕1号", signed="2020年1月2日"))
    _tag(shown, "public", "1")
    indexer.catch_up()
    everything = finder.search(Criteria(public_only=True), TODAY)
    assert [hit.row.id for hit in everything.hits] == [shown]
    assert (everything.total, everything.unfiltered) == (1, 1)
    assert {f.value for f in everything.facets["issuer"]} == {"青石镇人民政府"}
    assert sum(f.count for f in everything.facets["decade"]) == 1
    assert sum(f.count for f in everything.facets["status"]) == 1
    hidden = finder.search(Criteria(words="鹤鸣九皋", public_only=True), TODAY)
    assert (hidden.total, hidden.unfiltered, hidden.hits) == (0, 0, ())
    asked = finder.search(Criteria(issuers=("秘密镇人民政府",), public_only=True), TODAY)
    assert asked.total == 0
    assert [f.count for f in asked.facets["issuer"] if f.value == "秘密镇人民政府"] == [0]
    assert secret not in {hit.row.id for hit in asked.hits}


def test_words_that_cannot_be_understood_are_refused(finder: Finder) -> None:
    with pytest.raises(Refused, match="要排除的词"):
        finder.search(Criteria(words="-暂行"), TODAY)


def test_an_unknown_engine_is_named(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="QINGCE_SEARCH=没有"):
        Indexer(Place(tmp_path), "没有")


@pytest.mark.parametrize("how", ["overwritten", "gone"])
def test_a_search_over_a_damaged_index_has_it_mended(
    finder: Finder, indexer: Indexer, config: Config, how: str
) -> None:
    piece = _substrings(1)[0]
    _total(finder, piece)
    waiting = select(func.count()).where(JobRow.kind == INDEX_JOB)
    with writing():
        db.session.execute(delete(JobRow))  # the worker has nothing left to do
    assert _total(finder, piece)
    assert db.session.scalar(waiting) == 0

    indexer.open().close()
    damage_index(config, how)
    anew = Finder(
        Indexer(Place(config.index / config.search, config.database_url), config.search), 1 << 20
    )
    for _again in range(3):
        assert _total(anew, piece) == _scan(piece)
    assert db.session.scalar(waiting) == 1


def test_what_readers_find_damaged_twice_is_made_anew_whatever_the_worker_sees(
    finder: Finder, indexer: Indexer, caplog: pytest.LogCaptureFixture
) -> None:
    indexer.catch_up_job({"damaged": True})
    assert "readers cannot use the index" not in caplog.text
    indexer.catch_up_job({"damaged": True})
    assert "readers cannot use the index" in caplog.text
    assert (indexer.behind(), indexer.difference()) == (0, (set(), set()))
    assert _total(finder, "通知") == _scan("通知")


def test_a_public_search_over_few_papers_asks_no_index_that_knows_of_the_others(
    finder: Finder, indexer: Indexer, config: Config
) -> None:
    shown = [filed.id for filed in library.all_filed()][::3]
    for one in shown:
        _tag(one, "public", "yes")
    asked = [Criteria(words=piece, public_only=True) for piece in _substrings(8)]
    all_found = [finder.ids(Criteria(words=one.words), TODAY) for one in asked]
    expected = [len(set(found) & set(shown)) for found in all_found]
    assert [finder.search(one, TODAY).total for one in asked] == expected
    indexer.open().close()
    damage_index(config, "overwritten")
    anew = Indexer(Place(config.index / config.search, config.database_url), config.search)
    fresh = Finder(anew, 1 << 20)
    found = [fresh.search(one, TODAY) for one in asked]
    assert [(one.total, one.degraded) for one in found] == [(n, False) for n in expected]
