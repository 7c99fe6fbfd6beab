"""List the register's columns that geofinder uses: heading, our name, unit and parser.

Everything else is derived from this table: what is read, how it is named, the documentation
(``docs/data.md``) and the bundled sample. A column that is not here is never read; so no name of a
head teacher and no contact of a school ever enters the program.
"""

import datetime as dt
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

import numpy as np
import pandas as pd

BLANKS = frozenset({"", "NULL", "null", "Not recorded", "Not Recorded", "Unknown", "N/A", "#N/A"})
UNKNOWN_DATES = ("1900-01-01", "1902-01-01")
"""Days that the register writes for "not known"."""

UNREAD = ("not a number", "not a day")
_MOST = 1e9
"""No count in the register is near it; larger ones are typing errors."""

_OLDEST = 99
_TIME = re.compile(r"[ T]\d{1,2}:\d\d(:\d\d(\.\d+)?)?$")
"""The time that databases and spreadsheets add to a day when they save it."""

Parser = Callable[[pd.Series], pd.Series]


def by_value(parse: Callable[[str], object], *, dtype: str) -> Parser:
    """Make a parser that works on each distinct text once; most columns have few."""

    def parser(values: pd.Series) -> pd.Series:
        texts = values.astype("category")
        parsed = [*(parse(text) for text in texts.cat.categories), None]
        # The code of a missing value is -1, which takes the None at the end.
        taken = pd.Series(parsed, dtype=dtype).take(texts.cat.codes.to_numpy() % len(parsed))
        return taken.set_axis(values.index)

    return parser


def _clean_text(value: str) -> str | None:
    value = " ".join(value.split())
    return None if value in BLANKS else value


text = by_value(_clean_text, dtype="str")
"""Text without surrounding or doubled space; what means "blank" is missing."""


def _code(value: str) -> str | None:
    cleaned = _clean_text(value)
    return cleaned and cleaned.removesuffix(".0")


code = by_value(_code, dtype="str")
"""A number that stands for a group or an authority; tables with gaps are often saved as 2571.0."""


def text_each(values: pd.Series) -> pd.Series:
    """Do as ``text`` does, for a column where any text may stand, in nearly every row another.

    The reader has made the blanks missing already; here only the spaces are cleaned.
    """
    cleaned = [
        " ".join(value.split()) if isinstance(value, str) else None for value in values.tolist()
    ]
    return pd.Series(cleaned, index=values.index, dtype="str").replace("", None)


def number(values: pd.Series) -> pd.Series:
    """Return floats; what is no number is missing (the reader reports it)."""
    if values.dtype != "float64":
        values = pd.to_numeric(values.astype("str").str.strip(), errors="coerce")
    return values.astype("float64").replace([np.inf, -np.inf], np.nan)


def age(values: pd.Series) -> pd.Series:
    """Return whole years up to 99, which the register writes for "no upper age"."""
    years = count(values)
    return years.mask(years > _OLDEST)


def count(values: pd.Series) -> pd.Series:
    """Return whole numbers of 0 or more; anything else is missing."""
    floats = number(values)
    return floats.where((floats >= 0) & (floats % 1 == 0) & (floats < _MOST)).astype("Int64")


def _day(value: str) -> pd.Timestamp | None:
    value = _TIME.sub("", value.strip())
    for pattern in ("%d-%m-%Y", "%d/%m/%Y", "%Y-%m-%d"):
        with suppress(ValueError):
            return pd.Timestamp(dt.datetime.strptime(value, pattern))
    return None


def _date(value: str) -> pd.Timestamp | None:
    day = _day(value)
    return None if day is None or str(day.date()) in UNKNOWN_DATES else day


_is_day = by_value(lambda value: _day(value) is not None, dtype="bool")

date = by_value(_date, dtype="datetime64[s]")
"""Days from ``dd-mm-yyyy``, ``dd/mm/yyyy`` or ``yyyy-mm-dd``, a time after it or not; unknown days
are missing."""


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column of the register: how it is headed, what we call it, its unit and parser."""

    heading: str
    name: str
    meaning: str
    parse: Parser = text
    unit: str = "text"
    required: bool = False

    @property
    def numeric(self) -> bool:
        """Say whether the column holds numbers."""
        return self.unit not in {"text", "date"}

    @property
    def unread(self) -> str:
        """Say what a value that cannot be read is not."""
        return UNREAD[self.unit == "date"]

    def misread(self, raw: pd.Series, parsed: pd.Series) -> pd.Series:
        """Tell which values of ``raw``, but for blanks, should be numbers or days and are not."""
        nothing = parsed.isna() & raw.notna()
        if self.unit == "text" or not nothing.any():
            return nothing & False
        wrong = nothing & (raw.astype("str").str.strip() != "")
        return wrong & ~_is_day(raw) if self.unit == "date" else wrong

    @property
    def coded(self) -> bool:
        """Say whether the column holds one of a few words or codes."""
        return self.parse in {text, code}

    @property
    def read_as(self) -> str:
        """The dtype to read it with: words that repeat are read once, as categories.

        Codes are texts: as categories pandas would take "08" for the number 8.
        """
        if self.numeric:
            return "float64"
        return "category" if self.heading.endswith("(name)") else "str"


ESTABLISHMENT = (
    Column(heading="URN", name="urn", meaning="unique reference number", parse=count,
           unit="number", required=True),
    Column(heading="EstablishmentName", name="name", meaning="name", parse=text_each,
           required=True),
    Column(heading="LA (code)", name="la_code", meaning="local authority, DfE code", parse=code),
    Column(heading="LA (name)", name="la_name", meaning="local authority", required=True),
    Column(heading="DistrictAdministrative (name)", name="district", meaning="district"),
    Column(heading="Town", name="town", meaning="post town", parse=text_each),
    Column(heading="Postcode", name="postcode", meaning="postcode", parse=text_each),
    Column(heading="EstablishmentStatus (name)", name="status", required=True,
           meaning="open, proposed to close, proposed to open, closed"),
    Column(heading="PhaseOfEducation (name)", name="phase", meaning="phase", required=True),
    Column(heading="StatutoryLowAge", name="low_age", meaning="youngest age", parse=age,
           unit="years"),
    Column(heading="StatutoryHighAge", name="high_age", meaning="oldest age", parse=age,
           unit="years"),
    Column(heading="TypeOfEstablishment (name)", name="type", meaning="type of establishment"),
    Column(heading="EstablishmentTypeGroup (name)", name="type_group", meaning="group of types"),
    Column(heading="NumberOfPupils", name="pupils", meaning="pupils on roll at the census",
           parse=count, unit="pupils"),
    Column(heading="SchoolCapacity", name="capacity", meaning="places", parse=count,
           unit="pupils"),
    Column(heading="ReligiousCharacter (name)", name="religious_character",
           meaning="religious character"),
    Column(heading="Diocese (name)", name="diocese", meaning="diocese"),
    Column(heading="Gender (name)", name="gender", meaning="boys, girls or mixed"),
    Column(heading="AdmissionsPolicy (name)", name="admissions", meaning="selective or not"),
    Column(heading="OfficialSixthForm (name)", name="sixth_form", meaning="has a sixth form"),
    Column(heading="NurseryProvision (name)", name="nursery", meaning="has nursery classes"),
    Column(heading="UrbanRural (code)", name="rural_code", meaning="urban/rural code"),
    Column(heading="UrbanRural (name)", name="rural_wording", meaning="urban/rural wording"),
    Column(heading="TrustSchoolFlag (name)", name="trust_flag", meaning="kind of trust"),
    Column(heading="Trusts (code)", name="trust_id", meaning="trust, group UID", parse=code),
    Column(heading="Trusts (name)", name="trust_name", meaning="trust"),
    Column(heading="Federations (code)", name="federation_id", meaning="federation, group UID",
           parse=code),
    Column(heading="Federations (name)", name="federation_name", meaning="federation"),
    Column(heading="OpenDate", name="open_date", meaning="day of opening", parse=date,
           unit="date"),
    Column(heading="CloseDate", name="close_date", meaning="day of closing", parse=date,
           unit="date"),
    Column(heading="Easting", name="easting", meaning="place, British National Grid",
           parse=number, unit="m", required=True),
    Column(heading="Northing", name="northing", meaning="place, British National Grid",
           parse=number, unit="m", required=True),
)  # fmt: skip

GROUP_LINKS = (
    Column(heading="URN", name="urn", meaning="the member school", parse=count, unit="number",
           required=True),
    Column(heading="Group UID", name="group_id", meaning="the group", parse=code, required=True),
    Column(heading="Group Name", name="group_name", meaning="its name", required=True),
    Column(heading="Group Type (code)", name="group_type_code", meaning="01 federation, "
           "02 foundation trust, 06 multi-academy trust, 10 single-academy trust"),
    Column(heading="Group Type", name="group_type", meaning="kind of group", required=True),
    Column(heading="Group Status", name="group_status", meaning="open or closed"),
    Column(heading="Closed Date", name="group_closed", meaning="day of closing", parse=date,
           unit="date"),
    Column(heading="Joined date", name="joined", meaning="day the school joined", parse=date,
           unit="date"),
    Column(heading="Companies House Number", name="companies_house",
           meaning="company number of a trust"),
)  # fmt: skip
