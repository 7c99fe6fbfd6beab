"""Rate pairs of schools, and schools with trusts, by what real schools did, from the register."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import pandas as pd

from geofinder.facts import holds
from geofinder.likely import PROVEN, Bodies, Likely, Shares, word
from geofinder.patterns.infant_junior import RECEIVERS, SENDERS
from geofinder.patterns.leading import STATE_FUNDED
from geofinder.patterns.trust_joiner import NEVER
from geofinder.pipeline.drives import Drives, driven
from geofinder.ranking.events import Memberships, day_number, days, memberships
from geofinder.ranking.explain import Reasons
from geofinder.ranking.file import Part, Ranking, read_ranking
from geofinder.ranking.nearby import nearby
from geofinder.ranking.rated import RatedPairs, rated_pairs
from geofinder.ranking.rated_trusts import RatedTrusts, rated_trusts
from geofinder.ranking.schools import Floats, Ints, Schools
from geofinder.ranking.trusts import Trusts
from geofinder.settings import Pattern

NOTHING = Shares.of(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0))


class Known(NamedTuple):
    """The whole register, and the run's own schools with their facts, drives and patterns.

    ``joiners`` are the URNs of the schools that could join a trust. What a school chooses among
    is taken from the register before the area is cut out of it.
    """

    register: pd.DataFrame
    schools: pd.DataFrame
    facts: pd.DataFrame
    drives: Drives
    patterns: Collection[Pattern]
    joiners: Ints


@dataclass(frozen=True, kw_only=True)
class Rating:
    """How often candidates like those of a run came true, and why each is rated so."""

    ranking: Ranking
    likely: Likely
    pairs: RatedPairs | None
    trusts: RatedTrusts | None

    def explained(
        self, candidates: pd.DataFrame, members: pd.DataFrame, schools: pd.DataFrame
    ) -> pd.DataFrame:
        """Return CANDIDATES with the word, and the reasons for and against after the others."""
        table = candidates.set_index("group_id", drop=False)
        words: dict[str, str] = {}
        says: dict[str, str] = {}
        for pattern, kind in PROVEN.items():
            own = table.index[table["pattern"] == pattern]
            rows = members[members["group_id"].isin(own)].sort_values(["group_id", "urn"])
            if rows.empty:
                continue
            names = rows["group_id"].drop_duplicates()
            shares = table.loc[names, "likelihood_share"].tolist()
            if kind == "joins":
                whys, pairs = self._of_trusts(rows, schools), [""] * len(names)
            else:
                whys, pairs = self._of_pairs(rows)
            words |= {name: word(share) for name, share in zip(names, shares, strict=True)}
            says |= {
                name: " ".join(["", frequency(pattern, share, pair, self.ranking), *said(why)])
                for name, share, pair, why in zip(names, shares, pairs, whys, strict=True)
            }
        return candidates.assign(
            likelihood=candidates["group_id"].map(words).astype("str"),
            reasons=pd.Series(
                [
                    text + says.get(name, "")
                    for name, text in zip(
                        candidates["group_id"], candidates["reasons"], strict=True
                    )
                ],
                index=candidates.index,
                dtype="str",
            ),
        )

    def _of_pairs(self, rows: pd.DataFrame) -> tuple[list[Reasons], list[str]]:
        """Return the reasons of each group's least likely pair, and which pair that is."""
        groups = rows["group_id"].nunique()
        joiners = rows[rows["role"] == "joiner"]
        if len(joiners):
            # A joiner looks at a federation as one: any member of it stands for it.
            one = joiners["urn"]
            other = rows.loc[rows["role"] != "joiner"].drop_duplicates("group_id")["urn"]
        else:
            pairs = self.likely.least_pairs(rows)
            one, other = pairs["one"], pairs["other"]
        if self.pairs is None:
            return [Reasons((), ())] * groups, [""] * groups
        at, to = (self.pairs.schools.at(urns.to_numpy(dtype=np.int64)) for urns in (one, other))
        both = np.full(groups, len(joiners) == 0)
        whys = self.pairs.why(at, to, both_ways=both)
        names = self.pairs.names
        several = (rows.groupby("group_id").size() > 2).tolist()  # noqa: PLR2004 (a pair)
        of = [
            f"{names[a]} with {names[b]}" if more and not len(joiners) else ""
            for a, b, more in zip(at.tolist(), to.tolist(), several, strict=True)
        ]
        return whys, of

    def _of_trusts(self, rows: pd.DataFrame, schools: pd.DataFrame) -> list[Reasons]:
        joiners = rows[rows["role"] == "joiner"]
        if self.trusts is None:
            return [Reasons((), ())] * len(joiners)
        hosts = rows[rows["role"] == "host"].drop_duplicates("group_id")
        ids = hosts["urn"].map(schools.set_index("urn")["trust_id"])
        return self.of_trusts(joiners["urn"], ids)

    def of_trusts(self, urns: pd.Series, trust_ids: pd.Series) -> list[Reasons]:
        """Return the reasons of each school with a trust."""
        if self.trusts is None:
            return [Reasons((), ())] * len(urns)
        number = self.likely.trusts.number
        at = self.trusts.trusts.schools.at(urns.to_numpy(dtype=np.int64))
        trust = np.array([number.get(str(one), -1) for one in trust_ids], dtype=np.int64)
        return self.trusts.why(at, trust)


def rate(known: Known, *, day: dt.date) -> Rating:
    """Rate what the patterns of a run could find, on ``day``, by the shipped models."""
    ranking = read_ranking()
    table = pd.DataFrame(known.register).sort_values("urn", ignore_index=True)
    schools = Schools.of(table)
    names = table["name"].tolist()
    drive = driven(schools, known.drives, known.schools["urn"].to_numpy())
    kinds = {PROVEN[pattern] for pattern in known.patterns if pattern in PROVEN}
    codes, federations = pd.factorize(table["federation_id"], sort=True)
    pairs, trusts = None, None
    if "federations" in kinds:
        pool = _pool(table, known)
        asked = np.flatnonzero(pool & table["urn"].isin(known.schools["urn"]).to_numpy())
        near = nearby(schools, pool, drive.minutes_of, asked=asked)
        part = ranking.federations
        every = rated_pairs(schools, near, codes.astype(np.int64), asked, part, names)
        pairs = replace(every, by_road=drive.by_road)
    members = _of_trusts(table)
    if "joins" in kinds:
        of_all = rated_trusts(
            Trusts.of(schools, members, drive.minutes_of),
            schools.at(known.joiners),
            ranking.joins,
            day=_as_of(members, day),
            names=names,
        )
        trusts = replace(of_all, by_road=drive.by_road)
    return Rating(
        ranking=ranking,
        likely=Likely(
            pairs=NOTHING if pairs is None else pairs.pairs(),
            federations=Bodies(
                shares=NOTHING if pairs is None else pairs.federations(),
                number={str(name): number for number, name in enumerate(federations)},
            ),
            trusts=Bodies(
                shares=NOTHING if trusts is None else trusts.shares(),
                number={name: number for number, name in enumerate(members.group_id)},
            ),
        ),
        pairs=pairs,
        trusts=trusts,
    )


class Joining(NamedTuple):
    """What real schools did, for some schools and one trust: the share and what is said of it."""

    share: Floats
    says: dict[int, str]

    def after(self, reasons: pd.Series, urns: pd.Series) -> pd.Series:
        """Return the reasons of schools with what is said here after them."""
        return (reasons + " " + urns.map(self.says)).astype("str")


def joining(rating: Rating, urns: Ints, trust_id: str) -> Joining:
    """Return what is known of these schools and a trust."""
    ids = [trust_id] * len(urns)
    share = rating.likely.trusts.joining(urns, ids)
    whys = rating.of_trusts(pd.Series(urns), pd.Series(ids))
    says = {
        int(urn): " ".join([frequency("trust-joiner", each, "", rating.ranking), *said(why)])
        for urn, each, why in zip(urns, share.tolist(), whys, strict=True)
    }
    return Joining(share, says)


def frequency(pattern: Pattern, share: float, pair: str, ranking: Ranking) -> str:
    """Say the word and the frequency behind it, and of what it is one.

    ``pair`` names the least likely pair of a larger group.
    """
    kind = PROVEN[pattern]
    part: Part = ranking.federations if kind == "federations" else ranking.joins
    number = round(100 * share)
    often = f"{number or 'fewer than 1'} {'were' if number > 1 else 'was'}"
    day = dt.date.fromisoformat(part.to_day)
    by = f"by {day.day} {day:%B %Y}"
    if kind == "joins":
        rest = (
            f"of 100 trusts rated like this, for schools that had joined a trust {by}, {often} the "
            "one joined"
        )
    else:
        like = "its least likely pair" if pair else "this"
        rest = (
            f"of 100 possible partners rated like {like}, for schools that had federated {by}, "
            f"{often} in the same federation"
        )
    named = f" Its least likely pair is {pair}." if pair else ""
    return f"{word(share).capitalize()}, going by the past: {rest}.{named}"


def said(why: Reasons) -> list[str]:
    """Return the reasons as sentences, for and against."""
    if not why.good and not why.bad:
        return ["So many others are nearer or more alike that no reasons are listed."]
    good = [f"For it: {' '.join(why.good)}"] if why.good else []
    return [*good, *([f"Against it: {' '.join(why.bad)}"] if why.bad else [])]


def _pool(table: pd.DataFrame, known: Known) -> np.ndarray:
    """Tell which schools are chosen among: maintained ones, and what else the patterns offer."""
    run = known.schools
    leading = run["stage"].isin([*SENDERS, *RECEIVERS]) & run["governance"].isin(STATE_FUNDED)
    offered = run["urn"][holds("free", known.facts, run) | leading.to_numpy(dtype=bool)]
    pool = (table["governance"] == "maintained") | table["urn"].isin(offered)
    return pool.to_numpy(dtype=np.bool_)


def standalone(schools: pd.DataFrame, facts: pd.DataFrame) -> Ints:
    """Return the URNs of the area's schools that could join a trust, ascending."""
    asked = holds("free", facts, schools) & schools["in_area"].to_numpy(dtype=bool)
    asked &= ~schools["stage"].isin(NEVER).to_numpy(dtype=bool)
    return np.sort(schools["urn"].to_numpy(dtype=np.int64)[asked])


def _of_trusts(table: pd.DataFrame) -> Memberships:
    own = table[(table["trust_kind"] == "mat") & table["trust_id"].notna()]
    return memberships(
        pd.DataFrame(
            {
                "urn": own["urn"],
                "group_id": own["trust_id"].astype("str"),
                "group_name": own["trust_name"].astype("str"),
                "day": days(own["trust_joined"]),
            }
        )
    )


def _as_of(members: Memberships, day: dt.date) -> int:
    """Return the day after the newest membership, or the run's if that is earlier.

    In a register that is older than the run no trust has been quiet since.
    """
    newest = int(members.day.max(initial=-1))
    return min(day_number(day), newest + 1) if newest > 0 else day_number(day)
