"""What is decided about a document, why, and whether it is one of ours at all. Pure.

Sources: 国办发〔2018〕37号、115号 (identification and exclusions); published cleanup results (reasons).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum


class Disposition(Enum):
    """继续有效、废止、宣布失效、拟修改."""

    KEEP = "keep"
    REPEAL = "repeal"
    EXPIRE = "expire"
    REVISE = "revise"

    @property
    def label(self) -> str:
        """The Chinese word; 废止 and 失效 are never merged."""
        return DISPOSITION_LABELS[self]


DISPOSITION_LABELS = {
    Disposition.KEEP: "继续有效",
    Disposition.REPEAL: "废止",
    Disposition.EXPIRE: "失效",
    Disposition.REVISE: "拟修改",
}


class ReasonCode(Enum):
    """The primary fact behind a disposition; a profile maps it to a disposition, since places differ."""

    R1 = "R1"
    R2 = "R2"
    R3 = "R3"
    R4 = "R4"
    R5 = "R5"
    R6 = "R6"
    R7 = "R7"
    R8 = "R8"
    R9 = "R9"
    R10 = "R10"
    R11 = "R11"
    R12 = "R12"
    R13 = "R13"
    R14 = "R14"
    R15 = "R15"
    R16 = "R16"
    R17 = "R17"
    R18 = "R18"

    @property
    def label(self) -> str:
        """The standard wording of the reason."""
        return REASON_LABELS[self]


REASON_LABELS = {
    ReasonCode.R1: "与上位法抵触",
    ReasonCode.R2: "制定依据已废止",
    ReasonCode.R3: "制定依据已修改",
    ReasonCode.R4: "已被本机关新文件替代",
    ReasonCode.R5: "已被上级新规定涵盖",
    ReasonCode.R6: "有效期届满",
    ReasonCode.R7: "试行、暂行期满",
    ReasonCode.R8: "任务已完成或阶段性工作结束",
    ReasonCode.R9: "调整对象已消失",
    ReasonCode.R10: "制定、实施机关撤并或职能划转",
    ReasonCode.R11: "政策已取消",
    ReasonCode.R12: "明显不适应经济社会发展",
    ReasonCode.R13: "程序缺陷（未公布、未审核）",
    ReasonCode.R14: "妨碍统一市场和公平竞争",
    ReasonCode.R15: "违法设定许可、处罚、收费等",
    ReasonCode.R16: "内容重复",
    ReasonCode.R17: "已被明文废止",
    ReasonCode.R18: "仍需执行且内容合法",
}


class Answer(Enum):
    """是/否/存疑."""

    YES = "yes"
    NO = "no"
    DOUBT = "doubt"

    @property
    def label(self) -> str:
        """The Chinese word."""
        return {Answer.YES: "是", Answer.NO: "否", Answer.DOUBT: "存疑"}[self]


class Exclusion(Enum):
    """Why a paper is not a 行政规范性文件 (115号; union of local lists)."""

    INTERNAL = "internal"
    PERSONNEL = "personnel"
    ORGANISATION = "organisation"
    AWARD = "award"
    MEETING = "meeting"
    REPORT = "report"
    PLAN_OF_WORK = "plan_of_work"
    EMERGENCY = "emergency"
    PLANNING = "planning"
    STANDARD = "standard"
    ALLOCATION = "allocation"
    SPECIFIC = "specific"
    NOTICE = "notice"
    FORWARDING = "forwarding"
    SECRET = "secret"  # noqa: S105 - 涉密, no password
    PARTY = "party"
    LEGISLATION = "legislation"

    @property
    def label(self) -> str:
        """The Chinese class name."""
        return EXCLUSION_LABELS[self]


EXCLUSION_LABELS = {
    Exclusion.INTERNAL: "内部管理规范、工作制度",
    Exclusion.PERSONNEL: "人事任免",
    Exclusion.ORGANISATION: "机构编制、议事协调机构",
    Exclusion.AWARD: "表彰奖惩、通报",
    Exclusion.MEETING: "会议纪要、会议通知、讲话",
    Exclusion.REPORT: "请示、报告、函、批复",
    Exclusion.PLAN_OF_WORK: "工作方案、要点、计划、总结",
    Exclusion.EMERGENCY: "应急预案",
    Exclusion.PLANNING: "规划",
    Exclusion.STANDARD: "技术标准、操作规程",
    Exclusion.ALLOCATION: "下达计划、资金、指标",
    Exclusion.SPECIFIC: "具体行政决定",
    Exclusion.NOTICE: "便民告知",
    Exclusion.FORWARDING: "单纯转发",
    Exclusion.SECRET: "涉密或不公开",
    Exclusion.PARTY: "党组织文件、村规民约",
    Exclusion.LEGISLATION: "法律、法规、规章、司法解释",
}


@dataclass(frozen=True, slots=True)
class Identification:
    """Is it a 行政规范性文件? Answer, exclusion class when 否, and the ids of the rules that spoke."""

    answer: Answer
    exclusion: Exclusion | None = None
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a person proposes or decides for one document.

    `disposition` None means 不属于规范性文件, then `exclusion` says which class. A 拟修改 carries the
    responsible `unit` and the `deadline`. `reason` is the sentence that goes into the annex.
    """

    disposition: Disposition | None
    reason: str
    reason_code: ReasonCode | None = None
    exclusion: Exclusion | None = None
    unit: str | None = None
    deadline: date | None = None

    def agrees_with(self, other: Outcome) -> bool:
        """Two outcomes agree when they lead to the same list; the wording may differ."""
        return self.disposition is other.disposition
