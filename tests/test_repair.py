"""Repairs, and the way back for every character."""

from __future__ import annotations

import pytest

from pipeline.extract import extract
from pipeline.notice import Block, Item, Notice, Source
from pipeline.structure.repair import repair


def repaired(text: str, *furniture: tuple[int, int]) -> Notice:
    notice = Notice("n", text, Source("n.txt", "", "text"))
    return repair(notice.adding(Block(start, end, "page_number") for start, end in furniture))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("改善路面 180 公里", "改善路面180公里"),
        ("推动 40 家企业( 含镇办)转型 ,提质", "推动40家企业（含镇办）转型，提质"),
        ("投资1,100万元:其中", "投资1,100万元：其中"),
        ("（IPv6, IPv4）", "（IPv6, IPv4）"),
        ("3. 5G网络", "3. 5G网络"),
        ("12. 65岁及以上老人免费体检", "12. 65岁及以上老人免费体检"),
        ("增长97. 16%", "增长97.16%"),
        ("建设 Wi Fi 热点", "建设Wi Fi热点"),
        ("金额３．５亿元", "金额３．５亿元"),
        # what a PDF prints for another character of the same shape: Kangxi radicals, their supplement, compatibility
        ("县⽔务局修⽔渠12⾥，惠及⼾数800⼾", "县水务局修水渠12里，惠及户数800户"),
        ("⻄河⻓制办公室推⻓⽣产", "西河长制办公室推长生产"),
        ("引进\uf90a融机构3家", "引进金融机构3家"),
        # signs that mean what they print stay
        ("厂房3万㎡，①②㈠Ⅲ类", "厂房3万㎡，①②㈠Ⅲ类"),
        # a bullet in private use, at a paragraph's beginning alone
        ("\ue5e53.修缮校舍", "●3.修缮校舍"),
        ("\u3000\uf06c\u3000修缮\uf06c校舍", "●修缮\uf06c校舍"),
        ("\u3000\u3000一、目标\u00a0任务", "一、目标任务"),
    ],
)
def test_inside_a_paragraph(text: str, expected: str) -> None:
    assert repaired(text).reading.text == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # a page break inside a word, inside a list, inside a date's sentence
        ("1.聚焦主导产业，重点攻坚高端装备、现代物流、生\n\n物医药四条产业链。", "1.聚焦主导产业，重点攻坚高端装备、现代物流、生物医药四条产业链。"),
        ("2.修缮校舍。（责任单位：县政府园\n\n区发展服务中心等）", "2.修缮校舍。（责任单位：县政府园区发展服务中心等）"),
        # a quotation that ends no sentence, and one that does
        ("2.打造返乡创业服务平台，办好“归雁创业大讲堂”\n品牌活动，每季度不少于一期。", "2.打造返乡创业服务平台，办好“归雁创业大讲堂”品牌活动，每季度不少于一期。"),
        ("1.开展作风整治，落实“让数据多跑路，让群众少跑腿。”\n各镇要明确专人，按月报送进展",
         "1.开展作风整治，落实“让数据多跑路，让群众少跑腿。”\n各镇要明确专人，按月报送进展"),
        # what begins anew
        ("一、指导思想\n\n以高质量发展为主题", "一、指导思想\n以高质量发展为主题"),
        ("2.修缮校舍。\n3.新建公厕。", "2.修缮校舍。\n3.新建公厕。"),
        ("责任单位：县教育局，县财政局，各乡镇人民政府，开发区管委会\n云川县人民政府\n2024年1月3日",
         "责任单位：县教育局，县财政局，各乡镇人民政府，开发区管委会\n云川县人民政府\n2024年1月3日"),
    ],
)  # fmt: skip
def test_between_lines(text: str, expected: str) -> None:
    assert repaired(text).reading.text == expected


def test_page_furniture_between_the_halves_of_a_sentence() -> None:
    text = "1.加快建设新能源、新材料产业园，打造生\n— 3 —\n物医药产业链。"
    at = text.index("—")
    assert repaired(text, (at, at + 5)).reading.text == "1.加快建设新能源、新材料产业园，打造生物医药产业链。"


def test_wide_gaps_part_paragraphs_in_a_page_run_into_one_line() -> None:
    text = (
        "各区人民政府： 　　" + "为贯彻落实部署要求，制定本方案。" * 30 + " 　　一、工作目标 　　到2025年，建成示范区。"
    )
    assert repaired(text).reading.text.split("\n")[2:] == ["一、工作目标", "到2025年，建成示范区。"]


def test_every_character_leads_back() -> None:
    text = "2. 新建 公路\n\n12 公里(含改建)。"
    notice = repaired(text)
    for place, sign in enumerate(notice.reading.text):
        printed = text[notice.reading.origin[place]]
        assert sign in (printed, "\n") or (printed, sign) in {("(", "（"), (")", "）")}


def test_every_radical_is_one_character_of_the_vocabulary() -> None:
    radicals = "".join(map(chr, range(0x2F00, 0x2FD6)))
    reading = repaired("修" + radicals).reading
    assert len(reading.text) == len(radicals) + 1
    assert not set(reading.text) & set(radicals)
    assert list(reading.origin) == list(range(len(radicals) + 1))


def test_a_half_width_full_stop_is_one_where_a_document_has_no_others() -> None:
    lines = "\n".join(f"{at}、新建公厕{at}座,整治水体{at}处.责任单位:县住建局、县水务局" for at in range(1, 7))
    printed = f"云川县人民政府关于印发重点任务的通知\n云政发(2031)2号\n各乡镇人民政府:\n一.总体要求\n增长3.5%左右.\n{lines}\n云川县人民政府\n2031年2月1日\n抄 送:县委办,县人大办.\n"
    notice = extract(Notice("n", printed, Source("n.txt", "", "text")))
    items = [item for item in notice.all(Item) if item.lists_at]
    assert len(items) == 6
    assert items[0].text.endswith("整治水体1处.")
    assert notice.fields["cc"] == "县委办\n县人大办"
    # Among full stops of the usual width a point is what it is.
    usual = printed.replace("处.责任", "处。责任")
    assert extract(Notice("n", usual, Source("n.txt", "", "text"))).reading.text.count(".\n") > 0
