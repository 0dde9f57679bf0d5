"""B2 a basis later than the paper, B3 articles renumbered since, B4 a basis enacted anew. Pure, and weak.

The paper may still be right; a person opens the present text and compares.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from corpus.document import Citation, CitationRole
from corpus.lexicon.changes import PartRepeal, Recast
from corpus.lexicon.laws import Certainty
from corpus.numerals import parse_number
from review.examination.case import Case, Ground, Turn, chinese_date, finding
from review.examination.founding import founding_sentence, meant_by
from review.examination.rulebook import Rule
from review.examination.subject import evidence, made_between, sentence_at
from review.finding import Basis, Stance, Strength

_ARTICLE = re.compile(r"第(?P<number>[一二三四五六七八九十百千零〇\d]{1,7})条")
_NOTE = Turn(strength=Strength.WEAK, stance=Stance.NOTE, neutral=True)
_MOST = 3  # findings of one kind a reader still reads


def check_basis_later(rule: Rule, case: Case) -> Iterator[Ground]:
    """A founding instrument that came after the paper: the day or the name was misread."""
    made = made_between(case.document)
    founded = founding_sentence(rule, case)
    if made is None or founded is None:
        return
    quote, citations = founded
    for citation in citations:
        number = citation.doc_number
        if number is not None and number.year is not None and number.year > made[1].year:
            text = f"依据的文号{number.text}晚于本文件，所读的可能是后来修改的文本，请核对日期。"
            yield Ground(finding(case, rule, text, quote, _NOTE), text)
            continue
        meant = meant_by(case, citation)
        if meant is not None and meant.certainty is Certainty.LATER and not meant.law.is_hint:
            text = f"依据《{meant.law.name}》晚于本文件，所读的可能是后来修改的文本，请核对日期。"
            yield Ground(finding(case, rule, text, quote, _NOTE), text)


def check_basis_revised(rule: Rule, case: Case) -> Iterator[Ground]:
    """A founding instrument that stands and was enacted anew (修订) since."""
    made = made_between(case.document)
    founded = founding_sentence(rule, case)
    if made is None or founded is None:
        return
    quote, citations = founded
    for name, law in _standing(case, citations).items():
        revised = case.knowledge.changes.revised_after(law, made[1], case.today)
        anew = [one for one in revised if one.anew and one.grade != "C"]
        if anew:
            text = f"制定依据《{name}》已于{chinese_date(anew[-1].on)}修订，请核对内容是否一致。"
            basis = (Basis(law, None, anew[-1].verified_on or case.knowledge.facts_until),)
            yield Ground(finding(case, rule, text, quote, Turn(basis=basis)), text, anew[-1].on)


def check_basis_part(rule: Rule, case: Case) -> Iterator[Ground]:
    """A founding instrument of which a part was repealed since, while the rest stands or stood."""
    made = made_between(case.document)
    founded = founding_sentence(rule, case)
    if made is None or founded is None:
        return
    quote, citations = founded
    for citation in citations:
        meant = meant_by(case, citation)
        if meant is None or meant.certainty is not Certainty.ONE:
            continue
        for part in case.knowledge.changes.parts_of(meant.law.name):
            if not made[0] < part.on <= case.today:
                continue
            text, hint = _part_gone(meant.law.name, part), part.grade == "C"
            basis = (Basis(part.by, part.clause or None, part.verified_on),)
            turn = Turn(stance=Stance.NOTE if hint else None, neutral=hint, basis=basis)
            yield Ground(finding(case, rule, text, quote, turn), text, part.on)


def _part_gone(law: str, part: PartRepeal) -> str:
    """The sentence for a part that is gone; what is only recalled is said to be so."""
    fact = f"制定依据《{law}》{part.scope}自{chinese_date(part.on)}起"
    if part.grade == "C":
        return f"{fact}可能不再适用（《{part.by}》，{part.clause}；资料尚待核对）。"
    return f"{fact}已由《{part.by}》{part.clause}废止，请核对所依据的是否为该部分。"


def _standing(case: Case, citations: tuple[Citation, ...]) -> dict[str, str]:
    """As cited, and the full name of each founding instrument that is not gone."""
    found = {}
    for citation in citations:
        meant = meant_by(case, citation)
        if meant is not None and meant.certainty is Certainty.ONE and not meant.law.is_dead:
            found[citation.name or ""] = meant.law.name
    return found


def check_article(rule: Rule, case: Case) -> Iterator[Ground]:
    """Articles of a law that the paper cites by a number they no longer bear."""
    made = made_between(case.document)
    if made is None:
        return
    seen: set[tuple[str, int]] = set()
    for citation in case.document.citations:
        number = _article(citation)
        if number is None or citation.name is None or citation.role is CitationRole.PRINT:
            continue
        if (citation.name, number) in seen or len(seen) >= _MOST:
            continue
        said = _drift(case, citation.name, number, made)
        if said is None:
            continue
        start, end = sentence_at(case.document.text, citation.start, citation.end)
        if rule.match(case.plain[start:end]):
            seen.add((citation.name, number))
            quote = evidence(case.subject, start, end)
            yield Ground(finding(case, rule, said, quote), said)


def _article(citation: Citation) -> int | None:
    found = _ARTICLE.match(citation.article or "")
    return parse_number(found["number"]) if found else None


def _drift(case: Case, name: str, number: int, made: tuple[date, date]) -> str | None:
    """What became of an article, None where nothing is known to have changed."""
    laws, changes = case.knowledge.laws, case.knowledge.changes
    meant = laws.meant(name, made[0], made[1])
    if meant is None or meant.certainty is not Certainty.ONE or meant.law.is_dead:
        return None
    recasts = changes.recast_after(meant.law.name, made[1])
    cited = next((r for r in recasts if r.before <= made[0] and r.after <= case.today), None)
    if cited is None:
        return None
    if cited.count_before and number > cited.count_before:
        return f"所引《{name}》第{number}条超出当时文本的{cited.count_before}条，请核对。"
    return _moved(name, number, cited)


def _moved(name: str, number: int, recast: Recast) -> str | None:
    now = recast.moved.get(number)
    if now is None or now[1] == "C" or now[0] == number:
        return None
    return (
        f"所引《{name}》第{number}条在{chinese_date(recast.after)}的文本中为第{now[0]}条，"
        "请核对后修改。"
    )
