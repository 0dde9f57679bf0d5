"""PDF: lines stand in the order in which a person reads them, and say what the page says."""

from __future__ import annotations

from pathlib import Path

from reportlab.lib.colors import red
from reportlab.pdfgen.canvas import Canvas

from corpus.block import Block, BlockKind
from corpus.formats.pdf import PdfReader
from tests.corpus.formats.samples import pdf, write


def _blocks(path: Path) -> list[Block]:
    return list(PdfReader().read(path).blocks)


def _texts(path: Path) -> list[str]:
    return [block.text for block in _blocks(path) if block.kind is not BlockKind.HEADER]


def test_joint_issuers_come_before_the_word_beside_them(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        write(canvas, 100, 740, "柳溪镇人民政府", 30, red)
        write(canvas, 100, 700, "柳溪镇水务中心", 30, red)
        write(canvas, 380, 718, "文件", 40, red)
        write(canvas, 220, 640, "柳政发〔2019〕7号")

    assert _texts(pdf(tmp_path / "a", draw)) == [
        "柳溪镇人民政府",
        "柳溪镇水务中心",
        "文件",
        "柳政发〔2019〕7号",
    ]


def test_three_issuers_also_where_the_word_stands_on_the_line_of_the_second(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        for at, name in enumerate(("柳溪镇人民政府", "柳溪镇水务中心", "柳溪镇林业中心")):
            write(canvas, 100, 740 - 40 * at, name, 28, red)
            if at == 1:
                write(canvas, 360, 698, "文件", 42, red)

    assert _texts(pdf(tmp_path / "a", draw)) == [
        "柳溪镇人民政府",
        "柳溪镇水务中心",
        "柳溪镇林业中心",
        "文件",
    ]


def test_the_cover_of_a_standard_reads_from_top_to_bottom_whatever_the_file_says(
    tmp_path: Path,
) -> None:
    def draw(canvas: Canvas) -> None:
        write(canvas, 400, 112, "发布", 14)
        write(canvas, 90, 160, "2019-03-06发布", 14)
        write(canvas, 400, 160, "2019-04-01实施", 14)
        write(canvas, 160, 100, "柳溪市水务局", 18)
        write(canvas, 160, 124, "柳溪市林业局", 18)
        write(canvas, 150, 500, "河道保洁作业规范", 26)

    assert _texts(pdf(tmp_path / "a", draw)) == [
        "河道保洁作业规范",
        "2019-03-06发布 2019-04-01实施",
        "柳溪市林业局",
        "柳溪市水务局",
        "发布",
    ]


LEFT = (
    "为了加强河道管理，保障行洪安",
    "全，改善水环境，发挥江河湖泊",
    "的综合效益，制定本办法。",
)
RIGHT = ("县级以上地方人民政府水行政主", "管部门是本行政区域的河道主管", "机关。")


def test_two_columns_keep_the_order_of_the_file(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        for left, rows in ((60, LEFT), (320, RIGHT)):
            for at, row in enumerate(rows * 2):
                write(canvas, left, 700 - 20 * at, row, 14)

    texts = _texts(pdf(tmp_path / "a", draw))
    assert texts == ["".join(LEFT)] * 2 + ["".join(RIGHT)] * 2


def test_what_is_printed_twice_for_boldness_is_read_once(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        for shift in (0, 0.4, 0.8):
            write(canvas, 150 + shift, 700, "河道管理2019年度报告", 22)
        write(canvas, 80, 640, "共计1100户，自2011年11月11日起。")

    assert _texts(pdf(tmp_path / "a", draw)) == [
        "河道管理2019年度报告",
        "共计1100户，自2011年11月11日起。",
    ]


def test_a_heading_drawn_twice_with_a_wide_shift_is_read_once(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        for shift in (0, 5):
            write(canvas, 150 + shift, 700, "柳溪市河道保洁标准", 18)
        write(canvas, 80, 640, "人人爱护河道，天天保洁。")

    assert _texts(pdf(tmp_path / "a", draw)) == ["柳溪市河道保洁标准", "人人爱护河道，天天保洁。"]


def test_a_line_printed_over_an_older_state_of_itself_is_read_once(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        for at, glyph in enumerate("柳溪市水利水电局"):
            write(canvas, 124 + 28 * at, 700, glyph, 16)
        write(canvas, 80, 600, "人人爱护河道，天天保洁。")
        for at, glyph in enumerate("柳溪市水利水电局"):
            write(canvas, 91 + 47 * at, 698.5, glyph, 16)

    assert _texts(pdf(tmp_path / "a", draw)) == ["柳溪市水利水电局", "人人爱护河道，天天保洁。"]


def test_a_word_printed_on_a_date_does_not_break_it_up(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        write(canvas, 265, 703, "发布", 14)
        write(canvas, 80, 640, "人人爱护河道，天天保洁。")
        write(canvas, 80, 700, "2019-03-06发布", 14)
        write(canvas, 220, 700, "2019-04-01实施", 14)

    texts = _texts(pdf(tmp_path / "a", draw))
    assert any("2019-04-01实施" in text for text in texts)


def test_dashes_are_never_taken_for_doubles(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        write(canvas, 80, 700, "河长——负责人……以及其他")

    assert _texts(pdf(tmp_path / "a", draw)) == ["河长——负责人……以及其他"]


def test_a_line_whose_letters_are_filed_by_font_is_read_from_the_left(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        for glyphs in ("环_保_部", "_境_护_"):
            for at, glyph in enumerate(glyphs):
                if glyph != "_":
                    write(canvas, 120 + 20 * at, 700, glyph, 18)
        write(canvas, 80, 600, "第二行正文。")

    assert _texts(pdf(tmp_path / "a", draw))[0] == "环境保护部"


def test_a_page_set_across_is_read_like_any_other(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setPageRotation(90)
        canvas.rotate(90)
        write(canvas, 80, -100, "第一行在上面，写到行尾为止。")
        write(canvas, 80, -130, "第二行在下面。")

    first, second = _blocks(pdf(tmp_path / "a", draw))
    assert (first.text, second.text) == ("第一行在上面，写到行尾为止。", "第二行在下面。")
    assert first.box is not None
    assert second.box is not None
    assert first.box.bottom < second.box.top
    assert first.box.left < 0.15
    assert 0.1 < first.box.top < 0.2


def test_a_page_set_across_but_shown_upright_has_its_places_as_shown(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.rotate(90)
        write(canvas, 80, -100, "第一行在上面，写到行尾为止。")
        write(canvas, 80, -130, "第二行在下面。")

    first, second = _blocks(pdf(tmp_path / "a", draw))
    assert first.text.startswith("第一行")
    assert first.box is not None
    assert second.box is not None
    assert first.box.right < second.box.left  # what is below when read stands right when shown
    assert first.box.bottom > 0.85


def test_hyphens_part_latin_words_only_at_the_end_of_a_line(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 12)
        for at, row in enumerate(
            (
                "The department keeps a register of every measure and of its infor-",
                "mation for the years 2014\xad2020, and shows it to all who ask, in the of-",
                "fice or by post.",
            )
        ):
            canvas.drawString(80, 700 - 16 * at, row)

    (text,) = _texts(pdf(tmp_path / "a", draw))
    assert "information for the years 2014-2020" in text
    assert "in the office" in text


def test_space_set_between_chinese_and_figures_is_no_blank(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        x = 80.0
        for piece in ("自", "2019", "年", "3", "月", "1", "日起施行，机密", "1", "年。"):
            write(canvas, x, 700, piece)
            x += canvas.stringWidth(piece, "STSong-Light", 16) + 4

    assert _texts(pdf(tmp_path / "a", draw)) == ["自2019年3月1日起施行，机密1年。"]


def test_radicals_that_fonts_give_for_characters_become_characters(tmp_path: Path) -> None:
    from corpus.formats.pdf_glyphs import _character

    assert "".join(_character(ord(glyph)) for glyph in "⽂⼈⺠⻓豈") == "文人民长豈"


def test_an_item_indented_as_a_whole_is_one_paragraph(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        write(canvas, 80, 740, "为了加强河道管理，保障行洪安全，有下列情形之一的，")
        write(canvas, 80, 716, "不得占用河道：")
        write(canvas, 112, 692, "1.在河道管理范围内倾倒垃圾和渣土、堆放物料的单")
        write(canvas, 112, 668, "位和个人；")
        write(canvas, 112, 644, "2.其他情形。")

    assert _texts(pdf(tmp_path / "a", draw)) == [
        "为了加强河道管理，保障行洪安全，有下列情形之一的，不得占用河道：",
        "1.在河道管理范围内倾倒垃圾和渣土、堆放物料的单位和个人；",
        "2.其他情形。",
    ]


def test_holes_that_another_font_fills_are_filled(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        words = "应对周围居住教学医疗等用途的敏感区域进行监测"
        for wanted in (0, 1):
            for at, glyph in enumerate(words):
                if (at % 5 == 3) == bool(wanted):
                    write(canvas, 80 + 16 * at, 700, glyph)
            write(canvas, 80, 640, "另起一行。" if not wanted else "")

    assert _texts(pdf(tmp_path / "a", draw))[0] == "应对周围居住教学医疗等用途的敏感区域进行监测"


def test_a_line_that_begins_with_leaning_letters_is_not_lost(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.saveState()
        canvas.transform(1, 0, 0.33, 1, 80, 700)
        write(canvas, 0, 0, "甲")
        canvas.restoreState()
        write(canvas, 97, 700, "代表河段的实测水位。")

    assert _texts(pdf(tmp_path / "a", draw)) == ["甲代表河段的实测水位。"]


def test_lines_wider_apart_than_a_paragraphs_are_paragraphs_of_their_own(tmp_path: Path) -> None:
    title = "柳溪市水利局关于延长河道保洁办法有效期并加强日常巡查监督管理工作的通知"

    def draw(canvas: Canvas) -> None:
        write(canvas, 84, 700, title, 12)
        write(canvas, 84, 673, "柳水发〔2019〕7号", 12)
        write(
            canvas,
            84,
            646,
            "根据河道保洁的需要，经评估，原办法继续实施，有效期延长至二〇三四年十二",
            12,
        )
        for at in range(1, 6):
            write(
                canvas,
                60,
                646 - 20 * at,
                "月三十一日，各有关单位应当按照职责分工加强巡查，及时清理河道里的垃圾和水草",
                12,
            )
        write(canvas, 84, 519, "特此通知。", 12)

    texts = _texts(pdf(tmp_path / "a", draw))
    assert texts[:2] == [title, "柳水发〔2019〕7号"]
    assert len(texts) == 4


def test_a_number_alone_below_a_full_title_line_begins_a_paragraph(tmp_path: Path) -> None:
    title = "柳溪市水利局关于延长河道保洁办法有效期并加强日常巡查监督管理工作的通知"
    body = "月三十一日，各有关单位应当按照职责分工加强巡查，及时清理河道里的垃圾和水草"

    def draw(canvas: Canvas) -> None:
        write(canvas, 84, 700, title, 12)
        write(canvas, 84, 680, "柳水发〔2019〕7号", 12)
        for at in range(5):
            write(canvas, 60, 660 - 20 * at, body, 12)

    assert _texts(pdf(tmp_path / "a", draw))[:2] == [title, "柳水发〔2019〕7号"]
