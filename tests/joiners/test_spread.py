"""Check how far a trust is spread, before and after, on places that can be reckoned by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geofinder.joining.spread import (
    hull_km2,
    hulls_with,
    longest,
    longest_with,
    nearest_other,
)

TRIANGLE = np.array([[0.0, 0.0], [4000.0, 0.0], [0.0, 3000.0]])
PLACES = st.lists(
    st.tuples(st.integers(0, 700), st.integers(0, 1300)), min_size=1, max_size=8, unique=True
)


def test_three_schools_span_a_triangle_and_two_span_nothing():
    assert hull_km2(TRIANGLE) == 6.0
    assert hull_km2(TRIANGLE[:2]) == 0.0
    assert hulls_with(TRIANGLE, np.array([[4000.0, 3000.0], [100.0, 100.0]])).tolist() == [12, 6]


def test_a_member_is_measured_to_its_nearest_other_and_the_worst_counts():
    drives = np.array([[0.0, 5.0, 9.0], [5.0, 0.0, 20.0], [9.0, 20.0, 0.0]])
    nearest, which = nearest_other(drives)
    assert nearest.tolist() == [5.0, 5.0, 9.0]
    assert which.tolist() == [1, 0, 0]
    assert longest(nearest) == 9.0
    # One that stands between brings the far member nearer; one far away is itself the farthest.
    assert longest_with(nearest, np.array([[6.0, 8.0, 4.0], [30.0, 31.0, 32.0]])).tolist() == [
        5,
        30,
    ]


def test_a_trust_of_one_school_has_no_longest_drive_until_another_joins():
    nearest, which = nearest_other(np.array([[np.nan]]))
    assert which.tolist() == [-1]
    assert np.isnan(longest(nearest))
    assert longest_with(nearest, np.array([[7.0]])).tolist() == [7.0]


def test_without_a_route_to_any_member_the_longest_drive_is_not_known():
    nearest = np.array([5.0, 5.0])
    assert np.isnan(longest_with(nearest, np.array([[np.nan, np.nan]]))).all()


@given(PLACES, st.tuples(st.integers(0, 700), st.integers(0, 1300)))
def test_the_area_never_shrinks_when_a_school_joins(places, joiner):
    own = np.array(places, dtype=np.float64) * 1000
    after = hulls_with(own, np.array([joiner], dtype=np.float64) * 1000)
    assert after[0] >= hull_km2(own) - 1e-6
    assert hull_km2(np.vstack((own, np.array(joiner) * 1000.0))) == pytest.approx(after[0])
