"""OFD files built here object by object."""

from __future__ import annotations

import zipfile
from pathlib import Path

_NS = 'xmlns:ofd="http://www.ofdspec.org/2016"'


def text_object(text: str, x: float, y: float, size: float = 5.6, more: str = "") -> str:
    """One line of text; `x` and `y` in mm, `y` the baseline."""
    code = f'<ofd:TextCode X="0" Y="{size}" DeltaX="g {max(1, len(text) - 1)} {size}">{text}</ofd:TextCode>'
    return (
        f'<ofd:TextObject ID="9" Boundary="{x} {y - size} 170 {size}" Font="1" Size="{size}">'
        f"{more}{code}</ofd:TextObject>"
    )


def image_object(box: tuple[float, float, float, float], resource: int = 7) -> str:
    """A picture at left, top, width, height in mm."""
    x, y, width, height = box
    return (
        f'<ofd:ImageObject ID="8" ResourceID="{resource}" Boundary="{x} {y} {width} {height}" '
        f'CTM="{width} 0 0 {height} 0 0"/>'
    )


def ofd(path: Path, *pages: list[str], picture: bytes = b"", **parts: str) -> Path:
    """A package of pages of objects.

    Args:
        parts: `template`, `resources` (inside of the Res), `annotations` (Annot elements of page 1),
            `body` (second DocBody), `prologue` (before a page's root).
        picture: bytes of Res/p.png.
    """
    entries: dict[str, str | bytes] = {
        "OFD.xml": f'<ofd:OFD {_NS} DocType="OFD"><ofd:DocBody>'
        f"<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody>{parts.get('body', '')}</ofd:OFD>",
        "Doc_0/DocumentRes.xml": f'<ofd:Res {_NS} BaseLoc="Res">{parts.get("resources", "")}</ofd:Res>',
    }
    template = parts.get("template")
    use = '<ofd:Template TemplateID="5" ZOrder="Background"/>' if template else ""
    listed = "".join(
        f'<ofd:Page ID="{at + 100}" BaseLoc="Pages\\Page_{at}/Content.xml"/>'
        for at in range(len(pages))
    )
    offered = '<ofd:TemplatePage ID="5" BaseLoc="Tpls/Tpl_0.xml"/>' if template else ""
    noted = "<ofd:Annotations>Annots.xml</ofd:Annotations>" if "annotations" in parts else ""
    entries["Doc_0/Document.xml"] = (
        f"<ofd:Document {_NS}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297"
        f"</ofd:PhysicalBox></ofd:PageArea><ofd:DocumentRes>DOCUMENTRES.xml</ofd:DocumentRes>{offered}"
        f"</ofd:CommonData><ofd:Pages>{listed}</ofd:Pages>{noted}</ofd:Document>"
    )
    for at, objects in enumerate(pages):
        entries[f"Doc_0/Pages/Page_{at}/Content.xml"] = (
            f"{parts.get('prologue', '')}<ofd:Page {_NS}>{use}<ofd:Content><ofd:Layer ID='1'>"
            f"{''.join(objects)}</ofd:Layer></ofd:Content></ofd:Page>"
        )
    if template:
        entries["Doc_0/Tpls/Tpl_0.xml"] = (
            f"<ofd:Page {_NS}><ofd:Content><ofd:Layer>{template}</ofd:Layer></ofd:Content></ofd:Page>"
        )
    if "annotations" in parts:
        entries["Doc_0/Annots.xml"] = (
            f'<ofd:Annotations {_NS}><ofd:Page PageID="100"><ofd:FileLoc>/Doc_0/Annot.xml'
            "</ofd:FileLoc></ofd:Page></ofd:Annotations>"
        )
        entries["Doc_0/Annot.xml"] = f"<ofd:PageAnnot {_NS}>{parts['annotations']}</ofd:PageAnnot>"
    if picture:
        entries["Doc_0/Res/p.png"] = picture
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in entries.items():
            out.writestr(name, content)
    return path
