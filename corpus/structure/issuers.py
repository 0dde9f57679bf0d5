"""制定机关: which words are names of bodies, and who issued the paper. Pure."""

from __future__ import annotations

import re

from corpus.lexicon import structure_words
from corpus.structure.dates import DATE
from corpus.structure.sheet import plain_copy

_SUFFIX = "(?:" + "|".join(structure_words.issuer_suffixes()) + ")"
_BODY = re.compile(rf"[一-鿿×X(){{}}]{{0,38}}{_SUFFIX}")
_NO_BODY = re.compile(
    r"[。;:《》]|[本专学内外]科\Z|关于|同意|根据|负责|有关|各|你|以下|以上|通过|印发|[0-9]年"
    r"|\A(?:新闻|信息|数据|资讯|互动|下载|帮助|会员|个人)中心\Z"  # of the menu of a web site
)
_LONGEST_BODY = 40
_SEPARATOR = re.compile(r" {2,}|[、,;]| (?=[一-鿿]{2})")
_SEAL = re.compile(r"[(\[]? ?(?:盖章|公章|章|印章|印) ?[)\]]?\Z")
_SEALS = re.compile(r"(?<! ) *+[(\[] ?(?:盖章|公章|章|印章|印) ?[)\]](?= *[一-鿿])")
"""县财政局（章）　县民政局（章）: the seals of bodies side by side. A run of blanks, or of 文件 below, is
entered at its beginning only: entered at each place it would take the square of its length."""
_MARK = re.compile(r"(?<!文件)(?<!文件 )(?: ?文件)++\Z")
_SHORTEST = 2


def is_body(words: str) -> bool:
    """Whether the words, blanks aside, are the name of one body and nothing else."""
    packed = words.replace(" ", "")
    if not _SHORTEST <= len(packed) <= _LONGEST_BODY or _NO_BODY.search(packed):
        return False
    return _BODY.fullmatch(packed) is not None


def bodies_on(words: str) -> tuple[str, ...]:
    """The bodies a line names and nothing else: one, or several set side by side; else empty.

    A letter-spaced name (凤 凰 镇 人 民 政 府) is one; 文件 at the end of a letterhead is dropped.
    """
    words = _SEALS.sub("  ", plain_copy(words)).strip()
    words = _MARK.sub("", _SEAL.sub("", words)).strip()
    if not words or len(words) > 160:
        return ()
    parts = [part for part in _SEPARATOR.split(words) if part and part.strip()]
    if len(parts) > 1 and all(is_body(part) for part in parts):
        return _unique(tuple(part.replace(" ", "") for part in parts))
    return (words.replace(" ", ""),) if is_body(words) else ()


_TITLE_ISSUER = re.compile(
    r"(?P<who>[^《》]{2,160}?)(?:关于|印发|转发|批转|发布|公布|令\Z|公告\Z|通告\Z|布告\Z)"
)


def bodies_in_title(title: str) -> tuple[str, ...]:
    """The bodies named before 关于 in a title: 凤凰县财政局 凤凰县民政局关于…的通知."""
    match = _TITLE_ISSUER.match(title)
    return bodies_on(match["who"]) if match else ()


_NTH = r"[一二三四五六七八九十百零〇○0-9]{1,6}"
_ADOPTED_BY = re.compile(
    rf"(?P<who>[一-鿿]{{0,20}}?)第? ?{_NTH} ?届(?!满)(?P<organ>(?:全国)?(?:人民代表大会|人大)(?:常务委员会|常委会)?)?"
)
_ISSUED_BY = re.compile(
    r"(?P<who>(?:中华人民共和国)?[一-鿿、]{2,40}?)(?:令|公告)(?: ?第|[0-9〔\[])"
)
_FURTHER_ORDER = re.compile(
    rf" ?{_NTH} ?号 ?[、,] ?(?P<who>[一-鿿]{{2,30}}?)(?:令|公告)(?: ?第|[0-9〔\[])"
)
_PUT_OUT_BY = re.compile(
    rf"{DATE} ?(?:由)?(?P<who>[一-鿿、 ]{{2,60}}?) ?(?:公告)?(?:公布|发布|颁布)"
)
_MET = re.compile(
    rf"(?P<who>[一-鿿]{{2,30}}?)(?:审判委员会|检察委员会)?(?:[0-9]{{4}} ?年)? ?第 ?{_NTH} ?次[一-鿿]{{0,8}}会议"
)


def bodies_in_note(note: str) -> tuple[str, ...]:
    """Who adopted or issued it, from a note under the title: …第十届人民代表大会…通过."""
    match = _ADOPTED_BY.search(note)
    if match is not None:
        who = _after_date(match["who"]) + (match["organ"] or "")
        return (who,) if who else ()
    for pattern in (_ISSUED_BY, _PUT_OUT_BY, _MET):
        match = pattern.search(note)
        found = bodies_on(_after_date(match["who"]).removeprefix("中华人民共和国")) if match else ()
        if match is not None and found:
            return found + _further_orders(note, match.end())
    return ()


def _further_orders(note: str, offset: int) -> tuple[str, ...]:
    """…委员会令第8号、…总局令第11号发布: the bodies of the orders behind the first one."""
    found: tuple[str, ...] = ()
    match = _FURTHER_ORDER.match(note, offset)
    while match is not None:
        found += bodies_on(match["who"])
        match = _FURTHER_ORDER.match(note, match.end())
    return found


def _after_date(words: str) -> str:
    """What follows a date, or 经 and 由, in the words before a verb."""
    return re.sub(r"^(?:.*[年月日])?(?:已?[经由])?", "", words.strip())


def merge(*sources: tuple[str, ...]) -> tuple[str, ...]:
    """The issuers from the best source that names any, in its order.

    A fuller form of the same name in a later source replaces the shorter one (凤凰镇人民政府 →
    凤凰县凤凰镇人民政府); a source that names more bodies, all of the earlier ones among them, wins.
    """
    best: tuple[str, ...] = ()
    for source in sources:
        found = _unique(source)
        if not best:
            best = found
            continue
        best = tuple(_fuller(name, found, best) for name in best)
        if len(found) > len(best) and all(name in found for name in best):
            best = found
    return best


def prefer_title(signed: tuple[str, ...], named: tuple[str, ...]) -> tuple[str, ...]:
    """The signature's bodies, unless the title names quite others: then it is an inner text's."""
    if not named or not signed:
        return signed
    alike = any(a.endswith(b) or b.endswith(a) for a in signed for b in named)
    return signed if alike or any(a in b or b in a for a in signed for b in named) else ()


def _fuller(name: str, others: tuple[str, ...], besides: tuple[str, ...]) -> str:
    """The longer form of the same name among others, or the name itself; one of the issuers `besides`
    and this one run together (县委办公室县政府办公室) is no longer form."""
    for other in others:
        if len(other) > len(name) and other.endswith(name) and other[: -len(name)] not in besides:
            return other
    return name


def _unique(names: tuple[str, ...]) -> tuple[str, ...]:
    """Each name once, in order."""
    return tuple(dict.fromkeys(names))
