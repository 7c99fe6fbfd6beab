"""Say what kind of school a row of the register is: governance, faith, setting and stage."""

import re

import pandas as pd

from geofinder.gias.columns import by_value

_MAINTAINED = (
    "Community school",
    "Voluntary aided school",
    "Voluntary controlled school",
    "Foundation school",
    "Community special school",
    "Foundation special school",
    "Local authority nursery school",
    "Pupil referral unit",
)
_OTHER = (
    "Further education",
    "Higher education institutions",
    "Sixth form centres",
    "Special post 16 institution",
    "Children's centre",
    "Children's centre linked site",
    "Welsh establishment",
    "Service children's education",
    "Secure units",
    "Offshore schools",
    "British schools overseas",
    "Online provider",
    "Miscellaneous",
    "Institution funded by other government department",
)
_INDEPENDENT = (
    "Other independent school",
    "Other independent special school",
    "Non-maintained special school",
    "City technology college",
)
_GOVERNANCE_OF_GROUP = {
    "Local authority maintained schools": "maintained",
    "Academies": "academy",
    "Free Schools": "academy",
    "Independent schools": "independent",
    "Colleges": "other",
    "Universities": "other",
    "Welsh schools": "other",
    "Other types": "other",
    "Online provider": "other",
}


def governance(types: pd.Series, groups: pd.Series) -> pd.Series:
    """Return who governs each school, from its type, or from the group of types if that is blank.

    "Special schools" as a group says nothing of governance: with a blank type it is not known.
    """

    def of_type(name: str) -> str | None:
        if name in _MAINTAINED:
            return "maintained"
        if name in _INDEPENDENT:
            return "independent"
        if name in _OTHER:
            return "other"
        academy = re.match(r"(academy|free schools?|university technical|studio)", name.lower())
        return "academy" if academy else None

    by_type = by_value(of_type, dtype="str")(types)
    by_group = by_value(_GOVERNANCE_OF_GROUP.get, dtype="str")(groups)
    return by_type.fillna(by_group).fillna("not-known")


def faith(characters: pd.Series) -> pd.Series:
    """Return none, church-of-england, catholic or other; missing where not recorded.

    A joint school counts with the church whose consent it needs first: the Church of England for
    Anglican with Methodist or free churches, the Catholic bishop for any with Catholic in it.
    """

    def of(value: str) -> str:
        lower = value.lower()
        if lower in {"does not apply", "none", "not applicable"}:
            return "none"
        if "catholic" in lower:
            return "catholic"
        if "church of england" in lower or "anglican" in lower:
            return "church-of-england"
        return "other"

    return by_value(of, dtype="str")(characters)


_RURAL_CODES = {
    **dict.fromkeys(("A1", "B1", "C1", "C2", "UN1", "UF1"), False),
    **dict.fromkeys(("D1", "D2", "E1", "E2", "F1", "F2", "RLN1", "RLF1", "RSN1", "RSF1"), True),
}


def rural(wordings: pd.Series, codes: pd.Series) -> pd.Series:
    """Return true or false from the wording of either ONS vocabulary, else from its code."""

    def of(wording: str) -> bool | None:
        lower = wording.lower()
        if "rural" in lower:
            return True
        return False if "urban" in lower else None

    by_wording = by_value(of, dtype="boolean")(wordings)
    return by_wording.fillna(by_value(_RURAL_CODES.get, dtype="boolean")(codes))


def yes_no(values: pd.Series, *, yes: str, no: str) -> pd.Series:
    """Return true where the text is ``yes``, false where ``no``, else missing."""
    return by_value({yes: True, no: False}.get, dtype="boolean")(values)


NAMED_STAGES = {
    "infant": (5, 7),
    "junior": (7, 11),
    "first": (5, 9),
    "middle": (9, 13),
    "upper": (13, 18),
}
"""The usual ages of the stages that a school's name can tell, in years."""

_INFANT = re.compile(r"\binfants?\b", re.IGNORECASE)
_JUNIOR = re.compile(r"\bjuniors?\b", re.IGNORECASE)
_WHOLE = re.compile(r"\bprimary\b|\bJMI\b|\bJ ?& ?I\b", re.IGNORECASE)
_FIRST = re.compile(r"\bfirst (?:school|academy|and nursery|&|C of E|CofE|church)", re.IGNORECASE)
_MIDDLE = re.compile(r"\bmiddle (?:school|academy|C of E|CofE|church)", re.IGNORECASE)
_UPPER = re.compile(r"\bupper (?:school|academy|college)", re.IGNORECASE)


def stage_of_name(name: str, phase: str | None) -> str | None:
    """Return the stage that a school's name tells, or None."""
    infant, junior = bool(_INFANT.search(name)), bool(_JUNIOR.search(name))
    if phase in {"Primary", None} and not _WHOLE.search(name) and infant != junior:
        return "infant" if infant else "junior"
    if phase == "Primary" and _FIRST.search(name):
        return "first"
    if (phase and phase.startswith("Middle")) or (phase == "Secondary" and _MIDDLE.search(name)):
        return "middle"
    return "upper" if phase == "Secondary" and _UPPER.search(name) else None


_STAGE_OF_PHASE = {
    "Nursery": "nursery",
    "Primary": "primary",
    "Middle deemed primary": "middle",
    "Middle deemed secondary": "middle",
    "Secondary": "secondary",
    "All-through": "all-through",
    "16 plus": "16-plus",
}


# stage, then the youngest and oldest that the low age may be, and the same of the high age. The
# first that fits counts: a school for 7 to 12 is a junior school, one for 8 to 12 a middle school.
_STAGE_AGES = (
    ("16-plus", 16, 25, 0, 99),
    ("nursery", 0, 25, 0, 5),
    ("infant", 0, 6, 0, 8),
    ("first", 0, 6, 0, 10),
    ("primary", 0, 6, 0, 13),
    ("all-through", 0, 9, 15, 99),
    ("junior", 7, 8, 0, 11),
    ("junior", 7, 7, 0, 14),
    ("middle", 8, 10, 0, 14),
    ("secondary", 10, 12, 15, 99),
    ("upper", 13, 13, 0, 99),
    ("14-plus", 14, 15, 0, 99),
)


def stage_of_ages(low: int, high: int) -> str | None:
    """Return the stage that the statutory ages show, or None where they fit none."""
    for stage, low_from, low_to, high_from, high_to in _STAGE_AGES:
        if low_from <= low <= low_to and high_from <= high <= high_to:
            return stage
    return None


_TELLING = re.compile(r"infant|junior|first|middle|upper", re.IGNORECASE)


def stages(frame: pd.DataFrame) -> pd.DataFrame:
    """Return ``stage``, ``low_age``, ``high_age`` and ``ages_source`` for each row.

    Recorded ages decide; where they are blank the name does, then the phase. A special school,
    an alternative provider and a nursery school are that, whatever their ages.
    """
    told = pd.DataFrame(
        {
            "phase": frame["phase"],
            "low": frame["low_age"],
            "high": frame["high_age"],
            "kind": frame["type"].fillna(frame["type_group"]),
            # Most names tell nothing: those need not be told apart.
            "name": frame["name"].where(frame["name"].map(_TELLING.search).notna()),
        }
    )
    # Few combinations occur: decide each once.
    distinct = told.drop_duplicates()
    decided = [_stage(*row) for row in distinct.itertuples(index=False)]
    columns = ["stage", "low_age", "high_age", "ages_source"]
    table = pd.DataFrame.from_records(decided, columns=columns, index=distinct.index).astype(
        {"stage": "str", "low_age": "Int64", "high_age": "Int64", "ages_source": "str"}
    )
    which = told.groupby(list(told.columns), dropna=False, sort=False).ngroup()
    return table.iloc[which.to_numpy()].set_axis(frame.index)


def _stage(
    phase: object, low: int, high: int, kind: object, name: object
) -> tuple[str, object, object, str]:
    phase_text = phase if isinstance(phase, str) else None
    kind_text = kind.lower() if isinstance(kind, str) else ""
    named = stage_of_name(name, phase_text) if isinstance(name, str) else None
    by_phase = _STAGE_OF_PHASE.get(phase_text or "", "not-known")
    fixed = _fixed_stage(kind_text, by_phase)
    if pd.notna(low) and pd.notna(high) and low < high:
        return fixed or stage_of_ages(low, high) or named or by_phase, low, high, "recorded"
    if named and not fixed:
        return named, *NAMED_STAGES[named], "name"
    return fixed or by_phase, pd.NA, pd.NA, "not-known"


def _fixed_stage(kind: str, by_phase: str) -> str | None:
    """Return the stage that the type of establishment alone decides, or None."""
    if "special" in kind:
        return "special"
    if "alternative provision" in kind or "referral" in kind:
        return "alternative"
    return "nursery" if "nursery school" in kind or by_phase == "nursery" else None
