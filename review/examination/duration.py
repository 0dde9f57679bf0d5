"""V2 what ends by itself, V3 trials, V4 tasks of a time, A1 age. Pure.

A title whose years are over is medium, and weak where the paper pays, compensates or deals with land: such rules
outlive the task. Age and 试行 without a rule of the place only make a person look.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from corpus.numerals import parse_number
from corpus.structure.sheet import plain_copy
from review.examination.case import Case, Ground, Turn, chinese_date, finding
from review.examination.rulebook import Rule
from review.examination.subject import evidence, made_between, sentence_at
from review.finding import Stance, Strength
from review.relation import RelationKind

_PLAN_END = {"": 2005, "一": 2010, "二": 2015, "三": 2020, "四": 2025, "五": 2030}
_CAMPAIGN_YEARS = 4
"""Years after which a campaign named without a year is surely over."""
_OPEN_TITLE = re.compile(
    r"补偿|补助|补贴|安置|征收|征地|收费|标准|低保|最低|养老|医疗|价格|工资|奖励|土地|宅基地|承包|税|费"
)
_OPEN_BODY = re.compile(
    r"长期(有效|执行|实施)|以后(各)?年度?|今后每年|每年(均|都)?按|持续执行|(补偿|补助|安置|青苗|征地)[^。;\n]{0,12}标准"
    r"|有效期至?[^。;\n]{0,20}(长期|新(的)?规定)"
)
_ERAS = (
    (date(1979, 7, 1), "改革开放初期法制恢复以前"),
    (date(1993, 11, 14), "社会主义市场经济体制确立以前"),
    (date(2004, 7, 1), "《行政许可法》施行以前"),
    (date(2018, 5, 16), "国办发〔2018〕37号印发以前"),
)


def face_words(case: Case) -> str:
    """The title as the rules read it: full-width signs made one, without blanks."""
    return plain_copy(case.document.title or "").replace(" ", "")


def check_lapse(rule: Rule, case: Case) -> Iterator[Ground]:
    """届满自动失效: the paper ends itself, and nobody has to repeal it."""
    own = case.document.valid_until
    if own is None or own.last_day >= case.today or "失效" not in case.plain or _prolonged(case):
        return
    for pattern in rule.patterns:
        for match in pattern.finditer(case.masked):
            start, end = sentence_at(case.document.text, match.start(), match.end())
            if rule.match(case.masked[start:end]):
                reason = f"自定期限已于{chinese_date(own)}届满，文件写明期满自动失效。"
                quote = evidence(case.subject, start, end)
                yield Ground(finding(case, rule, reason, quote), reason, own.last_day)
                return


def _prolonged(case: Case) -> bool:
    """Whether a later paper prolonged the term or keeps the paper."""
    about = case.corpus.relations_to(case.subject.source)
    return any(r.kind is RelationKind.EXTEND for r in about)


def check_trial(rule: Rule, case: Case) -> Iterator[Ground]:
    """试行、暂行 beyond the limit of the place; without such a limit only a remark."""
    made = made_between(case.document)
    if made is None or case.document.valid_until is not None or _prolonged(case):
        return
    if not rule.match(face_words(case)):
        return
    limit = case.profile.trial_years
    age = (
        case.today.year
        - made[1].year
        - ((case.today.month, case.today.day) < (made[1].month, made[1].day))
    )
    if limit is not None and made[0] >= case.profile.since:
        if age >= limit:
            text = f"名称为试行或暂行，印发已满{age}年，超过当地规定的{limit}年。"
            yield Ground(finding(case, rule, text, case.face()), text)
        return
    if age >= 3:
        text = f"名称为试行或暂行，印发已满{age}年，请核对是否已经转正或另有期限。"
        turn = Turn(strength=Strength.WEAK, stance=Stance.NOTE, neutral=True)
        yield Ground(finding(case, rule, text, case.face(), turn), text)


def check_timebound(rule: Rule, case: Case) -> Iterator[Ground]:
    """A title that names the time of its task, and that time is over."""
    words = face_words(case)
    match = rule.match(words)
    made = made_between(case.document)
    if match is None or case.document.valid_until is not None or _prolonged(case):
        return
    end = _end_year(match, made)
    if end is None or end >= case.today.year - 1 or (made is not None and end < made[0].year - 1):
        return
    strength = None
    if _OPEN_TITLE.search(words) or made is None or _OPEN_BODY.search(case.plain):
        strength = Strength.WEAK
    reason = _time_reason(match, made, end)
    found = finding(case, rule, reason, case.face(), Turn(strength=strength))
    yield Ground(found, reason, date(end, 12, 31))


def _time_reason(match: re.Match[str], made: tuple[date, date] | None, end: int) -> str:
    """The sentence for the annex; a campaign without a year is dated by the paper."""
    task = match.group().strip("《》")
    if made is None or match.groupdict().get("year") or match.groupdict().get("to"):
        return f"系为{task}而发，所定期间已于{end}年底届满，任务已结束。"
    if match.groupdict().get("plan") is not None:
        return f"系为{task}而发，规划期已于{end}年底届满。"
    return f"系为{task}而发，印发于{made[1].year}年，阶段性任务应已结束。"


def _end_year(match: re.Match[str], made: tuple[date, date] | None) -> int | None:
    """The last year of the task: named, of a five-year plan, or some years after the paper."""
    named = match.groupdict()
    last = named.get("to") or named.get("year")
    if last is not None:
        year = int(last)
        return year if year > 100 else (int(named["since"]) // 100) * 100 + year
    if named.get("plan") is not None:
        return _PLAN_END[named["plan"]]
    if made is None:
        return None
    span = parse_number(named["span"]) if named.get("span") else None
    return made[1].year + (span or _CAMPAIGN_YEARS)


def check_age(rule: Rule, case: Case) -> Iterator[Ground]:
    """When the paper was made, as a prior for a person: never a reason."""
    made = made_between(case.document)
    if made is None:
        return
    era = next((words for limit, words in _ERAS if made[1] < limit), None)
    if era is not None and rule.match(era):
        text = f"制定于{era}，请着重核对依据和内容。"
        turn = Turn(stance=Stance.NOTE, neutral=True)
        yield Ground(finding(case, rule, text, case.face(), turn), text)
