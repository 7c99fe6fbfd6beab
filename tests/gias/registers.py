"""Make up small register files in the headings of the published one."""

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

PUBLISHED_COLUMNS = 135

VILLAGE = {
    "URN": "114404",
    "LA (code)": "845",
    "LA (name)": "East Sussex",
    "EstablishmentName": "Firle Church of England Primary School",
    "TypeOfEstablishment (name)": "Voluntary controlled school",
    "EstablishmentTypeGroup (name)": "Local authority maintained schools",
    "EstablishmentStatus (name)": "Open",
    "OpenDate": "01-01-1900",
    "CloseDate": "",
    "PhaseOfEducation (name)": "Primary",
    "StatutoryLowAge": "4",
    "StatutoryHighAge": "11",
    "NurseryProvision (name)": "No Nursery Classes",
    "OfficialSixthForm (name)": "Does not have a sixth form",
    "Gender (name)": "Mixed",
    "ReligiousCharacter (name)": "Church of England",
    "Diocese (name)": "Diocese of Chichester",
    "AdmissionsPolicy (name)": "Not applicable",
    "SchoolCapacity": "105",
    "NumberOfPupils": "97",
    "TrustSchoolFlag (name)": "Not applicable",
    "Trusts (code)": "",
    "Trusts (name)": "",
    "Federations (code)": "",
    "Federations (name)": "",
    "Town": "Lewes",
    "Postcode": "BN8 6LF",
    "HeadFirstName": "Jane",
    "HeadLastName": "Doe",
    "TelephoneNum": "01273858260",
    "DistrictAdministrative (name)": "Lewes",
    "UrbanRural (code)": "RSN1",
    "UrbanRural (name)": "Smaller rural: Nearer to a major town or city",
    "Easting": "547000",
    "Northing": "107000",
}
LINK = {
    "URN": "114404",
    "Group UID": "16718",
    "Group Name": "Skylark Federation",
    "Companies House Number": "",
    "Group Type (code)": "01",
    "Group Type": "Federation",
    "Closed Date": "",
    "Group Status": "Open",
    "Joined date": "05-06-2017",
}


def school(**changes: str) -> dict[str, str]:
    """Return a village school with some of its columns changed (``name=`` sets the heading)."""
    return VILLAGE | changes


def published(rows: Sequence[Mapping[str, str]]) -> str:
    """Return the rows as CSV, padded to as many columns as the real file has."""
    headings = list(VILLAGE)
    padding = [f"Column {k} (name)" for k in range(PUBLISHED_COLUMNS - len(headings))]
    stream = io.StringIO()
    writer = csv.DictWriter(stream, [*headings, *padding], restval="Not applicable")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue()


def write_register(
    folder: Path,
    *rows: Mapping[str, str],
    name: str = "edubasealldata.csv",
    encoding: str = "cp1252",
) -> Path:
    """Write rows as an establishment file."""
    path = folder / name
    path.write_bytes(published(rows).encode(encoding))
    return path


def write_links(folder: Path, *rows: Mapping[str, str], name: str = "alllinksdata.csv") -> Path:
    """Write rows as a file of group links."""
    path = folder / name
    with path.open("w", encoding="cp1252", newline="") as stream:
        writer = csv.DictWriter(stream, list(LINK))
        writer.writeheader()
        writer.writerows(LINK | dict(row) for row in rows)
    return path
