"""What was reached, as people enter it beside a goal: a number in the goal's unit, or 231亿元, 1.26万户, 8.2%."""

from __future__ import annotations

import re
import unicodedata

from pipeline.meaning.figures.quantities import counted_as
from pipeline.show.ledger.entries import Cell

_ENTERED = re.compile(
    r"约?(?P<number>[-+]?[0-9][0-9,]{0,20}(?:\.[0-9]{1,12})?)(?P<scale>万亿|亿|万)?(?P<unit>\D{0,12})"
)
_SCALES = {"万亿": 10**12, "亿": 10**8, "万": 10**4}


def entered(value: Cell | None, unit: str) -> float | None:
    """The number of an entry in the goal's unit; None where it is no number, or one of another unit."""
    if isinstance(value, float):
        return value
    said = (
        _ENTERED.fullmatch(re.sub(r"\s", "", unicodedata.normalize("NFKC", value))) if isinstance(value, str) else None
    )
    if said is None or (said["unit"] and counted_as(said["unit"]) != counted_as(unit)):
        return None
    return float(said["number"].replace(",", "")) * _SCALES.get(said["scale"], 1)


def formula(actual: str, unit: str) -> str:
    """The same in a spreadsheet: an expression of a cell that holds an entry and one that holds the unit; else an error."""
    bare = f'SUBSTITUTE({actual},{unit},"")'
    for sign in ("亿", "万", ","):
        bare = f'SUBSTITUTE({bare},"{sign}","")'
    scale = f'IF(ISNUMBER(FIND("亿",{actual})),100000000,1)*IF(ISNUMBER(FIND("万",{actual})),10000,1)'
    return f"IF(ISNUMBER({actual}),{actual},VALUE({bare})*{scale})"
