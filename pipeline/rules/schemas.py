"""What each vocabulary file may say: a key nobody knows, one that is missing or a value of another kind is refused.

A schema has the shape of its file.  `table` lists the keys of a table; where the keys are vocabulary themselves, a
mapping stands instead.  Words that code asks for by name are closed lists (`Literal`).
"""

from __future__ import annotations

from types import GenericAlias
from typing import Annotated, Any, Literal, get_args

import msgspec

# ── closed lists ─────────────────────────────────────────────────────────────────────────────────────

#: What a unit does for a task: `assignments.role`.
UnitRole = Literal["lead", "support", "responsible", "supervise", "guide"]
#: How a number compares with its goal: `targets.op`.
Op = Literal["=", ">=", ">", "<=", "<", "~", "between"]
#: What a measure word measures …
Measured = Literal["money", "share", "duration", "age", "rating", "size", "count", "multiple", "rank"]
#: … and a number; `bare` ones have no measure word.
Kind = Literal["money", "share", "duration", "age", "rating", "size", "count", "multiple", "rank", "bare"]
#: What a number is: `numbers.role`.
NumberRole = Literal["target", "qualifier", "base", "duration", "name", "structure", "ordinal", "vague", "other"]
#: … by what stands beside it alone.
NumberSign = Literal["date", "ordinal", "name", "document_number", "other"]
#: How a thing is promised: `indicators.aspect`.
Aspect = Literal[
    "growth", "decline", "time", "share", "rate", "new", "cumulative", "level", "done", "per", "award", "ceiling"
]
#: What a head of a table's column says that it holds.
Holds = Literal[
    "number", "task", "content", "detail", "leaders", "lead", "support", "responsible", "supervise", "guide", "deadline",
    "indicator", "progress", "planned", "person", "telephone", "other",
]  # fmt: skip
#: The columns of a table without lines that costs are known for, and what a piece of its text looks like.
Column = Literal[
    "number", "task", "content", "units", "lead", "leaders", "deadline", "amount", "place", "note", "other"
]
Look = Literal[
    "number", "word", "phrase", "clause", "sentence", "likely", "units", "collective", "person", "time", "years",
    "amount", "place", "empty", "heading", "prose",
]  # fmt: skip
#: How grave a finding is.
Severity = Literal["error", "warning", "info"]
#: The state of a task in a report.
Status = Literal["not_started", "on_course", "done", "late"]
#: A column's type in the files.
Type = Literal["string", "integer", "number", "boolean", "date", "list"]

Words = list[str]
#: A phrase that a rule is for.
Sample = Annotated[str, msgspec.Meta(min_length=1)]
#: One text in two languages; which of them is first stands in the file.
Pair = tuple[str, str]


# ── what a schema is put together from ───────────────────────────────────────────────────────────────


class Strict(msgspec.Struct, forbid_unknown_fields=True):
    """A table of a vocabulary file with just these keys."""


def table(keys: dict[str, Any], **optional: Any) -> type[msgspec.Struct]:
    """A table with just these keys, each with the shape of its value; `optional` ones may be left out."""
    fields: list[tuple[str, Any] | tuple[str, Any, Any]] = [*keys.items()]
    fields += [(name, shape, None) for name, shape in optional.items()]
    return msgspec.defstruct("Table", fields, bases=(Strict,))


def words(keys: str) -> type[msgspec.Struct]:
    """A table of lists of words."""
    return table(dict.fromkeys(keys.split(), Words))


def strings(keys: str, **optional: Any) -> type[msgspec.Struct]:
    """A table of strings."""
    return table(dict.fromkeys(keys.split(), str), **optional)


def costs(keys: str) -> type[msgspec.Struct]:
    """A table of numbers that are added up."""
    return table(dict.fromkeys(keys.split(), float))


def many(shape: Any) -> Any:
    """A list of tables of one shape."""
    return GenericAlias(list, (shape,))


def each(key: Any, shape: Any) -> Any:
    """A mapping whose keys are vocabulary, or of a closed list."""
    return GenericAlias(dict, (key, shape))


SAID = strings("zh en")
#: Lists of words that patterns are put together from, by their names; a list may hold others (`of`).
LISTS = each(str, table({"example": Sample}, words=Words, of=Words))


# ── the files ────────────────────────────────────────────────────────────────────────────────────────


class Decision(Strict):
    """What a number is that fits: see the head of commitments.toml."""

    role: NumberRole
    example: Sample
    when: str = ""
    kinds: list[Kind] = []
    units: Words = []
    ops: list[Op] = []
    before: str | None = None
    within: str | None = None
    behind: str | None = None
    around: str | None = None
    previous: str | None = None
    sentence: str | None = None


COLUMN = table(
    {},
    type=Type, en=str, zh=str, nullable=bool, empty=bool, unit=str, references=str, enum=each(str, Pair), enum_from=str,
    merge=Literal["sum", "union"],
)  # fmt: skip
TABLES = each(str, table({"en": str, "zh": str, "primary_key": Words, "columns": each(str, COLUMN)}, placed=bool))
PATTERNS = many(strings("pattern example"))

#: What each file may say, by its name without `.toml`.
SCHEMAS: dict[str, Any] = {
    "columns": table(
        {
            "version": str,
            "package": table(
                {
                    **dict.fromkeys(
                        ["name", "title", "title_zh", "description", "description_zh", "conventions", "conventions_zh"],
                        str,
                    ),
                    "licenses": many(strings("name title path")),
                }
            ),
            "shared": each(str, COLUMN),
            "place": each(str, COLUMN),
            **dict.fromkeys(["tables", "diff", "series", "progress"], TABLES),
        }
    ),
    "commitments": table(
        {
            "words": each(str, Words),
            **dict.fromkeys(["any", *(kind for kind in get_args(Kind) if kind != "multiple")], many(Decision)),
        }
    ),
    "cuts": table(
        {
            "cost": costs(
                "unit collective class shared glued cause likely place possible person note instruction deadline name "
                "sentence none"
            ),
            "cut": costs("stop list open verb number blank wrap join joins"),
            "leave": costs("open verb number blank wrap whole join joins names"),
            "reach": costs("names beside name sentence"),
            "doubt": costs("sure"),
        }
    ),
    "diff": table(
        {
            "less": words("words reductions"),
            "quantity": each(Op, Pair),
            "kinds": each(str, Pair),
            "summary": each(str, Pair),
            "page": each(str, Pair),
            "reason": each(str, Pair),
        }
    ),
    "doubt": table(
        {
            "threshold": float,
            "threshold_of_numbers": float,
            "grades": costs("A B C"),
            "reason": SAID,
            "mostly": SAID,
            "reasons": each(str, SAID),
        }
    ),
    "doubt_weights": table(
        {name: each(str, float) for name in ("notices", "sections", "items", "assignments", "targets", "numbers")}
    ),
    "number_signs": table(
        {
            "lists": LISTS,
            "sign": many(table({"role": NumberSign, "number": str, "example": Sample}, before=Words, behind=str)),
        }
    ),
    "opinion_weights": table({"words": each(str, float)}),
    "findings": table(
        {
            "code": each(str, table({"severity": Severity, "zh": str, "en": str})),
            "between": SAID,
            "parts": each(str, SAID),
            "op": each(Op, SAID),
        }
    ),
    "figures": words(
        "goal reached done promise beside growth summed shares reaches whole_year answers by_when marks total sums"
    ),
    "flat_tables": table(
        {
            "words": words("after amount note place place_ends works"),
            "kinds": each(Literal[Holds, "figure", "measured", "measure", "name"], Column),
            "costs": each(Column, each(Literal[Look, "other"], float)),
            "empty": each(Column, float),
            "steps": costs(
                "unnumbered_row merged_with merged_class merged_row restart number_gap number_back heading_row heading_plain "
                "heading_last wrap wrap_open wrap_stop wrap_short wrap_short_most wrap_full wrap_ragged wrap_wider "
                "wrap_number wrap_heading wrap_exact wrap_names break_full break_name cut_stop leads_too blank tab row_inside row_goes_on holds_cell holds_names "
                "open_begin open_end known"
            ),
            "outside": each(Look, float),
            "heads": table(
                {
                    **dict.fromkeys(
                        [
                            "known",
                            "unknown",
                            "unknown_long",
                            "wrapped",
                            "swallowed",
                            "one_of_two",
                            "parted",
                            "short",
                            "left",
                            "left_known",
                        ],
                        float,
                    ),
                    **dict.fromkeys(["narrow", "most", "longest", "name"], int),
                }
            ),
        }
    ),
    "functions": table(
        {
            "function": each(str, table({"zh": str, "en": str, "offices": Words}, words=str)),
            "regional": each(str, str),
        }
    ),
    "header": table(
        {
            "reach": int,
            "edges": int,
            "nothing": float,
            "title": costs("colon number blank printed_twice no_issuer unsigned speaks edge run_in"),
            "number": costs("missing apart"),
            "recipients": costs("missing apart not_all holds_title"),
            "margin": costs("sure"),
        }
    ),
    "layout": table(
        {
            "characters": table(
                {
                    **dict.fromkeys(["half_width", "full_width", "sentence_end", "opening", "closing"], str),
                    "variants": strings("traditional simplified"),
                    "radicals": strings("printed meant"),
                }
            ),
            "numbering": many(
                table(
                    {
                        "style": str,
                        "before": str,
                        "core": Literal["chinese", "roman", "arabic", "sign", "mark"],
                        "after": str,
                        "level": int,
                    }
                )
            ),
            "header": table(
                {
                    **dict.fromkeys(
                        ["kinds", "attachment_kinds", "issuers", "publicity", "attachment", "sites"], Words
                    ),
                    "labels": words("doc_number issuer title signed_date publicity index_number other"),
                    "copies": words("cc recipients"),
                }
            ),
            "lists": LISTS,
            "outline": words("standing no_tasks"),
            "phrases": words("stray set"),
        }
    ),
    "ledger": table(
        {
            **dict.fromkeys(["sheets", "entries", "columns", "says"], each(str, Pair)),
            "status": each(Status, Pair),
            "severity": each(Severity, Pair),
            "op": each(Op, Pair),
            "members": each(str, Words),
        }
    ),
    "likeness": table(
        {
            "sides": costs("text part lead named units names targets headings"),
            "pair": costs("base likeness ahead ahead_both"),
            "pair_in_order": costs("base likeness ahead ahead_both neighbours"),
            "part": costs("base likeness ahead behind taken"),
            "part_in_order": costs("base likeness ahead behind taken apart"),
            "figure": costs(
                "base words characters around same_thing other_thing other_sort other_word same_unit linked outside"
                " half_outside alone same_value far"
            ),
            "figure_beside_rivals": costs("base odds ahead ahead_both"),
            "least": costs("pair part figure"),
        }
    ),
    "measures": each(Measured, table({"words": Words}, noun_follows=bool)),
    "messages": each(str, SAID),
    "places": table(
        {
            "lists": LISTS,
            "provinces": each(str, str),
            "letters": each(str, Words),
            "levels": each(str, Literal["province", "prefecture", "county"]),
        }
    ),
    "progress": table(
        {
            "marks": Words,
            "states": many(table({"status": Status, "words": Words, "example": str})),
            "compared": words("words"),
        }
    ),
    "quantities": table(
        {
            "before": each(Op, Words),
            "after": each(Op, Words),
            "limits": words("squeezing words"),
            "most": words("words names"),
            "shared": words("words"),
            "per": words("words"),
            "alike": words("words"),
            "no_measure": each(str, str),
            "no_comparison": table({"约": str, "近": str}),
            "modality": words("words efforts own of_plans"),
            "verbs": words("light adverbs full"),
            "contexts": words(
                "finished settled held built held_behind sets_to events parts lengthened things achieved moved given now shortened "
                "structure"
            ),
            "past": words("words heading heading_of clauses openings assessed base"),
            "fines": words("words"),
            "grants": words("words"),
            "qualified": words("governed verbs behind"),
            "words": words("none vague"),
            "clauses": words("gives limits hands turns by opens who when does"),
        }
    ),
    "review": table(
        dict.fromkeys(["block", "role", "measure", "op", "severity", "number", "field", "label"], each(str, Pair))
    ),
    "roles": table(
        {
            "labels": words("lead support responsible supervise guide leaders deadline"),
            "verbs": each(UnitRole, Words),
            "no_verbs": words("words"),
            "manner": words("by whose duties together"),
            "first_leads": words("bodies first listed ahead leads rest same"),
            "leaders": words("acts levels"),
            "persons": table({"surnames": str, "compound": Words, "offices": Words}),
            "covers": words("whole above document counted what"),
            "makers": words("words"),
            "phrases": table({"duties": Words, "none": Words, "instructions": PATTERNS, "notes": PATTERNS}),
            "collectives": words("nouns quantifiers closers"),
        }
    ),
    "said_elsewhere": table({"click": each(str, str), "system": each(str, str)}),
    "table_heads": each(Holds, words("heads")),
    "times": table({"lists": LISTS, "years": each(str, int), "months": each(str, int)}),
    "unit_kinds": table(
        {
            "kind": many(
                strings("kind example", **dict.fromkeys(["starts", "has", "ends", "placed", "weak", "function"], str))
            ),
            "names": strings("plain rests units"),
            "not_units": strings("starts ends names"),
            "offices": strings("starts ends"),
            "collective": strings("starts has names ends opens closes proof"),
            "prefixes": strings("keep"),
            "zones": each(str, str),
        }
    ),
    "views": each(str, strings("en zh sql")),
    "web_page": table({"body": words("names"), "clutter": words("begins related lines")}),
    "wording": table({"lists": LISTS}),
    "word_counts": table({"tasks": int, "held": each(str, str)}),
}
