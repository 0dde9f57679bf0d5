"""The one way in which XML inside an uploaded file is parsed: no entity, no DTD, no network."""

from __future__ import annotations

from lxml import etree

from base.errors import Unreadable
from corpus.formats.reader import damage_named


def xml_root(data: bytes, what: str) -> etree._Element:
    """The root of one XML text.

    Args:
        data: its bytes, not more than the caller allows.
        what: the kind of file for the message, in Chinese, such as `OFD 文件`.

    Raises:
        Unreadable: damaged, or a DTD stands in it.
    """
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
    )
    with damage_named(what, etree.LxmlError, ValueError):
        root = etree.fromstring(data, parser)
    if root.getroottree().docinfo.internalDTD is not None:
        raise Unreadable(
            f"{what}内含不允许的 DTD 声明，可能被篡改，已拒绝读取。请用原来的软件另存后重新上传。",
            code="damaged",
        )
    return root
