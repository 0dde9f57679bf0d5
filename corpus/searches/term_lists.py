"""Use case: look for a whole list of terms, e.g. the names of all repealed laws, in the whole library.

A job, since a long list over a large library takes minutes; it goes on after the last finished term.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from base import audit, jobs
from base.db import db, writing
from base.errors import Refused
from base.roles import Actor
from corpus.facets import Criteria
from corpus.finder import Finder
from corpus.search.query import LONGEST, Query, Term, parse
from corpus.search.terms import fold_text
from corpus.searches.rows import TermHitRow, TermListRow

JOB = "terms"
MOST_TERMS = 2_000
MOST_HITS = 500
"""Hits kept for one term; the total is exact all the same, and the sheet says what was left out."""

_QUOTES = re.compile(r"[“”„\"＂]")


def terms_in(typed: str) -> list[str]:
    """The terms of a pasted list: one a line, blank ones and repeats left out.

    Quotes round a whole line are those of the list and go; any others stay as typed, see `asked_as`.

    Raises:
        Refused: none, too many, or one too long.
    """
    lines = (_unquoted(line.strip()) for line in typed.replace("\t", "\n").splitlines())
    terms = list(dict.fromkeys(line for line in lines if _QUOTES.sub("", line).strip()))
    if not terms:
        raise Refused("没有检索词。请每行写一个，例如一行一部法律名称。")
    if len(terms) > MOST_TERMS:
        raise Refused(f"检索词超过 {MOST_TERMS} 个。请分几次检索。")
    too_long = next((term for term in terms if len(term) > LONGEST - 2), None)
    if too_long:
        raise Refused(f"“{too_long[:20]}……”这一行太长。请缩短后再检索。")
    return terms


def _unquoted(line: str) -> str:
    inner = line[1:-1]
    whole = len(line) > 1 and _QUOTES.match(line[0]) and _QUOTES.match(line[-1])
    return inner.strip() if whole and not _QUOTES.search(inner) else line


@dataclass(frozen=True, slots=True)
class Asked:
    """What a term is looked for as: the query, and what of the term was left out, in words."""

    words: str
    note: str = ""


def asked_as(term: str) -> Asked:
    """The query that finds a term's very characters; quotes with it where a query can say that.

    A quote that does not close cannot be asked for: it is left out, and the note says so.
    """
    bare = _QUOTES.sub("", term).strip()
    if bare == term:
        return Asked(f"“{term}”")
    literal = re.sub(r"\s", "", term)
    with suppress(Refused):  # what it says is for who typed a query; here the note says it
        if parse(literal) == Query(((Term(fold_text(literal)),),)):
            return Asked(literal)
    return Asked(f"“{bare}”", f"引号没有计入，按“{bare}”查找")


def begin(name: str, terms: Sequence[str], actor: Actor) -> int:
    """Queue a list; the caller commits."""
    shown = " ".join(name.split())[:60] or f"{terms[0][:20]} 等 {len(terms)} 个词"
    row = TermListRow(user_id=actor.user_id, name=shown, terms=list(terms), totals=[])
    db.session.add(row)
    db.session.flush()
    jobs.enqueue(JOB, {"list": row.id}, priority=4)
    audit.record(actor, "search.terms", f"term_list:{row.id}", {"terms": len(terms)})
    return row.id


def run(payload: dict[str, Any], finder: Finder, today: date) -> None:
    """Look for the terms that are left, one transaction a term. Harmless when repeated."""
    while True:
        row = db.session.get(TermListRow, payload["list"])
        if row is None or len(row.totals) >= len(row.terms):
            return
        place, term = len(row.totals), row.terms[len(row.totals)]
        db.session.rollback()
        asked = Criteria(words=asked_as(term).words)
        try:
            found = finder.search(asked, today, limit=MOST_HITS, facets=False)
            total, hits = found.total, found.hits
        except Refused:  # only signs that fold to nothing
            total, hits = 0, ()
        with writing():
            row = db.session.get_one(TermListRow, payload["list"])
            if len(row.totals) != place:
                continue
            row.totals = [*row.totals, total]
            db.session.add_all(
                TermHitRow(
                    list_id=row.id,
                    term=place,
                    document_id=hit.row.id,
                    rank=rank,
                    status=hit.status,
                    places=hit.snippet.hits,
                    snippet=hit.snippet.plain,
                )
                for rank, hit in enumerate(hits)
            )


def give_up(payload: dict[str, Any], message: str) -> None:
    """The job was given up: the list says so."""
    row = db.session.get(TermListRow, payload["list"])
    if row is not None:
        row.problem = message


def hits_of(list_id: int, term: int | None = None) -> list[TermHitRow]:
    """The hits of a list, of one term or of all, as ranked."""
    query = select(TermHitRow).where(TermHitRow.list_id == list_id)
    if term is not None:
        query = query.where(TermHitRow.term == term)
    return list(db.session.scalars(query.order_by(TermHitRow.term, TermHitRow.rank)))
