"""The settings of one installation as the environment gives them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from base.config import child_environment, config_from_environment
from base.errors import Misconfigured


@pytest.mark.parametrize("word", ["off", "OFF", "none", "0"])
def test_libreoffice_can_be_turned_off(word: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QINGCE_SOFFICE", word)
    assert config_from_environment().soffice is None


def test_libreoffice_is_found_where_it_is_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "soffice"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    monkeypatch.delenv("QINGCE_SOFFICE", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert config_from_environment().soffice == program
    program.unlink()
    assert shutil.which("soffice") is None
    assert config_from_environment().soffice is None


def test_a_named_libreoffice_must_be_there_and_children_get_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "office" / "soffice"
    monkeypatch.setenv("QINGCE_SOFFICE", str(program))
    with pytest.raises(Misconfigured) as caught:
        config_from_environment()
    assert "QINGCE_SOFFICE" in caught.value.message
    program.parent.mkdir()
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    config = config_from_environment()
    assert config.soffice == program
    assert child_environment(config)["QINGCE_SOFFICE"] == str(program)
