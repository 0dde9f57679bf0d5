"""What the control words of RTF mean to a reader of text: fonts, glyphs, destinations."""

from __future__ import annotations

from corpus.block import BlockKind

CHARSETS = {
    77: "mac_roman", 128: "cp932", 129: "cp949", 134: "gb18030", 136: "big5hkscs", 161: "cp1253",
    162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251",
    222: "cp874", 238: "cp1250",
}  # fmt: skip
CODEPAGES = {
    936: "gb18030",
    950: "big5hkscs",
    54936: "gb18030",
    65001: "utf-8",
    10000: "mac_roman",
}
GLYPHS = {
    "line": "\n", "tab": "\t", "emdash": "—", "endash": "–", "emspace": "　", "enspace": " ",
    "qmspace": " ", "bullet": "•", "lquote": "‘", "rquote": "’", "ldblquote": "“",
    "rdblquote": "”", "softline": "\n",
}  # fmt: skip
SYMBOLS = {"~": " ", "_": "-", "{": "{", "}": "}", "\\": "\\", "\t": "\t"}
STORIES = {
    "header": BlockKind.HEADER, "headerl": BlockKind.HEADER, "headerr": BlockKind.HEADER,
    "headerf": BlockKind.HEADER, "footer": BlockKind.HEADER, "footerl": BlockKind.HEADER,
    "footerr": BlockKind.HEADER, "footerf": BlockKind.HEADER, "footnote": BlockKind.FOOTNOTE,
    "shptxt": BlockKind.PARAGRAPH, "dptxbxtext": BlockKind.PARAGRAPH,
}  # fmt: skip
SKIPPED = frozenset(
    [
        "fonttbl",
        "colortbl",
        "stylesheet",
        "info",
        "listtable",
        "list",
        "listname",
        "liststylename",
        "listoverridetable",
        "revtbl",
        "rsidtbl",
        "generator",
        "pict",
        "objdata",
        "annotation",
        "atnid",
        "atnauthor",
        "atrfstart",
        "atrfend",
        "themedata",
        "colorschememapping",
        "datastore",
        "latentstyles",
        "xmlnstbl",
        "filetbl",
        "bkmkstart",
        "bkmkend",
        "shprslt",
        "nonesttables",
        "ud",
        "ftnsep",
        "ftnsepc",
        "ftncn",
        "aftnsep",
        "aftnsepc",
        "aftncn",
        "pgdsctbl",
        "userprops",
        "template",
        "xe",
        "tc",
        "mmathPr",
        "fchars",
        "lchars",
        "docvar",
        "levelnumbers",
        "leveltext",
        "sn",
        "sv",
        "passwordhash",
        "wgrffmtfilter",
        "objclass",
        "objname",
    ]
)
HELD = frozenset(
    ["shptxt", "shpinst", "shp", "nesttableprops", "footnote", "fldinst", "fonttbl", "colortbl"]
)
"""Starred destinations that are walked through or looked at."""
ALIGNS = {"ql": "left", "qc": "center", "qr": "right", "qj": "justify"}
