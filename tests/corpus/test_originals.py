"""Uploaded bytes: kept once, whole, and never half."""

from __future__ import annotations

import hashlib
import io
import os
import stat
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from base.errors import Refused, Unreadable
from corpus.originals import STALE_SECONDS, Originals, hash_of


@pytest.fixture
def originals(tmp_path: Path) -> Originals:
    """An empty store."""
    return Originals(tmp_path / "originals", tmp_path / "staging")


def _staged(tmp_path: Path) -> list[Path]:
    return list((tmp_path / "staging").glob("*"))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(content=st.binary(min_size=1, max_size=5000))
def test_what_is_stored_is_read_back_under_its_hash(originals: Originals, content: bytes) -> None:
    stored = originals.store(io.BytesIO(content))
    assert stored.sha256 == hashlib.sha256(content).hexdigest()
    assert stored.size == len(content)
    path = originals.path(stored.sha256)
    assert path.read_bytes() == content
    assert hash_of(path) == stored.sha256


def test_the_same_bytes_twice_are_one_file_that_nobody_may_write(
    originals: Originals, tmp_path: Path
) -> None:
    first = originals.store(io.BytesIO(b"abc"))
    inode = originals.path(first.sha256).stat().st_ino
    assert originals.store(io.BytesIO(b"abc")) == first
    assert [name for name, _ in originals.all()] == [first.sha256]
    state = originals.path(first.sha256).stat()
    assert state.st_ino == inode
    assert not state.st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH)
    assert _staged(tmp_path) == []


def test_an_empty_file_is_refused_and_leaves_nothing(originals: Originals, tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="空的") as refusal:
        originals.store(io.BytesIO())
    assert refusal.value.code == "empty"
    assert _staged(tmp_path) == []
    assert list(originals.all()) == []


def test_a_file_may_be_as_large_as_the_limit_and_no_byte_larger(
    originals: Originals, tmp_path: Path
) -> None:
    limit = 3 << 20
    assert originals.store(io.BytesIO(b"x" * limit), max_bytes=limit).size == limit
    with pytest.raises(Unreadable, match="超过 3 MB") as refusal:
        originals.store(io.BytesIO(b"y" * (limit + 1)), max_bytes=limit)
    assert refusal.value.code == "too_large"
    assert _staged(tmp_path) == []
    assert len(list(originals.all())) == 1


def test_a_stream_that_breaks_off_leaves_nothing(originals: Originals, tmp_path: Path) -> None:
    class Breaking(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            if self.tell():
                raise ConnectionResetError
            return super().read(2)

    with pytest.raises(ConnectionResetError):
        originals.store(Breaking(b"abcd"))
    assert _staged(tmp_path) == []
    assert list(originals.all()) == []


def test_a_nearly_full_disk_takes_nothing_in(tmp_path: Path) -> None:
    full = Originals(tmp_path / "originals", tmp_path / "staging", reserve=1 << 60)
    with pytest.raises(Refused, match="磁盘空间不足") as refusal:
        full.store(io.BytesIO(b"abc"))
    assert refusal.value.code == "disk_full"


def test_sweeping_takes_only_what_is_old_and_was_never_kept(
    originals: Originals, tmp_path: Path
) -> None:
    kept = originals.store(io.BytesIO(b"abc"))
    old, young = tmp_path / "staging" / "old", tmp_path / "staging" / "young"
    for path in (old, young):
        path.write_bytes(b"half")
    past = time.time() - STALE_SECONDS - 5
    os.utime(old, (past, past))
    os.utime(originals.path(kept.sha256), (past, past))
    assert originals.sweep() == 1
    assert (old.exists(), young.exists()) == (False, True)
    assert originals.path(kept.sha256).exists()


def test_sweeping_where_nothing_ever_came_in_is_no_error(tmp_path: Path) -> None:
    assert Originals(tmp_path / "a", tmp_path / "b").sweep() == 0
    assert list(Originals(tmp_path / "a", tmp_path / "b").all()) == []
