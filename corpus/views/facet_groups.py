"""The filters beside a search as the `facets` component wants them: groups of options with their counts."""

from __future__ import annotations

from typing import Any

from corpus.finder import Results
from corpus.search.query import STATUS_WORDS

WORD_OF_STATUS = {value: word for word, value in STATUS_WORDS.items()}
_NORMATIVE = {"yes": "是", "no": "否", "doubt": "存疑", "": "尚未识别"}
_LABELS = {
    "status": "效力状态",
    "normative": "规范性文件",
    "decade": "成文年代",
    "issuer": "制定机关",
    "genre": "文种",
    "campaign": "清理工作",
}
STAFF_GROUPS = tuple(_LABELS)
PUBLIC_GROUPS = ("status", "decade", "issuer", "genre")
_WORDS = {"status": WORD_OF_STATUS, "normative": _NORMATIVE}


def facet_groups(results: Results, names: tuple[str, ...]) -> list[dict[str, Any]]:
    """One group for each facet that has a value; what holds nothing and is not chosen is left out.

    Args:
        names: which facets, in order.
    """
    return [
        {
            "label": _LABELS[name],
            "name": name,
            "options": [
                {
                    "value": one.value,
                    "label": _WORDS.get(name, {}).get(one.label, one.label),
                    "count": one.count,
                    "checked": one.on,
                }
                for one in results.facets.get(name, ())
                if one.count or one.on or name == "status"
            ],
        }
        for name in names
    ]
