"""Code columns of a table so that a repeated text is written once."""

import re
from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geofinder.page.packing import packed
from geofinder.page.phrases import joined, phrased

# Controls; what turns the letters around it; halves of a character and what XML cannot hold.
_NO_LETTERS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)


def clean(text: str) -> str:
    """Return ``text`` with a space for each character that no name needs and no page can show."""
    # Asking costs a tenth of searching, and nearly all texts are so.
    return text if text.isprintable() else _NO_LETTERS.sub(" ", text)


def plain(values: Iterable[Any], *, times: float = 1) -> list[int | None]:
    """Return whole numbers, each value times ``times`` and rounded; missing becomes None."""
    numbers = _column(values).to_numpy(dtype=np.float64, na_value=np.nan) * times
    missing = np.isnan(numbers)
    whole: list[int | None] = np.rint(np.where(missing, 0.0, numbers)).astype(np.int64).tolist()
    for row in np.flatnonzero(missing).tolist():
        whole[row] = None
    return whole


def numbers(values: Iterable[Any], *, times: float = 1) -> str:
    """Return the same, packed."""
    return packed(plain(values, times=times))


def flags(values: Iterable[Any]) -> str:
    """Return 1, 0 or None for true, false and missing, packed."""
    rows, distinct = pd.factorize(_column(values))
    said = [*(int(bool(value)) for value in distinct), None]
    return packed([said[row] for row in rows.tolist()])


def coded(values: Iterable[Any]) -> dict[str, Any]:
    """Return the distinct texts in order (``of``) and each row's place in them (``at``), packed."""
    distinct, at = _codes(values)
    return {"of": joined(distinct), "at": _gapped(at)}


def coded_by(values: Iterable[Any], key: Iterable[Any], *, phrases: bool = False) -> dict[str, Any]:
    """Return ``coded`` with one place for each value of the column ``key``, the missing last.

    A trust's number says what it is called. Where rows of one key differ, as they should not, each
    row has its place, as in ``coded``, and it says no ``by``. With ``phrases`` the texts are names,
    which share words.
    """
    distinct, at = _codes(values)
    keys, by = _codes(key)
    by = np.where(by < 0, len(keys), by)
    of_key = np.full(len(keys) + 1, -1, dtype=np.int64)
    of_key[by] = at
    of = phrased(distinct) if phrases else joined(distinct)
    if (of_key[by] == at).all():
        return {"of": of, "at": _gapped(of_key), "by": True}
    return {"of": of, "at": _gapped(at)}


def _codes(values: Iterable[Any]) -> tuple[list[str], NDArray[np.int64]]:
    """Return the distinct texts, sorted, and each row's place in them, -1 where it is missing."""
    rows, found = pd.factorize(_column(values))
    texts = [clean(str(value)) for value in found]
    distinct = sorted(set(texts))
    places = {text: place for place, text in enumerate(distinct)}
    at = np.array([*(places[text] for text in texts), -1], dtype=np.int64)
    return distinct, at[rows]


def _gapped(at: NDArray[np.int64]) -> str:
    return packed([None if place < 0 else place for place in at.tolist()])


def _column(values: Iterable[Any]) -> pd.Series:
    return values if isinstance(values, pd.Series) else pd.Series(list(values), dtype="object")
