"""Makes the sample town's papers from `texts/`: `python -m sample.build`; the same bytes every time."""

from __future__ import annotations

import html
import io
import shutil
import zipfile
from pathlib import Path

from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER, TA_LEFT, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import (
    BaseDocTemplate,
    Frame,
    HRFlowable,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
    TableStyle,
)

from sample.paper_docx import EPOCH, write_docx
from sample.paper_text import Paper, Part, read_text, write_html, write_txt

HERE = Path(__file__).parent
ZIP_NAME = "历年文件补充（档案室移交）.zip"

# ---- pdf -------------------------------------------------------------------------------------

PDF_STYLES: dict[str, dict[str, object]] = {
    "head": {"fontSize": 30, "leading": 44, "alignment": TA_CENTER, "textColor": colors.red},
    "number": {"alignment": TA_CENTER, "spaceBefore": 6},
    "signer": {"alignment": TA_RIGHT},
    "title": {
        "fontSize": 18,
        "leading": 28,
        "alignment": TA_CENTER,
        "spaceBefore": 18,
        "spaceAfter": 16,
    },
    "to": {},
    "centre": {
        "fontSize": 18,
        "leading": 28,
        "alignment": TA_CENTER,
        "spaceBefore": 8,
        "spaceAfter": 12,
    },
    "chapter": {"alignment": TA_CENTER, "spaceBefore": 8, "spaceAfter": 6},
    "sign": {"alignment": TA_RIGHT, "rightIndent": 32, "spaceBefore": 14},
    "date": {"alignment": TA_RIGHT, "rightIndent": 32},
    "annex": {"spaceAfter": 8},
    "cc": {"fontSize": 13, "leading": 20},
    "print": {"fontSize": 13, "leading": 20},
}


def pdf_style(kind: str) -> ParagraphStyle:
    """三号 body with a two-character indent; the rest by kind."""
    base: dict[str, object] = {
        "fontName": "STSong-Light",
        "fontSize": 16,
        "leading": 27,
        "alignment": TA_LEFT,
        "wordWrap": "CJK",
    }
    own = PDF_STYLES.get(kind, {"firstLineIndent": 32})
    return ParagraphStyle(kind, **{**base, **own})


def pdf_flow(part: Part) -> list[object]:
    """The flowables of one part."""
    line = HRFlowable(width="100%", thickness=0.8, color=colors.black, spaceBefore=2, spaceAfter=2)
    text = html.escape(part.text, quote=False).replace("//", "<br/>")
    if part.kind == "table":
        cell = ParagraphStyle("cell", parent=pdf_style("cc"), fontSize=11, leading=16)
        rows = [[Paragraph(html.escape(text), cell) for text in row] for row in part.rows]
        grid = TableStyle([("GRID", (0, 0), (-1, -1), 0.5, colors.black)])
        return [Spacer(1, 6), Table(rows, style=grid), Spacer(1, 6)]
    paragraph = Paragraph(text, pdf_style(part.kind))
    if part.kind == "number":
        red = HRFlowable(width="100%", thickness=2, color=colors.red, spaceBefore=4, spaceAfter=8)
        return [paragraph, red]
    if part.kind == "annex":
        return [PageBreak(), paragraph]
    if part.kind == "cc":
        return [Spacer(1, 30), line, paragraph]
    return [line, paragraph, line] if part.kind == "print" else [paragraph]


def page_number(canvas: object, _document: object) -> None:
    """— 1 — at the foot."""
    canvas.setFont("STSong-Light", 12)  # type: ignore[attr-defined]
    number = canvas.getPageNumber()  # type: ignore[attr-defined]
    canvas.drawCentredString(A4[0] / 2, 45, f"— {number} —")  # type: ignore[attr-defined]


def write_pdf(paper: Paper) -> bytes:
    """A4 with the margins of GB/T 9704, text layer in a CID font, red 版头."""
    target = io.BytesIO()
    title = paper.keys["title"].replace("//", "")
    document = BaseDocTemplate(target, pagesize=A4, invariant=1, title=title)
    frame = Frame(79, 90, A4[0] - 153, A4[1] - 190, 0, 0, 0, 0)
    document.addPageTemplates([PageTemplate(frames=[frame], onPageEnd=page_number)])
    document.build([item for part in paper.parts for item in pdf_flow(part)])
    return target.getvalue()


# ---- all -------------------------------------------------------------------------------------


class GbkInfo(zipfile.ZipInfo):
    """A member whose name is written in GBK without the UTF-8 flag, as Chinese Windows does."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802 — the library's name
        return self.filename.encode("gbk"), self.flag_bits & ~0x800


def write_zip(members: dict[str, bytes]) -> bytes:
    """The archive the record room handed over; sub-folders by year."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name in sorted(members):
            info = GbkInfo(name, EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, members[name])
    return target.getvalue()


WRITERS = {".txt": write_txt, ".html": write_html, ".pdf": write_pdf, ".docx": write_docx}


def build(texts: Path, target: Path) -> int:
    """Write every paper of `texts` into the emptied folder `target`; returns how many texts."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    members: dict[str, bytes] = {}
    sources = sorted(texts.glob("*.txt"))
    for source in sources:
        paper = read_text(source)
        name = paper.keys["file"]
        data = WRITERS[Path(name).suffix](paper)
        if name.startswith("zip/"):
            members[name.removeprefix("zip/")] = data
            continue
        (target / name).write_bytes(data)
        if "copy" in paper.keys:  # the same bytes under a second name, inside the archive
            members[paper.keys["copy"]] = data
    if members:
        (target / ZIP_NAME).write_bytes(write_zip(members))
    return len(sources)


if __name__ == "__main__":
    print(build(HERE / "texts", HERE / "papers"), "papers")
