"""The kinds of facts that can be looked up and amended, and their shipped rows. Reads files only."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from corpus.lexicon.bodies import BODIES_CSV, BODY_COLUMNS
from corpus.lexicon.laws import COLUMNS, LAWS_CSV
from corpus.lexicon.policies import POLICIES_CSV, POLICY_COLUMNS

Values = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Field:
    """A column as a person edits it; `words` are the options as a person reads them."""

    name: str
    label: str
    hint: str = ""
    options: tuple[str, ...] = ()
    needed: bool = False
    words: tuple[str, ...] = ()

    def said(self, value: str) -> str:
        """A value of the column as a person reads it."""
        known = dict(zip(self.options, self.words, strict=False))
        return known.get(value, value)


@dataclass(frozen=True, slots=True)
class FactKind:
    """法律法规、机构 or 政策: where the rows are, what names one, what a person may set.

    `names` are the columns with a name or with names divided by `|`; the first is the row's name.
    """

    value: str
    label: str
    path: Path
    columns: tuple[str, ...]
    names: tuple[str, ...]
    fields: tuple[Field, ...]

    def names_of(self, values: Values) -> tuple[str, ...]:
        """Every name under which a paper may speak of it."""
        parts = (part for column in self.names for part in values.get(column, "").split("|"))
        return tuple(dict.fromkeys(part.strip() for part in parts if part.strip()))


LAW_KINDS = (
    "法律",
    "行政法规",
    "地方性法规",
    "部门规章",
    "地方政府规章",
    "司法解释",
    "国务院文件",
    "部门规范性文件",
    "地方规范性文件",
    "党内法规",
)
GRADE = Field(
    "grade",
    "等级",
    "A 见到废止条款或两处来源；B 单一来源；C 未核，只作提示。有效·B 不能证明有效",
    ("A", "B", "C"),
    needed=True,
)
LAW = FactKind(
    "law",
    "法律法规",
    LAWS_CSV,
    tuple(COLUMNS),
    ("name", "short_name", "aliases"),
    (
        Field("name", "名称", "全称，不写书名号", needed=True),
        Field("aliases", "别称", "多个用 | 分开"),
        Field(
            "kind",
            "类别",
            options=LAW_KINDS,
            needed=True,
        ),
        Field("document_number", "文号"),
        Field("promulgated_on", "公布日", "写作 2015-03-04，只知道年份写 2015"),
        Field("in_force_from", "施行日", "同上"),
        Field("in_force_to", "废止生效日", "当日起不再有效；不知道就空着，空着不等于有效"),
        Field(
            "status",
            "状态",
            options=("有效", "已废止", "已失效", "尚未生效", "存疑"),
            needed=True,
        ),
        Field("successor_name", "后继文件", "取代它的文件名称"),
        GRADE,
    ),
)
BODY = FactKind(
    "body",
    "机构",
    BODIES_CSV,
    BODY_COLUMNS,
    ("old_name",),
    (
        Field("old_name", "原名称", needed=True),
        Field("new_name", "现名称或承接机关", needed=True),
        Field("from_year_month", "变更年月", "写作 2018-03", needed=True),
        Field("level", "层级"),
        Field("note", "说明"),
        GRADE,
    ),
)
POLICY = FactKind(
    "policy",
    "政策",
    POLICIES_CSV,
    POLICY_COLUMNS,
    ("term", "aliases"),
    (
        Field("term", "事项", needed=True),
        Field("aliases", "别称", "多个用 | 分开"),
        Field("abolished_on", "取消日", "写作 2006-01-01，只知道年份写 2006", needed=True),
        Field("instrument", "取消它的文件", needed=True),
        Field("caution", "例外和提醒"),
        Field(
            "reach",
            "范围",
            "部分还在、或者有同名事项的，只作提示",
            ("whole", "hint"),
            needed=True,
            words=("整件取消", "只作提示"),
        ),
        GRADE,
    ),
)
KINDS: Mapping[str, FactKind] = {kind.value: kind for kind in (LAW, BODY, POLICY)}


def key_of(kind: FactKind, values: Values) -> str:
    """What tells one row from another: the id of a law, name and month of a body, term of a policy."""
    if kind is LAW:
        return values["id"]
    if kind is BODY:
        return f"{values['old_name']}@{values['from_year_month']}"
    return values["term"]


@cache
def shipped_rows(kind_value: str) -> Mapping[str, Values]:
    """The rows that come with the program, by key; none where there is no table of that kind."""
    kind = KINDS[kind_value]
    if not kind.path.exists():
        return {}
    rows = csv.DictReader(kind.path.read_text("utf-8-sig").splitlines())
    found: dict[str, Values] = {}
    for row in rows:
        values = {name: (row.get(name) or "").strip() for name in kind.columns}
        found[key_of(kind, values)] = values
    return found
