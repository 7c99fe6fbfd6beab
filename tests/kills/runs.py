"""Name the commands, as results made once and written often, and as whole runs."""

import dataclasses
import datetime as dt
import functools
import os
import sys
from pathlib import Path

from geofinder.outputs import write_joiners, write_options
from geofinder.pipeline import Inputs
from geofinder.pipeline.joiners import Asked, run_joiners
from geofinder.pipeline.options import AROUND_KM, run_options
from geofinder.settings import Settings
from tests.kills.kinds import DAYS, Kind, folder_kind
from tests.made_up import Silent


def other_folders() -> list[Kind]:
    """Return the folders of ``joiners`` and ``options``, on the bundled sample."""

    more = {"run_date": dt.date(2026, 11, 21), "watcher": Silent()}
    trust = Asked(trust="South Downs Learning Trust")
    joiners = run_joiners(trust, Inputs(), Settings(trust_minutes=30), **more)
    options = run_options("114404", Inputs(), Settings(border_km=AROUND_KM), **more)

    def dated(result, version):
        return dataclasses.replace(result, manifest={**result.manifest, "version": version})

    return [
        folder_kind("joiners", lambda at, v: write_joiners(dated(joiners, v), v * 999, at)),
        folder_kind("options", lambda at, v: write_options(dated(options, v), v * 999, at)),
    ]


def commands() -> list[Kind]:
    """Return the commands themselves, each run in a Python of its own."""
    asked = {
        "geofinder plan": ["plan", "Lewes"],
        "geofinder joiners": ["joiners", "South Downs Learning Trust"],
        "geofinder options": ["options", "114404"],
    }
    return [
        folder_kind(name, functools.partial(_command, words), weight=0.25)
        for name, words in asked.items()
    ]


def _command(words: list[str], place: Path, version: str) -> None:
    command = ["-m", "geofinder", *words, "--run-date", DAYS[version], "--out", str(place)]
    os.execv(sys.executable, [sys.executable, *command])  # noqa: S606 (that is the point)
