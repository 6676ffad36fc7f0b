"""Task-breakdown notices of Chinese governments as tables.

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

from typing import TYPE_CHECKING, Any

from pipeline.messages import VERSION as __version__

__all__ = ["Comparison", "Dataset", "NoticeError", "NoticeTables", "__version__", "compare", "load", "read", "series"]

if TYPE_CHECKING:
    from pipeline.api import Comparison, Dataset, NoticeError, NoticeTables, compare, load, read, series
else:
    # Two packages inside have the names of functions.  Once they are loaded no import binds them here again, so that
    # these names are the functions, as `__getattr__` gives them.
    from pipeline import compare, read

    del compare, read

    def __getattr__(name: str) -> Any:
        """The functions and classes, loaded when asked for: the command line answers --help without them."""
        if name in __all__:
            from pipeline import api

            return getattr(api, name)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
