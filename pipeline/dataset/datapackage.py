"""The dictionary of columns, and what readers get from it: datapackage.json and the data dictionary page.

The dictionary is ``rules/columns.toml``; nothing about a column is said anywhere else.  The page stands in
docs/data-dictionary.md; ``python -m pipeline.dataset.datapackage`` prints it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from pipeline import rules


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its type and what it means in English and Chinese.

    `nullable` cells may be empty because nothing is printed; with `empty`, "" is a value.  `unit` is the unit
    of measure, `references` the ``table.column`` it leads to, `enum` the closed list of values with meanings,
    `enum_from` the ``file.table`` of vocabulary that this list was taken from.  `merge` says how the cells of several
    notices become one: `sum` or `union`.
    """

    name: str
    type: str
    en: str
    zh: str
    nullable: bool = False
    empty: bool = False
    unit: str | None = None
    references: str | None = None
    enum: Mapping[str, tuple[str, str]] | None = None
    enum_from: str | None = None
    merge: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table: what one row is, the columns that name a row, and all columns in the order of the files."""

    name: str
    en: str
    zh: str
    primary_key: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def spans_notices(self) -> bool:
        """A row may come from several notices, merged by its key."""
        return any(column.merge for column in self.columns)


@dataclass(frozen=True, slots=True)
class Dictionary:
    """The dictionary: `tables` are the dataset; other groups are made from it.

    `diff` compares two notices, `series` follows a government through its years, `progress` is what was reported.
    """

    version: str
    tables: Mapping[str, Table]
    diff: Mapping[str, Table]
    series: Mapping[str, Table]
    progress: Mapping[str, Table]

    @property
    def fingerprint(self) -> str:
        """A hash of what a program may rely on: names, types, keys and values.

        The wording is free, and so are the lists that other vocabulary files keep.
        """
        shape = [
            [name, table.primary_key]
            + [
                [
                    c.name,
                    c.type,
                    c.nullable,
                    c.empty,
                    c.unit,
                    c.references,
                    c.enum_from or sorted(c.enum or ()),
                ]
                for c in table.columns
            ]
            for group in (self.tables, self.diff, self.series, self.progress)
            for name, table in group.items()
        ]
        return hashlib.sha256(json.dumps(shape, ensure_ascii=False).encode()).hexdigest()[:16]


@cache
def dictionary() -> Dictionary:
    """The dictionary of columns as ``rules/columns.toml`` gives it."""
    data = rules.load("columns")

    def column(name: str, given: Mapping[str, Any]) -> Column:
        entry = dict(given or data["shared"][name])
        if "enum_from" in entry:
            file, _, key = entry["enum_from"].partition(".")
            entry["enum"] = {value: (one["en"], one["zh"]) for value, one in rules.load(file)[key].items()}
        elif "enum" in entry:
            entry["enum"] = {value: (en, zh) for value, (en, zh) in entry["enum"].items()}
        return Column(name, **entry)

    def table(name: str, entry: Mapping[str, Any]) -> Table:
        columns = entry["columns"] | (data["place"] if entry.get("placed") else {})
        key = tuple(entry["primary_key"])
        return Table(name, entry["en"], entry["zh"], key, tuple(column(*one) for one in columns.items()))

    def tables(group: Mapping[str, Any]) -> dict[str, Table]:
        return {name: table(name, entry) for name, entry in group.items()}

    groups = (tables(data[group]) for group in ("tables", "diff", "series", "progress"))
    return Dictionary(data["version"], *groups)


# ── datapackage.json (Frictionless Data Package, version 2) ──────────────────────────────────────────

# What stands for a line break inside a CSV cell, and between the members of a list.
LINE_BREAK = "⏎"
LIST_SEPARATOR = "；"


def _field(column: Column) -> dict[str, Any]:
    """The Table Schema of one CSV column; a cell that may be blank is not `required`."""
    blank = column.nullable or column.empty or column.type == "list"
    constraints: dict[str, Any] = {} if blank else {"required": True}
    entry: dict[str, Any] = {
        "name": column.name,
        "type": column.type,
        "description": column.en,
        "description_zh": column.zh,
    }
    if column.unit:
        entry["unit"] = column.unit
    if column.type == "list":
        entry |= {"delimiter": LIST_SEPARATOR, "itemType": "string"}
    if column.enum:
        constraints["enum"] = list(column.enum)
        entry["categories"] = [{"value": value, "label": en, "label_zh": zh} for value, (en, zh) in column.enum.items()]
    if constraints:
        entry["constraints"] = constraints
    return entry


def _schema(table: Table) -> dict[str, Any]:
    schema: dict[str, Any] = {"fields": [_field(column) for column in table.columns]}
    if table.primary_key:
        schema["primaryKey"] = list(table.primary_key)
    keys = []
    for column in table.columns:
        if column.references:
            resource, _, field = column.references.partition(".")
            # The standard writes a reference to the table itself as the empty name.
            reference = {"resource": "" if resource == table.name else resource, "fields": [field]}
            keys.append({"fields": [column.name], "reference": reference})
    if keys:
        schema["foreignKeys"] = keys
    return schema


def _file(path: str, files: Mapping[str, bytes]) -> dict[str, Any]:
    content = files[path]
    return {"path": path, "bytes": len(content), "hash": f"sha256:{hashlib.sha256(content).hexdigest()}"}


def package(tables: Iterable[Table], files: Mapping[str, bytes], sources: Iterable[str]) -> str:
    """The text of datapackage.json.

    Args:
        tables: the tables written.
        files: the content of each file written, by name: ``items.csv`` and ``items.parquet`` for `items`.
        sources: how each notice that the tables come from is called.
    """
    resources = []
    for table in tables:
        resources.append(
            {
                "name": table.name,
                "type": "table",
                **_file(f"{table.name}.csv", files),
                # Validators know no lists in Parquet, so that it is no resource of its own.
                "parquet": _file(f"{table.name}.parquet", files),
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "dialect": {"delimiter": ",", "lineTerminator": "\n", "doubleQuote": True},
                "description": f"One row is {table.en}.",
                "description_zh": f"每行为{table.zh}。",
                "schema": _schema(table),
            }
        )
    return _descriptor([{"title": source} for source in sources], resources)


def partitioned_package(files: Mapping[str, Sequence[str]], notices: int) -> str:
    """The text of datapackage.json for a dataset of many files.

    Args:
        files: the Parquet files of each table, by the table's name.
        notices: how many notices the tables come from; they are not listed one by one.
    """
    resources = []
    for name, table in dictionary().tables.items():
        resources.append(
            {
                "name": name,
                "path": list(files.get(name, ())),
                "format": "parquet",
                "mediatype": "application/vnd.apache.parquet",
                "description": f"One row is {table.en}.",
                "description_zh": f"每行为{table.zh}。",
                "schema": _schema(table),
            }
        )
    return _descriptor([{"title": f"{notices} notices"}], resources)


def _descriptor(sources: Sequence[Mapping[str, str]], resources: Sequence[Mapping[str, Any]]) -> str:
    about = rules.load("columns")["package"]
    descriptor = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        **{key: about[key] for key in ("name", "title", "title_zh", "description", "description_zh")},
        "version": dictionary().version,
        "licenses": about["licenses"],
        "sources": sources,
        "resources": resources,
    }
    return json.dumps(descriptor, ensure_ascii=False, indent=2) + "\n"


# ── the page ─────────────────────────────────────────────────────────────────────────────────────────


def _cell(words: str) -> str:
    return words.replace("|", "\\|")


def _section(name: str, table: Table) -> Iterable[str]:
    yield f"\n### {name}\n"
    yield f"One row is {table.en}.\n\n每行为{table.zh}。\n"
    if table.primary_key:
        yield f"Primary key · 主键: {', '.join(f'`{key}`' for key in table.primary_key)}\n"
    yield "| column · 列 | type · 类型 | Null | unit · 单位 | meaning | 含义 |"
    yield "|---|---|---|---|---|---|"
    for column in table.columns:
        leads = f" → `{column.references}`" if column.references else ""
        null = "yes" if column.nullable else ""
        cells = (f"`{column.name}`{leads}", column.type, null, column.unit or "", column.en, column.zh)
        yield f"| {' | '.join(map(_cell, cells))} |"
    for column in table.columns:
        if column.enum:
            yield f"\nValues of `{column.name}` · `{column.name}` 的取值\n"
            yield "| value · 值 | meaning | 含义 |"
            yield "|---|---|---|"
            for value, meaning in column.enum.items():
                yield f"| `{value}` | {' | '.join(map(_cell, meaning))} |"


def dictionary_page() -> str:
    """The data dictionary in Markdown, English and Chinese, as it stands in docs/data-dictionary.md."""
    known = dictionary()
    about = rules.load("columns")["package"]
    lines = [
        "<!-- Made from pipeline/rules/columns.toml by `python -m pipeline.dataset.datapackage`; edit there. -->\n",
        "# Data dictionary · 数据字典\n",
        f"Version {known.version} · 版本 {known.version}\n",
        about["description"],
        about["conventions"],
        about["description_zh"],
        about["conventions_zh"],
        "## The dataset · 数据集",
    ]
    for name, table in known.tables.items():
        lines += _section(name, table)
    lines.append("\n## The comparison of two notices · 两份通知的比较")
    lines.append("\nWritten to `data/diff/<old>__<new>/`. 写入 `data/diff/<旧>__<新>/`。")
    for name, table in known.diff.items():
        lines += _section(f"diff/{name}", table)
    lines.append("\n## All years of a government · 一级政府的各年度")
    lines.append(
        "\nWritten to `data/series/` by `python -m pipeline series`. 由 `python -m pipeline series` 写入 `data/series/`。"
    )
    for name, table in known.series.items():
        lines += _section(f"series/{name}", table)
    lines.append("\n## What was reported of the tasks · 进展情况")
    lines.append("\nWritten to `data/progress/`. 写入 `data/progress/`。")
    for name, table in known.progress.items():
        lines += _section(f"progress/{name}", table)
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    print(dictionary_page(), end="")
