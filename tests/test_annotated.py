"""The annotated notices: what was reached on them is kept."""

from __future__ import annotations

import pytest
from conftest import ROOT

from pipeline.measure import run
from pipeline.measure.figures import Accuracy, Count

NOTICES = ROOT / "tests" / "annotated"

#: F1 over all notices.  A change that raises one writes it here; one that lowers one says why.
FLOORS = {"header": 0.981, "sections": 0.982, "lists": 0.953, "units": 0.943, "roles": 0.990, "targets": 0.948}
#: Of all pairs of years: what share of the tasks followed is right, of the sure links found, of the figures followed.
YEARS = {"proposed": 0.993, "sure": 0.923, "followed": 0.880}


@pytest.fixture(scope="module")
def accuracy() -> Accuracy:
    return run(NOTICES)


@pytest.mark.slow
@pytest.mark.parametrize("measure", FLOORS)
def test_a_measure_is_kept(accuracy: Accuracy, measure: str) -> None:
    assert accuracy.total[measure].f1 >= FLOORS[measure]


@pytest.mark.slow
@pytest.mark.parametrize("measure", YEARS)
def test_what_is_followed_over_two_years_is_kept(accuracy: Accuracy, measure: str) -> None:
    found = sum((one.counts[measure] for one in accuracy.pairs.values()), Count())
    assert found.right / (found.found or found.wanted) >= YEARS[measure]
