"""Say by what the candidates of a run are ordered, what that shows, and what it does not."""

from typing import Any

from geofinder.likely import LEAST, PROVEN
from geofinder.ranking.file import read_ranking
from geofinder.settings import PATTERNS, Settings
from geofinder.tables.columns import WORDS

_OWN = (
    "The order follows the user's own weights (--weights), for every pattern: the score is the "
    "weighted mean of the criteria that are known."
)
_SAMPLE = (
    "The bundled sample ends 10 km beyond East Sussex: of a trust or federation that reaches "
    "farther only part is seen, and what lies beyond does not compete. So near the border, and "
    "for trusts above all, shares come out higher than the whole register gives."
)
_FILES = "Of a trust only the schools in the files given are counted."
_ROADS = (
    "Where this run routed two schools by road, those minutes feed the rating; for others, as for "
    "the past cases it was fitted on, minutes are estimated from the straight line."
)
_ESTIMATED = "Minutes are estimated from the straight line, as for the past cases it was fitted on."


def order_told(settings: Settings, *, sample: bool, by_road: bool) -> dict[str, Any]:
    """Return what the manifest says of the order.

    Args:
        settings: of the run.
        sample: whether the bundled files were read.
        by_road: whether minutes were routed.
    """
    if settings.ranked_by == "weights":
        return {"by": "weights", "sentence": _OWN, "weights": settings.weights.model_dump()}
    ranking = read_ranking()
    federations, joins = ranking.federations, ranking.joins
    # The model of a run was fitted, and is proven, on the days on which schools joined.
    first_five = round(100 * federations.backtest["ours_on_the_day"]["recall_at_5"])
    joined = round(100 * joins.backtest["ours"]["recall_at_5"])
    proven = [pattern for pattern in PATTERNS if pattern in PROVEN]
    others = [pattern for pattern in PATTERNS if pattern not in PROVEN]
    limit = f"{_SAMPLE if sample else _FILES} {_ROADS if by_road else _ESTIMATED}"
    sentence = (
        f"The order of {', '.join(proven)} follows what real schools did: "
        f"{federations.fitted_on:,} schools that federated (nearly all by {federations.to_day}) "
        f"and {joins.fitted_on:,} that joined a trust ({joins.from_day} to {joins.to_day}). Tested "
        "on schools that the fit had not seen, a true partner was in the first five for "
        f"{first_five} of 100, the trust joined for {joined} of 100. It shows what has happened, "
        "not what should: it repeats the habits of the past, good or bad, and knows nothing of a "
        "school's quality, its people or their wishes. A share is of schools that found a "
        "partner; it is not the chance that these will: most never do. The rules come first: what "
        f"they block is blocked whatever its score. For {', '.join(others)} there is no evidence: "
        "they are ordered by plain weights, and score "
        f"{settings.unproven_counts:g} of the weighted mean, so that none stands before a group "
        "that is likely. --weights FILE orders all by your own criteria instead. "
        f"{limit}"
    )
    return {
        "by": "evidence",
        "sentence": sentence,
        "proven": proven,
        "by_weights": others,
        "made": ranking.made,
        "least": dict(zip(WORDS, LEAST, strict=True)),
        "unproven_counts": settings.unproven_counts,
        "limit": limit,
    }
