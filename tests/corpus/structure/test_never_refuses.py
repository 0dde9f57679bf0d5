"""Whatever stands in the blocks: no refusal, exact spans, bounded time."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.block import Block, BlockKind, Reading
from corpus.document import Document, Span
from corpus.structure.assemble import assemble

PIECES = st.sampled_from(
    [
        "凤凰镇人民政府", "文件", "凤府发〔2015〕12号", "关于", "印发", "《", "》", "〈", "〉", "用水办法", "的通知",
        "各村：", "第一条", "第二条", "第九十条", "　", " ", "\n", "\t", "一、", "（一）", "1.", "（1）", "①", "附件", "附件1：",
        "2015年3月4日", "二○一五年三月四日", "85.3.12", "2015年13月4日", "自", "起施行", "自公布之日起施行", "，", "。", "；", "：",
        "有效期5年", "有效期至", "本办法", "根据", "同时废止", "决定废止", "以下简称", "（", "）", "“", "”", "抄送：", "印发", "号",
        "继续有效", "作如下修改：", "第一章", "目录", "国务院令第4号", "水", "𠮷", "\u200b", "A", "9", "○", "通过",
    ]
)  # fmt: skip
TEXTS = st.lists(PIECES, max_size=60).map("".join)
KINDS = st.sampled_from(list(BlockKind))
BLOCKS = st.lists(st.builds(Block, TEXTS, KINDS, st.sampled_from([None, 1, 2, 3])), max_size=8)


def spans_of(document: Document) -> list[Span]:
    """Every span a document rests on."""
    dates = (
        document.signed_on, document.issued_on, document.printed_on, document.effective_on,
        document.valid_until,
    )  # fmt: skip
    numbers = [document.doc_number, *(citation.doc_number for citation in document.citations)]
    spans = [fact.span for fact in dates if fact] + [number.span for number in numbers if number]
    return [span for span in (*spans, document.title_span) if span is not None]


@settings(max_examples=400, deadline=None)
@given(BLOCKS, st.sampled_from([None, 3]))
def test_every_span_is_exact_and_every_node_lies_in_the_text(
    blocks: list[Block], pages: int | None
) -> None:
    document = assemble(Reading("txt", "test", tuple(blocks), pages))
    kept = [block.text for block in blocks if block.kind is not BlockKind.HEADER]
    assert document.text == "\n".join(kept)
    for span in spans_of(document):
        assert document.text[span.start : span.end] == span.quote
        assert span.quote
    for citation in document.citations:
        assert 0 <= citation.start < citation.end <= len(document.text)
        assert citation.name or citation.doc_number
    eids = [node.eid for node in document.provisions]
    assert len(set(eids)) == len(eids)
    for node in document.provisions:
        assert 0 <= node.start <= node.end <= len(document.text)
        assert document.text[node.start :].startswith(node.label)
    assert len(document.page_starts) == (pages or 0)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300))
def test_any_text_at_all_is_read(text: str) -> None:
    assert assemble(Reading("txt", "test", (Block(text),))).text == text


@pytest.mark.parametrize(
    "unit",
    [
        "《", "《》", "（", "第", "第一条", "第一条 ", "一、", "（一）", "二○一五年", "2015年3月4日",
        "自2015年3月1日起施行，", "有效期5年，", "本办法", "根据《A》", "《A》同时废止", "凤府发〔2015〕12号", "〔2015〕",
        "人民政府 ", "以下简称", "0", "○", " ", "附件\n", "一、\n", "2015年3月4日\n附件\n",
        "刑法第一条、", "〔2015〕1号、", "附件1\n第一条 甲\n", "“第三条修改为：“", "GB 1-2031\n", "# ", "自本公告发布之日起，",
    ],
)  # fmt: skip
def test_time_grows_no_faster_than_the_text(unit: str) -> None:
    def seconds(length: int) -> float:
        text = unit * (length // len(unit))
        blocks = (Block(text),)
        started = time.process_time()
        assemble(Reading("txt", "test", blocks))
        return time.process_time() - started

    seconds(1_000)
    short, long = seconds(20_000), seconds(160_000)
    # eight times the text may take eight times as long, with room for noise; a square takes 64
    assert long < 24 * max(short, 0.02)


def test_an_empty_reading_gives_an_empty_document() -> None:
    assert assemble(Reading("txt", "test", ())) == Document("")
