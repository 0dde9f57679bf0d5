"""LibreOffice as a guest: it converts, and whatever it or a stand-in for it does stays within limits."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from corpus.reading.confinement import SOCKETS
from corpus.reading.office import Office, OfficeFailed
from tests.corpus.formats.samples import OFFICE

ROOT = Path(__file__).parents[2]


def soffice() -> Path:
    """The real program; tests/system_packages.sh installs it."""
    found = shutil.which("soffice")
    assert found is not None, "tests/system_packages.sh installs libreoffice-writer"
    return Path(found)


def stand_in(folder: Path, script: str) -> Path:
    """A program that is called like soffice; $OUT is where the file would have to come out."""
    folder.mkdir(exist_ok=True)
    path = folder / "soffice"
    path.write_text(
        '#!/bin/sh\nwhile [ $# -gt 1 ]; do [ "$1" = --outdir ] && OUT=$2; shift; done\n' + script
    )
    path.chmod(0o755)
    return path


def _fails(office: Office) -> str:
    with pytest.raises(OfficeFailed) as caught:
        office.to_docx(OFFICE / "paper.doc", "doc")
    return caught.value.reason


def test_a_doc_becomes_a_docx_and_a_pdf_and_nothing_stays_behind() -> None:
    with Office(soffice()) as office:
        made = office.to_docx(OFFICE / "paper.doc", "doc")
        with zipfile.ZipFile(made) as package:
            assert "河道".encode() in package.read("word/document.xml")
        work = made.parents[1]
        pdf = office.to_pdf(OFFICE / "paper.docx", "docx")
        assert pdf.read_bytes().startswith(b"%PDF-")
        assert not made.exists()
        office.clear()
        assert not {"in", "out", "tmp"} & {entry.name for entry in work.iterdir()}
    assert not work.exists()
    assert not list(SOCKETS.glob("OSL_PIPE_65534_*"))


def test_status_0_without_a_file_is_a_failure(tmp_path: Path) -> None:
    with Office(stand_in(tmp_path / "p", "exit 0\n")) as office:
        assert _fails(office) == "没有结果"


def test_an_empty_file_and_a_link_are_no_result(tmp_path: Path) -> None:
    scripts = (': > "$OUT/paper.docx"\n', 'ln -s /etc/passwd "$OUT/paper.docx"\n')
    for number, script in enumerate(scripts):
        with Office(stand_in(tmp_path / str(number), script)) as office:
            assert _fails(office) == "没有结果"


def test_a_program_that_hangs_is_ended_with_all_it_started(tmp_path: Path) -> None:
    program = stand_in(tmp_path / "p", "sleep 987 & sleep 987 & wait\n")
    with Office(program, seconds=1) as office:
        started = time.monotonic()
        assert _fails(office) == "超时"
        assert time.monotonic() - started < 12
    assert not _running("sleep\x00987")


def test_a_program_that_takes_too_much_memory_is_ended(tmp_path: Path) -> None:
    script = """awk 'BEGIN { s = "x"; while (length(s) < 4e8) s = s s; while (1) n++ }'\n"""
    program = stand_in(tmp_path / "p", script)
    with Office(program, seconds=30, memory=100 * 1024**2) as office:
        started = time.monotonic()
        assert _fails(office) == "内存超限"
        assert time.monotonic() - started < 25


def test_the_second_attempt_has_a_new_profile(tmp_path: Path) -> None:
    script = (
        'PROFILE="$HOME/profile"\n'
        '[ -n "$OUT" ] || exit 0\n'
        '[ -e "$HOME/tried" ] && [ ! -e "$PROFILE/spoilt" ] && echo good > "$OUT/paper.docx"\n'
        ': > "$HOME/tried"\n: > "$PROFILE/spoilt"\n'
    )
    with Office(stand_in(tmp_path / "p", script)) as office:
        assert office.to_docx(OFFICE / "paper.doc", "doc").read_text() == "good\n"


def test_the_program_sees_no_data_no_network_and_no_setting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QINGCE_DATABASE_URL", "postgresql://geheim")
    secret = tmp_path / "secret"
    secret.write_text("数据库", "utf-8")
    script = (
        f'[ -n "$OUT" ] || exit 0\n'
        f"{{ cat {secret} && echo secret; ls {tmp_path} && echo listed; touch {tmp_path}/made && echo made; "
        "cat /etc/shadow && echo shadow; env | grep QINGCE_; "
        'cat /sys/class/net/*/address && echo network; echo done; } > "$OUT/paper.docx" 2>/dev/null\n'
    )
    with Office(stand_in(tmp_path / "p", script)) as office:
        said = office.to_docx(OFFICE / "paper.doc", "doc").read_text()
    if sys.platform == "linux":
        assert said == "done\n"
    assert not (tmp_path / "made").exists()


def test_macros_and_links_are_forbidden_before_the_first_file(tmp_path: Path) -> None:
    script = 'cp "$HOME/profile/user/registrymodifications.xcu" "$OUT/paper.docx"\n'
    with Office(stand_in(tmp_path / "p", script)) as office:
        settings = office.to_docx(OFFICE / "paper.doc", "doc").read_text()
    assert 'oor:name="DisableMacrosExecution" oor:op="fuse"><value>true<' in settings
    assert 'oor:name="Link" oor:op="fuse"><value>2<' in settings


PARENT = """
import sys
sys.path.insert(0, {root!r})
from pathlib import Path
from corpus.reading.office import Office
print("ready", flush=True)
Office(Path({program!r}), seconds=60).to_docx(Path({source!r}), "doc")
"""


def test_everything_ends_when_the_worker_is_killed(tmp_path: Path) -> None:
    program = stand_in(tmp_path / "p", "sleep 986 & sleep 986 & wait\n")
    code = PARENT.format(root=str(ROOT), program=str(program), source=str(OFFICE / "paper.doc"))
    parent = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
    assert _wait_for(lambda: _running("sleep\x00986"))
    os.kill(parent.pid, signal.SIGKILL)
    parent.communicate()
    assert _wait_for(lambda: not _running("sleep\x00986"))


def _wait_for(condition: object) -> bool:
    assert callable(condition)
    deadline = time.monotonic() + 15
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.1)
    return False


def _running(command: str) -> bool:
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if entry.read_text().startswith(command):
                return True
        except OSError:
            continue
    return False
