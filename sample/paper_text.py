"""Reads the texts of the sample town's papers and sets them as plain text or as a web page.

A text has `key: value` lines, a line `---`, then one paragraph a line. Marks at the head of a line:
`@@` centred heading, `@附件` annex on a new page, `@sign` place of 署名 and date (else the end), `|` a
table row. Keys: file, copy, head (版头), number, signer, title (`//` breaks the line), to, sign (`|`
parts), date, note (附注), cc, print (印发行), web (a page's publishing date), auto (Word numbers the
articles by itself), encoding, look.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from pathlib import Path

ARTICLE = re.compile(r"^第[一二三四五六七八九十]+条[　 ]")
CHAPTER = re.compile(r"^第[一二三四五六七八九十]+章[　 ]")
SPACE = "　"


@dataclass(frozen=True, slots=True)
class Part:
    """One piece of a paper: `kind` says how it is set, `rows` holds a table's cells."""

    kind: str
    text: str = ""
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Paper:
    """One text as written: its keys and its parts in reading order."""

    keys: dict[str, str]
    parts: tuple[Part, ...]


def read_text(path: Path) -> Paper:
    """Read one file of `texts/`; raises ValueError where the `---` line is missing."""
    head, _, body = path.read_text("utf-8").partition("\n---\n")
    if not body:
        raise ValueError(f"{path.name}: no --- line")
    keys = dict(line.split(": ", 1) for line in head.splitlines() if line.strip())
    lines = [line for line in body.splitlines() if line.strip()]
    return Paper(keys, (*opening(keys), *body_parts(lines, keys), *closing(keys)))


def opening(keys: dict[str, str]) -> list[Part]:
    """版头, title and 主送机关."""
    order = ("head", "number", "signer", "title", "to")
    parts = [Part(kind, keys[kind]) for kind in order if kind in keys]
    if keys.get("look") == "poster" and "number" in keys:  # 布告: the number stands under the title
        number = next(part for part in parts if part.kind == "number")
        parts.remove(number)
        parts.append(number)
    return parts


def closing(keys: dict[str, str]) -> list[Part]:
    """附注 and 版记."""
    return [Part(kind, keys[kind]) for kind in ("note", "cc", "print") if kind in keys]


def signature(keys: dict[str, str]) -> list[Part]:
    """署名 (one line each) and 成文日期."""
    names = [Part("sign", name) for name in keys["sign"].split("|")] if "sign" in keys else []
    return [*names, Part("date", keys["date"])] if "date" in keys else names


def body_parts(lines: list[str], keys: dict[str, str]) -> list[Part]:
    """The paragraphs with headings, tables and the signature in its place."""
    parts: list[Part] = []
    for line in lines:
        if line == "@sign":
            parts.extend(signature(keys))
        elif line.startswith("|"):
            cells = tuple(cell.strip() for cell in line.strip("|").split("|"))
            if parts and parts[-1].kind == "table":
                parts[-1] = Part("table", rows=(*parts[-1].rows, cells))
            else:
                parts.append(Part("table", rows=(cells,)))
        else:
            parts.append(plain_part(line))
    return parts if "@sign" in lines else [*parts, *signature(keys)]


def plain_part(line: str) -> Part:
    """One line as heading, chapter, article or paragraph."""
    if line.startswith("@@"):
        return Part("centre", line[2:])
    if line.startswith("@附件"):
        return Part("annex", line[1:])
    if CHAPTER.match(line):
        return Part("chapter", line)
    return Part("article" if ARTICLE.match(line) else "para", line)


# ---- txt -------------------------------------------------------------------------------------


def text_lines(part: Part) -> list[str]:
    """A part as a typist sets it."""
    if part.kind in {"head", "number", "title", "centre", "chapter"}:
        return [SPACE * max(0, (34 - len(line)) // 2) + line for line in part.text.split("//")]
    if part.kind in {"sign", "date"}:
        return [SPACE * max(2, 30 - len(part.text)) + part.text]
    if part.kind == "table":
        return ["\t".join(row) for row in part.rows]
    if part.kind in {"to", "annex", "cc", "print"}:
        return [part.text]
    return [SPACE * 2 + part.text]


def write_txt(paper: Paper) -> bytes:
    """Plain text with blank lines round the title, in the encoding the text names."""
    lines: list[str] = []
    for part in paper.parts:
        spaced = part.kind in {"title", "sign", "annex", "cc"}
        lines += [""] * spaced + text_lines(part) + [""] * (part.kind == "title")
    encoding = paper.keys.get("encoding", "utf-8")
    return ("\r\n".join(lines) + "\r\n").encode(encoding)


# ---- html ------------------------------------------------------------------------------------

PAGE = """<!DOCTYPE html>
<html lang="zh-CN">
<head><meta charset="{charset}"><title>{title}-云岭县青石镇人民政府</title>
<style>body{{font-family:SimSun,serif}} h1{{text-align:center}} .r{{text-align:right}}</style></head>
<body>
<div class="nav"><a href="/">首页</a> <a href="/zwgk/">政务公开</a> <a href="/gzhd/">互动交流</a></div>
<div class="pos">当前位置：首页 &gt; 政务公开 &gt; 文件资料</div>
<div class="article">
{body}
</div>
<div class="footer">主办：云岭县青石镇人民政府　网站标识码：0000000000　<a href="/map">网站地图</a></div>
</body>
</html>
"""


def html_part(part: Part) -> str:
    """A part as the office's web editor writes it."""
    text = html.escape(part.text).replace("//", "<br>")
    if part.kind == "table":
        rows = ("".join(f"<td>{html.escape(cell)}</td>" for cell in row) for row in part.rows)
        return "<table border='1'>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>"
    if part.kind == "title":
        return f"<h1>{text}</h1>"
    if part.kind in {"number", "centre", "chapter", "head"}:
        return f'<p align="center">{text}</p>'
    if part.kind in {"sign", "date"}:
        return f'<p class="r">{text}</p>'
    return f"<p>{'' if part.kind in {'to', 'annex', 'cc', 'print'} else SPACE * 2}{text}</p>"


def write_html(paper: Paper) -> bytes:
    """A page of the office's site, with its navigation and publishing line."""
    blocks = [html_part(part) for part in paper.parts if part.kind != "head"]
    if "web" in paper.keys:
        meta = f"发布日期：{paper.keys['web']}　来源：镇党政办公室　浏览次数：128"
        blocks.insert(1, f'<div class="meta">{meta}</div>')
    encoding = paper.keys.get("encoding", "utf-8")
    title = html.escape(paper.keys["title"].replace("//", ""))
    page = PAGE.format(charset=encoding, title=title, body="\n".join(blocks))
    return page.encode(encoding)
