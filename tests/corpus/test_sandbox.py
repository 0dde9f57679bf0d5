"""The sandbox: hangs are killed, crashes are survived, nothing outside can be reached."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from base.errors import Unreadable
from corpus.reading import dialogue as child_dialogue
from corpus.reading.confinement import NAMES
from corpus.sandbox import SHOWN, Sandbox, limits_report, protections, read_in_child
from tests.corpus.formats.samples import docx, official_paper, paragraph, pdf, sample, zipped

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    """One sandbox for the tests that leave it usable, with little time for each file."""
    with Sandbox(seconds=4) as opened:
        yield opened


def _code(sandbox: Sandbox, path: Path) -> str:
    with pytest.raises(Unreadable) as caught:
        sandbox.read(path)
    assert caught.value.message.endswith("。")
    return caught.value.code


def _pid(sandbox: Sandbox) -> int:
    process = sandbox._process
    assert process is not None
    return process._process.pid


def endless_pdf(path: Path) -> Path:
    """Ten forms that each draw the next one ten times: 10^10 operations in under 3 KB."""
    levels = 10
    objects = ["<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>"]
    objects.append(
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 500 500]/Contents 4 0 R/Resources<</XObject<</F 5 0 R>>>>>>"
    )
    objects.append("<</Length 5>>stream\n/F Do\nendstream")
    content = "/F Do " * 10
    for number in range(levels):
        following = f"/Resources<</XObject<</F {6 + number} 0 R>>>>" if number < levels - 1 else ""
        body = content if number < levels - 1 else "BT (x) Tj ET"
        head = f"<</Type/XObject/Subtype/Form/BBox[0 0 500 500]{following}/Length {len(body)}>>"
        objects.append(f"{head}stream\n{body}\nendstream")
    return _raw_pdf(path, [text.encode() for text in objects])


def flate_bomb_pdf(path: Path) -> Path:
    """A page whose content unpacks twice, to 200 MB of text operators."""
    packer = zlib.compressobj(9)
    chunk = b"BT (x) Tj ET " * 80_000
    packed = b"".join(packer.compress(chunk) for _ in range(200)) + packer.flush()
    packed = zlib.compress(packed, 9)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 500 500]/Contents 4 0 R>>",
        b"<</Filter[/FlateDecode/FlateDecode]/Length %d>>stream\n%b\nendstream"
        % (len(packed), packed),
    ]
    return _raw_pdf(path, objects)


def _raw_pdf(path: Path, objects: list[bytes]) -> Path:
    out = bytearray(b"%PDF-1.5\n")
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start)
    path.write_bytes(out)
    return path


@pytest.mark.parametrize("name", ["docx", "pdf", "html", "txt"])
def test_what_comes_out_is_what_the_reader_read(
    sandbox: Sandbox, name: str, tmp_path: Path
) -> None:
    from corpus.formats import registry

    path = sample(name, tmp_path)
    assert sandbox.read(path) == registry.read(path)


def test_refusals_keep_their_code(sandbox: Sandbox, tmp_path: Path) -> None:
    assert _code(sandbox, sample("word-early", tmp_path)) == "unsupported"
    assert _code(sandbox, sample("encrypted-office", tmp_path)) == "encrypted"
    assert _code(sandbox, docx(tmp_path / "a", paragraph("机密★1年"))) == "secret"


def test_one_child_reads_many_files(sandbox: Sandbox, tmp_path: Path) -> None:
    path = sample("docx", tmp_path)
    sandbox.read(path)
    first = _pid(sandbox)
    for _ in range(20):
        sandbox.read(path)
    assert _pid(sandbox) == first


def test_a_file_that_never_ends_is_stopped_and_the_next_is_read(tmp_path: Path) -> None:
    with Sandbox(seconds=2) as sandbox:
        started = time.monotonic()
        assert _code(sandbox, endless_pdf(tmp_path / "a")) == "resource_limit"
        assert time.monotonic() - started < 8
        assert sandbox.read(sample("txt", tmp_path)).blocks


def test_a_bomb_inside_a_pdf_does_no_harm_and_the_next_is_read(tmp_path: Path) -> None:
    path = flate_bomb_pdf(tmp_path / "a")
    assert path.stat().st_size < 20_000
    with Sandbox(seconds=3) as sandbox:
        assert _code(sandbox, path) in ("resource_limit", "damaged", "empty")
        assert sandbox.read(sample("txt", tmp_path)).blocks


def test_a_child_that_is_killed_is_replaced(tmp_path: Path) -> None:
    path = sample("txt", tmp_path)
    with Sandbox() as sandbox:
        first = sandbox.read(path)
        os.kill(_pid(sandbox), signal.SIGKILL)
        time.sleep(0.2)
        assert sandbox.read(path) == first


def test_a_child_is_replaced_after_its_share_of_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(child_dialogue, "FILES_PER_CHILD", 2)
    path = sample("txt", tmp_path)
    pids = []
    with Sandbox() as sandbox:
        for _ in range(5):
            sandbox.read(path)
            pids.append(_pid(sandbox))
    assert len(set(pids)) == 3


def test_closing_leaves_no_process_and_no_folder(tmp_path: Path) -> None:
    sandbox = Sandbox()
    sandbox.read(sample("txt", tmp_path))
    pid, work = _pid(sandbox), sandbox._work
    sandbox.close()
    assert not work.exists()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_a_single_file_needs_no_sandbox_of_its_own(tmp_path: Path) -> None:
    assert read_in_child(sample("txt", tmp_path)).format == "txt"


def test_a_zip_is_unpacked_into_the_folder_given(sandbox: Sandbox, tmp_path: Path) -> None:
    inner = docx(tmp_path / "inner", paragraph("通知")).read_bytes()
    path = zipped(tmp_path / "a", {"../河道/通知.docx": inner, "bomb": b"\0" * 3_000_000})
    into = tmp_path / "into"
    into.mkdir()
    assert sandbox.is_archive(path)
    first, second = sandbox.unpack(path, into)
    assert first.name == "河道/通知.docx"
    assert first.path is not None
    assert first.path.parent == into
    assert sandbox.read(first.path).blocks[0].text == "通知"
    assert second.path is None
    assert second.problem is not None
    assert second.problem.code == "archive_limit"
    assert len(list(into.iterdir())) == 1
    assert not list((sandbox._work / "out").iterdir())


def test_documents_are_no_archives(sandbox: Sandbox, tmp_path: Path) -> None:
    for name in ("docx", "ofd", "pdf", "txt", "broken-zip"):
        assert not sandbox.is_archive(sample(name, tmp_path))


def test_a_broken_archive_says_so(sandbox: Sandbox, tmp_path: Path) -> None:
    empty = zipped(tmp_path / "a", {})
    into = tmp_path / "into"
    into.mkdir()
    with pytest.raises(Unreadable) as caught:
        sandbox.unpack(empty, into)
    assert caught.value.code == "empty"


def test_the_report_names_every_layer_in_chinese() -> None:
    assert set(limits_report()) == set(NAMES) == set(SHOWN)
    assert all(says in ("已启用", "本机不支持") for _, says in protections())
    if sys.platform == "linux":
        for name in (
            "memory",
            "cpu",
            "file_size",
            "no_new_privileges",
            "parent_death",
            "own_session",
        ):
            assert limits_report()[name]


PROBE = """
import json, os, sys
sys.path.insert(0, {root!r})
from pathlib import Path
from corpus.reading.confinement import confine
import _socket, resource
os.setsid()
report = confine(Path({work!r}), [Path(sys.prefix), Path(sys.base_prefix), Path("/usr/lib")], os.getppid())

def fails(action):
    try:
        action()
    except OSError:
        return True
    return False

def connect():
    s = _socket.socket(_socket.AF_INET, _socket.SOCK_STREAM)
    s.settimeout(3)
    s.connect(("127.0.0.1", {port}))

held = {{
    "files": fails(lambda: open("/etc/hostname").read()) and fails(lambda: open({secret!r}).read()),
    "network": fails(connect),
    "memory": resource.getrlimit(resource.RLIMIT_AS)[0] == 2 * 1024**3,
}}
open({work!r} + "/written", "w").write("x")
import socket
held["sockets"] = fails(socket.socket)
held["programs"] = fails(lambda: os.execv("/bin/true", ["true"]))
print(json.dumps([report, held]))
"""


def test_what_the_report_says_is_what_holds(tmp_path: Path) -> None:
    work = tmp_path / "work"
    work.mkdir()
    secret = tmp_path / "secret"
    secret.write_text("数据库", "utf-8")
    with socket.create_server(("127.0.0.1", 0)) as server:
        code = PROBE.format(
            root=str(ROOT), work=str(work), port=server.getsockname()[1], secret=str(secret)
        )
        ran = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        )
    report, held = json.loads(ran.stdout)
    assert {name: report[name] for name in ("files", "network", "memory")} == {
        name: held[name] for name in ("files", "network", "memory")
    }
    assert held["sockets"]
    assert held["programs"] == report["files"]
    assert (work / "written").exists()


PARENT = """
import sys, time
sys.path.insert(0, {root!r})
from pathlib import Path
from corpus.sandbox import Sandbox
sandbox = Sandbox()
sandbox.read(Path({path!r}))
print(sandbox._process._process.pid, flush=True)
time.sleep(60)
"""


def test_the_child_dies_with_its_parent(tmp_path: Path) -> None:
    path = sample("txt", tmp_path)
    code = PARENT.format(root=str(ROOT), path=str(path))
    parent = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    with parent.stdout:
        child = int(parent.stdout.readline())
        parent.kill()
        parent.wait()
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline and _is_running(child):
        time.sleep(0.05)
    assert not _is_running(child)


def _is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def test_the_child_inherits_no_setting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QINGCE_DATABASE_URL", "postgresql://geheim")
    with Sandbox() as sandbox:
        sandbox.read(pdf(tmp_path / "a", official_paper))
        environment = Path(f"/proc/{_pid(sandbox)}/environ").read_bytes()
    assert b"geheim" not in environment
    assert b"PATH=" not in environment


def test_no_copy_of_a_paper_stays_behind(sandbox: Sandbox, tmp_path: Path) -> None:
    sandbox.read(sample("docx", tmp_path))
    with pytest.raises(Unreadable):
        sandbox.read(sample("works", tmp_path))
    assert not list((sandbox._work / "in").iterdir())


def test_what_a_killed_process_left_is_swept_by_the_next(tmp_path: Path) -> None:
    code = PARENT.format(root=str(ROOT), path=str(sample("txt", tmp_path)))
    code = code.replace("sandbox._process._process.pid", "sandbox._work")
    parent = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    with parent.stdout:
        left = Path(parent.stdout.readline().strip())
        parent.kill()
        parent.wait()
    assert left.is_dir()
    with Sandbox():
        assert not left.exists()
