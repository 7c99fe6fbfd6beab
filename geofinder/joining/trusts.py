"""Find the academy trust that a user means: by name, companies house number or group UID."""

import difflib
import re

import pandas as pd

from geofinder.errors import NotFoundError, UsageError

_COMPANY = 8
_MOST = 8


def find_trust(trusts: pd.DataFrame, schools: pd.DataFrame, asked: str) -> pd.Series:
    """Return the row of ``Register.trusts`` that ``asked`` names.

    Raises:
        NotFoundError: no multi-academy trust of the file has this name or number; the message
            names the closest.
        UsageError: several trusts have this name; the message lists them to choose from.
    """
    wanted = asked.strip()
    found = trusts[_by_number(trusts, wanted)]
    if found.empty:
        plain = _plain(wanted)
        found = trusts[trusts["name"].map(_plain, na_action="ignore") == plain] if plain else found
    if len(found) > 1:
        listed = "; ".join(_called(row, schools) for _, row in found.head(_MOST).iterrows())
        more = f"; and {len(found) - _MOST} more" if len(found) > _MOST else ""
        message = f"{len(found)} trusts are called {asked!r}: give a group UID. {listed}{more}."
        raise UsageError(message)
    if found.empty:
        raise NotFoundError(_no_such_trust(trusts, schools, wanted))
    trust = found.iloc[0]
    if trust["kind"] == "sat":
        urn = schools.loc[schools["trust_id"] == trust["trust_id"], "urn"].iloc[0]
        message = (
            f"{trust['name']} is a single-academy trust: others cannot join it as it is. What its "
            f"school could do is shown by: geofinder options {urn}"
        )
        raise NotFoundError(message)
    return trust


def _by_number(trusts: pd.DataFrame, wanted: str) -> pd.Series:
    same = trusts["trust_id"] == wanted
    if same.any() or not re.fullmatch(r"[A-Za-z]{0,2}\d{4,8}", wanted):
        return same
    company = trusts["companies_house"] == wanted.upper().zfill(_COMPANY)
    return company.fillna(value=False).astype("bool")


def _plain(name: str) -> str:
    words = re.findall(r"[a-z0-9]+", re.sub(r"['\u2019]", "", name.lower().replace("&", " and ")))
    return " ".join(word for word in words if word not in {"the", "limited", "ltd"})


def _called(row: pd.Series, schools: pd.DataFrame) -> str:
    """Return a trust's name with what tells it from another of the same name."""
    own = schools[schools["trust_id"] == row["trust_id"]]
    places = ", ".join(sorted(own["la_name"].unique())[:3])
    company = row["companies_house"]
    number = "" if pd.isna(company) else f", company {company}"
    count = "1 school" if row["schools"] == 1 else f"{row['schools']} schools"
    return f"{row['trust_id']} {row['name']}{number} ({count}, {places})"


def _no_such_trust(trusts: pd.DataFrame, schools: pd.DataFrame, wanted: str) -> str:
    plain = _plain(wanted)
    for column in ("federation", "foundation_trust"):
        names = schools[f"{column}_name"].map(_plain, na_action="ignore")
        if plain and ((names == plain) | (schools[f"{column}_id"] == wanted)).any():
            kind = column.replace("_", " ")
            return f"{wanted!r} is a {kind}, not an academy trust; see geofinder plan and options."
    named = trusts[trusts["name"].notna()]
    by_name = {_plain(name): at for at, name in enumerate(named["name"])}
    inside = sorted(name for name in by_name if plain and plain in name)
    close = difflib.get_close_matches(plain, by_name, n=5, cutoff=0.5)
    nearest = list(dict.fromkeys([*inside[:5], *close]))[:5]
    listed = "; ".join(_called(named.iloc[by_name[name]], schools) for name in nearest)
    hint = f"Closest: {listed}." if listed else f"The file holds {len(trusts):,} trusts."
    return f"The file holds no academy trust {wanted!r}, by name, company number or UID. {hint}"
