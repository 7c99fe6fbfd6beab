"""The sentence about a plan says no more than is proven, and no less."""

from types import SimpleNamespace

import pandas as pd
import pytest

from geofinder.pipeline.proof import sentence

SERVES_MOST = "It is proven that no other choice serves more of them"
SCORE, TRAVEL = ("score", 0.5), ("travel", 30.0)


def told(order, *, bound_served, gap, proven=False):
    """Return the sentence of a plan of one group that serves two of three schools."""
    objective = {"served": 2.0, **dict(order)}
    packed = SimpleNamespace(
        objective=objective, bound={"served": bound_served}, gap=gap, proven=proven
    )
    plan = pd.DataFrame({"served": [2], "size": [2]})
    return sentence(SimpleNamespace(packed=packed, plan=plan), asked=3)


TIES = (
    f"{SERVES_MOST}, and that of those that serve as many none scores more in all; whether another "
    "that is as good could drive less is not proven."
)


@pytest.mark.parametrize(
    ("order", "bound_served", "gap", "ending"),
    [
        ([SCORE, TRAVEL], 3.0, 0.5, "not proven to be the best: another could serve at most 3."),
        ([SCORE, TRAVEL], None, 1.0, "another could serve an unknown number."),
        # A bound of 1.0 is twice the score of 0.5: 100% more, of which the plan lacks a half.
        ([SCORE, TRAVEL], 2.0, 0.5, "; another could score more in all by at most 100.00%."),
        ([TRAVEL, SCORE], 2.0, 0.1, f"{SERVES_MOST}; another could drive less by at most 10.00%."),
        ([SCORE, TRAVEL], 2.0, 0.0, TIES),
        ([SCORE], 2.0, 0.0, f"{SERVES_MOST}."),
        ([], 2.0, 0.0, f"{SERVES_MOST}."),
    ],
)
def test_a_plan_that_is_not_wholly_proven_says_how_far_it_is(order, bound_served, gap, ending):
    said = told(order, bound_served=bound_served, gap=gap)
    assert said.endswith(ending)
    assert " 0.00%" not in said


def test_a_proven_plan_says_so_of_each_of_its_aims():
    said = told([SCORE, TRAVEL], bound_served=2.0, gap=0.0, proven=True)
    assert said.endswith(
        f"{SERVES_MOST.replace('choice', 'choice of groups')}; of those that serve as many none "
        "scores more in all, and of those as good none drives less."
    )
