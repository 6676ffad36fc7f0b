"""What the notebooks draw with: a Chinese font that ships in a package, and pictures with the same bytes each time."""

from __future__ import annotations

import atexit
import shutil
import tempfile
import warnings
from collections.abc import Mapping, Sequence
from importlib.resources import as_file, files
from io import BytesIO
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# Colours that people who do not tell red from green can tell apart (Okabe and Ito, 2008).
BLUE, ORANGE, GREEN, RED, PURPLE, SKY, YELLOW, GREY = (
    *("#0072B2", "#E69F00", "#009E73", "#D55E00"),
    *("#CC79A7", "#56B4E9", "#F0E442", "#8A8A8A"),
)
PALETTE = (BLUE, ORANGE, GREEN, RED, PURPLE, SKY, YELLOW, GREY)

_FAMILY = "Notebook Sans"


def setup(rare: str = "") -> None:
    """Let matplotlib write Chinese, whatever fonts the machine has.

    The font is Noto Sans SC (SIL Open Font License) from the package justmytype-intl-cjk.  A sign that it lacks is an
    error, not an empty box.

    Args:
        rare: signs to draw that GB 2312 lacks, such as those of some place names (鄠, 郿).
    """
    import matplotlib
    from cycler import cycler
    from matplotlib.font_manager import fontManager

    warnings.filterwarnings("error", message="Glyph .* missing from font")
    warnings.filterwarnings("error", message=".*findfont.*")
    fontManager.addfont(_font(_signs() | set(map(ord, rare))))
    matplotlib.use("agg")
    matplotlib.rcParams.update(
        {
            "axes.axisbelow": True,
            "axes.edgecolor": "#B5B5B5",
            "axes.grid": True,
            "axes.grid.axis": "x",
            "axes.prop_cycle": cycler(color=PALETTE),
            "axes.spines.right": False,
            "axes.spines.top": False,
            "axes.titlelocation": "left",
            "axes.titlepad": 12,
            "axes.titlesize": 13,
            "axes.unicode_minus": False,
            "figure.constrained_layout.use": True,
            "font.family": _FAMILY,
            "font.size": 10,
            "grid.color": "#E6E6E6",
            "legend.frameon": False,
            "ytick.left": False,
        }
    )


def show(figure: Figure, about: str) -> None:
    """Show a figure below the cell; `about` says in words what is to be seen."""
    from IPython.display import Image, display
    from matplotlib import pyplot

    picture = BytesIO()
    # The library's version would stand in the file.
    figure.savefig(picture, format="png", dpi=110, metadata={"Software": None})
    pyplot.close(figure)
    display(Image(picture.getvalue(), alt=about))  # type: ignore[no-untyped-call]


def spread(
    place: Mapping[str, Sequence[float]], high: float = 0.07, wide: float = 0.019
) -> dict[str, tuple[float, float]]:
    """The places of a network's nodes, moved up and down until no label covers another.

    Args:
        place: each node's label and its place, both ways from -1 to 1.
        high: the height of a node with its label.
        wide: the width of a character, to either side.
    """
    moved = {label: [float(x), float(y)] for label, (x, y) in place.items()}
    for _ in range(500):
        crossing = [
            (one, other)
            for one, other in combinations(moved, 2)
            if abs(moved[one][0] - moved[other][0]) < wide * (len(one) + len(other))
            and abs(moved[one][1] - moved[other][1]) < high
        ]
        if not crossing:
            break
        for one, other in crossing:
            low, top = sorted((one, other), key=lambda label: (moved[label][1], label))
            moved[low][1] -= high / 20
            moved[top][1] += high / 20
    return {label: (x, y) for label, (x, y) in moved.items()}


def _font(signs: set[int]) -> Path:
    """The regular weight of the font, as a file that goes when the program ends.

    The package carries one file with all weights, and matplotlib draws the thinnest of them.
    """
    from fontTools.subset import Options, Subsetter  # type: ignore[import-untyped]
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]
    from fontTools.varLib.instancer import instantiateVariableFont  # type: ignore[import-untyped]

    source = files("justmytype_intl_cjk") / "fonts" / "ofl" / "notosanssc" / "NotoSansSC[wght].ttf"
    with as_file(source) as path:
        font = TTFont(path)
    # All signs of GB 2312 and Latin: fewer signs are quicker.
    subsetter = Subsetter(Options(layout_features=[], drop_tables=["GSUB", "GPOS", "GDEF", "VVAR", "vmtx", "vhea"]))
    subsetter.populate(unicodes=signs)
    subsetter.subset(font)
    instantiateVariableFont(font, {"wght": 400}, inplace=True)
    # Under a name of its own, no other font of the machine can stand in for it.
    for number, name in ((1, _FAMILY), (2, "Regular"), (4, _FAMILY)):
        font["name"].setName(name, number, 3, 1, 0x409)
    for number in (16, 17, 21, 22, 25):
        font["name"].removeNames(number)
    folder = tempfile.mkdtemp()
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    file = Path(folder, "NotebookSans.ttf")
    font.save(file)
    return file


def _signs() -> set[int]:
    latin = set(range(0x20, 0x180))
    chinese = {
        ord(sign)
        for high in range(0xA1, 0xF8)
        for sign in bytes(byte for low in range(0xA1, 0xFF) for byte in (high, low)).decode("gb2312", "ignore")
    }
    return latin | chinese | set(map(ord, "–—…≤≥≈−²³㎡"))
