"""The parts of an OFD document: pages with their templates, resources, annotations (GB/T 33190-2016, 7)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from base.errors import Unreadable
from corpus.formats.ofd_package import OfdPackage, child, children, local, words

_A4 = (0.0, 0.0, 210.0, 297.0)
_DEPTH = 8


@dataclass(frozen=True, slots=True)
class Paint:
    """How text is painted, as far as it matters; None where the paper does not say."""

    red: bool | None = None


@dataclass(slots=True)
class Resources:
    """What objects refer to by number: pictures, composed units, drawing parameters, bold fonts."""

    media: dict[str, str] = field(default_factory=dict)
    units: dict[str, etree._Element] = field(default_factory=dict)
    params: dict[str, etree._Element] = field(default_factory=dict)
    bold: set[str] = field(default_factory=set)

    def add(self, node: etree._Element) -> None:
        """Takes in a resource that stands in the file itself."""
        number = node.get("ID") or ""
        match local(node):
            case "CompositeGraphicUnit":
                self.units[number] = node
            case "DrawParam":
                self.params[number] = node
            case "Font" if (node.get("Bold") or "").lower() == "true":
                self.bold.add(number)

    def paint(self, param: str | None) -> Paint:
        """The paint of a drawing parameter, following what it is relative to."""
        for _ in range(_DEPTH):
            node = self.params.get(param or "")
            if node is None:
                break
            own = paint_of(child(node, "FillColor"))
            if own.red is not None:
                return own
            param = node.get("Relative")
        return Paint()


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page: its number in the file, its box in mm, roots in the order they are painted.

    `roots` is None where the page could not be read. `notes` are the roots of its annotations.
    """

    number: int
    box: tuple[float, float, float, float]
    roots: tuple[etree._Element, ...] | None
    notes: tuple[etree._Element, ...]
    resources: Resources


@dataclass(frozen=True, slots=True)
class _Document:
    """One document of the package: its entry, what its pages share, entries of annotations by page."""

    entry: str
    common: etree._Element | None
    resources: Resources
    annotations: dict[str, list[str]]


def sheets(package: OfdPackage, most: int) -> Iterator[Sheet]:
    """The pages of every document in the package, one after another.

    Args:
        most: pages that may be read.

    Raises:
        Unreadable: damaged, encrypted, or too_large for more than `most` pages.
    """
    number = 0
    for entry in _document_entries(package):
        root = package.xml(entry)
        common = child(root, "CommonData")
        document = _Document(entry, common, Resources(), _annotations(package, entry, root))
        for node in common if common is not None else ():
            if local(node) in ("PublicRes", "DocumentRes"):
                read_resources(package, package.place(entry, words(node)), document.resources)
        pages = child(root, "Pages")
        for page in children(pages, "Page") if pages is not None else ():
            number += 1
            if number > most:
                raise Unreadable(
                    f"OFD 超过 {most} 页，无法读取。请拆分后重新上传。", code="too_large"
                )
            yield _sheet(package, document, page, number)


def read_resources(package: OfdPackage, entry: str | None, into: Resources) -> None:
    """Adds what one Res file holds; a missing or damaged one adds nothing."""
    if entry is None:
        return
    try:
        root = package.xml(entry)
    except Unreadable as problem:
        if problem.code != "damaged" or "DTD" in problem.message:
            raise
        return
    for group in root:
        for node in group:
            if local(node) == "MultiMedia":
                _add_media(package, entry, root.get("BaseLoc") or "", node, into)
            else:
                into.add(node)


def _add_media(
    package: OfdPackage, entry: str, base: str, node: etree._Element, into: Resources
) -> None:
    loc = words(child(node, "MediaFile"))
    if loc is None:
        return
    found = package.place(entry, f"{base.rstrip('/')}/{loc}" if base else loc)
    found = found or package.place(entry, loc)
    if found is not None:
        into.media[node.get("ID") or ""] = found


def _document_entries(package: OfdPackage) -> list[str]:
    root = package.xml(package.names["ofd.xml"])
    found = []
    for body in children(root, "DocBody"):
        entry = package.place("", words(child(body, "DocRoot")))
        if entry is not None and entry not in found:
            found.append(entry)
    if not found:
        raise Unreadable("OFD 文件里找不到正文，文件可能不完整。请重新导出后上传。", code="damaged")
    return found


def _sheet(package: OfdPackage, document: _Document, page: etree._Element, number: int) -> Sheet:
    entry = package.place(document.entry, page.get("BaseLoc"))
    root = _readable(package, entry)
    area = child(document.common, "PageArea") if document.common is not None else None
    usual = _box(area) or _A4
    if root is None or entry is None:
        return Sheet(number, usual, None, (), document.resources)
    for node in children(root, "PageRes"):
        read_resources(package, package.place(entry, words(node)), document.resources)
    below, above = _templates(package, document.entry, document.common, root)
    listed = document.annotations.get(page.get("ID") or "", ())
    notes = (_readable(package, one) for one in listed)
    return Sheet(
        number,
        _box(child(root, "Area")) or usual,
        (*below, root, *above),
        tuple(note for note in notes if note is not None),
        document.resources,
    )


def _templates(
    package: OfdPackage, document: str, common: etree._Element | None, root: etree._Element
) -> tuple[list[etree._Element], list[etree._Element]]:
    """Roots of the templates painted below and above the page's own content."""
    below: list[etree._Element] = []
    above: list[etree._Element] = []
    known = {t.get("ID"): t for t in children(common, "TemplatePage")} if common is not None else {}
    for use in children(root, "Template"):
        template = known.get(use.get("TemplateID"))
        if template is None:
            continue
        found = _readable(package, package.place(document, template.get("BaseLoc")))
        if found is not None:
            order = use.get("ZOrder") or template.get("ZOrder") or "Background"
            (above if order == "Foreground" else below).append(found)
    return below, above


def _annotations(package: OfdPackage, entry: str, document: etree._Element) -> dict[str, list[str]]:
    """Entries of annotation files by the number of their page."""
    found: dict[str, list[str]] = {}
    for node in children(document, "Annotations"):
        listing = package.place(entry, words(node))
        root = _readable(package, listing)
        for page in children(root, "Page") if root is not None and listing else ():
            at = package.place(listing or "", words(child(page, "FileLoc")))
            if at is not None:
                found.setdefault(page.get("PageID") or "", []).append(at)
    return found


def _readable(package: OfdPackage, entry: str | None) -> etree._Element | None:
    """A root, None where it is missing or damaged; a DTD and a bomb still refuse the whole file."""
    if entry is None:
        return None
    try:
        return package.xml(entry)
    except Unreadable as problem:
        if problem.code != "damaged" or "DTD" in problem.message:
            raise
        return None


def _box(area: etree._Element | None) -> tuple[float, float, float, float] | None:
    found = numbers(words(child(area, "PhysicalBox"))) if area is not None else ()
    if len(found) < 4 or not (1 < found[2] < 20_000 and 1 < found[3] < 20_000):
        return None
    return found[0], found[1], found[2], found[3]


def numbers(text: str | None, most: int = 16) -> tuple[float, ...]:
    """Numbers parted by blanks; what is none, or not finite, ends the row."""
    found: list[float] = []
    for piece in (text or "").split()[:most]:
        try:
            value = float(piece)
        except ValueError:
            break
        if not -1e7 < value < 1e7:
            break
        found.append(value)
    return tuple(found)


def paint_of(colour: etree._Element | None) -> Paint:
    """Whether a colour is a strong red: R > .8, G and B < .2 (of RGB; grey is not red)."""
    if colour is None:
        return Paint()
    values = numbers((colour.get("Value") or "").replace("#", ""))
    if len(values) == 3:
        return Paint(values[0] > 204 and values[1] < 51 and values[2] < 51)
    if len(values) == 4:  # CMYK
        return Paint(values[0] < 51 and values[1] > 204 and values[2] > 204 and values[3] < 51)
    return Paint(red=False)
