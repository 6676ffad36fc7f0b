"""Small bugs put into the program on purpose: how many do the fast tests catch?  ``make mutants [COUNT=100] [SEED=1]``.

A mutant is one decision changed: a comparison turned or moved by one, `and` for `or`, a `not` left out, a number one more
or twice as much, `+` for `-`, True for False, or a rule of a vocabulary left out.  Nothing on the disk changes: each
mutant is imported by a process of its own, which runs the tests, the likeliest to fail first, until one does.  What no
test catches is told with its place; some of it is no bug, as where both ways come to the same.
"""

from __future__ import annotations

import ast
import importlib.abc
import importlib.util
import os
import random
import re
import resource
import sys
import tomllib
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
#: Where the decisions are, and the rules that they are taken by.
ROOMS = ("language", "structure", "meaning")
RULES = ("commitments", "cuts", "flat_tables", "header", "indicators", "layout", "quantities", "roles")
#: The tests that see what is read, the quickest first; those named like the mutated module come before them.
TESTS = (
    "golden", "targets", "units", "lists", "header", "outline", "parts", "repair", "times", "clauses", "commitments",
    "indicators", "indicator_tables", "promises", "roles", "registry", "page_breaks", "words", "unsure", "doubt",
    "layouts", "findings", "seven_ways", "tables", "corrections", "read_office", "read_html", "read_text",
)  # fmt: skip
#: Packages that the tests use.
LOADED = (
    "pandas",
    "pyarrow.parquet",
    "regex",
    "rjieba",
    "jieba",
    "lxml.html",
    "docx",
    "openpyxl",
    "pypdfium2",
    "reportlab",
)
#: Seconds of the processor after which a mutant is caught for being slow.
LONGEST = 400

_TURNED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mutant:
    """A file with one stretch of it (lines and columns as `ast` counts them, in bytes) written otherwise."""

    path: Path
    line: int
    before: str
    after: str
    content: str

    def __str__(self) -> str:
        return f"{self.path.relative_to(ROOT)}:{self.line}: {_short(self.before)}  →  {_short(self.after)}"


def _short(words: str) -> str:
    return " ".join(words.split())[:110]


# ── making them ──────────────────────────────────────────────────────────────────────────────────────


def mutants() -> list[Mutant]:
    """All mutants, in the order of the files."""
    package = ROOT / "pipeline"
    code = (path for room in ROOMS for path in sorted((package / room).rglob("*.py")))
    found = [mutant for path in code for mutant in of_code(path)]
    return found + [mutant for name in RULES for mutant in of_rules(package / "rules" / f"{name}.toml")]


def of_code(path: Path) -> Iterator[Mutant]:
    """The mutants of a module."""
    source = path.read_text(encoding="utf-8")
    lines = source.encode().splitlines(keepends=True)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    for node in _decisions(ast.parse(source)):
        for other in _changed(node):
            start = starts[node.lineno - 1] + node.col_offset
            end = starts[(node.end_lineno or 0) - 1] + (node.end_col_offset or 0)
            before, after = source.encode()[start:end].decode(), ast.unparse(other)
            content = source.encode()[:start].decode() + f"({after})" + source.encode()[end:].decode()
            yield Mutant(path, node.lineno, before, after, content)


def _decisions(tree: ast.AST) -> Iterator[ast.expr]:
    """The expressions in which something is decided: no annotations, decorators, messages or parts of formatted text."""
    left: list[ast.AST] = [tree]
    while left:
        node = left.pop()
        if isinstance(node, ast.Raise | ast.JoinedStr | ast.Assert):
            continue
        if isinstance(node, ast.expr):
            yield node
        skipped = {id(getattr(node, name)) for name in ("annotation", "returns") if getattr(node, name, None)}
        skipped |= {id(one) for one in getattr(node, "decorator_list", ())}
        children = [child for child in ast.iter_child_nodes(node) if id(child) not in skipped]
        left += reversed(children)


def _changed(node: ast.expr) -> Iterator[ast.expr]:
    """An expression with one of its decisions taken otherwise."""
    match node:
        case ast.Compare(ops=ops):
            for at, sign in enumerate(ops):
                changed = deepcopy(node)
                changed.ops[at] = _TURNED[type(sign)]()
                yield changed
        case ast.BoolOp(op=op, values=values):
            yield ast.BoolOp(ast.Or() if isinstance(op, ast.And) else ast.And(), values)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield operand
        case ast.BinOp(op=ast.Add() | ast.Sub() as op, left=left, right=right) if _is_number(left) or _is_number(right):
            yield ast.BinOp(left, ast.Sub() if isinstance(op, ast.Add) else ast.Add(), right)
        case ast.Constant(value=bool() as value):
            yield ast.Constant(not value)
        case ast.Constant(value=int() | float() as value):
            yield ast.Constant(value + 1 if abs(value) <= 3 else 2 * value)


def _is_number(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, int)


def of_rules(path: Path) -> Iterator[Mutant]:
    """A vocabulary without one of its rules: an entry ``[[…]]`` up to the next one."""
    source = path.read_text(encoding="utf-8")
    for found in re.finditer(r"^\[\[.+?(?=^\[|\Z)", source, re.MULTILINE | re.DOTALL):
        line = source.count("\n", 0, found.start()) + 1
        yield Mutant(path, line, found[0], "nothing", source[: found.start()] + source[found.end() :])


# ── trying them ──────────────────────────────────────────────────────────────────────────────────────


class _Mutated(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports one module from other source than its file's."""

    def __init__(self, mutant: Mutant) -> None:
        self.mutant = mutant
        parts = mutant.path.relative_to(ROOT).with_suffix("").parts
        self.name = ".".join(parts).removesuffix(".__init__")

    def find_spec(self, name: str, *_: object) -> Any:
        if name != self.name:
            return None
        return importlib.util.spec_from_file_location(name, self.mutant.path, loader=self)

    def create_module(self, _: object) -> None:
        return None

    def exec_module(self, module: ModuleType) -> None:
        exec(compile(self.mutant.content, self.mutant.path, "exec"), module.__dict__)


def _install(mutant: Mutant) -> None:
    if mutant.path.suffix == ".py":
        sys.meta_path.insert(0, _Mutated(mutant))
        return
    as_it_is, loads = mutant.path.read_text(encoding="utf-8"), tomllib.loads
    tomllib.loads = lambda text, **how: loads(mutant.content if text == as_it_is else text, **how)


def tests_of(mutant: Mutant) -> list[str]:
    """The files of tests to run, in order."""
    own = [name for name in (mutant.path.stem, f"{mutant.path.stem}s") if (ROOT / f"tests/test_{name}.py").exists()]
    return [f"tests/test_{name}.py" for name in dict.fromkeys([TESTS[0], *own, *TESTS])]


def caught(mutant: Mutant) -> bool:
    """Whether a test fails, or nothing ends, with a mutant in the program."""
    child = os.fork()
    if child == 0:
        with open(os.devnull, "w") as nothing:
            os.dup2(nothing.fileno(), 1)
            os.dup2(nothing.fileno(), 2)
            try:
                resource.setrlimit(resource.RLIMIT_CPU, (LONGEST, LONGEST))
                _install(mutant)
                said = pytest.main(["-x", "-q", "-p", "no:cacheprovider", "--hypothesis-seed=0", *tests_of(mutant)])
            except BaseException:
                os._exit(1)
            os._exit(int(said) != 0)
    return os.waitpid(child, 0)[1] != 0


def main(count: int, seed: int) -> int:
    """Try so many mutants, drawn from a seed; 1 if fewer than 95 of 100 are caught."""
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    # What the tests need of others is loaded once; of the program nothing is.
    for name in filter(lambda name: importlib.util.find_spec(name.partition(".")[0]), LOADED):
        importlib.import_module(name)
    known = mutants()
    drawn = random.Random(seed).sample(known, min(count, len(known)))
    as_it_is = Path(__file__)
    if caught(Mutant(as_it_is, 0, "", "", as_it_is.read_text(encoding="utf-8"))):
        print("the tests fail as the program is; mend that first")
        return 2
    with ThreadPoolExecutor(max(1, (os.cpu_count() or 2) // 2)) as pool:
        good = 0
        for mutant, was_caught in zip(drawn, pool.map(caught, drawn), strict=True):
            good += was_caught
            print("caught   " if was_caught else "SURVIVES ", mutant, flush=True)
    print(f"{good} of {len(drawn)} caught ({len(known)} possible, seed {seed})")
    return int(good < 0.95 * len(drawn))


def _numbers(given: Sequence[str]) -> tuple[int, int]:
    return int(given[0]) if given else 100, int(given[1]) if len(given) > 1 else 1


if __name__ == "__main__":
    sys.exit(main(*_numbers(sys.argv[1:])))
