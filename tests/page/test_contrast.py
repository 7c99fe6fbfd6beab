"""Check that what is written and drawn on the map stands out from whatever lies under it."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geofinder.page import assets
from tests.page.contrast import contrast, luminance, over, parsed, themes

TEXT, MARK = 4.5, 3.0
THEMES = themes()
GROUND = ("land", "land-other", "sea")
"""Areas that a map consists of."""
LINES = ("road", "road-small", "river", "shore", "border-other")
"""Lines that a name may cross."""
HALO_TEXTS = {"town": "names of places", "soft": "names of districts", "accent": "names of bodies",
              "river-name": "names of rivers"}  # fmt: skip
BOXED = [
    ("ink", "paper", "names of schools, tooltips, the legend, road numbers"),
    ("soft", "paper", "the credit, figures"),
    ("paper", "hull", "minutes of drives, numbers of the plan"),
    ("reach", "paper", "minutes of areas"),
    ("accent", "paper", "links and the chosen tab"),
    ("ink", "accent-paper", "chips and pressed buttons"),
    ("accent", "accent-paper", "pressed buttons"),
    ("paper", "accent", "the button that compares"),
    ("soft", "shade", "what is under the pointer"),
    ("ink", "shade", "what is under the pointer"),
    *((status, paper, f"the word {status}") for status in ("open", "consent", "unknown", "blocked")
      for paper in ("paper", "shade", "accent-paper")),
]  # fmt: skip
MARKS_ON_MAP = {"hull": "outlines and drives", "accent": "existing bodies", "reach": "areas",
                "focus": "what has the focus", "ink": "schools left over", "mark-edge": "schools",
                "open": "the third of three groups"}  # fmt: skip
FRAMES = [("soft", "paper", "boxes and buttons"), ("focus", "paper", "what has the focus"),
          ("focus", "shade", "what has the focus"), ("accent", "paper", "the chosen tab"),
          ("hull", "paper", "the chosen card")]  # fmt: skip


def told(found, least):
    return {words: round(value, 2) for words, value in found.items() if value < least}


@pytest.mark.parametrize("theme", THEMES)
def test_text_in_a_box_stands_out_from_its_box(theme):
    colours = THEMES[theme]
    found = {
        f"{words}: {text} on {box}": contrast(colours[text], colours[box])
        for text, box, words in BOXED
    }
    assert told(found, TEXT) == {}


@pytest.mark.parametrize("theme", THEMES)
def test_names_on_the_map_stand_out_from_their_halo_and_from_the_ground(theme):
    colours = THEMES[theme]
    grounds = [*GROUND, "halo"]
    found = {
        f"{words}: {text} on {ground}": contrast(colours[text], colours[ground])
        for text, words in HALO_TEXTS.items()
        for ground in grounds
    }
    assert told(found, TEXT) == {}


@pytest.mark.parametrize("theme", THEMES)
def test_names_stand_out_from_a_road_or_river_through_the_edge_of_their_halo(theme):
    """Four shadows lie on one another; even two thirds of the halo are enough."""
    colours = THEMES[theme]
    found = {
        f"{words}: {text} on {line}": contrast(
            colours[text], over(colours["halo"], 2 / 3, colours[line])
        )
        for text, words in HALO_TEXTS.items()
        for line in LINES
    }
    assert told(found, TEXT) == {}


@pytest.mark.parametrize("theme", THEMES)
def test_what_is_drawn_stands_out_from_every_ground_or_from_the_halo_around_it(theme):
    colours = THEMES[theme]
    found = {
        f"{words}: {mark} on {ground}": contrast(colours[mark], colours[ground])
        for mark, words in MARKS_ON_MAP.items()
        for ground in (*GROUND, "halo")
    }
    assert told(found, MARK) == {}


@pytest.mark.parametrize("theme", THEMES)
def test_a_line_stands_out_inside_the_areas_that_are_filled(theme):
    """An outline's fill, and three areas on one another, tint what lies under them."""
    colours = THEMES[theme]
    sheet = assets.stylesheet()
    strength = {
        name: float(re.search(rf"\.{name} \{{[^}}]*fill-opacity: ([\d.]+)", sheet).group(1))
        for name in ("hull", "reach")
    }
    found = {}
    for ground in GROUND:
        tinted = over(colours["hull"], strength["hull"], colours[ground])
        for _ in range(3):
            tinted = over(colours["reach"], strength["reach"], tinted)
        for line in ("hull", "reach", "accent"):
            found[f"{line} on {ground}"] = contrast(colours[line], tinted)
    assert told(found, MARK) == {}


@pytest.mark.parametrize("theme", THEMES)
def test_frames_and_the_focus_stand_out_from_the_panel(theme):
    colours = THEMES[theme]
    found = {
        f"{words}: {frame} on {box}": contrast(colours[frame], colours[box])
        for frame, box, words in FRAMES
    }
    assert told(found, MARK) == {}


@pytest.mark.parametrize("theme", THEMES)
def test_the_land_of_the_area_is_told_from_the_sea_by_its_shore(theme):
    colours = THEMES[theme]
    assert contrast(colours["shore"], colours["land"]) >= MARK


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_kind_of_school_stands_out_by_its_colour_or_by_its_edge(theme):
    colours = THEMES[theme]
    script = assets.script()
    marks = re.search(r"const MARKS = \{(.*?)\n\};", script, re.DOTALL).group(1)
    rows = re.findall(r'colour: "(#\w{6})"(?:.*?dark: "(#\w{6})")?', marks)
    assert len(rows) == 10
    for plain, dark in rows:
        colour = parsed(dark if theme == "dark" and dark else plain)
        for ground in GROUND:
            seen = max(
                contrast(colour, colours[ground]), contrast(colours["mark-edge"], colours[ground])
            )
            assert seen >= MARK, (plain, ground)


@given(st.tuples(*[st.floats(0, 1)] * 3), st.tuples(*[st.floats(0, 1)] * 3))
def test_contrast_is_between_none_and_that_of_black_on_white(one, other):
    assert 1 <= contrast(one, other) <= 21.000001
    assert contrast(one, other) == contrast(other, one)
    assert contrast(one, one) == 1
    assert over(one, 1, other) == pytest.approx(one)


def test_contrast_is_what_the_guidelines_say_of_known_pairs():
    assert contrast(parsed("#000000"), parsed("#ffffff")) == pytest.approx(21)
    assert contrast(parsed("#777777"), parsed("#ffffff")) == pytest.approx(4.48, abs=0.005)
    assert luminance(parsed("#ff0000")) == pytest.approx(0.2126)
