"""发文字号 in its historical shapes."""

from __future__ import annotations

import pytest

from corpus.structure.doc_number import numbers_in, own_number
from corpus.structure.sheet import plain_copy
from tests.corpus.papers import read, sheet_of

OWN = [
    ("凤府发〔2015〕12号", "凤府发", 2015, 12),
    ("凤府发[2015]12号", "凤府发", 2015, 12),
    ("凤府发［2015］12号", "凤府发", 2015, 12),
    ("凤府发【2015】12号", "凤府发", 2015, 12),
    ("凤府发(2015)12号", "凤府发", 2015, 12),
    ("凤府发（2015）12号", "凤府发", 2015, 12),
    ("凤府发﹝2015﹞12号", "凤府发", 2015, 12),
    ("凤府发〈2015〉12号", "凤府发", 2015, 12),
    ("凤府发{2015}12号", "凤府发", 2015, 12),
    ("凤府发〔2015〕12號", "凤府发", 2015, 12),
    ("凤府发〔２０１５〕１２号", "凤府发", 2015, 12),
    ("凤府发〔2015〕 12 号", "凤府发", 2015, 12),
    ("凤 府 发 〔 2015 〕 12 号", "凤府发", 2015, 12),
    ("凤府发〔2O15〕l2号", "凤府发", 2015, 12),
    ("凤府发〔2015〕第12号", "凤府发", 2015, 12),
    ("凤府发〔2015〕012号", "凤府发", 2015, 12),
    ("凤府发〔2015年〕12号", "凤府发", 2015, 12),
    ("凤府发〔二○○三〕5号", "凤府发", 2003, 5),
    ("凤府发（87）第3号", "凤府发", 1987, 3),
    ("凤府发(1987)第3号", "凤府发", 1987, 3),
    ("凤府发（05）3号", "凤府发", 2005, 3),
    ("凤府发(1985)字第12号", "凤府发", 1985, 12),
    ("凤府字[1992]15号", "凤府字", 1992, 15),
    ("凤府办字〔2012〕42号", "凤府办字", 2012, 42),
    ("（83）凤革一函第26号", "凤革一函", 1983, 26),
    ("（1987）凤府字第3号", "凤府字", 1987, 3),
    ("凤府字第15号", "凤府字", None, 15),
    ("凤凰市人民政府令第12号", "凤凰市人民政府令", None, 12),
    ("凤凰市人民政府令 第 12 号", "凤凰市人民政府令", None, 12),
    ("凤凰市人民政府令第九号", "凤凰市人民政府令", None, 9),
    ("通告 2019年第4号", "通告", 2019, 4),
    ("公告2005年第45号", "公告", 2005, 45),
    ("2016年第31号公告", "公告", 2016, 31),
    ("2016年第3号联合公告", "联合公告", 2016, 3),
    (
        "凤凰县水利局、凤凰县林业局联合公告2020年第5号",
        "凤凰县水利局、凤凰县林业局联合公告",
        2020,
        5,
    ),
    ("凤府办发明电〔2018〕15号", "凤府办发明电", 2018, 15),
    ("凤府〔2019〕12-1号", "凤府", 2019, 12),
    ("〔2019〕第4号", "", 2019, 4),
]


@pytest.mark.parametrize(("line", "prefix", "year", "serial"), OWN)
def test_the_own_number_is_normalised(
    line: str, prefix: str, year: int | None, serial: int
) -> None:
    sheet = sheet_of(line)
    found = own_number(sheet, sheet.lines)
    assert found is not None
    assert (found.prefix, found.year, found.serial) == (prefix, year, serial)
    noun = found.noun(sheet)
    assert noun.span is not None
    assert sheet.text[noun.span.start : noun.span.end] == noun.span.quote
    assert noun.text == "".join(noun.span.quote.split())


@pytest.mark.parametrize(
    "line",
    [
        "凤府发〔2015〕12号    签发人：李四",
        "发文字号：凤府发〔2015〕12号",
        "（凤府发〔2015〕12号）",
        "机密★1年  凤府发〔2015〕12号",
        "000123  凤府发〔2015〕12号",
        "凤府发〔2015〕12号文件",
    ],
)
def test_what_stands_beside_the_number_is_left_off(line: str) -> None:
    sheet = sheet_of(line)
    found = own_number(sheet, sheet.lines)
    assert found is not None
    assert found.noun(sheet).text == "凤府发〔2015〕12号"


CITED = [
    ("根据国发〔2011〕4号和其他规定", ["国发〔2011〕4号"]),
    ("为落实凤府办函〔2010〕69号", ["凤府办函〔2010〕69号"]),
    ("1985年5月2日凤政发〔1985〕167号", ["凤政发〔1985〕167号"]),
    ("（以下简称凤政办字〔2017〕20号）", ["凤政办字〔2017〕20号"]),
    ("县水利局作出凤水资发（2018）366号", ["凤水资发（2018）366号"]),
    ("原凤明规〔2020〕1号文失效", ["凤明规〔2020〕1号"]),
    ("按凤办发(1985)49号执行", ["凤办发(1985)49号"]),
    ("（中华人民共和国住房和城乡建设部令第11号）", ["中华人民共和国住房和城乡建设部令第11号"]),
    ("同步废止凤杨府【2013】11号文", ["凤杨府【2013】11号"]),
    ("依照凤府发〔2015〕12号、凤府办〔2016〕3号执行", ["凤府发〔2015〕12号", "凤府办〔2016〕3号"]),
    ("《办法》和凤府发〔2015〕12号", ["凤府发〔2015〕12号"]),
    ("决定对凤凰县水利局公告2023年第60号进行修订", ["凤凰县水利局公告2023年第60号"]),
    ("见和政发〔2010〕2号", ["和政发〔2010〕2号"]),
    ("本通知第3号样张", []),
    ("门牌第12号", []),
]


@pytest.mark.parametrize(("text", "numbers"), CITED)
def test_a_cited_number_is_cut_off_from_the_words_before_it(text: str, numbers: list[str]) -> None:
    plain = plain_copy(text)
    assert [text[n.start : n.end] for n in numbers_in(plain, 0, len(plain))] == numbers


def test_a_number_in_the_body_is_never_the_own_one() -> None:
    document = read("凤凰镇人民政府关于修路的通知\n各村：\n凤府发〔2010〕3号\n已经废止，请知悉。")
    assert document.doc_number is None


def test_a_number_inside_the_name_in_the_title_is_never_the_own_one() -> None:
    document = read("关于废止《集市管理办法》（凤府发〔2010〕3号）的通知\n各村：\n予以废止。")
    assert document.doc_number is None


def test_a_number_in_brackets_behind_the_title_is_the_own_one() -> None:
    document = read("关于封山禁牧的通告（凤府发〔2015〕12号）\n各村：\n请遵守。")
    assert document.title == "关于封山禁牧的通告"
    assert document.doc_number is not None
    assert document.doc_number.key == "凤府发|2015|12"


def test_a_serial_alone_takes_the_order_above_it_for_its_prefix() -> None:
    document = read(
        "凤凰市人民政府令\n第12号\n《凤凰市养犬管理办法》已经市政府会议通过，现予公布。"
    )
    assert document.doc_number is not None
    assert (document.doc_number.prefix, document.doc_number.year) == ("凤凰市人民政府令", None)
    assert document.inner_title == "凤凰市养犬管理办法"


def test_a_number_without_a_year_takes_that_of_the_signature() -> None:
    document = read(
        "凤府字第15号\n关于修渠的通知\n各村：\n请修渠。\n凤凰公社革命委员会\n一九七五年三月五日"
    )
    assert document.doc_number is not None
    assert document.doc_number.key == "凤府字|1975|15"


@pytest.mark.parametrize(
    ("note", "number"),
    [
        ("2005年8月3日中华人民共和国凤凰院令第443号公布", "中华人民共和国凤凰院令第443号"),
        (
            "（2010年5月6日凤凰市人民政府令第12号公布 自2010年7月1日起施行）",
            "凤凰市人民政府令第12号",
        ),
        ("1990年6月4日 凤凰教育委员会令第10号、凤凰卫生部令第1号发布", "凤凰教育委员会令第10号"),
        ("根据2018年5月6日凤凰市人民政府令第99号修正", None),
        ("2010年5月6日凤凰市第三届人民代表大会常务委员会第七次会议通过", None),
    ],
)
def test_the_order_in_the_note_under_the_title_is_the_rules_number(
    note: str, number: str | None
) -> None:
    document = read(f"凤凰市集市管理办法\n{note}\n第一条 为管理集市，制定本办法。")
    assert (document.doc_number and document.doc_number.text) == number
    assert document.genre == "办法"
