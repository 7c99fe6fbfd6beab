"""Say by what the candidates of a run are ordered, what that shows, and what it does not."""

from typing import Any

from geofinder.likely import PROVEN
from geofinder.ranking.file import read_ranking
from geofinder.settings import PATTERNS, Settings

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


def order_told(settings: Settings, *, sample: bool) -> dict[str, Any]:
    """Return what the manifest says of the order; ``sample`` where the bundled files were read."""
    if settings.ranked_by == "weights":
        return {"by": "weights", "sentence": _OWN, "weights": settings.weights.model_dump()}
    ranking = read_ranking()
    federations, joins = ranking.federations, ranking.joins
    first_five = round(100 * federations.backtest["ours"]["recall_at_5"])
    joined = round(100 * joins.backtest["ours"]["recall_at_5"])
    proven = [pattern for pattern in PATTERNS if pattern in PROVEN]
    others = [pattern for pattern in PATTERNS if pattern not in PROVEN]
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
        f"{_SAMPLE if sample else _FILES}"
    )
    return {
        "by": "evidence",
        "sentence": sentence,
        "proven": proven,
        "by_weights": others,
        "made": ranking.made,
    }
