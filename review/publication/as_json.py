"""The notice as JSON: the head, the totals, the rows, and the hash over all of it."""

from __future__ import annotations

import json
from typing import Any

from base.errors import Refused
from review.notice import PublicationNotice, content_hash

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
        body = json.loads(content)
        claimed = body.pop(HASH)
    except (ValueError, KeyError, AttributeError) as error:
        raise Refused("这不是清册公布的 JSON 文件，无法核验。请从公告页重新下载 JSON。") from error
    if content_hash(body) != claimed:
        raise Refused("内容与校验码不符：文件公布后被改动过。请从公告页重新下载。")
    return dict(body)
