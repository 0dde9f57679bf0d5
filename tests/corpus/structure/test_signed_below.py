"""A notice signed only under the text it carries, and a series whose name is set wide."""

from __future__ import annotations

from tests.corpus.papers import read

NOTICE = """{head}
云府发〔2018〕14号
关于印发《云屏镇河道管理办法》的通知
各村：
现将《云屏镇河道管理办法》印发给你们，请照办。
云屏镇河道管理办法
第一条 为了管好河道，制定本办法。
第二条 本办法自2018年5月1日起施行。
{foot}
2018年3月19日"""


def test_the_signature_under_the_carried_text_is_the_notices_own() -> None:
    document = read(NOTICE.format(head="南麓县云屏镇人民政府文件", foot="云屏镇人民政府"))
    assert document.signed_on is not None
    assert document.signed_on.iso == "2018-03-19"
    assert document.issuers == ("南麓县云屏镇人民政府",)
    assert document.effective_on is not None
    assert document.effective_on.iso == "2018-05-01"


def test_the_title_may_name_the_body_that_signs_below() -> None:
    words = NOTICE.format(head="内部文件", foot="云屏镇人民政府")
    document = read(words.replace("关于印发", "云屏镇人民政府关于印发", 1))
    assert document.signed_on is not None
    assert document.signed_on.iso == "2018-03-19"


def test_another_bodys_signature_under_the_carried_text_is_not_the_notices() -> None:
    document = read(NOTICE.format(head="南麓县云屏镇人民政府文件", foot="南麓县水利局"))
    assert document.signed_on is None
    assert document.issuers == ("南麓县云屏镇人民政府",)


def test_a_kind_set_wide_names_the_series_of_the_number_below_it() -> None:
    document = read(
        "白渡区临江街道办事处\n通　告\n2023年第4号\n为了防火，现通告如下：\n一、禁止上山。"
    )
    assert document.doc_number is not None
    assert document.doc_number.key == "通告|2023|4"


def test_a_signature_run_in_between_the_list_of_annexes_and_the_annex_is_read() -> None:
    document = read(
        "为便利群众，现将收费事项公告如下。本公告自发布之日起施行。特此公告。附件：云屏镇渡口收费标准"
        "云屏镇人民政府2016年7月5日附件云屏镇渡口收费标准一、行人每次一元。二、自行车每次二元。"
    )
    assert document.issuers == ("云屏镇人民政府",)
    assert document.signed_on is not None
    assert document.signed_on.iso == "2016-07-05"


def test_a_day_in_front_of_another_annex_signs_nothing() -> None:
    document = read(
        "请各村按时报送材料。附件：云屏镇渡口收费标准送县水利局2016年7月5日附件登记表一、姓名。二、住址。"
    )
    assert document.issuers == ()
    assert document.signed_on is None
