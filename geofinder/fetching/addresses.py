"""Read where the official files are: one data file, that a user's own can stand in for."""

import datetime as dt
import difflib
import ipaddress
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal, NamedTuple, Self
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

from geofinder.errors import NotFoundError, SettingsError
from geofinder.resources import data_path
from geofinder.tomlfile import tables_of

Kind = Literal["csv", "pbf", "geojson"]

DAY = "{day}"
REGION = "{region}"
_EDITION = "{edition}"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_SECURE, _OPEN = "https", "http"


class Candidate(NamedTuple):
    """One address to try, the name of the file there, and the date of the data if it tells."""

    address: str
    file: str
    date: str


def wrong_with(address: str) -> str:
    """Say why an address is not to be asked; nothing if it may be."""
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        return f"it is not an address ({error})"
    if not address.isascii() or not address.isprintable() or " " in address:
        return "it holds a space, a control character or a letter beyond ASCII"
    if not host:
        return "it names no server"
    if parts.username is not None or parts.password is not None:
        return "it holds a user name or a password"
    if parts.scheme != _SECURE and not (parts.scheme == _OPEN and is_loopback(host)):
        return "it does not begin with https:// (http:// is for this machine alone)"
    return ""


def is_loopback(host: str) -> bool:
    """Say whether a host is this machine itself."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _checked(address: str) -> str:
    wrong = wrong_with(address.replace(DAY, "1").replace(REGION, "x"))
    if wrong:
        raise ValueError(wrong)
    return address


Address = Annotated[str, AfterValidator(_checked)]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


class Place(_Model):
    """One address of a source, and which edition of the data is there."""

    address: Address
    edition: str = ""


class Source(_Model):
    """One official file: where it is, what it must be, whose it is."""

    title: str
    what: str
    kind: Kind
    places: list[Place] = Field(min_length=1)
    option: str
    by_hand: Address
    licence: str
    attribution: str
    largest_mb: Annotated[float, Field(gt=0, strict=False)]
    days_back: int = Field(default=0, ge=0, le=366)
    columns: list[str] = []
    fewest: int = Field(default=1, ge=1)
    md5: str = ""
    file: str = ""
    regions: list[str] = []
    elsewhere: dict[str, Address] = {}
    key: str = ""

    @model_validator(mode="after")
    def _fits(self) -> Self:
        parted = any(REGION in place.address for place in self.places)
        if parted != bool(self.regions):
            message = f"`regions` and an address with {REGION} belong together"
            raise ValueError(message)
        return self

    def of_region(self, name: str) -> "Source":
        """Return the source of one region, named as "east-sussex" or "East Sussex".

        Raises:
            NotFoundError: there is no such region; the message names the closest.
        """
        region = re.sub(r"[\s_-]+", "-", name.strip().lower())
        known = [*self.regions, *self.elsewhere]
        if region not in known:
            close = difflib.get_close_matches(region, known, n=3, cutoff=0.5)
            hint = f"The closest: {', '.join(close)}. " if close else ""
            message = f"There is no extract of a region {name!r}. {hint}All: {', '.join(known)}."
            raise NotFoundError(message)
        places = [
            place.model_copy(update={"address": place.address.replace(REGION, region)})
            for place in self.places
        ]
        if region in self.elsewhere:
            places = [Place(address=self.elsewhere[region])]
        changes = {"places": places, "key": f"{self.key}-{region}", "regions": []}
        return self.model_copy(update=changes | {"title": f"{self.title} of {region}"})

    def candidates(self, today: dt.date) -> Iterator[Candidate]:
        """Yield the addresses in the order in which to try them."""
        for place in self.places:
            days = range(self.days_back + 1) if DAY in place.address else range(1)
            for back in days:
                day = today - dt.timedelta(days=back)
                address = place.address.replace(DAY, f"{day:%Y%m%d}")
                dated = day.isoformat() if DAY in place.address else place.edition
                yield Candidate(address, self._file(address, place.edition), dated)

    def _file(self, address: str, edition: str) -> str:
        """Name the file; the server has no say in it."""
        name = self.file.replace(_EDITION, edition) or urlsplit(address).path.rpartition("/")[2]
        name = re.sub(r"\.zip$", ".csv", name) if self.kind == "csv" else name
        return name if _NAME.fullmatch(name) else f"{self.key}.{self.kind}"


class Book(_Model):
    """All sources."""

    gias: Source
    links: Source
    roads: Source
    boundaries: Source

    @model_validator(mode="before")
    @classmethod
    def _keyed(cls, given: object) -> object:
        if not isinstance(given, dict):
            return given
        return {
            key: {**part, "key": key} if isinstance(part, dict) else part
            for key, part in given.items()
        }


def read_addresses(path: Path | None = None) -> Book:
    """Read the shipped addresses, or those of a user's own file.

    Raises:
        SettingsError: the file is not TOML, lacks a key, has an unknown one or an address that is
            not to be asked.
    """
    path = path or data_path("addresses.toml")
    try:
        return Book.model_validate(tables_of(path, what="The file of addresses"))
    except ValidationError as error:
        problems = "; ".join(
            f"{'.'.join(str(part) for part in problem['loc'])}: {problem['msg']}"
            for problem in error.errors()
        )
        message = (
            f"The file of addresses {path} is not usable: {problems}. The shipped one, "
            f"{data_path('addresses.toml')}, shows how it should be."
        )
        raise SettingsError(message) from error
