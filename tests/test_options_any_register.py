"""In any register, each school has an answer on every form: a group, or the rule against it."""

import datetime as dt

from hypothesis import HealthCheck, given, settings

from geofinder.pipeline.options import AROUND_KM, run_options
from geofinder.policy import read_policy
from geofinder.resources import data_path
from geofinder.settings import Settings
from geofinder.tables import FORMS
from tests.joiners.test_any_register import SCHOOLS, written
from tests.made_up import Silent

RULES = {rule.id for rule in read_policy(data_path("policy.toml")).rule}


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(kinds=SCHOOLS)
def test_each_school_appears_for_every_form_or_with_the_rule_that_excludes_it(tmp_path, kinds):
    inputs = written(tmp_path, kinds)
    last = 100000 + len(kinds)
    result = run_options(
        str(last),
        inputs,
        Settings(border_km=AROUND_KM),
        run_date=dt.date(2026, 11, 21),
        watcher=Silent(),
    )
    options = result.options
    assert set(options["form"]) == set(FORMS)
    assert options["urns"].str.contains(str(last)).all(), "the school itself is in each group"
    hindered = options[options["status"].isin(["blocked", "not-known", "needs-consent"])]
    assert (hindered["rules"].str.len() > 0).all(), "what hinders is named"
    assert set(" ".join(options["rules"]).split()) <= RULES
