"""Small notices by the thousand, for what only shows in numbers: each of its own county and year, with eight tasks.

``PYTHONPATH=. python tests/many_notices.py FOLDER COUNT`` writes them; ``… --measure FOLDER`` builds what is there and
prints time and memory.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Iterator
from pathlib import Path

_TASKS = (
    ("新建口袋公园{n}处，绿化面积达到{m}万平方米。", "住建局牵头，各镇街配合"),
    ("改造老旧小区{n}个，惠及居民{m}00户。", "住建局、财政局"),
    ("新增公办幼儿园学位{m}0个。", "教体局"),
    ("规模以上工业增加值增长{n}%以上。", "工信局牵头，统计局配合"),
    ("开行公交线路{n}条。", "交通运输局"),
    ("新建高标准农田{m}万亩。", "农业农村局"),
    ("完成{n}条道路的雨污分流。", "城管局、水务局"),
    ("城镇新增就业{m}00人以上。", "人社局"),
)


def notices(count: int) -> Iterator[tuple[str, str]]:
    """Names and texts, the same for the same count."""
    from pipeline.language.places import all_areas

    areas = (area for same in all_areas().values() if len(same) == 1 for area in same)
    places = sorted({(area.adcode, area.name) for area in areas if area.adcode and area.name.endswith("县")})
    for number in range(count):
        adcode, name = places[number * 37 % len(places)]
        year = 2015 + number // len(places) + number % 10
        place = f"{name}人民政府"
        tasks = "\n".join(
            f"{at}．{words.format(n=number % 7 + at, m=number % 11 + at)}（{units}）"
            for at, (words, units) in enumerate(_TASKS, 1)
        )
        yield (
            f"{adcode}-{year}-{number:06d}",
            f"{place}\n关于分解落实{year}年政府工作报告重点工作的通知\n\n{name[:1]}政发〔{year}〕{number + 1}号\n\n"
            f"各镇人民政府、街道办事处，县政府各部门：\n现将{year}年重点工作任务分解如下，请认真贯彻执行。\n\n"
            f"一、重点任务\n{tasks}\n\n{place}\n{year}年3月{number % 28 + 1}日\n",
        )


def write(folder: Path, count: int) -> None:
    """Write so many notices into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, words in notices(count):
        (folder / f"{name}.txt").write_text(words, encoding="utf-8")


def measure(folder: Path) -> str:
    """Build the notices of a folder beside it; the time and the most memory that the building process held."""
    from pipeline.dataset import build
    from pipeline.dataset.report import Options

    start = time.perf_counter()
    options = Options(partitioned=True)
    report = build.build([folder], folder.with_name("data"), cache=folder.with_name("cache"), options=options)
    seconds = time.perf_counter() - start
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    workers = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1000
    return (
        f"{len(report.notices):,} notices, {len(report.read):,} read, {len(report.quarantined)} left out: {seconds:.2f} s, "
        f"{memory:.0f} MB, a worker {workers:.0f} MB"
    )


if __name__ == "__main__":
    if sys.argv[1] == "--measure":
        print(measure(Path(sys.argv[2])))
    else:
        write(Path(sys.argv[1]), int(sys.argv[2]))
