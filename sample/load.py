"""Reads the sample town: its office, its campaign and people from `town.toml`, and its files.

The answer key is not here and must not be: it stands in the tests only.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from base.errors import Problem
from base.roles import Role

HERE = Path(__file__).parent
PAPERS = HERE / "papers"
REGISTER = HERE / "register" / "青石镇历年发文登记.csv"


@dataclass(frozen=True, slots=True)
class SamplePerson:
    """One of the six people: who, in which unit, what they sign in with; never a password."""

    role: Role
    name: str
    unit: str
    post: str
    email: str


@dataclass(frozen=True, slots=True)
class SampleCampaign:
    """The 清理工作 that the sample opens; both dates are days in Asia/Shanghai."""

    name: str
    kind: str
    scope: str
    cut_off: date
    deadline: date


@dataclass(frozen=True, slots=True)
class SampleTown:
    """Everything `town.toml` says."""

    office: str
    county: str
    mark: str
    campaign: SampleCampaign
    people: tuple[SamplePerson, ...]


def sample_town(path: Path = HERE / "town.toml") -> SampleTown:
    """Read `town.toml`; raises Problem where it is missing or not whole."""
    try:
        return _town(tomllib.loads(path.read_text("utf-8")))
    except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        message = f"示例镇的配置文件 {path.name} 不完整，请重新安装程序（{error}）。"
        raise Problem(message) from error


def _town(data: dict[str, Any]) -> SampleTown:
    people = tuple(
        SamplePerson(
            role=Role(row["role"]),
            name=row["name"],
            unit=row["unit"],
            post=row["post"],
            email=row["email"],
        )
        for row in data["people"]
    )
    return SampleTown(
        office=data["office"],
        county=data["county"],
        mark=data["mark"],
        campaign=SampleCampaign(**data["campaign"]),
        people=people,
    )


def sample_files(folder: Path = PAPERS) -> tuple[Path, ...]:
    """The sample's papers (loose files and one zip) in name order."""
    return tuple(sorted(path for path in folder.iterdir() if path.is_file()))


def sample_register() -> Path:
    """The town's 发文登记: some rows without a paper, some papers without a row, some odd dates."""
    return REGISTER
