"""A page about a trust with thousands of schools near it stays one that opens."""

from geofinder.page.saying import MOST_LISTED, first_of


def test_a_list_that_ends_early_says_so_and_a_short_one_does_not():
    assert first_of(MOST_LISTED, "joiners.csv") == ""
    said = first_of(1234, "joiners.csv")
    assert said == f" The first {MOST_LISTED} of 1,234 are here, all of them in joiners.csv."
