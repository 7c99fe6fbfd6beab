"""Hold one run of the command's stages on the bundled sample."""

import datetime as dt

import pytest

from geofinder.pipeline import Inputs
from geofinder.pipeline.joiners import Asked, run_joiners
from geofinder.settings import Settings
from tests.made_up import Silent

DAY = dt.date(2026, 11, 21)
THIRTY = Settings(trust_minutes=30)


def run(trust, *, settings=THIRTY, inputs=None, **asked):
    return run_joiners(
        Asked(trust=trust, **asked),
        inputs or Inputs(),
        settings,
        run_date=DAY,
        watcher=Silent(),
    )


@pytest.fixture(scope="session")
def south_downs():
    return run("South Downs Learning Trust", transfers=True)
