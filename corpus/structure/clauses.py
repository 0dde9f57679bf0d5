"""Whose clause it is: the paper's own 施行 or 有效期, or another text's, a licence's, a quotation's. Pure."""

from __future__ import annotations

import re

from corpus.lexicon import structure_words
from corpus.structure.sheet import Sheet

_DIGITS = r"[0-9零〇○一二三四五六七八九十百千]{1,7}"
_REACH = 300
_STOPS = "。;\n!?"
_NOUNS = structure_words.any_of("self_nouns")
_FOREIGN = structure_words.any_of("foreign_terms")
SELF = rf"(?:本|该|此|上述|以上|前述|这个|这一)[一-鿿]{{0,12}}?{_NOUNS}(?: ?\((?:试行|暂行)\))?"
"""Pattern source: 本办法, 本实施细则(试行), 上述规定."""
_SELF = re.compile(SELF)
_SELF_ONLY = re.compile(
    rf"(?:{SELF}|本次.{{0,8}}|文件|政策|其|《□+》|修订后的?.{{0,12}})?"
    r"(?:的|有关规定|规定|内容)?(?:并|且|同时|正式|均|统一|现|也)?"
)
_HANDING_DOWN = re.compile(
    r"现(?:予|将|就)?[^。;]{0,80}(?:印发|发布|公布|下发|颁布)|予以(?:公布|发布|印发)|审议通过|同意|批准"
)


def sentence_start(plain: str, offset: int, floor: int = 0) -> int:
    """Where the sentence begins in which `offset` stands, at most 300 characters back."""
    low = max(floor, offset - _REACH)
    return max([low, *(plain.rfind(stop, low, offset) + 1 for stop in _STOPS)])


_RUNS_ON = "、,和及与或"


def whole_sentence_start(plain: str, offset: int) -> int:
    """Like `sentence_start`, over a line break that stands inside a list (…意见》、⏎《…》)."""
    start = sentence_start(plain, offset)
    for _ in range(3):
        if start < 2 or plain[start - 1] != "\n" or plain[start - 2] not in _RUNS_ON:
            break
        start = sentence_start(plain, start - 1)
    return start


def whole_sentence_end(plain: str, offset: int) -> int:
    """Like `sentence_end`, over a line break that stands inside a list."""
    end = sentence_end(plain, offset)
    for _ in range(3):
        if end >= len(plain) or plain[end] != "\n" or plain[end - 1] not in _RUNS_ON:
            break
        end = sentence_end(plain, end + 1)
    return end


def sentence_end(plain: str, offset: int) -> int:
    """Where that sentence ends (its stop not included), at most 300 characters on."""
    high = min(len(plain), offset + _REACH)
    ends = [plain.find(stop, offset, high) for stop in _STOPS]
    return min([high, *(end for end in ends if end >= 0)])


def quoted(sheet: Sheet, offset: int) -> bool:
    """Whether the place stands inside 《》 or inside quotation marks opened in its line."""
    if sheet.masked[offset] == "□":
        return True
    low = max(0, sheet.plain.rfind("\n", max(0, offset - 2000), offset) + 1)
    before = sheet.plain[low:offset]
    return before.count("“") > before.count("”")


_NUMBERING = re.compile(
    rf"\A[”’ ]*(?:第 ?{_DIGITS}[编章节] ?(?:附 ?则)? ?)?(?:第 ?{_DIGITS} ?条|[0-9]{{1,2}}(?:\.[0-9]{{1,2}}){{1,3}}(?![0-9])"
    rf"|{_DIGITS} ?[.、])? ?(?:\([^()]{{0,12}}\))? ?"
)


def unnumbered(words: str) -> str:
    """The words of a clause without the number it begins with: 第六章附则第四十条, 7.3, （五）, a closing ”."""
    return _NUMBERING.sub("", words).strip()


def own_subject(sheet: Sheet, offset: int, own_names: frozenset[str]) -> int:
    """How surely the clause that begins at `offset` speaks of this paper: 0 no, 1 perhaps, 2, 3 surely.

    `own_names` are the titles of the paper and of the document it carries, normalised.
    """
    begin = sentence_start(sheet.plain, offset)
    before = sheet.masked[begin:offset].strip()
    clause = before.rpartition(",")[2].strip() if before.endswith(",") else before
    last = unnumbered(re.split("[,:]", before)[-1])
    if _SELF_ONLY.fullmatch(last) and _SELF.search(last):
        return 3
    names = re.findall(r"《[^》]*》", sheet.plain[begin:offset])
    if names and not _HANDING_DOWN.search(before):
        return 2 if _named_itself(names[-1], own_names) and last.endswith("》") else 0
    if _HANDING_DOWN.search(before):
        return 2
    if not last:
        return 2 if _SELF.search(clause) or not unnumbered(before) else 1
    return 0


def _named_itself(name: str, own_names: frozenset[str]) -> bool:
    """Whether a name in 《》 is the paper's own."""
    bare = re.sub(r"[\s《》〈〉()（）]", "", name).removeprefix("中华人民共和国")
    return bare in own_names


def is_foreign(words: str) -> bool:
    """Whether the words speak of a licence, a contract or the like, whose term is not the paper's."""
    return re.search(_FOREIGN, words) is not None


_TERM_LEAD = re.compile(rf"(?:{SELF}|文件|政策|其|并|且|《□+》)?(?:的|,|规定的)?(?:并|且|暂定)?")


def own_term(sheet: Sheet, offset: int, own_names: frozenset[str]) -> bool:
    """Whether the term of validity that begins at `offset` is this paper's: never a licence's.

    It is, where its clause has 本办法 for a subject, or no subject after the paper's own 施行 clause.
    """
    begin = sentence_start(sheet.plain, offset)
    before = sheet.masked[begin:offset]
    last = unnumbered(re.split("[,:、]", before)[-1])
    if not before.strip():
        return _goes_on(sheet, begin)
    if not _TERM_LEAD.fullmatch(last) or re.search(_FOREIGN, last):
        return False
    if _SELF.search(last):
        return True
    if "《" in last:
        names = re.findall(r"《[^》]*》", sheet.plain[begin:offset])
        return bool(names) and _named_itself(names[-1], own_names)
    rest = before[: len(before) - len(last)] if last else before
    if re.search(_EFFECT, rest):
        return not _about_another(rest) and _takes_effect_itself(rest)
    return bool(_SELF.search(rest)) and not re.search(_FOREIGN, rest)


_EFFECT = (
    r"起(?:正式|开始)?(?:施行|实施|执行|生效|试行|实行)|[日月]后?(?:施行|实施|执行|试行|实行)|试行"
)
_SINCE = re.compile(rf"(?P<who>(?>[^,:、自从由于]*))(?:自|从|由|于)[^,]*(?:{_EFFECT})")
"""Up to the first 自 and no further: what a later one would find, the first has found."""
_OWN_WHO = re.compile(
    rf"(?:{SELF}|.*{_NOUNS}(?:\([^()]{{2,4}}\))?|.*》)?(?:的|均|统一|正式|现|并|拟|将)*"
)


def _takes_effect_itself(rest: str) -> bool:
    """Whether what takes effect is a text, not a thing one is given: 决定书自作出之日起生效，有效期两年."""
    clauses = list(_SINCE.finditer(rest))
    if not clauses or _HANDING_DOWN.search(rest) or _SELF.search(rest):
        return True
    who = unnumbered(clauses[-1]["who"])
    return _OWN_WHO.fullmatch(who) is not None and not re.search(_FOREIGN, who)


def _goes_on(sheet: Sheet, begin: int) -> bool:
    """本办法自…起施行。有效期5年。: a sentence without a subject goes on with the one before it."""
    if begin < 1 or sheet.plain[begin - 1] != "。":
        return False
    previous = sheet.masked[sentence_start(sheet.plain, begin - 1) : begin - 1]
    return bool(re.search(_EFFECT, previous) and _SELF.search(previous)) and not re.search(
        _FOREIGN, previous
    )


def _about_another(rest: str) -> bool:
    """《X》自…起施行，有效期… without 现予公布 and without 本: another text's term."""
    return "》" in rest and not _SELF.search(rest) and not _HANDING_DOWN.search(rest)
