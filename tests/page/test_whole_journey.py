"""Check that nothing asks the network or makes the browser complain, wherever a reader goes."""

import pytest

from tests.page.views import everything


@pytest.mark.parametrize("width", [1280, 360])
def test_no_interaction_asks_the_network_or_makes_the_browser_complain(
    opener, whole, whole_file, width
):
    opened = opener(path=whole_file, width=width)
    everything(opened, whole)
    assert opened.complaints == []
    assert len(opened.requests) == 1
