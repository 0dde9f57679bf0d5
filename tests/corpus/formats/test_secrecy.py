"""Papers that carry a 密级 are refused; papers that speak about secrets are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from base.errors import Unreadable
from corpus.block import Block, Reading
from corpus.formats import registry
from corpus.formats.secrecy import refuse_marked
from tests.corpus.formats.samples import docx, paragraph


def _reading(*lines: str) -> Reading:
    return Reading("txt", "txt", tuple(Block(line) for line in lines))


@pytest.mark.parametrize(
    "mark", ["机密★1年", "秘密★10年", "绝密", "机 密★ 1 年", "秘　密", "000001\t机密★1年", "秘密★"]
)
def test_a_mark_near_the_top_is_refused(mark: str) -> None:
    with pytest.raises(Unreadable) as caught:
        refuse_marked(_reading(mark, "柳溪镇人民政府文件", "关于河道的通知"))
    assert caught.value.code == "secret"


@pytest.mark.parametrize(
    "line",
    [
        "机密文件管理办法",
        "本文件不属于国家秘密",
        "秘密级以上文件应当登记。",
        "商业秘密",
        "保守国家秘密法",
    ],
)
def test_a_sentence_about_secrets_is_no_mark(line: str) -> None:
    refuse_marked(_reading(line, "第一条 为了保守秘密。"))


def test_a_word_far_down_the_page_is_no_mark() -> None:
    refuse_marked(_reading("关于定密的通知", *(["正文。"] * 8), "机密"))


def test_a_mark_on_a_later_page_is_no_mark_of_the_paper() -> None:
    refuse_marked(Reading("pdf", "pdf", (Block("通知", page=1), Block("机密★1年", page=2)), 2))


def test_the_registry_refuses_a_marked_paper(tmp_path: Path) -> None:
    path = docx(tmp_path / "a", paragraph("机密★1年") + paragraph("关于河道的通知"))
    with pytest.raises(Unreadable) as caught:
        registry.read(path)
    assert caught.value.code == "secret"
