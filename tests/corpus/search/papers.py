"""Made-up official papers for search tests and the bench: many words, brackets, numerals of every kind."""

from __future__ import annotations

import random

from corpus.search.engine import Entry
from corpus.search.terms import FoldedFields

_TOWNS = ("凤溪", "石桥", "大坪", "临河", "松岭", "白沙", "新店", "柳湾", "高台", "双塘")
_BODIES = ("镇人民政府", "乡人民政府", "镇司法所", "街道办事处", "镇农业服务中心")
_TOPICS = (
    "农田水利",
    "护林防火",
    "殡葬改革",
    "畜禽养殖",
    "集贸市场",
    "河道采砂",
    "危房改造",
    "计划生育",
    "道路交通安全",
    "烟花爆竹",
    "村级公益事业",
    "农村宅基地",
    "食品摊贩",
    "生活垃圾分类",
    "秸秆禁烧",
    "校园周边",
)
_GENRES = ("管理办法", "实施细则", "实施方案", "暂行规定", "若干意见", "通知")
_SUBJECTS = (
    "各村民委员会",
    "镇属各单位",
    "辖区内的个体工商户",
    "外来务工人员",
    "施工企业",
    "养殖户",
)
_VERBS = ("应当", "不得", "可以", "必须", "一律", "按规定", "及时", "如实")
_ACTS = (
    "缴纳保证金",
    "向镇人民政府提出申请",
    "办理登记手续",
    "接受监督检查",
    "以资代劳",
    "签订责任书",
    "报告有关情况",
    "落实“三包”责任",
    "提交身份证明和权属材料",
    "清运、填埋或者焚烧",
    "享受每亩补贴",
    "参加冬春修水利义务工",
)
_TAILS = (
    "逾期不办的，处以{n}元以下罚款。",
    "期限为{n}个工作日；特殊情况经批准可延长{n}日。",
    "具体标准另行制定（见附件{n}）。",
    "依照《{law}》第{c}条的规定处理。",
    "由村两委会同驻村干部于{y}年{m}月底前完成。",
    "资金按照7∶2∶1的比例分担，折合人民币{n}．5万元。",
    "联系电话：０８３６－{n}{n}，邮箱 Office{n}@example.org。",
    "有效期至二○{d}{d}年十二月三十一日止。",
)
_LAWS = ("土地管理法", "森林法", "水法", "行政处罚法", "村民委员会组织法", "道路交通安全法")
_DIGITS = "〇一二三四五六七八九"


def _character_words(rng: random.Random, size: int) -> list[str]:
    """Words of ordinary characters that no list above has, for a vocabulary as wide as a library's."""
    return ["".join(chr(rng.randrange(0x4E00, 0x5A00)) for _ in range(2)) for _ in range(size)]


class PaperMaker:
    """Makes papers one after the other; the same seed makes the same papers."""

    def __init__(self, seed: int) -> None:
        self._rng = random.Random(seed)
        self._rare = _character_words(self._rng, 20000)

    def entry(self, id_: int, length: int) -> Entry:
        """A paper as the library would give it to an engine; `length` is about its characters."""
        title, number, issuer, body = self.paper(length)
        return Entry(id_, FoldedFields.of(title, number, [issuer], body), sequence=id_ + 1)

    def paper(self, length: int) -> tuple[str, str, str, str]:
        """Title, 发文字号, issuer and text."""
        rng = self._rng
        town = rng.choice(_TOWNS)
        issuer = town + rng.choice(_BODIES)
        year = rng.randrange(1985, 2026)
        title = f"{issuer}关于{rng.choice(_TOPICS)}{rng.choice(_TOPICS)}的{rng.choice(_GENRES)}"
        left, right = rng.choice(("〔〕", "[]", "［］", "【】", "（）"))
        number = f"{town[0]}府发{left}{year}{right}{rng.randrange(1, 200)}号"
        parts = [issuer, number, title]
        article = 0
        while sum(map(len, parts)) < length:
            article += 1
            parts.append(f"第{article}条　{self._sentence()}{self._sentence()}")
        parts.append(f"{issuer}\n{year}年{rng.randrange(1, 13)}月{rng.randrange(1, 29)}日")
        return title, number, issuer, "\n".join(parts)

    def _sentence(self) -> str:
        rng = self._rng
        tail = rng.choice(_TAILS).format(
            n=rng.randrange(2, 900),
            law=rng.choice(_LAWS),
            c=rng.choice(_DIGITS[1:]) + "十" + rng.choice(_DIGITS[1:]),
            y=rng.randrange(1985, 2026),
            m=rng.randrange(1, 13),
            d=rng.choice(_DIGITS),
        )
        rare = "".join(rng.choices(self._rare, k=5))
        return f"{rng.choice(_SUBJECTS)}{rng.choice(_VERBS)}{rng.choice(_ACTS)}，{rare}，{tail}"
