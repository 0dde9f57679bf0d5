"""What a reference is for: it founds, repeals, amends, forwards, prints, extends, or is mentioned. Pure.

The role is told by the verb that governs the reference in its own sentence; in a list, by the sentence
or heading that opens the list (决定废止下列文件：). Names are masked, so 废止 inside a 《》 never counts.
"""

from __future__ import annotations

import re
from bisect import bisect_right

from corpus.document import CitationRole
from corpus.lexicon import structure_words
from corpus.structure.attachments import normal_title
from corpus.structure.citation_lists import grounds_in, list_roles
from corpus.structure.clauses import whole_sentence_end, whole_sentence_start
from corpus.structure.sheet import Sheet

_REPEAL = structure_words.any_of("repeal_verbs")
_EXTEND = structure_words.any_of("extend_verbs")
_AMEND = structure_words.any_of("amend_verbs")
_BASIS = structure_words.any_of("basis_verbs")
_CARRIER = r"(?:印发|发布|公布|颁布|颁发|下发|制发)"
_ITEMS = r"(?:《□*》|\([^()]{0,80}\)|[、,和及与以\d\s第条款项]|文件|等|原|规定|中的?|有关|关于)*"

_REPEALED_AFTER = re.compile(
    rf"(?P<gap>[^。;\n]{{0,260}}?)(?:同时|同步|一并|相应|随之|即行|自行|自动|均|全部|予以|宣布|宣告|即|自[^,。;《]{{2,30}}起|当日起)?,?"
    rf"(?P<verb>{_REPEAL})(?! ?(?:《|前|后|的(?!通知|决定|公告)|下列|以下|之日|日期|或|、(?!停)|和))"
)
_TURNS = re.compile(
    rf"{_BASIS}|制定|制订|决定|经(?=[^济])|现予|现将|凡|不得|违反|报|申请|处理|办理|废止《"
)
_REPEALING_BEFORE = re.compile(
    rf"(?<![不已被])(?:{_REPEAL}|取代|替代|代替)(?![前后])[^。;《》\n,]{{0,24}}?(?:《□*》{_ITEMS})?[^。;《》\n,]{{0,16}}\Z"
)
_IS_BASIS = re.compile(
    rf"(?:{_BASIS})(?!的)(?:[^。;《》]{{4,60}}?,(?:以及|并根据|和|及))?(?:[^。;《》,]{{0,40}}?(?:《□*》{_ITEMS})?[^。;《》,]{{0,16}}"
    r"|(?:[^。;《》,()]{0,24}(?:《□*》|\([^()]{0,80}\))){2,20}[^。;《》,()]{0,16})\Z"
)
_EXTENDED_AFTER = re.compile(rf"{_ITEMS}[^。;《》\n]{{0,60}}?{_EXTEND}")
_EXTENDING_BEFORE = re.compile(
    rf"(?:延长|延续|继续(?:施行|执行|实施))[^。;《》,\n]{{0,12}}?{_ITEMS}\Z"
)
_AMENDING_BEFORE = re.compile(
    rf"(?:{_AMEND})(?!后|前|的|通过|并?(?:公布|发布|颁布|施行|实施))[^。;《》,\n]{{0,8}}?{_ITEMS}\Z"
)
_AMENDED_AFTER = re.compile(
    rf"{_ITEMS}[^。;《》\n]{{0,60}}?(?:作(?:如下|出|以下|部分)?(?:如下|以下)?{_AMEND}|{_AMEND}为|(?:进行|予以){_AMEND}"
    rf"|部分(?:内容|条款)[^。;\n]{{0,12}}{_AMEND}|予以删[除去]|{_AMEND}如下|补充(?:规定|通知|公告|说明)?如下)"
)
_FORWARDING_BEFORE = re.compile(
    rf"(?:转发|批转|翻印|转印)(?:了|给你们)?[^。;《》,\n]{{0,24}}?{_ITEMS}\Z"
)
_FORWARDED_AFTER = re.compile(rf"{_ITEMS}[^。;《》\n]{{0,20}}?(?:转发|批转)(?:给|你)")
_PRINTING_BEFORE = re.compile(rf"(?:{_CARRIER})(?:了)?(?!的|之)(?:修订(?:后)?的|新的)?{_ITEMS}\Z")
_PRINTED_AFTER = re.compile(
    rf"{_ITEMS}(?:已[经由]?[^。;《》]{{0,80}},?)?[^。;《》\n]{{0,24}}?(?:现|特|予以|一并)?[^。;《》\n]{{0,12}}?{_CARRIER}(?:给|你们|,|。|执行|\Z|如下|实施|施行)"
)
_MADE_BEFORE = re.compile(r"(?:制[定订]|形成|编制|起草|拟[定订]|修[订改])(?:了|完成)?\Z")
_MADE_AFTER = re.compile(
    rf"{_ITEMS}(?:\(以下[^()]{{0,30}}\))?,?(?:已[经由]?[^。;《》]{{0,80}},)?[^。;《》\n]{{0,12}}?(?:现(?:予|将)?[^。;《》\n]{{0,12}}?{_CARRIER}|予以{_CARRIER}"
    r"|请[^。;《》\n]{0,40}?执行)"
)
_ENCLOSED = re.compile(r"\((?:详?见)?附件[^()]{0,8}\)")
_PASSED_AFTER = re.compile(
    rf"已[经由]?[^。;《》]{{0,80}}(?:通过|同意|批准)。\n?现(?:予|将)?以?{_CARRIER}"
)
"""制定了《X》，现予发布; 修订后的《X》（见附件）; 《X》已经…会议通过。现印发给你们."""
_ENDED_IN_PART = re.compile(
    r"(?:\([^()]{0,40}\)|《□*》|[、和及与 ]){0,8}(?:中|第[^。;《》]{1,12}条)[^。;《》]{0,40}(?:规定|内容|要求|限值|条款)"
)
_NO_LONGER = re.compile(
    r"不再(?:执行|适用|实行|按照?)[^。;《》]{0,12}(?:《□*》|\([^()]{0,40}\)|[、和及与 ]){0,8}\Z"
)
_FOUNDING = re.compile(structure_words.any_of("founding_words"))
_LEADING_BASIS = re.compile(
    r"\A\s*(?:第 ?[一1] ?条 *)?(?:根据|依据|依照|按照|遵照|为了?(?:深入|全面|认真|进一步)?(?:贯彻|落实|实施))"
)
_LATER_BASIS = re.compile(r"[,;] ?现?(?:根据|依据) ?[^。;《》,]{0,16}《")
_FOUNDS_THIS = re.compile(r"(?:特|研究|结合[^。;]{0,20})?制[定订](?:了)?(?:本|如下|以下)")
"""根据…，制定本办法 founds the paper wherever it stands: in a cover, under 一、, in the annex."""
_ATTRIBUTE = re.compile(r"[^。;《]{0,80}(?:公布|发布|颁布|修改|修订|修正|印发)(?:、|的|,|《)")
_CHANGED_BY = re.compile(r"[^。;《》]{0,30}(?:修改|修订|修正)的?(?:、|《|,(?=根据))")
_FORM = re.compile(
    r"(?:证|执照|证书|证明|表|票|单|申请书|通知书|决定书|告知书|承诺书|报告书|协议书|合同|提示函|意见书)\Z"
)
_NOW = re.compile(r"现(?:予|将|就)?(?!行|有|状|场)|特此|随文|给你们|予以(?:印发|公布|发布|转发)")
_MOST_BEFORE, _NEXT = 240, 24


class RoleReader:
    """Reads roles in one sheet.

    `founding` are the extents in which a basis may stand (preamble, 第一条); `title` is the extent of
    the title; `own_number` that of the paper's own number; `body` is where the head ends, `own_names`
    the normalised titles of the paper and of the document it carries.
    """

    def __init__(
        self,
        sheet: Sheet,
        founding: tuple[tuple[int, int], ...],
        title: tuple[int, int] | None,
        own_number: tuple[int, int] | None,
        body: int = 0,
        own_names: frozenset[str] = frozenset(),
    ) -> None:
        self.own_number = own_number
        self._body = body
        self._own_names = own_names
        self._sheet = sheet
        self._founding = founding
        self._title = title
        self._starts = [line.start for line in sheet.lines]
        self._listed = list_roles(sheet)
        self._grounds = grounds_in(sheet)

    def role(self, start: int, end: int, name: str | None, *, listed: bool = True) -> CitationRole:
        """The role of the reference at `start`…`end`; `name` is None for one without 《》.

        With `listed` it takes the role of the list it stands in where its sentence tells none.
        """
        in_title = self._in_title(start)
        if (start < self._body and not in_title) or (name is not None and _FORM.search(name)):
            return CitationRole.MENTION
        before, after = self._context(start, end)
        if (_ATTRIBUTE if name is None else _CHANGED_BY).match(after):
            return CitationRole.MENTION
        for test in (_repeal, _extend, _amend, _forward):
            role = test(before, after)
            if role is not None:
                return role
        own = in_title or (name is not None and normal_title(name) in self._own_names)
        if name is not None and _prints(before, self._beyond(after, end), own=own):
            return CitationRole.PRINT
        return self._ground(start, before, listed=listed)

    def _ground(self, start: int, before: str, *, listed: bool) -> CitationRole:
        """Basis or mention, or the role of the list; 依照 outside the founding places founds nothing."""
        led = _IS_BASIS.search(before) is not None
        if any(low <= start < high for low, high in self._grounds) or (led and self._founds(start)):
            return CitationRole.BASIS
        return (None if led or not listed else self._of_list(start)) or CitationRole.MENTION

    def listed_titles(self) -> list[tuple[int, int]]:
        """Extents of titles that stand without 《》 in a list of texts: a cell or a line by itself."""
        found: list[tuple[int, int]] = []
        for line, role in zip(self._sheet.lines, self._listed, strict=True):
            if role is None:
                continue
            start = line.start
            numbered = _LISTED_NUMBER.search(line.words) is not None
            for cell in self._sheet.text[line.start : line.end].split("\t"):
                words = self._sheet.masked[start : start + len(cell)]
                lead = _SERIAL.match(words)
                begin = lead.end() if lead else 0
                title = _NUMBER_TAIL.sub("", words[begin:])
                if _LISTED_TITLE.fullmatch(title) or (numbered and _NAMED_TITLE.fullmatch(title)):
                    found.append((start + begin, start + begin + len(title)))
                start += len(cell) + 1
        return found

    def _context(self, start: int, end: int) -> tuple[str, str]:
        """The masked words of the sentence before and behind the reference; a title is one sentence."""
        masked = self._sheet.masked
        if self._in_title(start) and self._title is not None:
            low, high = self._title
            return masked[low:start].replace("\n", ""), masked[end:high].replace("\n", "")
        low = max(whole_sentence_start(self._sheet.plain, start), start - _MOST_BEFORE)
        return masked[low:start], masked[end : whole_sentence_end(self._sheet.plain, end) + 1]

    def _beyond(self, after: str, end: int) -> str:
        """The words behind a reference with the beginning of the next sentence: …通过。现印发给你们."""
        return after + self._sheet.masked[end + len(after) : end + len(after) + _NEXT]

    def repeats_face(self, start: int, words: str) -> bool:
        """Whether a reference stands in the head only because title or number is printed again, or a
        further issuer's number beside it (…令第8号、…令第11号发布)."""
        if self._in_title(start):
            own = self._sheet.text[slice(*self.own_number)] if self.own_number else ""
            return bool(own) and "".join(words.split()).endswith("".join(own.split()))
        if self._body <= start:
            return False
        if self.own_number and self.own_number[1] < start:
            between = self._sheet.plain[self.own_number[1] : start]
            if between.strip() in ("、", ","):
                return True
        face = ""
        for extent in (self._title, self.own_number):
            face += self._sheet.text[extent[0] : extent[1]] if extent else ""
        return "".join(words.split()) in "".join(face.split())

    def _in_title(self, start: int) -> bool:
        return self._title is not None and self._title[0] <= start < self._title[1]

    def _founds(self, start: int) -> bool:
        """Whether the reference stands in the preamble or 第一条, in a sentence that founds something."""
        low = whole_sentence_start(self._sheet.plain, start)
        words = self._sheet.masked[low : whole_sentence_end(self._sheet.plain, start) + 1]
        if _FOUNDS_THIS.search(words):
            return True
        inside = any(low <= start < high for low, high in self._founding)
        return inside and any(
            pattern.search(words) for pattern in (_FOUNDING, _LEADING_BASIS, _LATER_BASIS)
        )

    def _of_list(self, start: int) -> CitationRole | None:
        """The role the opening of a list gives to its items."""
        at = bisect_right(self._starts, start) - 1
        return self._listed[at] if 0 <= at < len(self._listed) else None


def _repeal(before: str, after: str) -> CitationRole | None:
    """决定废止《X》; 《X》同时废止; 对《X》予以废止; not 根据《Y》…决定废止《X》 for Y."""
    if _NO_LONGER.search(before) and _ENDED_IN_PART.match(after):
        return None
    if _REPEALING_BEFORE.search(before):
        return CitationRole.REPEAL
    match = _REPEALED_AFTER.match(after)
    if match is None:
        return None
    gap = match["gap"]
    if _TURNS.search(gap) or (_IS_BASIS.search(before) and "》" not in gap and "," in gap):
        return None
    return CitationRole.REPEAL


def _extend(before: str, after: str) -> CitationRole | None:
    """《X》有效期延长至…, 《X》继续有效, 关于延长《X》有效期."""
    if _EXTENDING_BEFORE.search(before) and not re.match(r"[^。;]{0,20}废止", after):
        return CitationRole.EXTEND
    match = _EXTENDED_AFTER.match(after)
    if match is None or _IS_BASIS.search(before):
        return None
    return CitationRole.EXTEND


def _amend(before: str, after: str) -> CitationRole | None:
    """关于修改《X》; 对《X》作如下修改; 将《X》第四条修改为."""
    if _AMENDING_BEFORE.search(before) and not after.startswith(("修改", "修订")):
        return CitationRole.AMEND
    aimed = re.search(r"(?:对|将|把)[^。;]{0,60}\Z", before) is not None
    if not aimed and (before.strip() or re.match(r"[^。;]{0,60}(?:对|违反)", after)):
        return None
    return CitationRole.AMEND if _AMENDED_AFTER.match(after) else None


def _forward(before: str, after: str) -> CitationRole | None:
    """转发《X》, 批转《X》, 现将《X》转发给你们."""
    if _FORWARDING_BEFORE.search(before) or _FORWARDED_AFTER.match(after):
        return CitationRole.FORWARD
    return None


def _prints(before: str, after: str, *, own: bool) -> bool:
    """关于印发《X》的通知; 现将《X》印发给你们; 《X》已经…通过，现予公布."""
    if _PRINTING_BEFORE.search(before):
        return own or _NOW.search(before) is not None
    if _MADE_BEFORE.search(before) and _MADE_AFTER.match(after):
        return True
    if re.search(r"修[订改]后的\Z", before) and _ENCLOSED.match(after):
        return True
    if not before.strip() and _PASSED_AFTER.match(after):
        return True
    if _IS_BASIS.search(before):
        return False
    match = _PRINTED_AFTER.match(after)
    return match is not None and _NOW.search(before + match.group()) is not None


_SERIAL = re.compile(
    r" *(?:(?:[0-9]{1,3}|[一二三四五六七八九十]{1,3}) *[.、 ]|\([0-9一二三四五六七八九十]{1,3}\))? *"
)
_NUMBER_TAIL = re.compile(r" *\([^()]{3,60}号[^()]{0,12}\)[;,。、]?\Z|[;,。、 ]+\Z")
_LISTED_NUMBER = re.compile(r"[〔\[(【][12][0-9]{3}[〕\])】] ?第?[0-9]{1,5} ?号|令第?[0-9]{1,4}号")
_NAMED_TITLE = re.compile(
    rf"(?=[^()]{{5}})[一-鿿〇“”、·0-9]{{4,60}}(?:\([一-鿿]{{1,8}}\)[一-鿿]{{0,30}})?(?:{'|'.join(structure_words.genres())})(?:\([^()]{{1,12}}\))?"
)
"""柳溪县集市管理办法 in a row that has a number: the name of a text without 《》 and 关于."""
_LISTED_TITLE = re.compile(
    rf"(?:[一-鿿]{{2,30}})?(?:关于[^。;:]{{2,120}}的?|印发《□+》的|转发《□+》的)"
    rf"(?:{'|'.join(structure_words.genres())})(?:\([^()]{{1,12}}\))?"
)
