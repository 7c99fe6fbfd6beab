"""Check that the worse direction counts, and that a pair needs a time both ways."""

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from geofinder.minutes import Minutes
from tests.candidates.made_up import travel_of

URNS = np.array([11, 22, 33, 44])


def test_the_worse_direction_counts_in_minutes_and_metres():
    near = Minutes.from_travel(travel_of({(11, 22): 5.0, (22, 11): 8.0}), URNS)
    assert near.between(np.array([0, 1]), np.array([1, 0])).tolist() == [8.0, 8.0]
    assert near.metres_between(np.array([0]), np.array([1])).tolist() == [5_600.0]


def test_a_pair_without_a_route_one_way_has_no_time():
    near = Minutes.from_travel(travel_of({(11, 22): 5.0, (22, 11): None, (33, 44): 1.0}), URNS)
    assert np.isnan(near.between(np.array([0, 0]), np.array([1, 2]))).all()
    assert near.between(np.array([3]), np.array([2])).tolist() == [1.0]


def test_a_pair_that_the_table_holds_one_way_only_has_no_time():
    one_way = travel_of({(11, 22): 5.0}).iloc[:1]
    assert np.isnan(Minutes.from_travel(one_way, URNS).between(np.array([0]), np.array([1]))).all()


def test_rows_about_other_schools_and_about_one_school_twice_are_passed_over():
    travel = pd.concat([travel_of({(11, 99): 1.0}), travel_of({(22, 22): 0.0})])
    assert len(Minutes.from_travel(travel, URNS).first) == 0


def test_an_empty_table_has_no_times():
    near = Minutes.from_travel(travel_of({}), URNS)
    assert np.isnan(near.between(np.array([0]), np.array([1]))).all()
    assert len(near.both_ways()[0]) == 0


@given(
    st.dictionaries(
        st.tuples(st.sampled_from(URNS.tolist()), st.sampled_from(URNS.tolist())).filter(
            lambda pair: pair[0] != pair[1]
        ),
        st.one_of(st.none(), st.floats(0, 90)),
    ),
    st.permutations(range(4)),
    st.randoms(),
)
def test_look_ups_depend_neither_on_row_order_nor_on_numbering(pairs, number, random):
    travel = travel_of(pairs)
    order = list(range(len(travel)))
    random.shuffle(order)
    near = Minutes.from_travel(travel, URNS)
    renumbered = Minutes.from_travel(travel.iloc[order], URNS).renumbered(np.array(number))
    one, other = (each.ravel() for each in np.indices((4, 4)))
    apart = one != other
    one, other = one[apart], other[apart]
    expected = near.between(one, other)
    again = renumbered.between(np.array(number)[one], np.array(number)[other])
    np.testing.assert_array_equal(expected, again)
    np.testing.assert_array_equal(expected, near.between(other, one))
