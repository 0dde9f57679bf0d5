"""Scanned papers of our own making: printed with the system's Chinese font, then dirtied as scanners do."""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

SIZE = (2480, 3508)
"""A4 at 300 dots an inch."""

LEFT, RIGHT, EM = 330, 2172, 66
_FONTS = (
    "/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc",
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
)

ORDER = (
    ("red", "青石镇人民政府文件"),
    ("center", "青政规〔2018〕6号"),
    ("title", "青石镇人民政府关于印发《青石镇农村公厕管护办法》的通知"),
    ("flush", "各村（居）民委员会，镇属各单位："),
    (
        "para",
        "《青石镇农村公厕管护办法》已经2018年第5次镇长办公会议审议通过，现印发给你们，请结合各自实际认真组织实施。",
    ),
    (
        "para",
        "一、落实管护责任。每座公厕都要明确一名管护人员，公示姓名、职责和联系方式，做到有人管、有人扫、有人修。",
    ),
    (
        "para",
        "二、保障管护经费。管护经费由镇财政按照每座每年三千六百元的标准安排，任何单位和个人不得截留、挪用。",
    ),
    (
        "para",
        "三、本通知自2018年10月1日起施行，有效期五年。2013年印发的《青石镇公厕管理规定》同时废止。",
    ),
    ("right", "青石镇人民政府"),
    ("right", "2018年9月12日"),
)
"""An order of the sample town; its lines are laid out as GB/T 9704-2012 asks."""


def words(paper: tuple[tuple[str, str], ...] = ORDER) -> str:
    """What is printed on a paper, without blanks."""
    return "".join(text for _, text in paper)


def scan(paper: tuple[tuple[str, str], ...] = ORDER) -> Image.Image:
    """The paper as printed: letterhead in red, title centred, paragraphs indented by two."""
    page = Image.new("RGB", SIZE, "white")
    pen = ImageDraw.Draw(page)
    top = 420
    for kind, text in paper:
        for n, (line, left, font, ink) in enumerate(_set(kind, text)):
            pen.text((left, top), line, font=font, fill=ink)
            top += round(font.size * 1.75) + (40 if n == 0 and kind == "title" else 0)
        top += 60 if kind in ("red", "center", "title") else 0
    return page


def _set(kind: str, text: str) -> list[tuple[str, int, ImageFont.FreeTypeFont, str]]:
    if kind == "red":
        font = _font(150)
        return [(text, round((SIZE[0] - font.getlength(text)) / 2), font, "#e01010")]
    if kind in ("center", "title"):
        font = _font(92 if kind == "title" else EM)
        lines = [text] if kind == "center" else _broken(text, font, 0)
        return [(s, round((SIZE[0] - font.getlength(s)) / 2), font, "black") for s in lines]
    font = _font(EM)
    if kind == "right":
        return [(text, round(RIGHT - 2 * EM - font.getlength(text)), font, "black")]
    indent = 2 * EM if kind == "para" else 0
    lines = _broken(text, font, indent)
    return [(s, LEFT + (indent if n == 0 else 0), font, "black") for n, s in enumerate(lines)]


def _broken(text: str, font: ImageFont.FreeTypeFont, indent: int) -> list[str]:
    lines, line = [], ""
    for glyph in text:
        most = RIGHT - LEFT - (indent if not lines else 0)
        if font.getlength(line + glyph) > most and glyph not in "，。；：、）》":
            lines.append(line)
            line = ""
        line += glyph
    return [*lines, line]


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    path = next(path for path in _FONTS if Path(path).exists())
    return ImageFont.truetype(path, size, index=2)


def noisy(page: Image.Image, seed: int = 7) -> Image.Image:
    """Grey paper, grain, soft edges: a copy of a copy."""
    random = np.random.default_rng(seed)
    pixels = np.asarray(page.filter(ImageFilter.GaussianBlur(1.1))).astype(np.float32)
    pixels = pixels * 0.85 + 26 + random.normal(0, 14, pixels.shape)
    specks = random.random(pixels.shape[:2]) < 0.0008
    pixels[specks] = 40
    return Image.fromarray(pixels.clip(0, 255).astype(np.uint8))


def skewed(page: Image.Image, degrees: float = 2.0) -> Image.Image:
    """Laid askew on the glass."""
    return page.rotate(degrees, Image.Resampling.BICUBIC, fillcolor="white")


def stamped(page: Image.Image, at: tuple[int, int] | None = None) -> Image.Image:
    """With a round red stamp, half see-through, over the signature."""
    left, top = at or (1480, 2350)
    layer = Image.new("RGBA", page.size)
    pen = ImageDraw.Draw(layer)
    red = (214, 32, 38, 190)
    pen.ellipse((left, top, left + 520, top + 520), outline=red, width=16)
    pen.regular_polygon((left + 260, top + 250, 80), 5, fill=red)
    pen.text((left + 130, top + 360), "青石镇人民政府", font=_font(38), fill=red)
    return Image.alpha_composite(page.convert("RGBA"), layer).convert("RGB")


def png(page: Image.Image) -> bytes:
    """As a picture file."""
    out = io.BytesIO()
    page.save(out, "PNG")
    return out.getvalue()


def tif(pages: list[Image.Image]) -> bytes:
    """As one tif of several pages."""
    out = io.BytesIO()
    first, *rest = [page.convert("L") for page in pages]
    first.save(out, "TIFF", save_all=True, append_images=rest, compression="tiff_lzw")
    return out.getvalue()


def pdf(pages: list[Image.Image]) -> bytes:
    """As a pdf of pictures."""
    out = io.BytesIO()
    first, *rest = pages
    first.save(out, "PDF", save_all=True, append_images=rest, resolution=300)
    return out.getvalue()
