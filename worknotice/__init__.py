"""The name to import, in the checkout: a wheel has the package `pipeline` itself under this name (``setup.py``).

A folder with notices in it often has a script ``pipeline.py`` too, and Python looks there first.  So here the one that
lies beside is loaded by its place.
"""

from __future__ import annotations

import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path


def _own_pipeline() -> None:
    place = Path(__file__).resolve().parent.parent / "pipeline"
    known = sys.modules.get("pipeline")
    if known is not None:
        if Path(known.__file__ or "").resolve().parent != place:
            raise ImportError(
                f"another module called pipeline is loaded, {known.__file__}: import worknotice before it"
            )
        return
    spec = spec_from_file_location("pipeline", place / "__init__.py", submodule_search_locations=[str(place)])
    assert spec is not None and spec.loader is not None
    module = module_from_spec(spec)
    sys.modules["pipeline"] = module
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules["pipeline"]
        raise


_own_pipeline()

from pipeline.api import Comparison, Dataset, NoticeError, NoticeTables, compare, load, read, series  # noqa: E402
from pipeline.messages import VERSION as __version__  # noqa: E402

__all__ = ["Comparison", "Dataset", "NoticeError", "NoticeTables", "__version__", "compare", "load", "read", "series"]
