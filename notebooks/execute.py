"""Execute the notebooks and keep what they show: ``python notebooks/execute.py``.

What differs from run to run (counts, times, versions) is left out, so that a change in the file is a change in what a
reader sees.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient
from traitlets.config import Config

FOLDER = Path(__file__).resolve().parent
_node: Any = nbformat.NotebookNode


def execute(path: Path) -> Any:
    """The notebook after a run from a clean state, in its own folder, without what differs from run to run.

    Raises:
        CellExecutionError: a cell failed.
    """
    notebook = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = []
    NotebookClient(
        notebook,
        timeout=300,
        record_timing=False,
        resources={"metadata": {"path": str(path.parent)}},
        config=Config({"KernelManager": {"transport_encryption": "auto"}}),
    ).execute()
    notebook.metadata = _node(
        kernelspec=_node(display_name="Python 3", language="python", name="python3"),
        language_info=_node(name="python"),
    )
    for cell in notebook.cells:
        cell.metadata = _node()
        if cell.cell_type == "code":
            cell.execution_count = None
            for output in cell.outputs:
                if "execution_count" in output:
                    output.execution_count = None
    return notebook


if __name__ == "__main__":
    for path in sorted(FOLDER.glob("*.ipynb")):
        nbformat.write(execute(path), path)  # type: ignore[no-untyped-call]
        print(path.name)
