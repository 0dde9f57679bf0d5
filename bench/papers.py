"""Papers for the search bench: real paragraphs from a folder of JSONL texts, or made-up ones, glued together.

Each document is a run of paragraphs of one to three sources; where there are more documents than real
text, paragraphs come again with other digits, so that the vocabulary goes on growing.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.corpus.search.papers import PaperMaker

LENGTH = 3_000
_DIGIT = re.compile(r"\d")
_TOWNS = ("凤溪", "石桥", "大坪", "临河", "松岭", "白沙", "新店", "柳湾", "高台", "双塘")
_STATUS = ("in_force", "in_force", "in_force", "repealed", "expired", "pending_revision")


@dataclass(frozen=True, slots=True)
class Paper:
    """What the library would have read from one file."""

    title: str
    number: str
    issuer: str
    body: str
    year: int
    status: str


def papers(count: int, folder: Path | None) -> Iterator[Paper]:
    """`count` papers, always the same for the same folder."""
    rng = random.Random(5)
    sources = _sources(folder)
    used = 0
    while True:
        for source in rng.sample(sources, len(sources)):
            if used == count:
                return
            yield _paper(rng, source, sources, again=used >= len(sources))
            used += 1


def _sources(folder: Path | None) -> list[list[str]]:
    if folder is None:
        maker = PaperMaker(3)
        return [maker.paper(LENGTH)[3].split("\n") for _ in range(1000)]
    texts = []
    for path in sorted(folder.glob("*.jsonl")):
        with path.open(encoding="utf-8") as lines:
            texts += [json.loads(line).get("text") or "" for line in lines]
    found = [[line.strip() for line in text.split("\n") if line.strip()] for text in texts]
    return [lines for lines in found if sum(map(len, lines)) > 400]


def _paper(
    rng: random.Random, source: list[str], sources: list[list[str]], *, again: bool
) -> Paper:
    lines: list[str] = []
    first = rng.randrange(max(1, len(source) - 20)) if again else 0
    lines += source[first:]
    while sum(map(len, lines)) < LENGTH:
        lines += rng.choice(sources)[:30]
    text, length = [], 0
    for line in lines:
        text.append(_DIGIT.sub(lambda _: str(rng.randrange(10)), line) if again else line)
        length += len(line)
        if length > LENGTH:
            break
    town, year = rng.choice(_TOWNS), rng.randrange(1985, 2026)
    issuer = f"{town}镇人民政府"
    number = f"{town[0]}府发〔{year}〕{rng.randrange(1, 400)}号"
    title = next((line for line in source if 6 < len(line) < 40), source[0][:40])
    body = "\n".join((f"{issuer}文件", number, title, *text, issuer, f"{year}年3月4日"))
    return Paper(title, number, issuer, body, year, rng.choice(_STATUS))


def questions(some: list[Paper], count: int = 300) -> list[str]:
    """What people type, in the shares that were seen: pieces, names, numbers, words, several, nothing."""
    rng = random.Random(11)
    kinds = (
        ["piece"] * 88 + ["sign"] * 12 + ["name"] * 40 + ["number"] * 50
        + ["word"] * 40 + ["several"] * 45 + ["none"] * 25
    )  # fmt: skip
    return [_question(rng, rng.choice(some), kind) for kind in kinds[:count]]


def _question(rng: random.Random, paper: Paper, kind: str) -> str:
    lines = [line for line in paper.body.split("\n") if len(line) > 30] or [paper.body]
    line = rng.choice(lines)
    start = rng.randrange(max(1, len(line) - 14))
    han = re.findall(r"[\u4e00-\u9fff]{2,}", line)
    if kind == "number":
        return f"“{paper.number}”"
    if kind == "none":
        return "“" + "".join(chr(rng.randrange(0x4E00, 0x9000)) for _ in range(4)) + "”"
    if kind == "name":
        found = re.findall(r"《([^《》“”\"]{4,20})》", paper.body)
        return f"“{rng.choice(found)}”" if found else f"“{paper.title}”".replace('"', "")
    if kind == "word" and han:
        return rng.choice(han)[:2]
    if kind == "several" and len(han) > 1:
        return " ".join(word[:3] for word in rng.sample(han, 2))
    if kind == "sign":
        place = max(line.find("，"), line.find("、"), 2)
        return _quoted(line[max(0, place - 3) : place + 4])
    return _quoted(line[start : start + rng.randint(2, 12)])


def _quoted(piece: str) -> str:
    clean = re.sub(r"[“”\"＂„]", "", piece).strip()
    return f"“{clean or '通知'}”"
