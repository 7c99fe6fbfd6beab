"""Say what the law and the patterns ask of one school: true, false or not known."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

PRIMARY_STAGES = ("infant", "first", "junior", "primary")
BROAD_PHASES = {
    "nursery": frozenset({"primary"}),
    "infant": frozenset({"primary"}),
    "first": frozenset({"primary"}),
    "junior": frozenset({"primary"}),
    "primary": frozenset({"primary"}),
    "middle": frozenset({"primary", "secondary"}),
    "secondary": frozenset({"secondary"}),
    "upper": frozenset({"secondary"}),
    "all-through": frozenset({"primary", "secondary"}),
    "special": frozenset({"special"}),
    "alternative": frozenset({"alternative"}),
}
"""A nursery school counts with the primaries: real federations of the two are common."""
_NO_CHARACTER_TYPES = ("Community school", "Community special school")
"""Types of school that cannot have a religious character (School Standards and Framework Act
1998, section 69: only foundation and voluntary schools can)."""

_REAL_PHASES = ("Nursery", "Primary", "Secondary", "All-through", "16 plus")
_PARTS_OF_PRIMARY = {
    "infant-school": ("infant",),
    "junior-school": ("junior",),
    "first-or-middle": ("first", "middle"),
}
_PHASES = {
    "special": ("special",),
    "nursery-school": ("nursery",),
    "alternative-provision": ("alternative",),
    "primary-phase": PRIMARY_STAGES,
    "secondary": ("secondary",),
    "upper": ("upper",),
    "all-through": ("all-through",),
    "14-plus": ("14-plus", "16-plus"),
}
"""The stages of the table of schools that make a fact true."""

FACTS = {
    "maintained": "the local authority maintains it",
    "academy": "an academy or free school",
    "in-federation": "a member of a federation",
    "in-mat": "a member of a multi-academy trust",
    "single-academy-trust": "the academy of a single-academy trust",
    "trust-not-recorded": "an academy for which no trust is recorded",
    "free": "standalone: maintained outside a federation, or in a single-academy trust",
    "church-of-england": "of the Church of England, alone or with free churches",
    "catholic": "Catholic, alone or with another church",
    "other-religious": "of another religious character",
    "religious": "of any religious character",
    "voluntary-aided": "a voluntary aided school",
    "voluntary-controlled": "a voluntary controlled school",
    "foundation-school": "a foundation school",
    "in-foundation-trust": "a maintained school that a foundation trust supports",
    "governance-not-recorded": "neither its type nor the group of its type is recorded",
    "special": "a special school",
    "nursery-school": "a nursery school",
    "pupil-referral-unit": "a pupil referral unit",
    "alternative-provision": "an alternative provider, pupil referral units among them",
    "infant-school": "an infant school, by its ages or name",
    "junior-school": "a junior school, by its ages or name",
    "first-or-middle": "a first or middle school, by its ages or name",
    "primary-phase": "an infant, first, junior or primary school",
    "secondary": "a secondary school for pupils from 11",
    "upper": "an upper school for pupils from 13",
    "all-through": "a school of the primary and the secondary phase",
    "14-plus": "a school for pupils from 14 or from 16",
    "sixth-form": "with a sixth form",
    "single-sex": "for boys or for girls only",
    "selective": "selects its pupils by ability",
    "small": "fewer pupils than the setting small_pupils",
    "rural": "in a rural place, by the ONS classification",
}
"""Every fact with its meaning: the words that a rule of the policy file may use."""


def _known(values: pd.Series, *, where: pd.Series) -> pd.Series:
    """Return ``values`` as nullable booleans, missing wherever ``where`` is false."""
    return values.astype("boolean").mask(~where.astype("bool"))


def school_facts(schools: pd.DataFrame, *, small_pupils: int) -> pd.DataFrame:
    """Return one nullable boolean column for each of ``FACTS``, indexed by ``urn``.

    Missing means that the register does not record what the fact needs.
    """
    frame = schools.set_index("urn")
    governed = frame["governance"] != "not-known"
    academy = frame["governance"] == "academy"
    trust_known = governed & ~(academy & frame["trust_kind"].isna())
    maintained = _known(frame["governance"] == "maintained", where=governed)
    federated = frame["federation_id"].notna().astype("boolean")
    single = _known(frame["trust_kind"] == "sat", where=trust_known)
    facts = {
        "maintained": maintained,
        "academy": _known(academy, where=governed),
        "in-federation": federated,
        "in-mat": _known(frame["trust_kind"] == "mat", where=trust_known),
        "single-academy-trust": single,
        "trust-not-recorded": (academy & frame["trust_id"].isna()).astype("boolean"),
        # DfE trust-partnership guidance, October 2021: "standalone school".
        "free": (maintained | single) & ~federated,
        **_character(frame),
        **_types(frame["type"]),
        "pupil-referral-unit": _known(
            frame["type"] == "Pupil referral unit",
            # The register gives such a unit no phase.
            where=frame["type"].notna() | frame["phase"].isin(_REAL_PHASES),
        ),
        "in-foundation-trust": frame["foundation_trust_id"].notna().astype("boolean"),
        "governance-not-recorded": (~governed).astype("boolean"),
        **_stages(frame),
        "sixth-form": frame["sixth_form"],
        "single-sex": _known(
            frame["gender"].isin(["Boys", "Girls"]), where=frame["gender"].notna()
        ),
        "selective": _known(frame["admissions"] == "Selective", where=frame["admissions"].notna()),
        "small": (frame["pupils"] < small_pupils).astype("boolean"),
        "rural": frame["rural"],
    }
    return pd.DataFrame(facts, index=frame.index)[list(FACTS)]


def holds(fact: str, facts: pd.DataFrame, schools: pd.DataFrame) -> NDArray[np.bool_]:
    """Tell for each row of SCHOOLS whether the fact is known to be true of it."""
    known = facts[fact].reindex(schools["urn"])
    return known.fillna(value=False).to_numpy(dtype=np.bool_)


def _character(frame: pd.DataFrame) -> dict[str, pd.Series]:
    faith = frame["faith"].mask(frame["type"].isin(_NO_CHARACTER_TYPES), "none")
    recorded = faith.notna()
    return {
        "church-of-england": _known(faith == "church-of-england", where=recorded),
        "catholic": _known(faith == "catholic", where=recorded),
        "other-religious": _known(faith == "other", where=recorded),
        "religious": _known(faith != "none", where=recorded),
    }


def _stages(frame: pd.DataFrame) -> dict[str, pd.Series]:
    stage, recorded = frame["stage"], frame["stage"] != "not-known"
    # Without ages the phase says "primary" of infant, junior and first schools alike, unless the
    # name says that it is the whole of it.
    whole = frame["name"].str.contains(r"\bprimary\b", case=False, regex=True)
    vague = (frame["ages_source"] == "not-known") & (stage == "primary") & ~whole
    facts = {fact: _known(stage.isin(among), where=recorded) for fact, among in _PHASES.items()}
    return facts | {
        fact: _known(stage.isin(among), where=recorded & ~vague)
        for fact, among in _PARTS_OF_PRIMARY.items()
    }


def _types(types: pd.Series) -> dict[str, pd.Series]:
    names = {
        "voluntary-aided": ["Voluntary aided school"],
        "voluntary-controlled": ["Voluntary controlled school"],
        "foundation-school": ["Foundation school", "Foundation special school"],
    }
    return {fact: _known(types.isin(among), where=types.notna()) for fact, among in names.items()}
