"""Small bugs put into the program on purpose: how many do the fast tests catch?

``make mutants [COUNT=100] [SEED=1] [NOTICES=FOLDER]``; with a folder of notices it is told of each that no test catches
whether it alters anything that is read of them.

A mutant is one decision changed: a comparison turned or moved by one, `and` for `or`, a `not` left out, a number one more
or twice as much, `+` for `-`, True for False, or a rule of a vocabulary left out.  Nothing on the disk changes: each
mutant lives in a process of its own, which runs the tests in which the decision comes out otherwise, the likeliest to fail
first, until one does.  Which tests these are is found out beforehand, in one run in which both ways are taken where a mutant
was drawn and only the right one is followed.  What no test catches is told with its place: that none comes there, that it never
comes out otherwise (a needless condition, or one that no test exercises), or that it does and nothing of what is read tells.

No mutants are made of what a test could only pin: a limit (a name in capitals, a number above 3 that something is compared
with) that is another, or reached one sooner; a comparison with it is turned round instead.  So is one of two places in the text,
as what begins where another stretch ends: lines and signs stand between them (of such mutants 52 in 100 decide otherwise
nowhere, neither in a test nor in 43 real notices, of all others 7), and one with 0 that asks whether anything was found.  Nor of a
place in the text that is kept from falling below its begin, ``max(at - 2, 0)``.
"""

from __future__ import annotations

import ast
import builtins
import gc
import importlib.abc
import importlib.util
import os
import pickle
import random
import re
import resource
import signal
import sys
import time
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, replace
from functools import _lru_cache_wrapper, partial
from pathlib import Path
from types import CodeType, FrameType, FunctionType, ModuleType
from typing import Any, TextIO

import pytest
from _pytest.runner import runtestprotocol

ROOT = Path(__file__).parents[1]
#: Where the decisions are, and the rules that they are taken by.
ROOMS = ("language", "structure", "meaning")
RULES = (
    "column_looks", "commitments", "cuts", "flat_tables", "header", "indicators", "layout", "number_signs", "quantities", "roles",
)  # fmt: skip
#: The tests that see what is read.
TESTS = (
    "corpus", "golden", "targets", "units", "lists", "header", "outline", "parts", "repair", "times", "clauses", "commitments",
    "indicators", "indicator_tables", "promises", "roles", "registry", "page_breaks", "words", "unsure", "doubt", "evidence",
    "layouts", "findings", "unread", "seven_ways", "tables", "pdf_tables", "corrections", "numerals", "patterns", "rules",
    "read_office", "read_html", "read_text", "read_sheet", "progress",
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

_ROUND: dict[type[ast.cmpop], type[ast.cmpop]] = {ast.Lt: ast.GtE, ast.LtE: ast.Gt, ast.Gt: ast.LtE, ast.GtE: ast.Lt}


@dataclass(frozen=True, slots=True)
class Mutant:
    """A file with one stretch of it (lines and columns as `ast` counts them, in bytes) written otherwise.

    `function` is the qualified name of the one it stands in, "" outside of all; `number` how manieth of the file's it is.
    """

    path: Path
    line: int
    before: str
    after: str
    content: str
    function: str = ""
    number: int = 0

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
    for number, (node, other, function) in enumerate(_others(ast.parse(source))):
        start = starts[node.lineno - 1] + node.col_offset
        end = starts[(node.end_lineno or 0) - 1] + (node.end_col_offset or 0)
        before, after = source.encode()[start:end].decode(), ast.unparse(other)
        content = source.encode()[:start].decode() + f"({after})" + source.encode()[end:].decode()
        yield Mutant(path, node.lineno, before, after, content, function, number)


def _others(tree: ast.AST) -> Iterator[tuple[ast.expr, ast.expr, str]]:
    """Each decision with another one in its place, and its function."""
    for node, function in _decisions(tree):
        for other in _changed(node):
            yield node, other, function


def _decisions(tree: ast.AST) -> Iterator[tuple[ast.expr, str]]:
    """The expressions in which something is decided, with their function.

    Annotations, decorators, messages and parts of formatted text decide nothing, nor does ``strict=True`` of a zip; of
    limits see above.
    """
    left: list[tuple[ast.AST, str, bool]] = [(tree, "", False)]
    while left:
        node, name, inside = left.pop()
        if isinstance(node, ast.Raise | ast.JoinedStr | ast.Assert):
            continue
        if isinstance(node, ast.keyword) and node.arg == "strict":
            continue
        if (
            isinstance(node, ast.Assign)
            and all(map(_is_limit, node.targets))
            and not any(map(_decides, ast.walk(node.value)))
        ):
            continue
        if isinstance(node, ast.expr):
            yield node, name if inside else ""
        skipped = {id(getattr(node, name)) for name in ("annotation", "returns") if getattr(node, name, None)}
        skipped |= {id(one) for one in getattr(node, "decorator_list", ())}
        if isinstance(node, ast.FunctionDef):  # what an argument is where none is given is made once, outside
            left += [(one, name, inside) for one in (*node.args.defaults, *node.args.kw_defaults) if one]
            skipped.add(id(node.args))
        if not inside and isinstance(node, ast.ClassDef | ast.FunctionDef):
            name, inside = f"{name}.{node.name}".lstrip("."), isinstance(node, ast.FunctionDef)
        if isinstance(node, ast.Compare):
            skipped |= {
                id(one) for one in (node.left, *node.comparators) if isinstance(one, ast.Constant) and _is_limit(one)
            }
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "max":
            skipped |= {id(one) for one in node.args if isinstance(one, ast.Constant) and one.value == 0}
        children = [child for child in ast.iter_child_nodes(node) if id(child) not in skipped]
        left += reversed([(child, name, inside) for child in children])


def _is_limit(node: ast.AST) -> bool:
    """Whether an expression is a limit, or holds one: _LONGEST, _SHARE * count, 40."""
    for one in ast.walk(node):
        if isinstance(one, ast.Name) and one.id.isupper():
            return True
        if isinstance(one, ast.Constant) and isinstance(one.value, int | float) and abs(one.value) > 3:
            return True
    return False


#: What places in a text are called, and what gives them.
_PLACES = frozenset(("start", "end", "source", "sentence", "clause", "find", "rfind"))


def _is_place(node: ast.AST) -> bool:
    """Whether an expression is a place in a text, by its name: one.start, found.end(), end - 1."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name in _PLACES
        case ast.Call(func=given):
            return _is_place(given)
        case ast.BinOp(left=left, right=right):
            return _is_place(left) or _is_place(right)
    return False


def _is_zero(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value == 0


def _decides(node: ast.AST) -> bool:
    return isinstance(node, ast.Compare | ast.BoolOp | ast.Call | ast.Lambda)


def _changed(node: ast.expr) -> Iterator[ast.expr]:
    """An expression with one of its decisions taken otherwise."""
    match node:
        case ast.Compare(ops=ops):
            sides = [node.left, *node.comparators]
            for at, sign in enumerate(ops):
                changed = deepcopy(node)
                pinned = any(map(_is_limit, pair := sides[at : at + 2])) or any(map(_is_place, pair))
                pinned |= isinstance(sign, ast.GtE | ast.Lt) and _is_zero(pair[1])
                changed.ops[at] = (_ROUND if pinned and type(sign) in _ROUND else _TURNED)[type(sign)]()
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


class _Watch:
    """Sees both ways of a decision taken, and follows the right one; mutants are known by their places among those drawn."""

    def __init__(self) -> None:
        self.reached: set[int] = set()
        self.otherwise: set[int] = set()
        self.kept: set[int] = set()
        self.busy = False
        cached = (one.__wrapped__ for one in gc.get_objects() if isinstance(one, _lru_cache_wrapper))
        codes = (one.__code__ for one in cached if isinstance(one, FunctionType))
        self.caching = {code for code in codes if not code.co_argcount}

    def __call__(self, place: int, value: Any, other: Callable[[], Any] | None) -> Any:
        """The value of a decision; whether it is another with a mutant, whose value can only be known by its ways where
        it is asked for nothing that it takes away (`other` is None)."""
        if place not in self.reached and self._is_kept():
            self.kept.add(place)
        if not self.busy or place in self.kept:
            self.reached.add(place)
        if not self.busy and place not in self.otherwise and (other is None or self._differs(value, other)):
            self.otherwise.add(place)
        return value

    def _is_kept(self) -> bool:
        """Whether what is being made is kept for good, so that only the first test that needs it comes here."""
        frame: FrameType | None = sys._getframe(2)
        while frame and frame.f_code not in self.caching:
            frame = frame.f_back
        return frame is not None

    def _differs(self, value: Any, other: Callable[[], Any]) -> bool:
        self.busy = True  # a decision that asks for others in its turn would ask for them ever more often
        try:
            return bool(value != other())
        except Exception:
            return True
        finally:
            self.busy = False


#: Calls that take something away or put it somewhere: done twice they do something else.
_TAKING = frozenset(("next", "pop", "popleft", "popitem", "add", "append", "extend", "setdefault", "update", "send"))
#: The name under which the watch is known to the program, and that of an argument by which its functions are told apart.
_WATCH, _ASIDE = "watch_of_mutants", "beside_the_program"


def _both_ways(path: Path, drawn: Mapping[int, int]) -> CodeType:
    """The code of a module in which the watch sees the drawn mutants: their numbers in the file, and their places."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    asked: dict[int, list[tuple[int, ast.expr]]] = {}
    for number, (node, other, _) in enumerate(_others(tree)):
        if number in drawn:
            asked.setdefault(id(node), []).append((drawn[number], deepcopy(other)))
    arguments = ast.arguments([], [ast.arg(_ASIDE)], None, [], [], None, [ast.Constant(None)])

    class Asking(ast.NodeTransformer):
        def visit(self, node: ast.AST) -> Any:
            both: Any = self.generic_visit(node)
            for place, other in asked.get(id(node), ()):
                aside = ast.Constant(None) if _takes(other) else ast.Lambda(arguments, other)
                call = ast.Call(ast.Name(_WATCH, ast.Load()), [ast.Constant(place), both, aside], [])
                both = ast.copy_location(call, node)
            return both

    return compile(ast.fix_missing_locations(Asking().visit(tree)), path, "exec")


def _takes(node: ast.AST) -> bool:
    """Whether something can be asked only once."""
    return any(
        isinstance(one, ast.Yield | ast.YieldFrom)
        or (isinstance(one, ast.Call) and ast.unparse(one.func).rpartition(".")[2] in _TAKING)
        for one in ast.walk(node)
    )


@dataclass(frozen=True, slots=True)
class Seen:
    """What a test sees: the seconds it takes, the mutants whose place it reaches, those that decide otherwise in it, and
    those of whose making all tests that follow may see something."""

    seconds: float
    reached: frozenset[int]
    otherwise: frozenset[int]
    kept: frozenset[int]


#: Of each test.
Record = dict[str, Seen]


@contextmanager
def _called() -> Iterator[set[tuple[str, str]]]:
    """The functions of the program that are called meanwhile, each a file and a qualified name."""
    codes: set[CodeType] = set()
    functions: set[tuple[str, str]] = set()
    sys.setprofile(lambda frame, event, _: codes.add(frame.f_code) if event == "call" else None)
    try:
        yield functions
    finally:
        sys.setprofile(None)
        functions |= {(code.co_filename, code.co_qualname.partition(".<locals>")[0]) for code in codes}


def _failing(item: pytest.Item, following: pytest.Item | None) -> bool:
    """Run a test; whether it fails."""
    return any(report.failed for report in runtestprotocol(item, log=False, nextitem=following))


class _Loaded:
    """Tries mutants in one session of the tests, whose program is loaded once: each in a fork of it."""

    def __init__(self, drawn: Sequence[Mutant], screen: TextIO) -> None:
        self.drawn, self.screen = drawn, screen
        self.record: Record = {}
        self.results: dict[Mutant, bool] = {}
        self.failed: list[str] = []
        self.importing: set[tuple[str, str]] = set()

    @pytest.hookimpl(wrapper=True)
    def pytest_collection(self) -> Iterator[None]:
        with _called() as self.importing:
            return (yield)

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        items = {item.nodeid: item for item in session.items}
        self.record |= _in_a_child(lambda: self._recorded(session.items)) or {}
        self.failed = [name for name in items if name not in self.record]
        self.screen.write(f"{len(items)} tests take {sum(seen.seconds for seen in self.record.values()):.0f} s\n")
        if self.failed:
            return True
        for place, mutant in enumerate(self.drawn):
            if not mutant.function or (str(mutant.path), mutant.function) in self.importing:
                continue  # what it made when it was imported would stay
            names = tests_of(mutant, place, self.record)
            trial = partial(self._missed, mutant, [items[name] for name in names])
            self.results[mutant] = bool(names) and _in_a_child(trial) is not True
            tell(mutant, self.results[mutant], self.screen, _why(place, self.record))
        return True

    def _recorded(self, items: Sequence[pytest.Item]) -> Record:
        """What every test sees of the drawn mutants; those that fail are left out."""
        of_files: dict[Path, dict[int, int]] = {}
        for place, mutant in enumerate(self.drawn):
            if mutant.function:
                of_files.setdefault(mutant.path, {})[mutant.number] = place
        for path, drawn in of_files.items():
            _swap(path, _both_ways(path, drawn))
        watch = _Watch()
        setattr(builtins, _WATCH, watch)
        record: Record = {}
        for item, following in zip(items, [*items[1:], None], strict=True):
            watch.reached, watch.otherwise, watch.kept = set(), set(), set()
            start = time.process_time()
            if not _failing(item, following):
                seen = map(frozenset, (watch.reached, watch.otherwise, watch.kept))
                record[item.nodeid] = Seen(time.process_time() - start, *seen)
        return record

    def _missed(self, mutant: Mutant, items: Sequence[pytest.Item]) -> bool:
        """Whether all tests pass with a mutant in the program; this process ends where one takes far too long."""
        _swap(mutant.path, compile(mutant.content, mutant.path, "exec"))
        signal.signal(signal.SIGPROF, lambda *_: os._exit(1))
        for item, following in zip(items, [*items[1:], None], strict=True):
            signal.setitimer(signal.ITIMER_PROF, 10 + 20 * self.record[item.nodeid].seconds)
            if _failing(item, following):
                return False
        return True


def _swap(path: Path, code: CodeType) -> None:
    """Put the functions of other code of a module in the place of those that are loaded."""
    as_it_is = _codes(compile(path.read_text(encoding="utf-8"), path, "exec"))
    places = {(one.co_qualname, one.co_firstlineno): at for at, one in enumerate(as_it_is)}
    others = _codes(code)
    for one in gc.get_objects():
        if isinstance(one, FunctionType) and one.__code__.co_filename == str(path):
            one.__code__ = others[places[one.__code__.co_qualname, one.__code__.co_firstlineno]]


def _codes(code: CodeType) -> list[CodeType]:
    """A piece of code and all in it, in order, but for what asks the watch."""
    inside = (one for one in code.co_consts if isinstance(one, CodeType) and _ASIDE not in one.co_varnames)
    return [code, *(one for each in inside for one in _codes(each))]


class _Ordered:
    """Leaves only the given tests, in their order."""

    def __init__(self, names: Sequence[str]) -> None:
        self.order = {name: at for at, name in enumerate(names)}

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = sorted(
            (item for item in items if item.nodeid in self.order), key=lambda item: self.order[item.nodeid]
        )


def tests_of(mutant: Mutant, place: int, record: Record) -> list[str]:
    """The tests that can see a mutant, drawn in this place, the likeliest to fail first: those in which it decides otherwise.

    Where what it decides is kept from one test to the next, or is made when the program is imported, all tests can.
    """
    otherwise = {name for name, seen in record.items() if place in seen.otherwise}
    kept = not mutant.function or any(place in seen.kept for seen in record.values())
    own = {f"tests/test_{mutant.path.stem}{ending}.py" for ending in ("", "s")} | {"tests/test_corpus.py"}

    def rank(name: str) -> tuple[bool, bool, float]:
        return name not in otherwise, name.partition("::")[0] not in own, record[name].seconds

    return sorted(record if kept else otherwise, key=rank)


def _why(place: int, record: Record) -> str:
    """Why no test may see a mutant."""
    if not any(place in seen.reached for seen in record.values()):
        return "no test comes here"
    return "" if any(place in seen.otherwise for seen in record.values()) else "never otherwise in a test"


def _in_a_child(work: Callable[[], object]) -> Any:
    """What some work gives, done silently in a process of its own; None where that dies."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        with open(os.devnull, "w") as nothing:
            os.dup2(nothing.fileno(), 1)
            os.dup2(nothing.fileno(), 2)
            try:
                resource.setrlimit(resource.RLIMIT_CPU, (LONGEST, LONGEST))
                with open(writing, "wb") as answer:
                    pickle.dump(work(), answer)
            finally:
                os._exit(0)
    os.close(writing)
    with open(reading, "rb") as answer:
        said = answer.read()
    os.waitpid(child, 0)
    return pickle.loads(said) if said else None


def _run(files: Sequence[str], plugin: object) -> int:
    return int(pytest.main(["-x", "-q", "-p", "no:cacheprovider", "--hypothesis-seed=0", *files], plugins=[plugin]))


def loaded(drawn: Sequence[Mutant], screen: TextIO) -> _Loaded:
    """Try the mutants that need no new import, and find out what every test calls."""
    trials = _Loaded(drawn, screen)
    _run([f"tests/test_{name}.py" for name in TESTS], trials)
    return trials


def imported(mutant: Mutant, place: int, record: Record) -> bool:
    """Whether a test fails, or nothing ends, where the program is imported with a mutant in it."""
    names = tests_of(replace(mutant, function=""), place, record)
    files = sorted({name.partition("::")[0] for name in names})

    def work() -> int:
        _install(mutant)
        return _run(files, _Ordered(names))

    return bool(_in_a_child(work) != 0)


def readings_of(folder: Path, mutant: Mutant | None = None) -> dict[str, str]:
    """How the notices of a folder are read, perhaps with a mutant in the program; nothing where that dies."""

    def work() -> dict[str, str]:
        if mutant:
            _install(mutant)
        sys.path.insert(0, str(ROOT / "tests"))
        from readings import readable

        from pipeline.notice import NoticeError
        from pipeline.read import read

        found = {}
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            try:
                found[path.name] = readable(read(path))
            except NoticeError as refusal:
                found[path.name] = str(refusal)
        return found

    return _in_a_child(work) or {}


def altered(mutants: Sequence[Mutant], folder: Path, screen: TextIO) -> int:
    """Tell which mutants alter what is read of the notices of a folder, and how many these are."""
    before = readings_of(folder)
    count = 0
    for mutant in mutants:
        now = readings_of(folder, mutant)
        names = [name for name, reading in before.items() if now.get(name) != reading]
        count += bool(names)
        screen.write(f"alters {names[0] if names else 'nothing'}: {mutant}\n")
        screen.flush()
    screen.write(f"{count} of these {len(mutants)} alter what is read of the {len(before)} notices\n")
    return count


def tell(mutant: Mutant, was_caught: bool, screen: TextIO, why: str = "") -> None:
    """Say what became of a mutant, and why no test may see it."""
    screen.write(f"{'caught   ' if was_caught else 'SURVIVES '} {mutant}{why and f'  ({why})'}\n")
    screen.flush()


def main(count: int, seed: int, notices: Path | None = None) -> int:
    """Try so many mutants, drawn from a seed; 1 if fewer than 95 of 100 are caught."""
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    # What the tests need of others is loaded once.
    for name in filter(lambda name: importlib.util.find_spec(name.partition(".")[0]), LOADED):
        importlib.import_module(name)
    known = mutants()
    drawn = random.Random(seed).sample(known, min(count, len(known)))
    with open(os.dup(1), "w", encoding="utf-8") as screen:

        def work() -> tuple[Record, list[str], dict[Mutant, bool]]:
            trials = loaded(drawn, screen)
            screen.flush()
            return trials.record, trials.failed, trials.results

        results: dict[Mutant, bool]
        said: tuple[Record, list[str], dict[Mutant, bool]] | None = _in_a_child(work)
        record, failed, results = said or ({}, ["no test was run"], {})
        if failed:
            print("the tests fail as the program is; mend that first", *failed, sep="\n")
            return 2
        for place, mutant in enumerate(drawn):
            if mutant not in results:
                results[mutant] = imported(mutant, place, record)
                tell(mutant, results[mutant], screen)
        if notices:
            altered([mutant for mutant in drawn if not results[mutant]], notices, screen)
    good = sum(results.values())
    print(f"{good} of {len(drawn)} caught ({len(known)} possible, seed {seed})")
    return int(good < 0.95 * len(drawn))


def _given(given: Sequence[str]) -> tuple[int, int, Path | None]:
    count, seed, folder = [*given, *("100", "1", "")[len(given) :]]
    return int(count), int(seed), Path(folder).resolve() if folder else None


if __name__ == "__main__":
    sys.exit(main(*_given(sys.argv[1:])))
