"""Corrections are data with a guard, and never change the text."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.dataset.build import build
from pipeline.dataset.reading import rows
from pipeline.extract import extract
from pipeline.notice import Finding, Item, Mention, Notice, NoticeError, Rating, Section, Source, Target
from pipeline.structure import corrections
from pipeline.structure.corrections import Correction

TEXT = "金乡县人民政府关于印发2024年重点工作的通知\n1.办好民生实项目3件。（责任单位：县发改局、经合办）\n2.引进项目5个。（责任单位：县商务局）"


def notice() -> Notice:
    return Notice("n", TEXT, Source("n.txt", "", "text"))


def decided(folder: Path, content: str) -> corrections.Corrections:
    (folder / "n.toml").write_text(content, encoding="utf-8")
    return corrections.load(folder, "n")


WORD = '[[correction]]\nprinted = "民生实项目"\ncorrected = "民生实事项目"\nreason = "事 was lost"\n'
JOIN = '[[join]]\nname = "经合办"\nunit = "商务局"\nreason = "merged in 2023"\n'


def test_the_corrected_form_stands_beside_the_printed_one(tmp_path: Path) -> None:
    found = rows(notice(), decided(tmp_path, WORD))
    assert found["items"]["text"][0] == "办好民生实项目3件。"
    assert found["items"]["text_corrected"] == ["办好民生实事项目3件。", None]
    (correction,) = extract(notice(), decided(tmp_path, WORD)).all(Correction)
    assert TEXT[correction.start : correction.end] == "民生实项目"


def test_a_join_gives_two_names_one_unit(tmp_path: Path) -> None:
    found = extract(notice(), decided(tmp_path, JOIN))
    ids = {mention.name: mention.unit_id for mention in found.all(Mention)}
    assert ids["经合办"] == ids["县商务局"]


@pytest.mark.parametrize("unit", ["没有的局", "abc", "县没有的中心"])
def test_a_join_to_a_unit_that_is_none_stops_the_build(tmp_path: Path, unit: str) -> None:
    with pytest.raises(NoticeError, match=rf"n\.toml.*{unit}"):
        extract(notice(), decided(tmp_path, JOIN.replace("商务局", unit)))


@pytest.mark.parametrize("unit", ["县发展和改革局", "统计局", "高新技术产业园区", "云台镇"])
def test_a_join_to_a_unit_that_another_notice_names_is_one(tmp_path: Path, unit: str) -> None:
    found = extract(notice(), decided(tmp_path, JOIN.replace("商务局", unit)))
    assert {mention.name for mention in found.all(Mention)} == {"县发改局", "经合办", "县商务局"}


def test_a_file_of_no_notice_stops_the_build(tmp_path: Path) -> None:
    raw, folder = tmp_path / "raw", tmp_path / "corrections"
    raw.mkdir()
    folder.mkdir()
    (raw / "n.txt").write_text(TEXT, encoding="utf-8")
    (folder / "n.toml").write_text(WORD, encoding="utf-8")
    (folder / "gone.toml").write_text(WORD, encoding="utf-8")
    with pytest.raises(NoticeError, match=r"gone\.toml"):
        build([raw], tmp_path / "data", cache=None, corrections=folder)
    assert not (tmp_path / "data").exists()
    build([raw / "n.txt"], tmp_path / "data", cache=None, corrections=folder)  # one notice says nothing of the others
    (folder / "gone.toml").unlink()
    build([raw], tmp_path / "data", cache=None, corrections=folder)


def test_the_guard_stops_what_no_longer_fits(tmp_path: Path) -> None:
    with pytest.raises(NoticeError, match=r"n\.toml.*stands 0 times"):
        extract(notice(), decided(tmp_path, WORD.replace("民生实项目", "民生大项目")))


PLAN = """沂川县人民政府关于印发2024年重点工作责任分工的通知
一、抓好产业
（一）推动项目建设
1.引进项目5个，完成投资20亿元。（责任单位：县商务局、县投促中心）
2.新增学位1200个。（责任单位：县教育局，按时完成）
"""


def plan(folder: Path, *entries: str) -> Notice:
    return extract(Notice("n", PLAN, Source("n.txt", "", "text")), decided(folder, "\n".join(entries)))


def decision(table: str, at: str, reads: str, said: str = "", kind: str = "decision") -> str:
    reason = 'reason = "told by the county"\n' if kind == "decision" else ""
    return f'[[{kind}]]\ntable = "{table}"\nat = "{at}"\nreads = "{reads}"\n{said}\n{reason}'


def doubts(notice: Notice) -> dict[str, tuple[float, tuple[str, ...]]]:
    return {one.row_id: (one.doubt, one.reasons) for one in notice.all(Rating)}


def test_a_units_name_and_role_can_be_decided(tmp_path: Path) -> None:
    said = 'set = { name = "县投资促进中心", role = "support" }'
    notice = plan(tmp_path, decision("assignments", "县商务局、县投促中心", "县投促中心", said))
    assert [(one.name, one.role) for one in notice.all(Mention)][1] == ("县投资促进中心", "support")
    assert doubts(notice)["n-i001/2"] == (0.0, ("confirmed",))


def test_a_target_can_be_none_or_another(tmp_path: Path) -> None:
    none = plan(tmp_path, decision("targets", "引进项目5个", "5个", "none = true"))
    assert [none.quote(one) for one in none.all(Target)] == ["20亿元", "1200个"]
    other = plan(
        tmp_path, decision("targets", "完成投资20亿元", "20亿元", 'set = { indicator = "项目投资", op = ">=" }')
    )
    assert [(one.indicator, one.op) for one in other.all(Target)][1] == ("项目投资", ">=")


def test_a_list_ends_where_a_person_says(tmp_path: Path) -> None:
    notice = plan(tmp_path, decision("items", "新增学位1200个", "新增学位1200个。", 'set = { list_ends = "县教育局" }'))
    assert notice.all(Item)[1].responsibility == "责任单位：县教育局"


def test_a_text_ends_where_a_person_says(tmp_path: Path) -> None:
    notice = plan(
        tmp_path,
        decision("items", "引进项目5个", "引进项目5个，完成投资20亿元。", 'set = { text_ends = "引进项目5个" }'),
    )
    first = notice.all(Item)[0]
    assert first.text == "引进项目5个" == notice.text[slice(*first.text_at)]


def test_a_heading_takes_another_level_or_goes(tmp_path: Path) -> None:
    raised = plan(tmp_path, decision("sections", "（一）推动项目建设", "推动项目建设", "set = { level = 1 }"))
    assert [(one.level, one.parent_id) for one in raised.all(Section)] == [(1, None), (1, None)]
    gone = plan(tmp_path, decision("sections", "（一）推动项目建设", "推动项目建设", "none = true"))
    assert {one.section_id for one in gone.all(Item)} == {gone.all(Section)[0].section_id}


def test_a_field_of_the_header_can_be_decided(tmp_path: Path) -> None:
    said = 'set = { issuer = "沂川县人民政府办公室" }'
    notice = plan(tmp_path, decision("notices", "沂川县人民政府关于", "沂川县人民政府", said))
    assert notice.fields["issuer"] == "沂川县人民政府办公室"


def test_a_confirmed_row_is_beyond_doubt(tmp_path: Path) -> None:
    notice = plan(tmp_path, decision("targets", "新增学位1200个", "1200个", kind="confirmed"))
    assert doubts(notice)["n-t003"] == (0.0, ("confirmed",))
    assert len(notice.all(Target)) == 3


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        (decision("targets", "引进项目5个", "6个", "none = true"), "reads “6个” no longer, but “5个”"),
        (decision("assignments", "县商务局、县投促中心", "县发改局", "none = true"), "县商务局；县投促中心"),
        (decision("targets", "引进项目", "5个", "none = true"), "reads “5个” no longer"),
        (decision("items", "1", "x", "none = true"), "stands"),
        (decision("targets", "引进项目5个", "5个", 'set = { colour = "red" }'), "“colour” cannot be decided"),
        (decision("moods", "引进项目5个", "5个", "none = true"), "“moods” cannot be decided"),
        (JOIN, "stands 0 times"),
    ],
)
def test_a_decision_that_no_longer_fits_stops_the_build(tmp_path: Path, entry: str, words: str) -> None:
    with pytest.raises(NoticeError, match=words):
        plan(tmp_path, entry)


def test_a_finding_that_was_seen_says_so(tmp_path: Path) -> None:
    seen = '[[seen]]\ncode = "header_part_missing"\nat = "沂川县人民政府"\n'
    marks = [(one.code, one.seen) for one in plan(tmp_path, seen).all(Finding) if one.code == "header_part_missing"]
    assert marks and all(marked for _, marked in marks)


def test_decisions_stand_in_the_data_with_their_reason(tmp_path: Path) -> None:
    entries = [decision("targets", "引进项目5个", "5个", "none = true"), WORD.replace("民生实项目", "重点工作")]
    found = rows(Notice("n", PLAN, Source("n.txt", "", "text")), decided(tmp_path, "\n".join(entries)))
    assert found["corrections"]["kind"] == ["correction", "decision"]
    assert found["corrections"]["reason"] == ["事 was lost", "told by the county"]
    assert found["items"]["text_corrected"] == [None, None]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("[[correction]]\nprinted = 'x'", "needs corrected, printed, reason"),
        ("[[fix]]\nname = 'x'", "unknown entry"),
        ("[[join]", "n.toml"),
        (JOIN + "who = 'me'\n", "check who"),
    ],
)
def test_a_bad_file_is_named(tmp_path: Path, content: str, words: str) -> None:
    with pytest.raises(NoticeError, match=words):
        decided(tmp_path, content)


def test_no_file_is_no_correction(tmp_path: Path) -> None:
    assert corrections.load(tmp_path, "n") == corrections.Corrections()


@pytest.mark.parametrize(
    "entry",
    [
        '[[decision]]\ntable = "notices"\nat = "2033年1月9日"\nreads = "2033-01-09"\nset = { signed_date = "明天" }\nreason = "x"',
        '[[decision]]\ntable = "targets"\nat = "3座"\nreads = "3座"\nset = { value = "许多" }\nreason = "x"',
        '[[decision]]\ntable = "sections"\nat = "一、"\nreads = "x"\nset = { level = "深" }\nreason = "x"',
        '[[decision]]\ntable = "targets"\nat = 3\nreads = "3座"\nset = { value = 4 }\nreason = "x"',
        '[[correction]]\nprinted = 3\ncorrected = "x"\nreason = "x"',
        "correction = 3",
        "correction = [3]",
    ],
)  # fmt: skip
def test_what_no_entry_can_say_is_refused(tmp_path: Path, entry: str) -> None:
    (tmp_path / "n.toml").write_text(entry, encoding="utf-8")
    with pytest.raises(NoticeError, match=r"n\.toml"):
        corrections.load(tmp_path, "n")
