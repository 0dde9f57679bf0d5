"""What every reader owes: it knows its own content, whatever the name, and fails in one way only."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from base.errors import Unreadable
from corpus.block import BlockKind
from corpus.formats import registry
from corpus.formats.reader import HEAD_BYTES, Reader
from corpus.formats.unsupported import Refusal
from corpus.reading.wire import CODES, FORMATS, from_wire, to_wire
from tests.corpus.formats.samples import sample

HONEST = [reader for reader in registry.READERS if not isinstance(reader, Refusal)]
REFUSING = [reader for reader in registry.READERS if isinstance(reader, Refusal)]


def _name(reader: Reader) -> str:
    return reader.name


@pytest.mark.parametrize("reader", registry.READERS, ids=_name)
def test_a_file_goes_to_its_own_reader_whatever_it_is_called(
    reader: Reader, tmp_path: Path
) -> None:
    path = sample(reader.name, tmp_path)
    assert registry.sniff(path).name == reader.name
    misleading = path.rename(tmp_path / "通知.pdf.txt")
    assert registry.sniff(misleading).name == reader.name


@pytest.mark.parametrize("reader", registry.READERS, ids=_name)
def test_names_are_unique_and_formats_known(reader: Reader) -> None:
    assert [other.name for other in registry.READERS].count(reader.name) == 1
    assert reader.format in FORMATS


@pytest.mark.parametrize("reader", HONEST, ids=_name)
def test_what_is_read_says_who_read_it_and_survives_the_pipe(
    reader: Reader, tmp_path: Path
) -> None:
    reading = reader.read(sample(reader.name, tmp_path))
    assert (reading.format, reading.reader) == (reader.format, reader.name)
    assert from_wire(to_wire(reading)) == reading
    text = "".join(b.text for b in reading.blocks if b.kind is not BlockKind.HEADER)
    assert ("河道" in text) is not bool(reading.bare_pages), "text, or pages that wait for it"
    assert all(block.text.strip() for block in reading.blocks)
    if reading.pages is not None:
        assert all(1 <= (block.page or 0) <= reading.pages for block in reading.blocks)


@pytest.mark.parametrize("reader", HONEST, ids=_name)
def test_lines_and_bare_pages_keep_within_what_was_read(reader: Reader, tmp_path: Path) -> None:
    reading = reader.read(sample(reader.name, tmp_path))
    for block in reading.blocks:
        starts = [line.start for line in block.lines]
        assert starts == sorted(set(starts))
        assert all(0 <= start < len(block.text) for start in starts)
        for box in (block.box, *(line.box for line in block.lines)):
            assert box is None or (box.left <= box.right and box.top <= box.bottom)
    assert all(1 <= page <= (reading.pages or 0) for page in reading.bare_pages)
    assert not {block.page for block in reading.blocks} & set(reading.bare_pages)


@pytest.mark.parametrize("reader", REFUSING, ids=_name)
def test_a_format_that_cannot_be_read_says_what_to_do(reader: Refusal, tmp_path: Path) -> None:
    with pytest.raises(Unreadable) as caught:
        reader.read(sample(reader.name, tmp_path))
    assert caught.value.code == reader.code
    assert caught.value.message.endswith("。")
    assert "请" in caught.value.message


@pytest.mark.parametrize("share", [0.03, 0.3, 0.6, 0.9, 0.99])
@pytest.mark.parametrize("reader", HONEST, ids=_name)
def test_a_file_cut_short_is_read_or_refused_and_nothing_else(
    reader: Reader, share: float, tmp_path: Path
) -> None:
    path = sample(reader.name, tmp_path)
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    _read_or_refuse(path)


@pytest.mark.parametrize("reader", HONEST, ids=_name)
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(places=st.lists(st.tuples(st.floats(0, 0.999), st.integers(0, 255)), min_size=1, max_size=8))
def test_a_file_with_flipped_bytes_is_read_or_refused_and_nothing_else(
    reader: Reader, places: list[tuple[float, int]], tmp_path: Path
) -> None:
    path = sample(reader.name, tmp_path)
    data = bytearray(path.read_bytes())
    for share, value in places:
        data[int(len(data) * share)] = value
    path.write_bytes(data)
    _read_or_refuse(path)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.binary(max_size=400))
def test_random_bytes_are_read_or_refused_and_nothing_else(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(data)
    _read_or_refuse(path)


def test_an_empty_file_is_refused_as_empty(tmp_path: Path) -> None:
    path = tmp_path / "x.docx"
    path.write_bytes(b"")
    with pytest.raises(Unreadable) as caught:
        registry.read(path)
    assert caught.value.code == "empty"


def test_recognising_needs_no_more_than_the_head_for_a_long_text(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes("河道管理办法\n".encode() * HEAD_BYTES)
    assert registry.sniff(path).name == "txt"


def _read_or_refuse(path: Path) -> None:
    code = "read"
    try:
        registry.read(path)
    except Unreadable as problem:
        code = problem.code
    assert code in CODES | {"read"}
