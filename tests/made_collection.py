"""A collection made by script: small notices of counties that do not exist, each over some years."""

from __future__ import annotations

from itertools import product
from pathlib import Path

from pipeline.dataset import tables
from pipeline.dataset.reading import rows_of

HOSTILE = "<script>window.hacked=1</script><img src=x onerror=window.hacked=2>"
_FIRST, _SECOND = "青白云松岚霁峤澜砚霜", "石溪屏渡坪汀岭渚塬浦"

TEXT = """{place}人民政府办公室关于印发{year}年重点工作任务分工方案的通知
{short}政办发〔{year}〕{number}号
各镇人民政府，县政府各部门：
现将{year}年重点工作任务分工方案印发给你们，请认真抓好落实。
一、推动经济增长
1.实现地区生产总值增长{growth}%左右，{capital}。（责任单位：县发展和改革局、县统计局）
2.培育规模以上工业企业{firms}家。（责任单位：县工业和信息化局、县财政局）
二、保障改善民生
3.新建幼儿园{schools}所，新增学位{seats}个。（责任单位：县教育和体育局、县自然资源局）
4.城镇新增就业{jobs}人以上，{hostile}办好民生实事。（责任单位：县人力资源和社会保障局）
5.新改扩建乡村道路{roads}公里。（责任单位：县交通运输局、各镇人民政府）
{place}人民政府办公室
{year}年2月{day}日
"""


def texts(notices: int, years: int = 3) -> dict[str, str]:
    """So many notices, by their ids: the same every time."""
    made = {}
    places = [f"{one}{other}县" for one, other in product(_FIRST, _SECOND)]
    for count in range(notices):
        at, year = divmod(count, years)
        place = places[at % len(places)] + ("" if at < len(places) else f"第{at // len(places)}区")
        made[f"made-{at:03d}-{2031 + year}"] = TEXT.format(
            place=place,
            short=place[0],
            year=2031 + year,
            number=1 + at % 20,
            growth=5 + (at * 7 + year) % 9 / 2,
            capital="固定资产投资增长8%",
            firms=3 + (at + year) % 11,
            schools=1 + (at + 2 * year) % 6,
            seats=90 * (2 + (at + year) % 7),
            jobs=500 + 100 * ((at * 3 + year) % 20),
            roads=10 + (at + year) % 30,
            hostile=HOSTILE if at == 0 else "",
            day=1 + at % 28,
        )
    return made


def make(folder: Path, notices: int, years: int = 3) -> Path:
    """Write the dataset of a made collection into a folder, and say where it is."""
    raw = folder / "raw"
    raw.mkdir(parents=True)
    for notice_id, text in texts(notices, years).items():
        (raw / f"{notice_id}.txt").write_text(text, encoding="utf-8")
    data = folder / "data"
    data.mkdir()
    tables.write((rows_of(file, folder / "corrections") for file in sorted(raw.iterdir())), data)
    return data
