"""What is installed is called as the distribution is: the folder ``pipeline/`` becomes the package ``worknotice``.

Many have a script ``pipeline.py`` of their own, which would hide a package of that name or be hidden by it.  So the
imports are written with the other name while a wheel is built; nothing else is changed, and what names the package
elsewhere stops the build.  ``pip install --editable`` links the folders as they are.
"""

from __future__ import annotations

import io
import re
import sys
import tokenize
from pathlib import Path

from setuptools import find_namespace_packages, setup
from setuptools.command.build_py import build_py

SOURCE, INSTALLED = "pipeline", "worknotice"
_IMPORT = re.compile(rf"^( *(?:from|import) ){SOURCE}(?=[. ])", re.MULTILINE)


def renamed(code: str) -> str:
    """The code with its imports under the name that is installed.

    Raises:
        ValueError: the package is named elsewhere than at the beginning of an import.
    """
    code = _IMPORT.sub(rf"\g<1>{INSTALLED}", code)
    for token in tokenize.generate_tokens(io.StringIO(code).readline):
        if token.type == tokenize.NAME and token.string == SOURCE:
            raise ValueError(f"line {token.start[0]} names {SOURCE}: {token.line.strip()}")
    return code


class Build(build_py):
    """Copies the package under its other name."""

    def build_module(self, module: str, module_file: str, package: str) -> object:
        """Copy one module."""
        copied, built = super().build_module(module, module_file, package)
        try:
            code = renamed(Path(module_file).read_text(encoding="utf-8"))
        except ValueError as error:
            raise ValueError(f"{module_file}: {error}") from None
        Path(copied).write_text(code, encoding="utf-8", newline="\n")
        return copied, built


def main() -> None:
    """Build, install or link."""
    packages = find_namespace_packages(include=[SOURCE, f"{SOURCE}.*"])
    if "editable_wheel" in sys.argv:
        setup(packages=[*packages, INSTALLED])
    else:
        setup(
            packages=[INSTALLED + name.removeprefix(SOURCE) for name in packages],
            package_dir={INSTALLED: SOURCE},
            cmdclass={"build_py": Build},
        )


if __name__ == "__main__":  # the tests ask for `renamed`
    main()
