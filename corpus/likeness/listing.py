"""What pages show of kin: of one document, and all of the library in groups. Reads only."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from sqlalchemy import or_, select

from base.db import db
from corpus.likeness import copies, marks
from corpus.likeness.compare import Verdict, share_words
from corpus.likeness.marks import Pair
from corpus.likeness.rows import KinMarkRow, KinRow
from corpus.rows import DocumentRow

PER_PAGE = 20
STRONG = (Verdict.SAME_TEXT, Verdict.NEARLY)


@dataclass(frozen=True, slots=True)
class Beside:
    """A document beside another one: what it is to that, in words, and what a person said of both.

    `verdict` is None where the machine finds them unlike (a person marked them).
    """

    row: DocumentRow
    other_id: int
    verdict: Verdict | None
    words: str
    numbers: int
    mark: KinMarkRow | None


@dataclass(frozen=True, slots=True)
class Group:
    """Documents that are likely one, or versions: the first that came, and the others beside it.

    `folded`: how many pairs of copies of the same two papers are not shown.
    """

    first: DocumentRow
    others: tuple[Beside, ...]
    folded: int = 0


@dataclass(frozen=True, slots=True)
class Groups:
    """One page of groups, and how many there are in each list."""

    shown: tuple[Group, ...]
    total: dict[str, int]
    pages: int


def kin_of(document_id: int) -> tuple[Beside, ...]:
    """The kin of a document, the nearest first; `verdict` and words are seen from the document."""
    own = or_(KinRow.first_id == document_id, KinRow.second_id == document_id)
    found = {_other(row, document_id): row for row in db.session.scalars(select(KinRow).where(own))}
    said = marks.standing_of(document_id)
    rows = _rows([*found, *said])
    beside = (
        _beside(rows[other], document_id, found.get(other), said.get(other))
        for other in dict.fromkeys([*found, *said])
        if other in rows
    )
    order = list(Verdict)
    return tuple(
        sorted(
            beside,
            key=lambda one: (order.index(one.verdict) if one.verdict else 9, one.row.id),
        )
    )


def groups(which: str, page: int) -> Groups:
    """A page of one list: `same` (同一文本、几乎相同), `versions` (版本或包含), `decided` (已认定)."""
    said = marks.standing()
    pairs = {(row.first_id, row.second_id): row for row in db.session.scalars(select(KinRow))}
    one_file = copies.earliest([p for p, row in said.items() if row.mark == marks.SAME_FILE])
    open_pairs = {
        pair: row
        for pair, row in pairs.items()
        if pair not in said and len({one_file.get(one, one) for one in pair}) == len(pair)
    }
    strong = [pair for pair, row in open_pairs.items() if Verdict(row.verdict) in STRONG]
    weak = [pair for pair, row in open_pairs.items() if Verdict(row.verdict) not in STRONG]
    folded = _by_papers(weak, said, pairs)
    lists: dict[str, list[list[Pair]]] = {
        "same": sorted(_trees(strong), key=lambda tree: (-len(tree), tree[0])),
        "versions": [[pair] for pair in sorted(folded, key=lambda p: (-pairs[p].ratio, p))],
        "decided": [[pair] for pair in sorted(said, key=lambda pair: -said[pair].id)],
    }
    chosen = lists.get(which, lists["same"])
    trees = chosen[(page - 1) * PER_PAGE : page * PER_PAGE]
    rows = _rows([one for tree in trees for pair in tree for one in pair])
    shown = tuple(
        replace(_group(tree, rows, pairs, said), folded=folded.get(tree[0], 0))
        for tree in trees
        if tree[0][0] in rows
    )
    return Groups(
        shown,
        {name: len(one) for name, one in lists.items()},
        (len(chosen) + PER_PAGE - 1) // PER_PAGE,
    )


def _by_papers(
    weak: list[Pair], said: dict[Pair, KinMarkRow], pairs: dict[Pair, KinRow]
) -> dict[Pair, int]:
    """Of all pairs between the copies of two papers the likest one, and how many more there are.

    What a person said of one pair of copies holds for the others, so these are left out.
    """
    first = copies.heads()

    def papers(pair: Pair) -> Pair:
        return _pair(first.get(pair[0], pair[0]), first.get(pair[1], pair[1]))

    decided = {papers(pair) for pair in said}
    of_papers: defaultdict[Pair, list[Pair]] = defaultdict(list)
    for pair in weak:
        if papers(pair) not in decided:
            of_papers[papers(pair)].append(pair)
    best = (sorted(some, key=lambda p: (-pairs[p].ratio, p)) for some in of_papers.values())
    return {some[0]: len(some) - 1 for some in best}


def _trees(pairs: Iterable[Pair]) -> Iterator[list[Pair]]:
    """For each set of documents that hang together, one pair (known, next) for each but the first."""
    near: defaultdict[int, list[int]] = defaultdict(list)
    for first, second in pairs:
        near[first].append(second)
        near[second].append(first)
    seen: set[int] = set()
    for root in sorted(near):
        if root in seen:
            continue
        tree, waiting = [], deque([root])
        seen.add(root)
        while waiting:
            one = waiting.popleft()
            for other in sorted(near[one]):
                if other not in seen:
                    seen.add(other)
                    tree.append((one, other))
                    waiting.append(other)
        yield tree


def _group(
    tree: list[Pair],
    rows: dict[int, DocumentRow],
    pairs: dict[Pair, KinRow],
    said: dict[Pair, KinMarkRow],
) -> Group:
    return Group(
        rows[tree[0][0]],
        tuple(
            _beside(rows[other], one, pairs.get(_pair(one, other)), said.get(_pair(one, other)))
            for one, other in tree
            if other in rows
        ),
    )


def _beside(row: DocumentRow, other_id: int, kin: KinRow | None, mark: KinMarkRow | None) -> Beside:
    if kin is None:
        return Beside(row, other_id, None, "系统没有发现文字相似", 0, mark)
    ahead = kin.first_id == other_id
    verdict = Verdict(kin.verdict) if ahead else Verdict(kin.verdict).turned
    shares = (kin.first_share, kin.second_share)
    mine, others = shares if ahead else shares[::-1]
    return Beside(
        row, other_id, verdict, _words(verdict, kin.ratio, mine, others), kin.numbers, mark
    )


def _words(verdict: Verdict, ratio: float, mine: float, others: float) -> str:
    """How much is shared, in words; nothing is more exact than it is known."""
    if verdict is Verdict.SAME_TEXT:
        return "除标点和空格外，文字完全一样"
    if verdict is Verdict.PART_OF:
        return f"前者的文字{share_words(mine)}在后者之中"
    if verdict is Verdict.CONTAINS:
        return f"后者的文字{share_words(others)}在前者之中"
    return f"{share_words(ratio)}的文字相同"


def _other(row: KinRow, document_id: int) -> int:
    return row.second_id if row.first_id == document_id else row.first_id


def _pair(one: int, other: int) -> Pair:
    return (min(one, other), max(one, other))


def _rows(ids: Iterable[int]) -> dict[int, DocumentRow]:
    wanted = sorted(set(ids))
    query = select(DocumentRow).where(DocumentRow.id.in_(wanted))
    return {row.id: row for row in db.session.scalars(query)}
