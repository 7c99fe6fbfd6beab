"""What a council knows raises or lowers a joiner's score, as it does a group's."""

import datetime as dt
from dataclasses import replace

from geofinder.pipeline import Inputs
from geofinder.pipeline.joiners import Asked, run_joiners
from geofinder.settings import Settings
from tests.made_up import Silent

TRUST, OCKLYNGE, POLEGATE = "16898", 144954, 114435


def _score(inputs):
    result = run_joiners(
        Asked(trust=TRUST), inputs, Settings(), run_date=dt.date(2026, 11, 21), watcher=Silent()
    )
    return result.joiners.set_index("urn").loc[POLEGATE, "score"]


def test_a_pair_weight_and_a_deficit_enter_the_joiners_score(tmp_path):
    pairs = tmp_path / "pairs.csv"
    pairs.write_text(f"urn_a,urn_b,weight,reason\n{POLEGATE},{OCKLYNGE},1,they share a site\n")
    local = tmp_path / "local.csv"
    local.write_text(f"urn,revenue_balance\n{POLEGATE},-50000\n")
    plain = _score(Inputs())
    assert _score(replace(Inputs(), pairs=pairs)) > plain
    assert _score(replace(Inputs(), local=local)) > plain
