"""Task-breakdown notices of Chinese governments as tables.

The same names stand in `worknotice`, which no script of your own called ``pipeline.py`` can hide.

>>> import worknotice
>>> data = worknotice.load("data")                     # the dataset that `python -m pipeline build` made
>>> len(data.items), len(data.assignments)             # pandas frames
(146, 412)
>>> notice = worknotice.read("raw/jinxiang-2024.txt")  # one document, without any folder
>>> notice.targets.query("measure == 'growth'").quote.head(2).tolist()
['6.5%左右', '7%']
>>> notice.to_arrow("items").num_rows, notice.to_polars("units").height
(146, 96)
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

from pipeline.messages import VERSION as __version__

if TYPE_CHECKING:
    from pipeline.api import Comparison, Dataset, NoticeError, NoticeTables, compare, load, read, series

__all__ = ["Comparison", "Dataset", "NoticeError", "NoticeTables", "__version__", "compare", "load", "read", "series"]


def __getattr__(name: str) -> Any:
    """The functions and classes, loaded when asked for: the command line answers --help without them."""
    if name in __all__:
        from pipeline import api

        return getattr(api, name)
    raise AttributeError(f"module 'pipeline' has no attribute {name!r}")


class _Package(ModuleType):
    """This package: `read` and `compare` stay its functions when the packages inside it of that name are imported."""

    def __setattr__(self, name: str, value: Any) -> None:
        if not (name in ("read", "compare") and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package
