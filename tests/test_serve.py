"""The page on this machine: what a person does with it, and what neither another site nor a document can do."""

from __future__ import annotations

import csv
import io
import re
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from documents import zipped
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from pipeline.dataset.engines import Limits
from pipeline.serve import app as served
from pipeline.serve import documents
from pipeline.structure.decisions import SETTABLE

TOKEN = "t0ken-t0ken-t0ken"
BASE = "http://127.0.0.1:8123"
NOTICE = """石渡县人民政府关于印发2031年重点工作任务分工方案的通知
石政发〔2031〕4号
各镇人民政府，县政府各部门：
一、保障改善民生
1.新建幼儿园3所，新增学位270个。（责任单位：县教育和体育局、县财政局）
2.城镇新增就业900人以上。（责任单位：县人力资源和社会保障局）
石渡县人民政府
2031年2月9日
"""


class Person:
    """Somebody with a browser."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def get(self, path: str, **more: Any) -> TestResponse:
        return self.client.get(f"/{TOKEN}/{path}", base_url=BASE, buffered=True, **more)

    def post(self, path: str = "", data: dict[str, Any] | None = None, **more: Any) -> TestResponse:
        return self.client.post(f"/{TOKEN}/{path}", data=data or {}, base_url=BASE, **more)

    def drop(self, *files: tuple[str, bytes]) -> TestResponse:
        given = [(io.BytesIO(content), name) for name, content in files]
        return self.post("", {"file": given}, content_type="multipart/form-data")

    def read(self, name: str = "shidu-2031.txt", content: str = NOTICE) -> str:
        """Drop one document; its key."""
        answer = self.drop((name, content.encode()))
        assert answer.status_code == 303
        return answer.location.rstrip("/").split("/")[-1]

    def row(self, key: str, table: str, reads: str) -> str:
        page = self.get(f"{key}/").get_data(as_text=True)
        found = re.search(rf"<b>{table}</b> {re.escape(reads)}.*?name=\"key\" value=\"(\d+)\"", page, re.DOTALL)
        assert found, page
        return found[1]


class Here:
    """Does the work in this process: that it is another one in earnest is a test of its own."""

    def __init__(self, _: int) -> None:
        pass

    def map(self, function: Any, jobs: Any, _: Limits) -> Any:
        return [(at, function(job)) for at, job in enumerate(jobs)]


@pytest.fixture
def person(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Person]:
    monkeypatch.setattr(documents, "Local", Here)
    app = served.create_app(tmp_path, TOKEN)
    app.config["HOSTS"] = {"127.0.0.1:8123", "localhost:8123"}
    with app.test_client() as client:
        yield Person(client)


# ── what a person does ───────────────────────────────────────────────────────────────────────────────


def test_a_document_is_read_and_taken_home(person: Person) -> None:
    key = person.read()
    page = person.get(f"{key}/").get_data(as_text=True)
    assert (
        "石渡县人民政府关于印发2031年重点工作任务分工方案的通知" in page and "tasks 2" in page and "targets 3" in page
    )
    assert "shidu-2031" in person.get("").get_data(as_text=True)
    book = openpyxl.load_workbook(io.BytesIO(person.get(f"{key}/ledger").data))
    assert any("新增学位270个" in str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row)
    with zipfile.ZipFile(io.BytesIO(person.get(f"{key}/tables").data)) as tables:
        lines = list(csv.DictReader(io.StringIO(tables.read("targets.csv").decode("utf-8-sig"))))
        assert [line["quote"] for line in lines] == ["3所", "270个", "900人以上"]
        assert {"items.parquet", "text/shidu-2031.txt", "datapackage.json"} <= set(tables.namelist())
    review = person.get(f"{key}/page")
    assert "新建幼儿园" in review.get_data(as_text=True) and "attachment" not in str(review.headers)
    assert "filename=shidu-2031.html" in person.get(f"{key}/page?save=1").headers["Content-Disposition"]


def test_two_that_were_read_are_compared(person: Person) -> None:
    new = person.read("shidu.txt", NOTICE.replace("2031", "2032").replace("270个", "300个"))
    assert "compare" not in person.get("").get_data(as_text=True)
    old = person.read("shidu.txt")
    start = person.get("").get_data(as_text=True)
    chosen = re.findall(r'value="(\w+)" selected', start)
    assert chosen == [old, new], "two years of one work, the earlier first"
    answer = person.get(f"compare?old={old}&new={new}")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200 and "270个" in page and "300个" in page
    assert answer.headers["Content-Security-Policy"].startswith("sandbox")
    assert person.get(f"compare?old={old}&new={old}").status_code == 400
    assert person.get(f"compare?old={old}&new={'0' * 16}").status_code == 404
    unread = person.drop(("c.txt", b"")).location.rstrip("/").split("/")[-1]
    assert person.get(f"compare?old={old}&new={unread}").status_code == 400


def test_they_are_compared_in_a_process_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = documents.Documents(tmp_path)
    with monkeypatch.context() as here:
        here.setattr(documents, "Local", Here)
        old, new = (kept.add("shidu.txt", NOTICE.replace("2031", year).encode()) for year in ("2031", "2032"))
    page, error = kept.compare(old, new)
    assert not error and "石渡县人民政府关于印发2032年" in page


def test_several_at_once_and_one_that_is_none(person: Person) -> None:
    answer = person.drop(("a-2031.txt", NOTICE.encode()), ("b.pdf", b"%PDF-1.4 nothing"), ("c.txt", b""))
    assert answer.status_code == 303 and answer.location.endswith(f"/{TOKEN}/")
    page = person.get("").get_data(as_text=True)
    assert page.count('<small class="error">') == 2 and "tasks 2" in page
    key = re.findall(rf"/{TOKEN}/([0-9a-f]{{16}})/", page)[1]
    assert person.get(f"{key}/").status_code == 200 and person.get(f"{key}/page").status_code == 404
    assert "/tmp" not in page


def test_a_row_is_corrected_and_the_toml_says_so(person: Person) -> None:
    key = person.read()
    wrong = person.row(key, "target", "270个")
    assert person.post(f"{key}/row", {"key": wrong, "what": "set", "cell": "value", "value": "27"}).status_code == 400
    answer = person.post(
        f"{key}/row", {"key": wrong, "what": "set", "cell": "value", "value": "280", "why": "县教体局“更正”"}
    )
    assert answer.status_code == 303
    toml = person.get(f"{key}/corrections").get_data(as_text=True)
    assert '[[decision]]\ntable = "targets"\nat = "270个"\nreads = "270个"\nset = { value = 280 }\n' in toml
    with zipfile.ZipFile(io.BytesIO(person.get(f"{key}/tables").data)) as tables:
        lines = list(csv.DictReader(io.StringIO(tables.read("targets.csv").decode("utf-8-sig"))))
    assert [line["value"] for line in lines] == ["3", "280", "900"]
    right = person.row(key, "unit", "县财政局")
    assert person.post(f"{key}/row", {"key": right, "what": "right"}).status_code == 303
    gone = person.row(key, "target", "3所")
    assert person.post(f"{key}/row", {"key": gone, "what": "none", "why": "试"}).status_code == 303
    assert person.get(f"{key}/corrections").get_data(as_text=True).count("[[") == 3
    assert "targets 2" in person.get(f"{key}/").get_data(as_text=True)


def test_the_header_is_corrected(person: Person) -> None:
    key = person.read()
    row = person.row(key, "header", "石政发〔2031〕4号")
    form = {"key": row, "what": "set", "cell": "doc_number", "value": "石政发〔2031〕14号", "why": "印漏一字"}
    assert person.post(f"{key}/row", form).status_code == 303
    row = person.row(key, "header", "各镇人民政府；县政府各部门")
    form = {"key": row, "what": "set", "cell": "recipients", "value": "各镇人民政府；县直各单位", "why": "印错"}
    assert person.post(f"{key}/row", form).status_code == 303
    with zipfile.ZipFile(io.BytesIO(person.get(f"{key}/tables").data)) as tables:
        [line] = csv.DictReader(io.StringIO(tables.read("notices.csv").decode("utf-8-sig")))
    assert (line["doc_number"], line["recipients"]) == ("石政发〔2031〕14号", "各镇人民政府；县直各单位")
    assert person.post(f"{key}/row", {"key": row, "what": "none", "why": "x"}).status_code == 400


def test_what_does_not_fit_is_said_and_changes_nothing(person: Person) -> None:
    key = person.read()
    for toml in ("[[decision", '[[correction]]\nprinted = "没有"\ncorrected = "有"\nreason = "x"\n', "[[odd]]\n"):
        answer = person.post(f"{key}/toml", {"toml": toml})
        page = answer.get_data(as_text=True)
        assert answer.status_code == 400 and 'role="alert"' in page and "/tmp" not in page
        assert person.get(f"{key}/corrections").data == b"" and person.get(f"{key}/page").status_code == 200
    row = person.row(key, "target", "3所")
    for form in ({"key": "9999", "what": "right"}, {"key": row, "what": "x"}, {"key": row, "what": "set", "cell": "x"}):
        assert person.post(f"{key}/row", form).status_code == 400


def test_what_a_person_types_stays_a_string(person: Person) -> None:
    key = person.read()
    row = person.row(key, "target", "270个")
    value = 'x" }\n[[join]]\nname = "县财政局"\nunit = "\\u0041'
    why = 'a"\n[[seen]]'
    form = {"key": row, "what": "set", "cell": "indicator", "value": value, "why": why}
    assert person.post(f"{key}/row", form).status_code == 303
    toml = person.get(f"{key}/corrections").get_data(as_text=True)
    assert re.findall(r"^\[\[\w+\]\]", toml, re.MULTILINE) == ["[[decision]]"]
    number = {"key": row, "what": "set", "cell": "value", "value": "1 }\nx = 2", "why": "y"}
    assert person.post(f"{key}/row", number).status_code == 400


def test_what_can_be_corrected_is_said_in_words(person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    key = person.read()
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    page = person.get(f"{key}/").get_data(as_text=True)
    offered = dict(re.findall(r'<option value="(\w+)">([^<]+)</option>', page))
    assert {cell for table, cells in SETTABLE.items() if table != "notices" for cell in cells} < offered.keys()
    assert not any(said.isascii() for said in offered.values())
    assert (
        'list="assignments"' in page
        and '<option value="support">配合' in page
        and '<option value="&gt;=">不少于' in page
    )


def test_words_are_shown_in_their_line() -> None:
    assert documents.around("一、教育\n1.新建学校3所。\n2.其他", 11, 13) == ("1.新建学校", "3所", "。")


def test_a_document_is_removed(person: Person, tmp_path: Path) -> None:
    key = person.read()
    assert (tmp_path / key).is_dir()
    assert person.post(f"{key}/remove").status_code == 303
    assert not (tmp_path / key).exists() and person.get(f"{key}/").status_code == 404


def test_the_page_speaks_the_language_of_its_user(person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Read a notice" in person.get("").get_data(as_text=True)
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    page = person.get("").get_data(as_text=True)
    assert "读一份通知" in page and 'lang="zh-CN"' in page


# ── what nobody else can do ──────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "path", ["/", "/wrong/", "/style.css", f"/{TOKEN}x/", f"/{TOKEN[:-1]}/", "//", "/%00/", "/教/"]
)
def test_without_the_token_there_is_nothing(person: Person, path: str) -> None:
    answer = person.client.get(path, base_url=BASE)
    assert answer.status_code == 404 and b"worknotice" not in answer.data


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1", "127.0.0.1:9", "localhost.evil.example:8123", "[::1]:8123"]
)
def test_another_host_is_refused(person: Person, host: str) -> None:
    assert person.client.get(f"/{TOKEN}/", base_url=BASE, headers={"Host": host}).status_code == 403


def test_a_form_of_another_site_is_refused(person: Person) -> None:
    key = person.read()
    for origin in ("http://evil.example", "null", "http://127.0.0.1:9", "https://127.0.0.1:8123"):
        assert person.post(f"{key}/remove", headers={"Origin": origin}).status_code == 403
    assert person.post(f"{key}/remove", headers={"Origin": BASE}).status_code == 303


@pytest.mark.parametrize(
    "name",
    [
        "../../evil.txt",
        "..\\..\\evil.txt",
        "/etc/passwd",
        "C:\\x\\evil.txt",
        "..",
        ".",
        "a\x00b.txt",
        "x" * 400 + ".txt",
        ".toml",
    ],
)
def test_a_name_is_no_path(person: Person, tmp_path: Path, name: str) -> None:
    before = set(tmp_path.parent.iterdir())
    assert person.drop((name, NOTICE.encode())).status_code == 303
    inside = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert all(re.fullmatch(r"[0-9a-f]{16}", path.relative_to(tmp_path).parts[0]) for path in inside)
    assert set(tmp_path.parent.iterdir()) == before
    assert len(list(tmp_path.glob("*/raw/*"))) == 1


def test_addresses_lead_to_documents_alone(person: Person) -> None:
    key = person.read()
    other = person.read("other-2031.txt", NOTICE.replace("石渡", "青坪"))
    for path in (
        f"{key}/out/page.html",
        f"{key}/raw/shidu-2031.txt",
        "../",
        f"{key}/passwd",
        f"{key}/%2e%2e/{other}/page",
    ):
        assert person.get(path).status_code == 404
    for path in (f"{key}/..%2f{other}%2fpage", f"{key}%2f..%2f{other}/page", f"..%2f{key}/page"):
        assert person.get(path).status_code == 404
    assert "青坪" not in person.get(f"{key}/page").get_data(as_text=True)


def test_words_that_are_markup_stay_words(person: Person) -> None:
    hostile = "<script>alert(1)</script><img src=x onerror=alert(2)>"
    key = person.read(
        f"{hostile}.txt", NOTICE.replace("2031年重点", f"2031年{hostile}重点").replace("县财政局", f"县财政局{hostile}")
    )
    for path in ("", f"{key}/", f"{key}/page"):
        page = person.get(path).get_data(as_text=True)
        assert hostile not in page and "<img" not in page and "<script>alert" not in page
    assert person.drop((f"{hostile}.txt", b"")).status_code == 303
    assert hostile not in person.get("").get_data(as_text=True)


def test_every_answer_is_closed(person: Person) -> None:
    key = person.read()
    for path in ("", f"{key}/", f"{key}/page", "none/"):
        headers = person.get(path).headers
        policy = headers["Content-Security-Policy"]
        assert "unsafe" not in policy and "frame-ancestors 'none'" in policy
        assert headers["X-Content-Type-Options"] == "nosniff" and headers["Cache-Control"] == "no-store"
        assert "Access-Control-Allow-Origin" not in headers
    # The page of a document has an origin of its own, so that it knows neither the others nor what the browser kept.
    sandbox = person.get(f"{key}/page").headers["Content-Security-Policy"]
    assert sandbox.startswith("sandbox ") and "allow-same-origin" not in sandbox
    assert b"<script" not in person.get(f"{key}/").data


def test_too_much_is_refused(person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    assert person.drop(*[(f"n{n}.txt", b"x") for n in range(served.MOST_FILES + 1)]).status_code == 400
    assert person.post("").status_code == 400
    monkeypatch.setattr(documents, "MOST", 1)
    person.read()
    assert person.drop(("b.txt", NOTICE.encode())).status_code == 400
    person.client.application.config["MAX_CONTENT_LENGTH"] = 1000
    large = person.drop(("c.txt", b"x" * 2000))
    assert large.status_code == 413 and "MB" in large.get_data(as_text=True)


def test_an_archive_that_swells_is_refused(person: Person) -> None:
    bomb = zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": "<a>" + "0" * 30_000_000 + "</a>"})
    key = person.drop(("bomb.docx", bomb)).location.rstrip("/").split("/")[-1]
    page = person.get(f"{key}/").get_data(as_text=True)
    assert 'class="error"' in page and person.get(f"{key}/tables").status_code == 404


def stuck(_: object) -> None:
    """Reads for ever."""
    time.sleep(600)


def test_a_document_has_a_process_of_its_own_that_can_be_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = documents.Documents(tmp_path)
    done = kept.add("shidu-2031.txt", NOTICE.encode())
    assert done.facts and done.facts["items"] == 2
    monkeypatch.setattr(documents, "LIMITS", Limits(seconds=1))
    monkeypatch.setattr(documents, "read", stuck)
    assert "stopped" in kept.add("b.txt", NOTICE.encode()).error


def test_words_that_lead_to_a_row_stand_once() -> None:
    words = "甲负责，乙负责。"
    assert documents.anchor(words, 0, 1) == "甲"
    found = documents.anchor(words, 1, 3)
    assert words.count(found) == 1 and "负责" in found
