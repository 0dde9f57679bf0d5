"""Hostile files, described and made when the test runs: bombs, loops, lies, traversal, nonsense.

None of them stands in the project. Each says how it may end: `read`, or the code of a refusal.
"""

from __future__ import annotations

import gzip
import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass

SENTENCE = "第一条　为了加强柳溪镇河道管理，保障行洪安全，制定本办法。"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "哈哈哈哈哈哈哈哈哈哈">'
    + "".join(
        f'<!ENTITY {name} "{f"&{before};" * 10}">'
        for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + "]>"
)
_CANARY = '<!DOCTYPE x [<!ENTITY i SYSTEM "file:///etc/passwd">]>'


@dataclass(frozen=True, slots=True)
class Hostile:
    """A file that means harm: what it is called here, how it is made, how it may end."""

    name: str
    make: Callable[[], bytes]
    ends: frozenset[str]


def _case(name: str, make: Callable[[], bytes], *ends: str) -> Hostile:
    return Hostile(name, make, frozenset(ends))


# --- PDF


def pdf(
    *streams: bytes, extra: str = "", page: str = "", filters: str = "/FlateDecode", root: str = ""
) -> bytes:
    """One page whose content is object 4; further streams follow as objects 5, 6, …"""
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R {root} >>".encode(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R {page} >>".encode(),
    ]
    for stream in streams:
        head = f"<< /Length {len(stream)} /Filter {filters} {extra} >>\nstream\n".encode()
        objects.append(head + stream + b"\nendstream")
    return _numbered(objects)


def _numbered(objects: list[bytes], trailer: str = "") -> bytes:
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{place:010d} 00000 n \n".encode() for place in places)
    out += f"trailer << /Size {len(objects) + 1} /Root 1 0 R {trailer} >>\n".encode()
    return bytes(out + f"startxref\n{start}\n%%EOF".encode())


def _blown(piece: bytes, times: int) -> bytes:
    """Deflated repetition, made without holding all of it."""
    squeeze = zlib.compressobj(9)
    chunk = piece * 4096
    return b"".join(squeeze.compress(chunk) for _ in range(times // 4096 + 1)) + squeeze.flush()


def _forms() -> bytes:
    """Forms that call the next one ten times each, ten levels deep."""
    bodies = [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"]
    bodies.append(
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R"
        b" /Resources << /XObject << /F 5 0 R >> >> >>"
    )
    bodies.append(b"<< /Length 5 >>\nstream\n/F Do\nendstream")
    for level in range(10):
        inner = b"/F Do " * 10
        bodies.append(
            b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /F %d 0 R >> >>"
            b" /Length %d >>\nstream\n%b\nendstream" % (min(level + 6, 14), len(inner), inner)
        )
    return _numbered(bodies)


def _page_loop() -> bytes:
    return _numbered(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [2 0 R 3 0 R] /Count 4000000 >>",
            b"<< /Type /Pages /Parent 2 0 R /Kids [2 0 R] /Count 2000000 >>",
        ]
    )


def _xref_loop() -> bytes:
    data = pdf(zlib.compress(b"BT ET"))
    at = data.rindex(b"xref\n0")
    return data.replace(b"/Root 1 0 R", b"/Root 1 0 R /Prev %d" % at)


def _locked_pdf() -> bytes:
    import pikepdf

    stream = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf(zlib.compress(b"BT ET")))) as document:
        document.save(stream, encryption=pikepdf.Encryption(owner="a", user="b"))
    return stream.getvalue()


def _script_pdf() -> bytes:
    action = "/OpenAction << /S /JavaScript /JS (while(1){app.alert(1)}) >>"
    return pdf(zlib.compress(b"BT ET"), root=action)


# --- packages


def zipped(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of named members."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as out:
        for name, content in members.items():
            out.writestr(name, content)
    return stream.getvalue()


def docx(document: bytes, **parts: bytes) -> bytes:
    """A package around a whole document.xml; further parts of word/ by name."""
    links = "".join(
        f'<Relationship Id="r{name}" Type="{_OFFICE}/{name}" Target="{name}.xml"/>'
        for name in parts
    )
    return zipped(
        {
            "[Content_Types].xml": b"<Types/>",
            "_rels/.rels": f'<Relationships><Relationship Id="r1" Type="{_OFFICE}/officeDocument" '
            'Target="word/document.xml"/></Relationships>'.encode(),
            "word/_rels/document.xml.rels": f"<Relationships>{links}</Relationships>".encode(),
            "word/document.xml": document,
            **{f"word/{name}.xml": content for name, content in parts.items()},
        }
    )


def _word(body: str, prologue: str = "") -> bytes:
    return f'{prologue}<w:document xmlns:w="{_W}"><w:body>{body}</w:body></w:document>'.encode()


def _says(text: str, properties: str = "") -> str:
    return f"<w:p>{properties}<w:r><w:t>{text}</w:t></w:r></w:p>"


def _docx_style_loop() -> bytes:
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="{a}"><w:basedOn w:val="{b}"/></w:style>'
        for a, b in (("A", "B"), ("B", "A"))
    )
    body = _says(SENTENCE, '<w:pPr><w:pStyle w:val="A"/></w:pPr>')
    return docx(_word(body), styles=f'<w:styles xmlns:w="{_W}">{styles}</w:styles>'.encode())


def _docx_doubled() -> bytes:
    stream = io.BytesIO(docx(_word(_says(SENTENCE))))
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with zipfile.ZipFile(stream, "a") as out:
            out.writestr("word/document.xml", _word(_says("另一份正文")))
    return stream.getvalue()


def _docx_lying() -> bytes:
    """The directory says that document.xml is small."""
    data = bytearray(docx(_word(_says(SENTENCE) * 200_000)))
    at = data.rindex(b"PK\x01\x02", 0, data.rindex(b"word/document.xml"))
    struct.pack_into("<I", data, at + 24, 100)
    return bytes(data)


def ofd(page: bytes, root: str = "Doc_0/Document.xml", resources: str = "") -> bytes:
    """A package of one page given whole."""
    ns = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    return zipped(
        {
            "OFD.xml": f"<ofd:OFD {ns}><ofd:DocBody><ofd:DocRoot>{root}</ofd:DocRoot></ofd:DocBody>"
            "</ofd:OFD>".encode(),
            "Doc_0/Document.xml": f"<ofd:Document {ns}><ofd:CommonData><ofd:PublicRes>R.xml</ofd:PublicRes>"
            '</ofd:CommonData><ofd:Pages><ofd:Page ID="1" BaseLoc="P.xml"/></ofd:Pages></ofd:Document>'.encode(),
            "Doc_0/R.xml": f"<ofd:Res {ns}>{resources}</ofd:Res>".encode(),
            "Doc_0/P.xml": page,
        }
    )


def _ofd_page(objects: str, prologue: str = "") -> bytes:
    ns = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    return (
        f"{prologue}<ofd:Page {ns}><ofd:Content><ofd:Layer>{objects}</ofd:Layer></ofd:Content>"
        "</ofd:Page>".encode()
    )


_OFD_TEXT = (
    '<ofd:TextObject ID="1" Boundary="20 20 150 9" Size="5"><ofd:TextCode X="0" Y="5" '
    f'DeltaX="g 999999999 5 g -7 1">{SENTENCE}</ofd:TextCode></ofd:TextObject>'
)


def _ofd_units() -> bytes:
    """Composed units that hold each other forty times."""
    inner = '<ofd:CompositeObject ID="2" ResourceID="6" Boundary="0 0 9 9"/>' * 40
    unit = (
        '<ofd:CompositeGraphicUnits><ofd:CompositeGraphicUnit ID="6"><ofd:Content>'
        f"{inner}</ofd:Content></ofd:CompositeGraphicUnit></ofd:CompositeGraphicUnits>"
    )
    return ofd(_ofd_page(inner), resources=unit)


def odt(content: bytes) -> bytes:
    """An OpenDocument text around a whole content.xml."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("mimetype", b"application/vnd.oasis.opendocument.text", zipfile.ZIP_STORED)
        out.writestr("content.xml", content)
        out.writestr("META-INF/manifest.xml", b"<m/>")
    return stream.getvalue()


def _odt_content(body: str, prologue: str = "") -> bytes:
    names = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "text", "table")
    )
    return (
        f"{prologue}<office:document-content{names}><office:body><office:text>{body}</office:text>"
        "</office:body></office:document-content>"
    ).encode()


_REPEATED = (
    '<table:table><table:table-row table:number-rows-repeated="1000000">'
    '<table:table-cell table:number-columns-repeated="16384"><text:p>河道</text:p></table:table-cell>'
    "</table:table-row></table:table>"
)
_BLANKS = f'<text:p>{SENTENCE}<text:s text:c="2000000000"/>完</text:p>'


# --- zip


def _overlapping() -> bytes:
    """Two thousand directory entries that all point to one member."""
    one = zipped({"a.txt": b"a" * 10_000_000})
    at = one.rindex(b"PK\x01\x02")
    end = one.rindex(b"PK\x05\x06")
    entry, entries = one[at:end], 1_500
    directory = entry * entries
    tail = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, entries, entries, len(directory), at, 0)
    return one[:at] + directory + tail


def _lying_zip() -> bytes:
    data = bytearray(zipped({"a.txt": b"a" * 3_000_000}))
    at = data.rindex(b"PK\x01\x02")
    struct.pack_into("<I", data, at + 24, 100)
    return bytes(data)


def _locked_zip() -> bytes:
    data = bytearray(zipped({"a.txt": SENTENCE.encode()}))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.index(mark)
        struct.pack_into("<H", data, at + offset, 1)
    return bytes(data)


def _link_zip() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as out:
        link = zipfile.ZipInfo("passwd.txt")
        link.create_system, link.external_attr = 3, 0o120777 << 16
        out.writestr(link, "/etc/passwd")
        out.writestr("正文.txt", SENTENCE)
    return stream.getvalue()


def _nested_zip(levels: int) -> bytes:
    data = zipped({"a.txt": SENTENCE.encode()})
    for _ in range(levels):
        data = zipped({"inner.zip": data})
    return data


def _many_zip() -> bytes:
    return zipped({f"{at}.txt": b"a" for at in range(3_000)}, zipfile.ZIP_STORED)


def _broad_zip() -> bytes:
    """Sixteen zips of sixteen members of 40 MB each."""
    inner = zipped({f"{at}.txt": b"\0" * 8_000_000 for at in range(4)})
    return zipped({f"{at}.zip": inner for at in range(200)}, zipfile.ZIP_STORED)


# --- pictures, OLE, RTF


def _png_bomb() -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    head = struct.pack(">IIBBBBB", 60_000, 60_000, 1, 0, 0, 0, 0)
    rows = _blown(b"\0" * 7_501, 8_192)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def _tif(width: int, height: int, following: int = 0) -> bytes:
    """A directory of one strip; `following` is where the next directory stands."""
    tags = [(256, 4, width), (257, 4, height), (258, 3, 1), (259, 3, 1), (262, 3, 0), (273, 4, 8)]
    tags += [(278, 4, height), (279, 4, 16)]
    body = b"".join(struct.pack("<HHII", tag, kind, 1, value) for tag, kind, value in tags)
    return (
        struct.pack("<2sHI", b"II", 42, 24)
        + b"\0" * 16
        + struct.pack("<H", len(tags))
        + body
        + struct.pack("<I", following)
    )


def _ole(*, fat_loop: bool) -> bytes:
    """An OLE file whose sector chain, or whose directory, bites its own tail."""
    head = bytearray(512)
    head[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    struct.pack_into("<HHHHH", head, 24, 0x3E, 3, 0xFFFE, 9, 6)
    struct.pack_into("<IIIIIIII", head, 44, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    struct.pack_into("<109I", head, 76, 0, *[0xFFFFFFFF] * 108)
    fat = [0xFFFFFFFD, 2 if fat_loop else 0xFFFFFFFE, 1 if fat_loop else 0xFFFFFFFE, 3]
    fat += [0xFFFFFFFF] * (128 - len(fat))

    def entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
        raw = name.encode("utf-16-le")
        body = raw.ljust(64, b"\0") + struct.pack("<HBB", len(raw) + 2, kind, 1)
        body += struct.pack("<III", 1, 1, child)  # left and right are itself: a loop in the tree
        return body + b"\0" * 36 + struct.pack("<IQ", start, size)

    directory = entry("Root Entry", 5, 1, 0xFFFFFFFE, 0) + entry("WordDocument", 2, 1, 3, 1 << 40)
    sectors = (
        struct.pack("<128I", *fat),
        directory.ljust(512, b"\0"),
        b"\0" * 512,
        b"\xec\xa5" * 256,
    )
    return bytes(head) + b"".join(sectors)


def _rtf(body: str) -> bytes:
    return ("{\\rtf1\\ansi\\ansicpg936 " + body + "}").encode("gb18030")


def _half_utf16() -> bytes:
    return b"\xff\xfe" + SENTENCE.encode("utf-16-le")[:-1]


def _mail(depth: int) -> bytes:
    """Parts within parts within parts."""
    lines = ["MIME-Version: 1.0", 'Content-Type: multipart/related; boundary="b0"', ""]
    for at in range(depth):
        lines += [f"--b{at}", f'Content-Type: multipart/mixed; boundary="b{at + 1}"', ""]
    return "\r\n".join(lines).encode()


FILES: tuple[Hostile, ...] = (
    _case(
        "flate bomb",
        lambda: pdf(_blown(b"q 1 0 0 1 0 0 cm Q ", 16_000_000)),
        "resource_limit",
        "empty",
        "damaged",
    ),
    _case(
        "double flate bomb",
        lambda: pdf(
            zlib.compress(_blown(b"0 0 m 9 9 l S ", 16_000_000)),
            filters="[/FlateDecode /FlateDecode]",
        ),
        "resource_limit",
        "empty",
        "damaged",
        "read",
    ),
    _case(
        "a million text operators",
        lambda: pdf(
            _blown(b"BT /F 9 Tf 9 9 Td (a) Tj ET ", 1_000_000),
            page="/Resources << /Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>",
        ),
        "resource_limit",
        "read",
    ),
    _case("forms within forms", _forms, "resource_limit", "empty", "damaged"),
    _case("page tree loop", _page_loop, "damaged", "empty", "too_large", "resource_limit"),
    _case("cross-reference loop", _xref_loop, "damaged", "empty", "resource_limit"),
    _case(
        "a million nested arrays",
        lambda: pdf(_blown(b"[", 1_000_000)),
        "damaged",
        "empty",
        "resource_limit",
    ),
    _case(
        "a million nested arrays in the catalogue",
        lambda: pdf(zlib.compress(b"BT ET"), root="/X " + "[" * 1_000_000),
        "damaged",
        "empty",
        "resource_limit",
    ),
    _case(
        "huge MediaBox",
        lambda: pdf(zlib.compress(b"BT ET"), page="/MediaBox [0 0 9000000 9000000]"),
        "empty",
        "damaged",
        "too_large",
    ),
    _case(
        "pdf cut in half",
        lambda: pdf(zlib.compress(b"BT ET" * 999))[:300],
        "damaged",
        "empty",
        "read",
    ),
    _case("locked pdf", _locked_pdf, "encrypted"),
    _case("pdf with a script", _script_pdf, "empty", "read"),
    _case(
        "pdf that is a zip too",
        lambda: pdf(zlib.compress(b"BT ET")) + zipped({"a.txt": SENTENCE.encode()}),
        "empty",
        "damaged",
        "read",
    ),
    _case("docx of 300 MB of XML", lambda: docx(_blown_xml()), "too_large"),
    _case(
        "docx with laughs",
        lambda: docx(_word(_says("&i;"), _LAUGHS)),
        "damaged",
    ),
    _case(
        "docx that wants a file of ours", lambda: docx(_word(_says("&i;"), _CANARY)), "damaged"
    ),
    _case(
        "docx with a DTD in UTF-16",
        lambda: docx(_word(_says("&i;"), _LAUGHS).decode().encode("utf-16")),
        "damaged",
    ),
    _case(
        "docx nested ten thousand deep",
        lambda: docx(_word("<w:sdt><w:sdtContent>" * 10_000 + "</w:sdtContent></w:sdt>" * 10_000)),
        "damaged",
    ),
    _case("docx of a million paragraphs", lambda: docx(_word("<w:p/>" * 1_000_000)), "empty", "too_large"),
    _case("docx whose styles go round", _docx_style_loop, "read"),
    _case("docx with two bodies", _docx_doubled, "read", "damaged"),
    _case("docx that lies about its size", _docx_lying, "damaged"),
    _case("ofd with laughs", lambda: ofd(_ofd_page("&i;", _LAUGHS)), "damaged"),
    _case("ofd of units within units", _ofd_units, "too_large"),
    _case("ofd that points outside", lambda: ofd(b"", root="../../../etc/passwd"), "damaged"),
    _case("ofd with a million steps", lambda: ofd(_ofd_page(_OFD_TEXT)), "read"),
    _case(
        "odt with laughs",
        lambda: odt(_odt_content("<text:p>&i;</text:p>", _LAUGHS)),
        "damaged",
    ),
    _case("odt that repeats a cell for ever", lambda: odt(_odt_content(_REPEATED)), "read", "too_large"),
    _case("odt of two thousand million blanks", lambda: odt(_odt_content(_BLANKS)), "read"),
    _case(
        "flat XML with laughs",
        lambda: (
            f'<?xml version="1.0"?><?mso-application progid="Word.Document"?>{_LAUGHS}'
            '<w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml">'
            "<w:body><w:p><w:r><w:t>&i;</w:t></w:r></w:p></w:body></w:wordDocument>"
        ).encode(),
        "damaged",
    ),
    _case(
        "html with laughs",
        lambda: f"{_LAUGHS}<html><body>{SENTENCE}&i;</body></html>".encode(),
        "read",
    ),
    _case(
        "html of a million open tags",
        lambda: f"<html><body>{SENTENCE}{'<div><b>' * 500_000}".encode(),
        "read",
        "damaged",
        "resource_limit",
    ),
    _case(
        "html tag of 100,000 attributes",
        lambda: b"<html><p " + b" ".join(b"a%d=1" % n for n in range(100_000)) + b">" + SENTENCE.encode(),
        "read",
        "damaged",
        "empty",
        "resource_limit",
    ),
    _case("mail nested 5,000 deep", lambda: _mail(5_000), "damaged", "empty", "resource_limit"),
    _case(
        "zip bomb",
        lambda: zipped({"a.txt": b"\0" * 90_000_000}),
        "archive_limit",
    ),
    _case("zip in a zip in a zip in a zip", lambda: _nested_zip(4), "archive_limit"),
    _case("zip of overlapping entries", _overlapping, "archive_limit"),
    _case("zip that lies about its size", _lying_zip, "damaged"),
    _case(
        "zip that climbs out",
        lambda: zipped({"../../../etc/cron.d/x": b"* * * * *", "C:\\x\\..\\y.txt": SENTENCE.encode()}),
        "read",
    ),
    _case("zip with a link", _link_zip, "read", "unsupported"),
    _case("zip of a name of 5,000 characters", lambda: zipped({"长" * 5_000 + ".txt": b"a"}), "read"),
    _case("zip of 3,000 files", _many_zip, "archive_limit"),
    _case("zips of zips, 6 GB in all", _broad_zip, "archive_limit"),
    _case("zip with a password", _locked_zip, "encrypted"),
    _case(
        "gzip in a zip",
        lambda: zipped({"a.gz": gzip.compress(b"\0" * 50_000_000)}),
        "unsupported",
    ),
    _case("picture of 3,600 million dots", _png_bomb, "too_large", "unsupported", "resource_limit"),
    _case(
        "tif of 3,600 million dots",
        lambda: _tif(60_000, 60_000),
        "too_large",
        "damaged",
        "unsupported",
        "resource_limit",
    ),
    _case(
        "tif whose pages go round",
        lambda: _tif(100, 100, 24),
        "damaged",
        "unsupported",
        "too_large",
        "resource_limit",
        "read",
    ),
    _case("doc whose sectors go round", lambda: _ole(fat_loop=True), "damaged", "unsupported", "empty"),
    _case("doc whose folders go round", lambda: _ole(fat_loop=False), "damaged", "unsupported", "empty"),
    _case("rtf of a million braces", lambda: _rtf("{" * 1_000_000 + "河道"), "damaged", "read", "empty"),
    _case("rtf that lies about a binary part", lambda: _rtf(SENTENCE + "\\bin999999999 x"), "read", "damaged"),
    _case("rtf that skips for ever", lambda: _rtf("\\uc999999999\\u-10179 " + SENTENCE), "read", "damaged", "empty"),
    _case("half a character of UTF-16", _half_utf16, "read"),
    _case("text full of null bytes", lambda: b"\0" * 100_000 + SENTENCE.encode(), "unsupported", "read"),
    _case("one line of 10 MB", lambda: SENTENCE.encode() * 120_000, "read", "too_large"),
    _case(
        "text that turns and colours the terminal",
        lambda: f"{SENTENCE}\x1b[31m\u202e{SENTENCE}".encode(),
        "read",
    ),
    _case("gif that is a script", lambda: b"GIF89a/*\0*/=1;alert(1)", "damaged", "unsupported"),
    _case("nothing at all", lambda: b"", "empty"),
)  # fmt: skip


def _blown_xml() -> bytes:
    return _word(_says("河" * 1000) * 90_000)
