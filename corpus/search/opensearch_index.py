"""The engine for those who have outgrown one machine: pairs with positions in an OpenSearch cluster.

The tokens are made here, by the same tokeniser as everywhere; the cluster only cuts at blanks, keeps
positions and answers phrases. It stores the number of a document and no text. Every write is replicated and
visible when `write` returns; a shard that does not answer is an error, never a shorter list of hits.
"""

from __future__ import annotations

import ssl
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final
from urllib.parse import urlsplit

from opensearchpy import NotFoundError, OpenSearch, OpenSearchException, TransportError

from base.errors import Misconfigured
from corpus.search.engine import Entry, Ids, IndexAway, IndexDamaged, Place, ids_of
from corpus.search.pairs import character_set, pair_stream, phrase
from corpus.search.query import Field, Query, Term
from corpus.search.terms import PARAGRAPH, TOKENISER_VERSION, FoldedFields

SECONDS = 60
CHUNK_BYTES = 20 << 20
_STATE = "state"
_PARTS = ("title", "number", "issuers", "headings", "body")
_ANYWHERE = ("title", "number", "issuers", "body")
_FIELDS: Final = {
    None: _ANYWHERE,
    Field.ARTICLE: ("body",),
    Field.TITLE: ("title",),
    Field.NUMBER: ("number",),
    Field.ISSUER: ("issuers",),
    Field.HEADING: ("headings",),
}
_PAIR = {"type": "text", "analyzer": "blanks", "norms": False, "index_options": "positions"}
_SINGLE = {"type": "text", "analyzer": "blanks", "norms": False, "index_options": "docs"}
_SETTINGS: Final[dict[str, Any]] = {
    "number_of_shards": 3,
    "auto_expand_replicas": "0-1",
    "refresh_interval": "-1",
    "analysis": {"analyzer": {"blanks": {"type": "custom", "tokenizer": "whitespace"}}},
}
_MAPPING: Final[dict[str, Any]] = {
    "dynamic": False,
    "_source": {"includes": ["sequence"]},
    "_meta": {"tokeniser": TOKENISER_VERSION},
    "properties": {"document": {"type": "long"}}
    | dict.fromkeys(_PARTS, _PAIR)
    | {f"{part}_one": _SINGLE for part in _PARTS},
}
_COLLECT = {
    "init_script": "state.ids = []",
    "map_script": "state.ids.add(doc['document'].value)",
    "combine_script": "return state.ids",
    "reduce_script": "def all = []; for (some in states) { all.addAll(some) } return all",
}
"""The ids alone, in one answer: lists of hits come some thousands at a time and take twenty times as long."""

_ALL = {"exists": {"field": "document"}}
_BUSY = {0, 408, 429}
_THEIR_FAULT = 500
"""From here on the cluster says that it failed, e.g. a node that died under a search; not that we asked wrongly."""


class OpenSearchIndex:
    """See SearchIndex. Any number of processes on any number of machines; one of them writes at a time.

    The index carries the version of the tokeniser in its name, so that machines of two versions do not
    disturb each other while they are brought up to date.

    Args:
        place: its `opensearch_url` names the cluster and the index.

    Raises:
        Misconfigured: there is no address.
    """

    def __init__(self, place: Place) -> None:
        addresses = [part.strip() for part in place.opensearch_url.split(",") if part.strip()]
        if not addresses:
            raise Misconfigured(
                "QINGCE_SEARCH=opensearch 还需要 QINGCE_OPENSEARCH_URL，"
                "例如 https://用户名:密码@主机:9200/qingce。请填写后重新启动。"
            )
        self._name = urlsplit(addresses[0]).path.strip("/") or "qingce"
        self._index = f"{self._name}-{TOKENISER_VERSION}"
        self._client = _client(addresses)
        with _named():
            if not self._client.indices.exists(index=self._index):
                self._make()

    def write(self, entries: Sequence[Entry]) -> None:
        """See SearchIndex. The documents first, then how far the index is: a break in between repeats them."""
        latest = {entry.id: entry for entry in entries}
        if not latest:
            return
        sequence = max(self.sequence(), *(entry.sequence for entry in entries))
        with _named():
            self._send([(_put(entry.id), _document(entry)) for entry in latest.values()])
            self._client.index(index=self._index, id=_STATE, body={"sequence": sequence})

    def remove(self, ids: Collection[int]) -> None:
        """See SearchIndex."""
        with _named():
            self._send([({"delete": {"_id": str(one)}}, None) for one in ids])

    def candidates(self, query: Query) -> Ids | None:
        """Exactly the documents that answer, but for words in one 条 and across paragraphs."""
        if query.is_everything:
            return None
        asked = [_any(clause) for clause in query.clauses]
        refused = [] if _in_articles(query.without) else [_any((t,)) for t in query.without]
        with _named():
            return self._all({"bool": {"filter": asked, "must_not": refused}})

    def settles(self, query: Query) -> bool:
        """Always, but where words have to stand in one 条 or were pasted across paragraphs."""
        terms = (*query.sought, *query.without)
        return not _in_articles(terms) and not any(PARAGRAPH in term.text for term in terms)

    def sequence(self) -> int:
        """See SearchIndex."""
        with _named():
            return int(self._client.get(index=self._index, id=_STATE)["_source"]["sequence"])

    def size(self) -> int:
        """See SearchIndex."""
        with _named():
            return int(self._client.count(index=self._index, body={"query": _ALL})["count"])

    def ids(self) -> Ids:
        """See SearchIndex."""
        with _named():
            return self._all(_ALL)

    def optimise(self) -> None:
        """Take away what earlier tokenisers have left; the cluster merges its segments by itself."""
        with _named():
            older = [f"{self._name}-{version}" for version in range(1, TOKENISER_VERSION)]
            for name in older:
                self._client.indices.delete(index=name, ignore_unavailable=True)

    def wipe(self) -> None:
        """See SearchIndex."""
        with _named():
            self._client.indices.delete(index=self._index, ignore_unavailable=True)
            self._make()

    def close(self) -> None:
        """Let connections go; the next call opens new ones."""
        self._client.close()

    def _make(self) -> None:
        body = {"settings": _SETTINGS, "mappings": _MAPPING}
        made = self._client.indices.create(index=self._index, body=body, ignore=[400])
        known = made.get("error", {}).get("type") == "resource_already_exists_exception"
        if "error" in made and not known:
            raise IndexDamaged(f"OpenSearch 没有建立检索索引，请检查集群。它说：{made['error']}")
        if not known:
            self._client.index(index=self._index, id=_STATE, body={"sequence": 0})

    def _send(self, actions: Sequence[tuple[dict[str, Any], dict[str, Any] | None]]) -> None:
        """Bulk requests of a bearable size; visible when this returns."""
        waiting: list[dict[str, Any]] = []
        size = 0
        for action, document in actions:
            waiting += [action] if document is None else [action, document]
            size += _bytes_of(document)
            if size > CHUNK_BYTES:
                self._bulk(waiting)
                waiting, size = [], 0
        self._bulk(waiting)
        self._client.indices.refresh(index=self._index)

    def _bulk(self, lines: list[dict[str, Any]]) -> None:
        if not lines:
            return
        answer = self._client.bulk(index=self._index, body=lines)
        results = [result for item in answer["items"] for result in item.values()]
        failed = [one for one in results if one["status"] >= 300 and one["status"] != 404]
        if failed:
            raise TransportError(failed[0]["status"], "bulk", failed[0])

    def _all(self, query: dict[str, Any]) -> Ids:
        """Every id that answers, collected by the shards themselves."""
        answer = self._client.search(
            index=self._index,
            body={"size": 0, "query": query, "aggs": {"ids": {"scripted_metric": _COLLECT}}},
            params={"allow_partial_search_results": "false", "filter_path": "aggregations"},
        )
        return ids_of(answer["aggregations"]["ids"]["value"])


def _client(addresses: Sequence[str]) -> OpenSearch:
    hosts = [urlsplit(address)._replace(path="").geturl() for address in addresses]
    secure = any(host.startswith("https") for host in hosts)
    return OpenSearch(
        hosts,
        timeout=SECONDS,
        max_retries=2 * len(hosts) + 1,
        retry_on_timeout=True,
        ssl_context=ssl.create_default_context() if secure else None,
    )


def _put(one: int) -> dict[str, Any]:
    return {"index": {"_id": str(one)}}


def _document(entry: Entry) -> dict[str, Any]:
    parts = dict(zip(_PARTS, _parts(entry.fields), strict=True))
    made: dict[str, Any] = {"document": entry.id, "sequence": entry.sequence}
    made |= {name: pair_stream(part) for name, part in parts.items()}
    return made | {f"{name}_one": character_set(part) for name, part in parts.items()}


def _bytes_of(document: dict[str, Any] | None) -> int:
    """About how much a document weighs in a request: streams of pairs are nearly all of it."""
    return 3 * len(document["body"]) if document else 0


def _parts(fields: FoldedFields) -> tuple[str, ...]:
    return fields.title, fields.number, fields.issuers, fields.headings, fields.body


def _any(alternatives: Sequence[Term]) -> dict[str, Any]:
    """That one of the terms is met, in one of its fields."""
    met = [_held(term, field) for term in alternatives for field in _FIELDS[term.field]]
    return {"bool": {"should": met, "minimum_should_match": 1}}


def _held(term: Term, field: str) -> dict[str, Any]:
    """That a field holds a term; of one pasted across paragraphs, each of its parts."""
    runs = [run for run in term.text.split(PARAGRAPH) if run]
    return {"bool": {"filter": [_run(run, field) for run in runs]}}


def _run(text: str, field: str) -> dict[str, Any]:
    tokens = phrase(text)[1:-1]
    if len(text) == 1:
        return {"match": {f"{field}_one": tokens}}
    return {"match_phrase": {field: tokens}}


def _in_articles(terms: Sequence[Term]) -> bool:
    return any(term.field is Field.ARTICLE for term in terms)


@contextmanager
def _named() -> Iterator[None]:
    """What the client says, in our words: the cluster is away, or the index is no longer whole."""
    try:
        yield
    except NotFoundError as problem:
        raise IndexDamaged(
            "OpenSearch 里的检索索引不完整，系统会自动重建，也可运行 flask reindex。"
        ) from problem
    except TransportError as problem:
        status = problem.status_code if isinstance(problem.status_code, int) else 0
        if status in _BUSY or status >= _THEIR_FAULT:
            raise IndexAway(
                "OpenSearch 集群现在没有应答，检索暂时改为逐篇查找。请检查集群。"
            ) from problem
        raise IndexDamaged(
            "OpenSearch 拒绝了请求，检索暂时改为逐篇查找。请检查集群后运行 flask reindex。"
        ) from problem
    except OpenSearchException as problem:
        raise IndexAway(
            "OpenSearch 集群现在没有应答，检索暂时改为逐篇查找。请检查集群。"
        ) from problem
