"""Web archives and letters."""

from __future__ import annotations

import base64
from email.message import EmailMessage
from pathlib import Path

import pytest

from base.errors import Unreadable
from corpus.formats.mail import MailReader
from corpus.formats.registry import sniff


def _read(path: Path, message: EmailMessage) -> list[str]:
    path.write_bytes(message.as_bytes())
    assert sniff(path).name == "mail"
    return [block.text for block in MailReader().read(path).blocks]


def test_the_page_of_an_archive_is_read_in_its_own_encoding(tmp_path: Path) -> None:
    page = base64.encodebytes(
        "<html><body><p>关于河道管理的通知</p></body></html>".encode("gb18030")
    )
    path = tmp_path / "a"
    path.write_bytes(
        b"From: <Saved by a browser>\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/related; boundary="b"\r\n\r\n--b\r\n'
        b"Content-Type: text/html; charset=gb2312\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + page
        + b"\r\n--b\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\nAAAA\r\n--b--\r\n"
    )
    reading = MailReader().read(path)
    assert [block.text for block in reading.blocks] == ["关于河道管理的通知"]
    assert (reading.format, reading.notes) == ("html", ())


def test_a_plain_letter_is_read_and_its_enclosure_named(tmp_path: Path) -> None:
    message = EmailMessage()
    message["Subject"], message["From"] = "通知", "a@example.org"
    message.set_content("各村：\n\n请清理河道。\n")
    message.add_attachment(b"x", maintype="application", subtype="pdf", filename="a.pdf")
    path = tmp_path / "a"
    assert _read(path, message) == ["各村：", "请清理河道。"]
    assert [note.code for note in MailReader().read(path).notes] == ["enclosures"]


def test_a_letter_without_words_is_empty(tmp_path: Path) -> None:
    message = EmailMessage()
    message["From"] = "a@example.org"
    message.set_content("")
    path = tmp_path / "a"
    path.write_bytes(message.as_bytes())
    with pytest.raises(Unreadable) as caught:
        MailReader().read(path)
    assert caught.value.code == "empty"


def test_a_text_that_only_begins_like_a_letter_is_none(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_text("From: 柳溪镇\nDate: 2019年\n这是一份普通的文本。\n", "utf-8")
    assert sniff(path).name == "txt"
