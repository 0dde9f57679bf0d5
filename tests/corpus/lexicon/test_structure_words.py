"""The lexicon of structure loads, and a wrong file is refused with its name."""

from __future__ import annotations

from pathlib import Path

import pytest

from base.errors import Misconfigured
from corpus.lexicon import structure_words
from corpus.structure.issuers import is_body
from corpus.structure.title import genre_of


def rows(name: str) -> list[list[str]]:
    """The rows of a shipped CSV without its heading."""
    path = Path(structure_words.__file__).with_name(name)
    return [line.split(",") for line in path.read_text(encoding="utf-8").splitlines()[1:]]


@pytest.mark.parametrize("row", rows("genres.csv"), ids=lambda row: row[0])
def test_every_genre_is_read_out_of_its_example(row: list[str]) -> None:
    assert genre_of(row[2]) == row[0]


@pytest.mark.parametrize("row", rows("issuer_suffixes.csv"), ids=lambda row: row[0])
def test_every_issuer_suffix_makes_its_example_a_body(row: list[str]) -> None:
    assert is_body(row[2])


def test_every_group_of_markers_has_words() -> None:
    assert "废止" in structure_words.words("repeal_verbs")
    assert structure_words.any_of("basis_verbs").startswith("(?:")


def test_an_unknown_group_is_refused() -> None:
    with pytest.raises(Misconfigured, match="没有 nothing 这一组"):
        structure_words.words("nothing")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("name,kind,example\n", "没有内容"),
        (
            "name,kind,example\n通知,official,关于修路的通知\n通知,official,关于架桥的通知\n",
            "有重复的行",
        ),
        ("name,kind,example\n通知,official,\n", "空着的格子"),
        ("name,kind,example\n通知,odd,关于修路的通知\n", "kind 不认识"),
        ("name,kind,example\n通知,official,关于修路的通告\n", "例子不以它结尾"),
    ],
)
def test_a_wrong_table_is_refused_with_the_reason(
    content: str, reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "genres.csv").write_text(content, encoding="utf-8")
    monkeypatch.setattr(structure_words, "_HERE", tmp_path)
    structure_words.genres.cache_clear()
    with pytest.raises(Misconfigured, match=reason):
        structure_words.genres()
    monkeypatch.undo()
    structure_words.genres.cache_clear()
    assert structure_words.genres()["通知"] == "official"
