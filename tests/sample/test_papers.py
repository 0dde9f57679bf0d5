"""The sample town's papers, held against the answer keys that stand in the tests only."""

from __future__ import annotations

import csv
import hashlib
import zipfile
from collections import Counter
from pathlib import Path

import pytest

from corpus.document import Document
from corpus.formats.registry import read
from corpus.structure.assemble import assemble
from review.disposition import Disposition, Exclusion, ReasonCode
from sample.build import HERE, ZIP_NAME, build
from sample.load import PAPERS

FIXTURES = Path(__file__).parents[1] / "fixtures"
Row = dict[str, str]


def key_rows(name: str) -> list[Row]:
    with (FIXTURES / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


NORMATIVE = key_rows("sample_key.csv")
OTHER = key_rows("sample_key_other.csv")


def distinct_papers() -> dict[str, bytes]:
    """Every paper by its name in the keys; a member that repeats a loose file is left out."""
    loose = {path.name: path.read_bytes() for path in PAPERS.iterdir() if path.name != ZIP_NAME}
    with zipfile.ZipFile(PAPERS / ZIP_NAME, metadata_encoding="gbk") as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    seen = {hashlib.sha256(data).digest() for data in loose.values()}
    new = {n: d for n, d in members.items() if hashlib.sha256(d).digest() not in seen}
    return loose | new


@pytest.fixture(scope="module")
def papers() -> dict[str, bytes]:
    return distinct_papers()


def solid(text: str) -> str:
    """Without any blank, since a title may be spaced out or broken over lines."""
    return "".join(text.split())


def as_read(name: str, data: bytes, folder: Path) -> Document:
    path = folder / Path(name).name
    path.write_bytes(data)
    return assemble(read(path))


def test_forty_papers_are_normative_27_repealed_11_expired_2_to_revise() -> None:
    assert {row["normative"] for row in NORMATIVE} == {"yes"}
    counts = Counter(Disposition(row["disposition"]) for row in NORMATIVE)
    assert counts == {Disposition.REPEAL: 27, Disposition.EXPIRE: 11, Disposition.REVISE: 2}


def test_every_normative_row_can_go_into_an_annex() -> None:
    for row in NORMATIVE:
        assert row["reason_code"] in {code.value for code in ReasonCode}
        assert row["reason"].endswith("。"), row["file"]
        assert row["exclusion"] == ""
        to_revise = row["disposition"] == "revise"
        assert bool(row["unit"]) is to_revise
        assert row["deadline"] == ("2027-06-30" if to_revise else "")


def test_every_other_row_names_its_class_and_no_disposition() -> None:
    for row in OTHER:
        assert row["normative"] == "no"
        assert row["exclusion"] in {exclusion.value for exclusion in Exclusion}
        assert row["disposition"] == ""


def test_the_two_keys_cover_every_paper_exactly_once(papers: dict[str, bytes]) -> None:
    named = Counter(row["file"] for row in (*NORMATIVE, *OTHER))
    assert [name for name, times in named.items() if times > 1] == []
    assert set(named) == set(papers)


def test_every_normative_paper_reads_as_the_key_says(
    papers: dict[str, bytes], tmp_path: Path
) -> None:
    for row in NORMATIVE:
        document = as_read(row["file"], papers[row["file"]], tmp_path)
        number = document.doc_number.text if document.doc_number else ""
        signed = document.signed_on.iso if document.signed_on else ""
        found = (solid(document.title or ""), number, signed)
        assert found == (row["title"], row["doc_number"], row["signed_on"]), row["file"]


def test_title_and_number_of_every_other_paper_stand_in_its_text(
    papers: dict[str, bytes], tmp_path: Path
) -> None:
    for row in OTHER:
        document = as_read(row["file"], papers[row["file"]], tmp_path)
        text = solid(document.text)
        assert solid(row["title"]) in text, row["file"]
        assert solid(row["doc_number"]) in text, row["file"]


def test_a_second_build_gives_the_same_bytes(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    assert build(HERE / "texts", first) == build(HERE / "texts", second)
    made = {path.name: path.read_bytes() for path in first.iterdir()}
    assert made == {path.name: path.read_bytes() for path in second.iterdir()}
    assert set(made) == {path.name for path in PAPERS.iterdir()}


def test_the_papers_stay_small() -> None:
    assert sum(path.stat().st_size for path in PAPERS.iterdir()) < 1_500_000
