"""Which way a file is read, and what is said of it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from base.errors import Unreadable
from corpus.formats import registry
from corpus.reading import wire
from corpus.reading.office_route import SUFFIXES, examined_from_wire, office_report
from corpus.sandbox import Sandbox
from tests.corpus.formats.samples import OFFICE, docx, paragraph, sample
from tests.corpus.reading.test_office import soffice, stand_in


@pytest.fixture(scope="module")
def with_office() -> Iterator[Sandbox]:
    """A sandbox that uses the real LibreOffice."""
    with Sandbox(office=soffice()) as sandbox:
        yield sandbox


def _texts(sandbox: Sandbox, path: Path) -> list[str]:
    return [block.text for block in sandbox.read(path).blocks]


def test_a_doc_goes_through_libreoffice_and_keeps_its_format(with_office: Sandbox) -> None:
    reading = with_office.read(OFFICE / "paper.doc")
    assert (reading.format, reading.reader, reading.notes) == ("doc", "libreoffice+docx", ())
    said = _texts(with_office, OFFICE / "paper.docx")
    assert sorted(block.text for block in reading.blocks) == sorted(said)


def test_without_libreoffice_a_doc_is_read_all_the_same() -> None:
    with Sandbox() as sandbox:
        reading = sandbox.read(OFFICE / "paper.doc")
    assert (reading.format, reading.reader) == ("doc", "word-binary")
    assert [note.code for note in reading.notes] == ["text_boxes_last"]


@pytest.mark.parametrize("script", ["exit 0\n", 'echo x > "$OUT/paper.docx"\n'])
def test_where_libreoffice_fails_the_own_reader_reads_and_a_note_says_so(
    script: str, tmp_path: Path
) -> None:
    with Sandbox(office=stand_in(tmp_path / "p", script)) as sandbox:
        reading = sandbox.read(OFFICE / "paper.doc")
        assert reading.reader == "word-binary"
        assert reading.notes[-1].code == "without_office"
        assert "LibreOffice" in reading.notes[-1].message
        assert not list((sandbox._work / "in").iterdir())


@pytest.mark.parametrize("name", ["paper.rtf", "paper.odt", "paper.docx"])
def test_formats_with_a_whole_reader_of_their_own_do_not_wait_for_libreoffice(
    name: str, tmp_path: Path
) -> None:
    with Sandbox(office=stand_in(tmp_path / "p", "sleep 60\n")) as sandbox:
        assert sandbox.read(OFFICE / name) == registry.read(OFFICE / name)


def test_an_odt_whose_reader_gives_up_is_tried_with_libreoffice(tmp_path: Path) -> None:
    good = docx(tmp_path / "good.docx", paragraph("河道"))
    program = stand_in(
        tmp_path / "p", f'[ -z "$OUT" ] || cp {tmp_path}/p/good.docx "$OUT/paper.docx"\n'
    )
    shutil.copy(good, tmp_path / "p" / "good.docx")
    path = tmp_path / "a"
    data = (OFFICE / "paper.odt").read_bytes()
    path.write_bytes(data[: len(data) // 2])
    with Sandbox(office=program) as sandbox:
        reading = sandbox.read(path)
    assert (reading.format, reading.reader) == ("docx", "libreoffice+docx")


def test_what_only_libreoffice_reads_is_refused_without_it(tmp_path: Path) -> None:
    with Sandbox() as sandbox, pytest.raises(Unreadable) as caught:
        sandbox.read(sample("works", tmp_path))
    assert caught.value.code == "unsupported"


def test_a_marked_paper_is_refused_by_either_way(tmp_path: Path) -> None:
    marked = docx(tmp_path / "marked.docx", paragraph("机密★1年") + paragraph("通知"))
    program = stand_in(
        tmp_path / "p", f'[ -z "$OUT" ] || cp {tmp_path}/p/marked.docx "$OUT/paper.docx"\n'
    )
    shutil.copy(marked, tmp_path / "p" / "marked.docx")
    with Sandbox(office=program) as sandbox, pytest.raises(Unreadable) as caught:
        sandbox.read(OFFICE / "paper.doc")
    assert caught.value.code == "secret"


def test_every_route_is_of_a_reader_there_is() -> None:
    assert set(SUFFIXES) <= {reader.name for reader in registry.READERS}


def test_the_status_page_is_told_which_way_is_taken(app: Flask) -> None:
    assert dict(app.extensions["protections"]())["LibreOffice"] == "没有安装（不是必需的）"


def test_what_the_child_says_of_a_file_is_not_trusted() -> None:
    honest = {"format": "doc", "reader": "word-binary", "notes": [["macros", "宏", None]]}
    assert examined_from_wire(honest).notes[0].code == "macros"
    for wrong in (None, [], {}, {**honest, "format": "exe"}, {**honest, "reader": "../x"}):
        with pytest.raises(wire.Malformed):
            examined_from_wire(wrong)


def test_the_report_names_the_way_of_each_format() -> None:
    for program in (None, Path("/usr/bin/soffice")):
        names = [name for name, _ in office_report(program)]
        assert names == [
            "LibreOffice",
            "doc、wps 的读取",
            "rtf、odt 的读取",
            "Microsoft Works、1997 年以前的 Word",
        ]
    assert "没有安装" in office_report(None)[0][1]
