"""Zips: names of every kind, bombs, litter, bad members; nothing is ever written where a name says."""

from __future__ import annotations

import struct
import zipfile
import zlib
from pathlib import Path

import pytest

from base.errors import Unreadable
from corpus import archive
from corpus.archive import Member, is_archive, members
from tests.corpus.formats.samples import docx, paragraph, sample, with_raw_names, zipped


def _walk(path: Path) -> list[Member]:
    into = path.parent / "into"
    into.mkdir()
    return list(members(path, into))


def _problems(path: Path) -> dict[str, str | None]:
    return {m.name: m.problem.code if m.problem else None for m in _walk(path)}


def _whole(path: Path) -> str:
    with pytest.raises(Unreadable) as caught:
        _walk(path)
    return caught.value.code


@pytest.mark.parametrize(
    ("name", "encoding"),
    [
        ("汇编/河道通知.txt", "gb18030"),
        ("汇编/河道通知.txt", "utf-8"),
        ("關於河道管理的通知.txt", "big5"),
    ],
)
def test_names_without_a_flag_are_read_in_their_encoding(
    name: str, encoding: str, tmp_path: Path
) -> None:
    path = with_raw_names(tmp_path / "a", {name.encode(encoding): b"x"})
    assert [m.name for m in _walk(path)] == [name]


def test_names_that_climb_are_labels_only(tmp_path: Path) -> None:
    names = ["../../etc/passwd", "/root/a.txt", "..\\..\\evil.txt", "C:\\x\\b.txt", "a/../../c.txt"]
    path = zipped(tmp_path / "a", dict.fromkeys(names, b"x"))
    found = _walk(path)
    assert {m.path.parent for m in found if m.path} == {tmp_path / "into"}
    assert all(m.path is not None and m.path.name.isalnum() for m in found)
    assert [m.name for m in found] == ["etc/passwd", "root/a.txt", "evil.txt", "x/b.txt", "a/c.txt"]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a", "into"]


def test_control_and_direction_characters_leave_the_label_and_long_names_are_cut(
    tmp_path: Path,
) -> None:
    path = zipped(tmp_path / "a", {"通知\u202ecod.exe": b"x", "长" * 200 + ".txt": b"x"})
    first, second = _walk(path)
    assert first.name == "通知cod.exe"
    assert len(second.name.encode()) <= 255


def test_litter_and_folders_are_left_out(tmp_path: Path) -> None:
    litter = ["__MACOSX/._a.txt", "x/.DS_Store", "Thumbs.db", "x/~$a.docx", "x/"]
    path = zipped(tmp_path / "a", dict.fromkeys([*litter, "x/a.txt"], b"x"))
    assert [m.name for m in _walk(path)] == ["x/a.txt"]


def test_one_bad_member_does_not_stop_the_others(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a", {"1.txt": b"one" * 50, "2.txt": b"", "3.txt": b"three" * 50})
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as opened:
        start = opened.getinfo("1.txt").header_offset
    data[start + 38] ^= 0xFF
    path.write_bytes(data)
    assert _problems(path) == {"1.txt": "damaged", "2.txt": "empty", "3.txt": None}


def test_an_encrypted_member_is_reported(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a", {"1.txt": b"one", "2.txt": b"two"})
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as opened:
        data[opened.getinfo("1.txt").header_offset + 6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    assert _problems(path) == {"1.txt": "encrypted", "2.txt": None}


def test_a_bomb_is_refused_by_its_ratio_and_leaves_no_bytes(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a", {"0.txt": b"\0" * 5_000_000, "1.txt": b"x"})
    assert _problems(path) == {"0.txt": "archive_limit", "1.txt": None}
    assert [p.stat().st_size for p in (tmp_path / "into").iterdir()] == [1]


def test_a_member_that_lies_about_its_size_is_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a", {"0.txt": b"x" * 100_000})
    data = bytearray(path.read_bytes())
    central = data.index(b"PK\x01\x02")
    data[central + 24 : central + 28] = (100).to_bytes(4, "little")
    path.write_bytes(data)
    assert _problems(path) == {"0.txt": "damaged"}


def test_too_many_entries_and_too_much_in_all_refuse_the_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = zipped(tmp_path / "a", {f"{n}.txt": b"x" * 600 for n in range(archive.MAX_ENTRIES + 1)})
    assert _whole(path) == "archive_limit"
    huge = zipped(tmp_path / "b", {f"{n}.bin": b"x" for n in range(6)})
    data = huge.read_bytes()
    at = 0
    out = bytearray(data)
    while (at := data.find(b"PK\x01\x02", at)) >= 0:
        out[at + 24 : at + 28] = (99 * 1024 * 1024).to_bytes(4, "little")
        at += 4
    huge.write_bytes(out)
    (tmp_path / "into").rmdir()
    assert _whole(huge) == "archive_limit"


def test_a_zip_in_a_zip_is_walked_and_a_third_level_is_not(tmp_path: Path) -> None:
    third = zipped(tmp_path / "3", {"c.txt": b"c"}).read_bytes()
    second = zipped(tmp_path / "2", {"b.txt": b"b", "third.zip": third}).read_bytes()
    path = zipped(tmp_path / "1", {"a.txt": b"a", "second.zip": second, "z.txt": b"z"})
    assert _problems(path) == {
        "a.txt": None,
        "second.zip!/b.txt": None,
        "second.zip!/third.zip": "archive_limit",
        "z.txt": None,
    }


def test_a_docx_inside_is_a_document_and_not_a_folder(tmp_path: Path) -> None:
    inner = docx(tmp_path / "inner", paragraph("通知")).read_bytes()
    path = zipped(tmp_path / "a", {"通知.docx": inner})
    assert _problems(path) == {"通知.docx": None}


@pytest.mark.parametrize(
    "name", ["docx", "ofd", "open-document", "other-office", "broken-zip", "pdf", "txt"]
)
def test_documents_that_are_zips_are_not_archives(name: str, tmp_path: Path) -> None:
    assert not is_archive(sample(name, tmp_path))


def test_an_empty_and_a_broken_zip_say_so(tmp_path: Path) -> None:
    empty = zipped(tmp_path / "a", {})
    assert is_archive(empty)
    assert _whole(empty) == "empty"
    broken = tmp_path / "b"
    broken.write_bytes(b"PK\x03\x04 no zip")
    (tmp_path / "into").rmdir()
    assert _whole(broken) == "damaged"


def test_the_names_of_an_archive_are_read_in_one_encoding(tmp_path: Path) -> None:
    names = ["公告.txt", "關於河道管理的通知.txt", "臺北縣政府公報.txt", "令.txt"]
    raw = {name.encode("big5"): name.encode() for name in names}
    path = with_raw_names(tmp_path / "a", raw)
    assert [member.name for member in _walk(path)] == names


def test_the_unicode_path_field_wins_over_a_name_that_lost_its_characters(tmp_path: Path) -> None:
    path = tmp_path / "a"
    entry = zipfile.ZipInfo("______.txt")
    body = b"\x01" + struct.pack("<I", zlib.crc32(b"______.txt")) + "河道办法.txt".encode()
    entry.extra = struct.pack("<HH", 0x7075, len(body)) + body
    with zipfile.ZipFile(path, "w") as out:
        out.writestr(entry, "第一条")
    assert [member.name for member in _walk(path)] == ["河道办法.txt"]


def test_members_of_members_say_through_which_archives_they_came(tmp_path: Path) -> None:
    inner = zipped(tmp_path / "b", {"说明/丙.txt": b"a", "丁.txt": b"b"}).read_bytes()
    path = zipped(tmp_path / "a", {"乙.zip": inner, "甲.txt": b"c"})
    names = [member.name for member in _walk(path)]
    assert names == ["乙.zip!/说明/丙.txt", "乙.zip!/丁.txt", "甲.txt"]
