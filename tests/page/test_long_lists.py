"""A page about a trust with thousands of schools near it stays one that opens."""

import pandas as pd

from geofinder.page.joiners import _MOST_LISTED, _first_of


def test_a_list_that_ends_early_says_so_and_a_short_one_does_not():
    assert _first_of(pd.DataFrame({"urn": range(_MOST_LISTED)})) == ""
    said = _first_of(pd.DataFrame({"urn": range(1234)}))
    assert said == f" The first {_MOST_LISTED} of 1,234 are here, all of them in joiners.csv."
