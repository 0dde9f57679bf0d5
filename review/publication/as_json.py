"""The notice as JSON: the head, the totals, the rows, and the hash over all of it."""

from __future__ import annotations

import json
from typing import Any

from base.errors import Refused
from review.notice import PublicationNotice, content_hash, notice_from

HASH = "content_hash"


def render(notice: PublicationNotice) -> bytes:
    """UTF-8 JSON, indented for people."""
    content = notice.content()
    body = content | {HASH: content_hash(content)}
    return json.dumps(body, ensure_ascii=False, indent=1).encode()


def verify(content: bytes) -> dict[str, Any]:
    """See that a published JSON is as it was published; returns its content.

    Raises:
        Refused: it is no such file, or it was changed.
    """
    try:
        body = json.loads(content, object_pairs_hook=_once)
        claimed = body.pop(HASH)
        says = notice_from(body).content()
    except (ValueError, KeyError, AttributeError, TypeError) as error:
        raise Refused("这不是清册公布的 JSON 文件，无法核验。请从公告页重新下载 JSON。") from error
    if content_hash(body) != claimed or says != body:
        raise Refused("内容与校验码不符：文件公布后被改动过。请从公告页重新下载。")
    return dict(body)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object; a name that stands twice could show a reader what was not hashed."""
    if len({name for name, _value in pairs}) != len(pairs):
        raise ValueError("doubled name")
    return dict(pairs)
