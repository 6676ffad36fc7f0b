"""Charts of goals by year, drawn by leather as SVG inside the page: their text is text, their colours the page's."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from decimal import Decimal
from statistics import median
from typing import Any

import leather
from markupsafe import Markup

from pipeline.compare.series import apart

Row = dict[str, Any]

# With more governments than this each is a dot, and a line goes through the middle of them.
_LINES = 6
_COLOURS = ("#1f5fa8", "#b3541e", "#5b3a94", "#1e7a70", "#a0185a", "#6b6b00")
_DOT = "#7c828b"
# A year below the axis needs so much room, on a phone too, where its letters are larger.
_LABEL = 100


def short(value: Decimal | float) -> str:
    """A number as notices print it, with 万 and 亿."""
    number = float(value)
    for step, name in ((1e8, "亿"), (1e4, "万")):
        if abs(number) >= step:
            return f"{number / step:,.2f}".rstrip("0").rstrip(".") + name
    return f"{number:,.2f}".rstrip("0").rstrip(".")


def _comparable(rows: Sequence[Row]) -> list[Row]:
    """The goals that one axis can show: of the same and in the unit that most are, and no shares of other goals."""
    whole = [row for row in rows if row["value"] is not None and row["part_of"] is None]
    told = [(*apart(row, row)[:3], row["unit"]) for row in whole]
    most = Counter(told).most_common(1)
    return [row for row, one in zip(whole, told, strict=True) if one == most[0][0]]


def _points(rows: Sequence[Row]) -> list[tuple[int, float]]:
    """A point a year: the first goal that the notice of the year prints."""
    first: dict[int, float] = {}
    for row in rows:
        if row["subject_year"] is not None:
            first.setdefault(int(row["subject_year"]), float(row["value"]))
    return sorted(first.items())


class _Followed(leather.Line):  # type: ignore[misc]
    """A line through points that are dots."""

    def __init__(self, colour: str) -> None:
        super().__init__(colour)
        self._dots = leather.Dots(colour)

    def to_svg(self, *place: Any) -> Any:
        group = super().to_svg(*place)
        group.extend(list(self._dots.to_svg(*place)))
        return group


def _draw(chart: Any, points: Sequence[tuple[int, float]], about: str, width: int, height: int) -> Markup:
    low, high = min(year for year, _ in points), max(year for year, _ in points)
    least, most = min(value for _, value in points), max(value for _, value in points)
    if least == most:  # one value has no scale of its own
        chart.add_y_scale(least - (abs(least) / 10 or 1), most + (abs(most) / 10 or 1))
    step = max(1, -(-(high - low) // (width // _LABEL)))
    chart.add_x_scale(low - 0.5, high + 0.5)
    chart.add_x_axis(ticks=list(range(low, high + 1, step)), tick_formatter=lambda value, *_: f"{value:.0f}")
    chart.add_y_axis(tick_formatter=lambda value, *_: short(value))
    drawn = chart.to_svg(width=width, height=height)
    size = f'width="{width}" height="{height}"'
    label = Markup('class="chart" role="img" aria-label="{}" viewBox="0 0 {} {}"').format(about, width, height)
    assert drawn.startswith(f"<svg {size} ")
    return Markup(drawn.replace(size, str(label), 1))  # leather escapes what it is given


def of_government(rows: Sequence[Row], about: str) -> Markup | None:
    """One indicator of one government over the years, small; None with fewer than two years."""
    points = _points(_comparable(rows))
    if len(points) < 2:
        return None
    chart = leather.Chart()
    chart.add_series(leather.Series(points), _Followed(_COLOURS[0]))
    return _draw(chart, points, about, 300, 170)


def of_indicator(rows: Sequence[Row], about: str) -> Markup | None:
    """One indicator of all governments over the years; None where there is nothing to draw."""
    own: dict[str, list[Row]] = defaultdict(list)
    names: dict[str, str] = {}
    for row in _comparable(rows):
        own[row["place"]].append(row)
        names[row["place"]] = row["place_name"]
    series = {place: points for place, found in own.items() if (points := _points(found))}
    if len({point for points in series.values() for point in points}) < 2:
        return None
    chart = leather.Chart()
    if len(series) <= _LINES:
        for colour, (place, points) in zip(_COLOURS, series.items(), strict=False):
            chart.add_series(leather.Series(points, name=names[place]), _Followed(colour))
    else:
        by_year: dict[int, list[float]] = defaultdict(list)
        for points in series.values():
            for year, value in points:
                by_year[year].append(value)
        every = [point for points in series.values() for point in points]
        chart.add_dots(every, fill_color=_DOT, name="各地 each")
        middle = [(year, median(values)) for year, values in sorted(by_year.items())]
        chart.add_line(middle, stroke_color=_COLOURS[0], width=3, name="中位数 median")
    return _draw(chart, [point for points in series.values() for point in points], about, 720, 340)
