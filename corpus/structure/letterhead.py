"""The head of a paper: which of its first lines are 版头, notes, labels, title, addressees. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from corpus.lexicon import structure_words
from corpus.structure.dates import DATE, lone_date
from corpus.structure.doc_number import own_on_line
from corpus.structure.issuers import bodies_on
from corpus.structure.sheet import Line, Sheet

_LONGEST_HEAD = 60
_LONG_LINE = 90
_NUMERAL = r"[0-9零〇○一二三四五六七八九十百千]{1,6}"
FIRST_PROVISION = re.compile(
    rf"第 ?{_NUMERAL} ?(?:[编章节](?: |\Z|[一-鿿 ]{{1,30}}\Z)|条(?: |\Z|\(|(?![规第的款和、所中至或及])))"
    r"|[一二三四五六七八九十]{1,3} ?、|\([一二三四五六七八九十]{1,3}\)|目 ?录\Z|前 ?言\Z|1 ?[.、](?![0-9])"
)
_NOTE_VERB = "(?:通过|公布|发布|修订|修正|批准|施行|实施|颁布|印发|修改|起草)"
_NOTE = re.compile(
    rf"[(〔\[][^。;]{{0,600}}{_NOTE_VERB}[^。;]{{0,80}}\Z|(?:根据|自|从|经)? ?(?=[^。;]{{4,12}}[月./\-]){DATE}[^。;]{{0,160}}{_NOTE_VERB}[^。;]{{0,30}}[)]?(?:。(?:根据|自|经))?\Z"
    rf"|{DATE}[^。;]{{4,60}}(?:通过|公布|发布) ?[^。;]{{0,600}}(?:修订|修正)[)]?\Z"
    rf"|经? ?{DATE}[^。;]{{2,80}}通过[。;] ?现予以?(?:公布|发布)[^。;]{{0,40}}。?\Z"
)
_LABEL_ALONE = re.compile(rf"(?:{structure_words.any_of('head_labels')}) ?[:|]")
_LABEL = re.compile(r"[一-鿿 ]{2,10} ?[:|] ?\S")
_SECRECY = re.compile(
    r"(?:绝密|机密|秘密|特急|加急|平急|急件|内部文件|明电)[★☆*· ]{0,4}.{0,10}\Z|[0-9]{6}\Z|签发人.{0,200}\Z|(?:第? ?[0-9]{1,4} ?[期号份]\Z)"
    r"|附 ?(?:件|表|录) ?[0-9一二三四五六七八九十]{0,3} ?:?\Z|[★☆※*●■◆◇_=—\-·. ]{1,80}\Z"
)
_NEWS = re.compile(rf"{DATE} ?,")
_SPOKEN = re.compile(r"如下|现将|根据|为了|为进一步|你们|研究|[。;]|附件")
_CARRY_ON = re.compile(r"(?:关于|印发|转发|批转|发布|公布)")


_FORM_CELL = re.compile(
    r"(?:来文|收文|阅文|办文|发文)(?:单位|机关|文号|字号|日期|时间|时限|编号)|公文(?:标题|处理)|拟办意见|处理意见|领导批示|紧急程度"
    r"|公开方式|(?:单位)?收文|承办(?:人|单位|部门|意见)|办理(?:结果|时限|情况)|审批(?:意见|人|单位)|审核(?:意见|人)|核稿|拟稿"
    r"|填[表发报](?:人|单位|日期|时间)|经办人|联系(?:人|电话)|身份证|统一社会信用代码|申请(?:人|单位|日期|事项|理由)"
    r"|案件(?:名称|编号)|项目(?:名称|代码|单位)|(?:建设|用地|施工)(?:单位|位置|面积|规模)|证(?:件)?号|有效期限|发证机关|通知内容|备 ?注\Z"
)
_A_FORM = 4
"""So many lines of the head that begin with a form's label, and the page is a form (审批表, 文件处理单):
none of them is title or letterhead."""


class LineKind(Enum):
    """What a line of the head is."""

    NUMBER = "number"
    SECRECY = "secrecy"
    LETTERHEAD = "letterhead"
    NOTE = "note"
    DATE = "date"
    LABEL = "label"
    TITLE = "title"  # a line that may be part of the title


@dataclass(frozen=True, slots=True)
class Head:
    """The head: its lines with their kinds, the addressees, and the index of the first body line."""

    lines: tuple[Line, ...]
    kinds: tuple[LineKind, ...]
    addressees: tuple[str, ...]
    body_start: int

    def of(self, kind: LineKind) -> tuple[Line, ...]:
        """The lines of one kind."""
        return tuple(ln for ln, k in zip(self.lines, self.kinds, strict=True) if k is kind)


def read_head(sheet: Sheet) -> Head:
    """Cuts the head off: everything before the addressees or the first sentence or provision."""
    lines = sheet.lines
    stop = next((i for i, line in enumerate(lines[:_LONGEST_HEAD]) if _ends_head(line)), None)
    if stop is None:
        stop = min(len(lines), _LONGEST_HEAD)
    addressees, begin, after = _addressees(sheet, stop)
    head = lines[:begin]
    return Head(head, _kinds(head), addressees, after)


def _ends_head(line: Line) -> bool:
    """Whether a line is an addressee, a provision or a sentence."""
    words = line.words
    if _SECRECY.match(words):
        return False
    if is_addressee(words):
        return True
    if FIRST_PROVISION.match(words):
        return True
    if _NOTE.match(words):
        return False
    if _NEWS.match(words) or (("。" in words or ";" in words) and len(words) > 12):
        return True
    return len(words) > _LONG_LINE or (words.endswith(":") and bool(_SPOKEN.search(words)))


_SOMEBODY = re.compile(
    r"[各省市州县区乡镇村街局委厅办处院会府社所站校厂场部组队园科室民×X]|公司|集团|中心|单位|代表|委员|同志|先生|女士|朋友|业主|[农住商用]户|企业|银行"
)
"""What 主送机关 has a sign of; 说明：, 应遵守下列要求： and 纳税人识别号： are none."""


def is_addressee(words: str) -> bool:
    """Whether a line is 主送机关: ends with a colon, names no value and says no sentence."""
    if not words.endswith(":") or len(words) > 400 or _SPOKEN.search(words):
        return False
    if _LABEL_ALONE.fullmatch(words.replace(" ", "")):
        return False
    if len(words) < 3 or ":" in words[:-1] or FIRST_PROVISION.match(words):
        return False
    return _SOMEBODY.search(words) is not None


def _addressees(sheet: Sheet, stop: int) -> tuple[tuple[str, ...], int, int]:
    """The addressees with the index of their first line and of the line after them."""
    lines = sheet.lines
    if stop >= len(lines) or not is_addressee(lines[stop].words):
        return (), stop, stop
    begin = stop
    while begin and lines[begin - 1].words[-1] in "、," and stop - begin < 8:
        begin -= 1
    raw = "".join("".join(sheet.text[ln.start : ln.end].split()) for ln in lines[begin : stop + 1])
    return tuple(_names(raw[:-1])), begin, stop + 1


_WHOLE = re.compile(
    r"(?:政府|局|委|会|办|处|室|单位|部门|机构|企业|公司|厅|院|校|中心|所|站|村|组|队|科室|社区|园区|场|社|部|商户|业主|居民)[）)]?\Z"
)


def _names(raw: str) -> list[str]:
    """The bodies of an address line; 各乡、镇人民政府 is one, 镇直各单位、各村民委员会 are two."""
    out: list[str] = []
    depth, begin, soft = 0, 0, False
    for at, glyph in enumerate(raw + ","):
        depth += (glyph in "（([") - (glyph in "）)]")
        if (depth > 0 and at < len(raw)) or glyph not in "、,，":
            continue
        part = raw[begin:at]
        if out and soft and (len(part) <= 2 or not _WHOLE.search(out[-1])):
            out[-1] += "、" + part
        elif part:
            out.append(part)
        begin, soft = at + 1, glyph == "、"
    return out


def _kinds(head: tuple[Line, ...]) -> tuple[LineKind, ...]:
    """The kind of every head line, read from the last upwards so that a name can look ahead."""
    kinds: list[LineKind] = []
    follows_title = False
    labels = {i for i, line in enumerate(head) if _LABEL_ALONE.fullmatch(line.packed)}
    cells = {i for i, line in enumerate(head) if _FORM_CELL.match(line.words)}
    cells = cells if len(cells) >= _A_FORM else set()
    for i, line in reversed(list(enumerate(head))):
        kind = _kind(line, carries_on=follows_title)
        if i in cells or i in labels or (i - 1 in labels and kind is not LineKind.NUMBER):
            kind = LineKind.LABEL
        above = head[i - 1] if i else None
        follows_title = kind is LineKind.TITLE and (
            bool(bodies_on(line.words))
            or _CARRY_ON.match(line.words) is not None
            or (above is not None and _of_one_look(above, line))
        )
        kinds.append(kind)
    return tuple(reversed(kinds))


_BARE_GENRE = 4


def _of_one_look(above: Line, line: Line) -> bool:
    """Whether a line looks in every way like the title's line below it: a body's name is then part of
    the title (机关 + 事由 + 文种, GB/T 9704-2012 7.3.1), no letterhead."""
    one, other = above.block, line.block
    if one.size is None or one.red is True or above.words.endswith("文件"):
        return False
    if len(line.packed) <= _BARE_GENRE:
        return False  # 凤凰镇人民政府 over 通告: the letterhead of a notice that is called nothing else
    return (
        one.size == other.size and one.align == other.align == "center" and one.bold == other.bold
    )


def _kind(line: Line, *, carries_on: bool) -> LineKind:
    """One line; `carries_on` tells that the next line goes on with 关于 or 印发."""
    words = line.words
    if own_on_line(line) is not None:
        return LineKind.NUMBER
    if lone_date(words) is not None:
        return LineKind.DATE
    if _SECRECY.match(words):
        return LineKind.SECRECY
    if bodies_on(words):
        named = words.endswith("文件") or line.block.red is True
        return LineKind.LETTERHEAD if named or not carries_on else LineKind.TITLE
    if words.replace(" ", "") in ("文件", "公文"):
        return LineKind.LETTERHEAD
    if _NOTE.match(words) and not words.startswith("(试行"):
        return LineKind.NOTE
    if _LABEL.match(words) and "关于" not in words.partition(":")[0]:
        return LineKind.LABEL
    return LineKind.TITLE


def labelled(head: Head, group: str) -> tuple[Line, int] | None:
    """The first line 发布日期：… of a marker group and the offset in the line where its value begins."""
    pattern = re.compile(rf"{structure_words.any_of(group)} ?[:|] ?")
    return label_value(head, pattern)


def label_value(head: Head, pattern: re.Pattern[str]) -> tuple[Line, int] | None:
    """The first label line that a pattern opens; the value may stand on the line below it."""
    lines = head.of(LineKind.LABEL)
    for n, line in enumerate(lines):
        match = pattern.match(line.words)
        if match is not None and match.end() < len(line.words):
            return line, match.end()
        if match is None and pattern.fullmatch(line.packed) is None:
            continue
        if n + 1 < len(lines) and not _LABEL_ALONE.match(lines[n + 1].packed):
            return lines[n + 1], 0
    return None
