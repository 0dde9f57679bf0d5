"""Comparable forms of the names of instruments: what two spellings of one title have in common. Pure."""

from __future__ import annotations

import re
import unicodedata

_DROPPED = re.compile(r"[\s<>〈〉《》“”\"'‘’「」『』﹤﹥·,，、:：;；。.]")
_STATE = "中华人民共和国"
_WRAPPER = re.compile(
    r"^(?P<head>[^《<〈]*?)关于(?:修订|重新)?(?:印发|发布|公布|颁发|颁布|下发|批转|转发|制发|实施)"
    r"[^《<〈]{0,30}[《<〈](?P<inner>.+)[》>〉](?:等[^》]{0,8})?的(?:通知|公告|通告|决定|命令|函)\s*$"
)
_ISSUER_HEAD = re.compile(
    r"^.{2,60}?(?:人民政府(?:办公[厅室])?|办事处|委员会|办公[厅室]|[局厅部院行会署])(?=关于)"
)
_TRAILING_NUMBER = re.compile(r"\([^()]{0,20}[\[〔(【]?\d{4}[\]〕)】]?[^()]{0,12}号\)$")


def name_key(name: str) -> str:
    """The form under which two spellings of one name are equal.

    Widths, blanks, quotation marks and nested book-title brackets do not count, nor does a leading
    中华人民共和国; 试行 and 暂行 do.
    """
    folded = unicodedata.normalize("NFKC", name)
    folded = folded.replace("〔", "[").replace("〕", "]").replace("【", "[").replace("】", "]")
    folded = _DROPPED.sub("", folded)
    folded = _TRAILING_NUMBER.sub("", folded)
    return folded.removeprefix(_STATE)


def inner_name(title: str) -> str | None:
    """X of 关于印发《X》的通知, None where the title wraps nothing."""
    wrapped = _WRAPPER.match(title.strip())
    return wrapped["inner"] if wrapped else None


def title_keys(title: str | None, inner: str | None = None) -> tuple[str, ...]:
    """Every form under which a paper may be named: carrier title, without its issuer, inner title.

    Lists and repeal clauses quote either the carrier or what it printed.
    """
    keys: dict[str, None] = {}
    for name in (title, inner, inner_name(title) if title else None):
        if not name:
            continue
        folded = unicodedata.normalize("NFKC", name).strip()
        for form in (folded, _ISSUER_HEAD.sub("", folded)):
            key = name_key(form)
            if len(key) >= 4:
                keys[key] = None
    return tuple(keys)
