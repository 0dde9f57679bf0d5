"""OFD: lines by place, templates, deltas, composed units, watermarks apart, pages that are pictures."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from base.errors import Unreadable
from corpus.block import Block, BlockKind, Reading
from corpus.formats.ofd import OfdReader, page_picture
from tests.corpus.formats.ofd_papers import image_object, ofd, text_object

PICTURE = (
    '<ofd:MultiMedias><ofd:MultiMedia ID="7" Type="Image"><ofd:MediaFile>p.png</ofd:MediaFile>'
    "</ofd:MultiMedia></ofd:MultiMedias>"
)


def _read(path: Path) -> Reading:
    return OfdReader().read(path)


def _texts(reading: Reading, kind: BlockKind = BlockKind.PARAGRAPH) -> list[str]:
    return [block.text for block in reading.blocks if block.kind is kind]


def _png(width: int = 60, height: int = 80) -> bytes:
    stream = io.BytesIO()
    Image.new("L", (width, height), 128).save(stream, "PNG")
    return stream.getvalue()


def test_lines_come_by_their_place_and_not_by_their_order_in_the_file(tmp_path: Path) -> None:
    path = ofd(
        tmp_path / "a",
        [
            text_object("第二条 本办法适用于全镇河道。", 40, 90),
            text_object("柳溪镇河道管理办法", 60, 40, 7.8),
            text_object("第一条 为了加强河道管理，制定本办法。", 40, 70),
        ],
    )
    assert _texts(_read(path)) == [
        "柳溪镇河道管理办法",
        "第一条 为了加强河道管理，制定本办法。",
        "第二条 本办法适用于全镇河道。",
    ]


def test_full_lines_are_joined_to_one_paragraph(tmp_path: Path) -> None:
    path = ofd(
        tmp_path / "a",
        [
            text_object("　　为了加强全镇河道管理工作，保障行洪安全，现将有", 28, 70),
            text_object("关的事项通知如下，请各村民委员会结合本村实际认真地", 28, 80),
            text_object("组织落实。", 28, 90),
        ],
    )
    (text,) = _texts(_read(path))
    assert text.startswith("为了加强")
    assert text.endswith("现将有关的事项通知如下，请各村民委员会结合本村实际认真地组织落实。")


def test_a_block_carries_page_box_size_and_red(tmp_path: Path) -> None:
    red = '<ofd:FillColor Value="255 0 0"/>'
    path = ofd(tmp_path / "a", [text_object("柳溪镇人民政府文件", 60, 50, 10.6, red)])
    (block,) = _read(path).blocks
    assert (block.page, block.size, block.red, block.align) == (1, 30.0, True, "center")
    assert block.box is not None
    assert 0.27 < block.box.left < 0.3
    assert 0.13 < block.box.top < 0.17


def test_a_colour_may_come_from_a_drawing_parameter(tmp_path: Path) -> None:
    params = (
        '<ofd:DrawParams><ofd:DrawParam ID="3" Relative="4"/><ofd:DrawParam ID="4">'
        '<ofd:FillColor Value="230 0 18"/></ofd:DrawParam></ofd:DrawParams>'
    )
    words = text_object("柳溪镇人民政府文件", 60, 50).replace('ID="9"', 'ID="9" DrawParam="3"')
    (block,) = _read(ofd(tmp_path / "a", [words], resources=params)).blocks
    assert block.red is True


def test_steps_between_letters_may_be_counted_and_may_turn_into_the_next_line(
    tmp_path: Path,
) -> None:
    words = (
        '<ofd:TextObject ID="1" Boundary="30 40 100 30" Size="5"><ofd:TextCode X="0" Y="5" '
        'DeltaX="g 3 5 -15 5" DeltaY="g 3 0 9 0">河道管理办法</ofd:TextCode></ofd:TextObject>'
    )
    assert _texts(_read(ofd(tmp_path / "a", [words]))) == ["河道管理", "办法"]


def test_the_template_of_a_page_is_read_with_it_and_page_numbers_are_headers(
    tmp_path: Path,
) -> None:
    template = text_object("柳溪镇政府公报", 80, 15, 4)
    pages = [
        [text_object(f"第{n}条 各村应当加强巡查。", 40, 80), text_object(f"— {n} —", 100, 280)]
        for n in "一二三"
    ]
    pages = [[*page[:1], text_object(f"— {at} —", 100, 280)] for at, page in enumerate(pages, 1)]
    reading = _read(ofd(tmp_path / "a", *pages, template=template))
    assert _texts(reading) == [f"第{n}条 各村应当加强巡查。" for n in "一二三"]
    headers = _texts(reading, BlockKind.HEADER)
    assert headers.count("柳溪镇政府公报") == 3
    assert {"— 1 —", "— 2 —", "— 3 —"} <= set(headers)


def test_a_composed_unit_is_read_where_it_is_placed(tmp_path: Path) -> None:
    unit = (
        '<ofd:CompositeGraphicUnits><ofd:CompositeGraphicUnit ID="6" Width="200" Height="200">'
        f"<ofd:Content>{text_object('第一条 各村应当加强巡查。', 10, 20)}</ofd:Content>"
        "</ofd:CompositeGraphicUnit></ofd:CompositeGraphicUnits>"
    )
    use = '<ofd:CompositeObject ID="2" ResourceID="6" Boundary="30 100 150 50"/>'
    reading = _read(ofd(tmp_path / "a", [text_object("办法", 90, 50), use], resources=unit))
    assert _texts(reading) == ["办法", "第一条 各村应当加强巡查。"]


def test_units_that_hold_one_another_do_not_go_on_for_ever(tmp_path: Path) -> None:
    inner = '<ofd:CompositeObject ID="2" ResourceID="6" Boundary="0 0 9 9"/>' * 40
    unit = (
        '<ofd:CompositeGraphicUnits><ofd:CompositeGraphicUnit ID="6" Width="9" Height="9">'
        f"<ofd:Content>{inner}</ofd:Content></ofd:CompositeGraphicUnit></ofd:CompositeGraphicUnits>"
    )
    with pytest.raises(Unreadable) as caught:
        _read(ofd(tmp_path / "a", [inner, text_object("办法", 90, 50)], resources=unit))
    assert caught.value.code == "too_large"


def test_watermarks_stand_apart_once(tmp_path: Path) -> None:
    note = (
        '<ofd:Annot Type="Watermark" ID="1"><ofd:Appearance Boundary="20 20 100 100">'
        f"{text_object('内部资料', 0, 10)}</ofd:Appearance></ofd:Annot>"
    )
    slanted = "".join(
        text_object("请勿外传", 20 * n, 100).replace(
            "<ofd:TextObject", '<ofd:TextObject CTM="0.7 -0.7 0.7 0.7 0 0"'
        )
        for n in range(4)
    )
    path = ofd(tmp_path / "a", [text_object("河道办法", 90, 50), slanted], annotations=note * 5)
    reading = _read(path)
    assert _texts(reading) == ["河道办法"]
    assert sorted(_texts(reading, BlockKind.HEADER)) == sorted(["请勿外传", "内部资料"])


def test_a_page_that_is_a_picture_waits_for_recognition(tmp_path: Path) -> None:
    path = ofd(
        tmp_path / "a",
        [text_object("第一条 各村应当加强巡查，保护河道。", 40, 80)],
        [image_object((0, 0, 210, 297))],
        resources=PICTURE,
        picture=_png(),
    )
    reading = _read(path)
    assert reading.bare_pages == (2,)
    assert [note.code for note in reading.notes] == ["scanned_pages"]
    assert page_picture(path, 2) == _png()
    assert page_picture(path, 1) is None


def test_a_picture_that_leaves_a_margin_is_set_on_a_page_of_the_right_shape(tmp_path: Path) -> None:
    path = ofd(
        tmp_path / "a", [image_object((50, 50, 105, 148.5))], resources=PICTURE, picture=_png()
    )
    data = page_picture(path, 1)
    assert data is not None
    image = Image.open(io.BytesIO(data))
    assert image.width / image.height == pytest.approx(210 / 297, abs=0.01)
    corner, middle = image.getpixel((2, 2)), image.getpixel((image.width // 2, image.height // 2))
    assert (corner, middle) == ((255, 255, 255), (128, 128, 128))


def test_text_of_a_second_document_in_the_file_follows(tmp_path: Path) -> None:
    body = "<ofd:DocBody><ofd:DocRoot>/doc_1/document.xml</ofd:DocRoot></ofd:DocBody>"
    path = ofd(tmp_path / "a", [text_object("第一份文件", 90, 50)], body=body)
    import zipfile

    with zipfile.ZipFile(path) as old:
        page = old.read("Doc_0/Pages/Page_0/Content.xml").decode().replace("第一份", "第二份")
        document = old.read("Doc_0/Document.xml")
    with zipfile.ZipFile(path, "a") as out:
        out.writestr("Doc_1/Document.xml", document)
        out.writestr("Doc_1/Pages/Page_0/Content.xml", page)
    reading = _read(path)
    assert _texts(reading) == ["第一份文件", "第二份文件"]
    assert (reading.pages, [block.page for block in reading.blocks]) == (2, [1, 2])


def test_text_drawn_as_outlines_is_refused_with_what_to_do(tmp_path: Path) -> None:
    outline = "<ofd:PathObject ID='1' Boundary='0 0 9 9'/>" * 40
    with pytest.raises(Unreadable) as caught:
        _read(ofd(tmp_path / "a", [outline]))
    assert caught.value.code == "unsupported"
    assert "轮廓" in caught.value.message


def test_a_dtd_is_refused(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "第一条">]>'
    with pytest.raises(Unreadable) as caught:
        _read(ofd(tmp_path / "a", [text_object("河道", 90, 50)], prologue=bomb))
    assert (caught.value.code, "DTD" in caught.value.message) == ("damaged", True)


def test_a_page_that_is_missing_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    path = ofd(tmp_path / "a", [text_object("河道管理", 90, 50)])
    import zipfile

    with zipfile.ZipFile(path) as old:
        entries = {name: old.read(name) for name in old.namelist()}
    entries["Doc_0/Document.xml"] = entries["Doc_0/Document.xml"].replace(
        b"</ofd:Pages>", b'<ofd:Page ID="101" BaseLoc="../../../etc/passwd"/></ofd:Pages>'
    )
    with zipfile.ZipFile(path, "w") as out:
        for name, content in entries.items():
            out.writestr(name, content)
    reading = _read(path)
    assert [(note.code, note.page) for note in reading.notes] == [("lost_pages", 2)]
    assert reading.blocks[0] == Block(
        "河道管理",
        page=1,
        **{
            name: getattr(reading.blocks[0], name)
            for name in ("box", "size", "red", "align", "lines")
        },
    )


def test_letters_that_run_down_the_page_are_read_by_columns_from_the_right(tmp_path: Path) -> None:
    def column(text: str, x: float) -> str:
        return (
            f'<ofd:TextObject ID="1" Boundary="{x} 40 6 200" Size="6"><ofd:TextCode X="0" Y="6" '
            f'DeltaX="g 20 0" DeltaY="g 20 6">{text}</ofd:TextCode></ofd:TextObject>'
        )

    reading = _read(ofd(tmp_path / "a", [column("加强巡查", 80), column("各村应当", 100)]))
    assert "".join(_texts(reading)) == "各村应当加强巡查"


def test_digits_set_a_characters_width_apart_are_one_number(tmp_path: Path) -> None:
    path = ofd(tmp_path / "a", [text_object("自2026年11月30日起施行，共12条。", 40, 60)])
    assert _texts(_read(path)) == ["自2026年11月30日起施行，共12条。"]


def test_a_number_in_a_list_at_the_top_of_a_page_is_no_page_number(tmp_path: Path) -> None:
    first = [text_object("柳溪镇河道保洁目录", 40, 60)]
    items = ["2", "柳溪镇河道保洁办法", "3", "柳溪镇水库管理办法", "4", "柳溪镇水井管理办法"]
    second = [text_object(text, 40, 36 + 10 * at) for at, text in enumerate(items)]
    assert _texts(_read(ofd(tmp_path / "a", first, second)))[1:] == items


def test_a_page_number_below_the_text_stays_apart(tmp_path: Path) -> None:
    lines = [text_object(f"第{'一二三四五六'[at]}条 各村。", 40, 226 + 10 * at) for at in range(6)]
    reading = _read(ofd(tmp_path / "a", [*lines, text_object("2", 40, 283)]))
    assert _texts(reading, BlockKind.HEADER) == ["2"]
