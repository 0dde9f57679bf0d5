"""Reads .mht (a page saved in one file) and .eml: the page or the letter; enclosures are only named."""

from __future__ import annotations

import email
import email.policy
from email.message import Message
from pathlib import Path

from base.errors import Unreadable
from corpus.block import Block, Reading, ReadNote
from corpus.formats.encodings import decode
from corpus.formats.html import read_html
from corpus.formats.reader import damage_named, nothing_written, refuse_too_large

MAX_BYTES = 60 * 1024 * 1024
_MOST_PARTS = 2_000
_FIELDS = (
    b"mime-version", b"from", b"content-type", b"date", b"received", b"message-id", b"subject",
    b"content-transfer-encoding", b"content-location", b"to",
)  # fmt: skip


class MailReader:
    """Web archives and letters (RFC 2557, RFC 5322)."""

    name = "mail"
    format = "html"

    def recognises(self, head: bytes, path: Path) -> bool:
        """Begins with lines of a letter's head, two of them known, a content type or version among them."""
        lines = head[:4096].lstrip(b"\xef\xbb\xbf\r\n").split(b"\n")
        known: list[bytes] = []
        for line in lines:
            if not line.strip():
                break
            if line[:1] in b" \t":
                continue
            name, colon, _ = line.partition(b":")
            if not colon or b" " in name.strip():
                return False
            known.append(name.strip().lower())
        found = [name for name in known if name in _FIELDS]
        return len(found) >= 2 and bool({b"mime-version", b"content-type"} & set(found))

    def read(self, path: Path) -> Reading:
        """The first HTML part, else the first plain one."""
        refuse_too_large(path)
        if path.stat().st_size > MAX_BYTES:
            raise Unreadable(
                "网页归档超过 60 MB，无法读取。请去掉图片后重新上传。", code="too_large"
            )
        with damage_named(
            "网页归档", ValueError, LookupError, AttributeError, TypeError, IndexError
        ):
            message = email.message_from_bytes(path.read_bytes(), policy=email.policy.compat32)
            parts = [part for part, _ in zip(message.walk(), range(_MOST_PARTS), strict=False)]
            page = next((p for p in parts if p.get_content_type() == "text/html"), None)
            letter = next((p for p in parts if p.get_content_type() == "text/plain"), None)
            notes = _enclosures(parts)
            if page is not None:
                blocks, more = read_html(_content(page), page.get_content_charset())
                return Reading(self.format, self.name, blocks, notes=(*more, *notes))
            lines = decode(_content(letter), letter.get_content_charset()).text if letter else ""
        written = tuple(Block(line.strip()) for line in lines.splitlines() if line.strip())
        if not written:
            raise nothing_written()
        return Reading(self.format, self.name, written, notes=notes)


def _content(part: Message) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _enclosures(parts: list[Message]) -> tuple[ReadNote, ...]:
    """Files that came with the letter: they are papers of their own."""
    if not any(part.get_content_disposition() == "attachment" for part in parts):
        return ()
    return (ReadNote("enclosures", "邮件带有附件，附件没有读取。请把附件另存后单独上传。"),)
