"""Files of every format, built here word by word; nothing is copied from anywhere."""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

from reportlab.lib.colors import Color, red
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from tests.corpus.formats.ofd_papers import ofd, text_object

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NAMESPACES = (
    f'xmlns:w="{W}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
OFFICE = Path(__file__).parents[2] / "fixtures" / "office"
SENTENCES = (
    "第一条 为了加强柳溪镇河道管理，保障行洪安全，根据有关法律、法规，结合本镇实际，制定本办法。",
    "第二条 本镇行政区域内河道的整治、利用和保护适用本办法。",
    "本办法自2019年3月1日起施行。",
)


def paragraph(text: str, properties: str = "") -> str:
    """A w:p of one run."""
    return (
        f'<w:p><w:pPr>{properties}</w:pPr><w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'
    )


def docx(path: Path, body: str, **parts: str) -> Path:
    """A package around a body; further parts by name: styles, numbering, footnotes, header1.

    `extra` adds entries to the zip as `name=content` lines of its own.
    """
    kinds = {"header1": "header", "footer1": "footer"}
    related = "".join(
        f'<Relationship Id="rId{name}" Type="{RELATIONS}/{kinds.get(name, name)}" Target="{name}.xml"/>'
        for name in parts
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("[Content_Types].xml", "<Types/>")
        out.writestr(
            "_rels/.rels",
            f'<Relationships><Relationship Id="rId1" Type="{RELATIONS}/officeDocument" '
            'Target="word/document.xml"/></Relationships>',
        )
        out.writestr("word/_rels/document.xml.rels", f"<Relationships>{related}</Relationships>")
        out.writestr(
            "word/document.xml",
            f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>",
        )
        for name, content in parts.items():
            out.writestr(f"word/{name}.xml", content)
    return path


def numbering(levels: str) -> str:
    """numbering.xml with one list, numId 1, and numId 2 that starts anew."""
    return (
        f"<w:numbering {NAMESPACES}>"
        f'<w:abstractNum w:abstractNumId="7">{levels}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>'
        '<w:num w:numId="2"><w:abstractNumId w:val="7"/>'
        '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
        "</w:numbering>"
    )


def level(at: int, form: str, text: str, more: str = "") -> str:
    """One w:lvl."""
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def in_list(number_id: int, at: int = 0) -> str:
    """A w:numPr."""
    return f'<w:numPr><w:ilvl w:val="{at}"/><w:numId w:val="{number_id}"/></w:numPr>'


def pdf(path: Path, draw: Callable[[Canvas], None], **named: object) -> Path:
    """A PDF drawn by `draw`, in STSong-Light, which every reader knows without embedding."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    canvas = Canvas(str(path), pagesize=A4, **named)
    draw(canvas)
    canvas.save()
    return path


def write(
    canvas: Canvas, x: float, y: float, text: str, size: float = 16, colour: Color | None = None
) -> None:
    """One line of text, `y` from the bottom, in points."""
    canvas.setFont("STSong-Light", size)
    canvas.setFillColor(colour or Color(0, 0, 0))
    canvas.drawString(x, y, text)


def official_paper(canvas: Canvas) -> None:
    """A 公文 of two pages: red letterhead, number, rule, title, body, page numbers."""
    write(canvas, 170, 740, "柳溪镇人民政府文件", 28, red)
    write(canvas, 235, 690, "柳政发〔2019〕7号", 16)
    canvas.setStrokeColor(red)
    canvas.line(80, 680, 515, 680)
    write(canvas, 188, 630, "关于加强河道管理的通知", 20)
    write(canvas, 80, 590, "各村民委员会：")
    rows = (
        "为了加强河道管理，保障行洪安全，现将有关事项通",
        "知如下。各村应当明确专人负责，定期巡查，发现问题",
        "及时上报。",
    )
    write(canvas, 112, 566, rows[0])
    for at, row in enumerate(rows[1:]):
        write(canvas, 80, 542 - 24 * at, row)
    write(canvas, 112, 494, "一、严禁在河道内倾倒垃圾、渣土，严禁占用河道")
    write(canvas, 290, 60, "— 1 —", 14)
    canvas.showPage()
    write(canvas, 80, 740, "堆放物料。违者依法处理。")
    write(canvas, 290, 60, "— 2 —", 14)


def picture(canvas: Canvas) -> None:
    """A page that is nothing but an image."""
    canvas.drawImage(ImageReader(io.BytesIO(grey_png())), 0, 0, *A4)


def grey_png() -> bytes:
    """A small grey picture."""
    from PIL import Image

    stream = io.BytesIO()
    Image.new("L", (60, 80), 200).save(stream, "PNG")
    return stream.getvalue()


def zipped(path: Path, members: dict[str, bytes]) -> Path:
    """A zip with members named as given."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in members.items():
            out.writestr(name, content)
    return path


def with_raw_names(path: Path, names: dict[bytes, bytes]) -> Path:
    """A zip whose names are raw bytes without the UTF-8 flag, as older Chinese programs write."""
    stand_ins = {f"{'x' * (len(raw) - 2)}{at:02d}": raw for at, raw in enumerate(names)}
    zipped(path, {stand_in: names[raw] for stand_in, raw in stand_ins.items()})
    data = path.read_bytes()
    for stand_in, raw in stand_ins.items():
        data = data.replace(stand_in.encode(), raw)
    path.write_bytes(data)
    return path


def sample(name: str, folder: Path) -> Path:
    """A small honest file for the reader of that name, under a name that says nothing."""
    path = folder / f"{name}.bin"
    maker = _SAMPLES[name]
    if isinstance(maker, bytes):
        path.write_bytes(maker)
    else:
        maker(path)
    return path


_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504
_SAMPLES: dict[str, bytes | Callable[[Path], object]] = {
    "pdf": lambda path: pdf(path, official_paper),
    "docx": lambda path: docx(path, "".join(paragraph(text) for text in SENTENCES)),
    "html": ("<!DOCTYPE html><html><body>" + "".join(f"<p>{s}</p>" for s in SENTENCES)).encode(),
    "txt": "\n".join(SENTENCES).encode(),
    "encrypted-office": _OLE + "EncryptedPackage".encode("utf-16-le"),
    "word-binary": lambda path: shutil.copy(OFFICE / "paper.doc", path),
    "word-early": b"\xdb\xa5\x2d\0" + bytes(60),
    "works": _OLE + "MatOST".encode("utf-16-le"),
    "ole": _OLE,
    "rtf": lambda path: shutil.copy(OFFICE / "paper.rtf", path),
    "odt": lambda path: shutil.copy(OFFICE / "paper.odt", path),
    "ofd": lambda path: ofd(
        path, [text_object(s, 30, 40 + 12 * n) for n, s in enumerate(SENTENCES)]
    ),
    "open-document": lambda path: zipped(
        path,
        {
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": b"<c/>",
            "META-INF/manifest.xml": b"<m/>",
        },
    ),
    "other-office": lambda path: zipped(
        path, {"[Content_Types].xml": b"<T/>", "xl/workbook.xml": b"<w/>"}
    ),
    "image": lambda path: path.write_bytes(grey_png()),
    "flat-word": (
        '<?xml version="1.0" encoding="UTF-8"?><?mso-application progid="Word.Document"?>'
        '<w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml"><w:body>'
        + "".join(paragraph(text) for text in SENTENCES)
        + "</w:body></w:wordDocument>"
    ).encode(),
    "mail": (
        "MIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n"
        "Content-Transfer-Encoding: 8bit\r\n\r\n<html><body>"
        + "".join(f"<p>{text}</p>" for text in SENTENCES)
    ).encode(),
    "archive": b"Rar!\x1a\x07\x00",
    "zip": lambda path: zipped(path, {"a.txt": b"a"}),
    "broken-zip": b"PK\x03\x04" + b"\x01" * 100,
}
