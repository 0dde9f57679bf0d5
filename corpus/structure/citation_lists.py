"""What a list gives its items: the texts to be repealed, extended, amended, the grounds of a paper. Pure."""

from __future__ import annotations

import re
from itertools import islice

from corpus.document import CitationRole
from corpus.lexicon import structure_words
from corpus.numerals import parse_number, to_chinese
from corpus.structure.markers import marker_of
from corpus.structure.sheet import Line, Sheet

_REPEAL = structure_words.any_of("repeal_verbs")

_OPENING = (
    (CitationRole.REPEAL, re.compile(rf"(?:{_REPEAL})")),
    (
        CitationRole.EXTEND,
        re.compile(r"继续有效|延长有效期|有效期延长|继续执行|继续实施|有效期[^。]{0,6}延长"),
    ),
    (CitationRole.AMEND, re.compile(r"(?:修改|修订)")),
)
_CASES = re.compile(r"情形|情况|条件|行为|证件|证书|许可|资格|执照")
"""有下列情形之一的，证件作废：opens a list of cases, not of texts."""
_LIST_HEAD = re.compile(r".{0,40}(?:目录|清单|名录|文件|规范性文件)(?:\([^()]{0,30}\))?\Z")


_GROUNDS = re.compile(
    r"(?P<n>[一二三四五六七八九十]{1,3})、[^。;:,《》\n]{0,12}依据 ?:? ?(?=\n|《|\(一\)|\(1\)|1[.、])"
)
_DECIMAL_GROUNDS = re.compile(
    r"(?:\A|\n)[0-9]{1,2}(?:\.[0-9]{1,2}){0,2} ?[^。;:,《》\n0-9]{0,8}依据 ?:?\n"
    r"(?P<body>(?:(?![0-9]{1,2}(?:\.[0-9]{1,2}){0,2} ?[一-鿿])[^\n]{1,600}(?:\n|\Z)){1,20})"
)
"""1.2 编制依据, as plans and standards count: up to the next counted heading."""
_MOST_GROUNDS, _LONGEST_GROUNDS = 5, 3000


def grounds_in(sheet: Sheet) -> tuple[tuple[int, int], ...]:
    """The extents of headings like 一、制定依据: from there to the next heading every text founds."""
    found: list[tuple[int, int]] = []
    for match in islice(_GROUNDS.finditer(sheet.plain), _MOST_GROUNDS):
        number = parse_number(match["n"])
        if number is None:
            continue
        limit = min(len(sheet.plain), match.end() + _LONGEST_GROUNDS)
        end = sheet.plain.find(f"{to_chinese(number + 1)}、", match.end(), limit)
        found.append((match.end(), end if end >= 0 else limit))
    decimal = islice(_DECIMAL_GROUNDS.finditer(sheet.plain), _MOST_GROUNDS)
    found += [match.span("body") for match in decimal]
    return tuple(found)


def list_roles(sheet: Sheet) -> list[CitationRole | None]:
    """For every line the role its list has; a list runs from its opening to the first plain sentence."""
    roles: list[CitationRole | None] = []
    current: CitationRole | None = None
    table = False
    for line in sheet.lines:
        masked = sheet.masked[line.start : line.end]
        if _opens_list(masked):
            current, table = _opening_role(masked), not masked.endswith(":")
        elif not _is_item(
            line, masked, table=table, tabbed="\t" in sheet.text[line.start : line.end]
        ):
            current = None
        roles.append(current)
    return roles


def _opens_list(masked: str) -> bool:
    """A line that ends with a colon, or a heading 废止的文件目录."""
    if masked.endswith(":"):
        return True
    return len(masked) <= 60 and _LIST_HEAD.fullmatch(masked) is not None and "《" not in masked


def _opening_role(masked: str) -> CitationRole | None:
    """The role of the first verb named in the opening; 废止和修改 together tell none."""
    if _CASES.search(masked):
        return None
    found = [role for role, pattern in _OPENING if pattern.search(masked)]
    return found[0] if len(found) == 1 else None


def _is_item(line: Line, masked: str, *, table: bool, tabbed: bool) -> bool:
    """Whether a line goes on with the list: a numbered line, a name, a row; short lines of a table."""
    if marker_of(line.words) is not None or masked.startswith(("《", "关于")) or tabbed:
        return True
    if line.block.kind.value == "table_row":
        return True
    return table and "。" not in masked and len(masked) <= 120
