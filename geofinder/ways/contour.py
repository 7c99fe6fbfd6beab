"""Draw the area where values on a grid are at most a limit."""

import numpy as np
import shapely
from numpy.typing import NDArray

type Floats = NDArray[np.float64]

_LEAST = 1e-6
"""Pieces smaller than this share of a square are only where the limit is met at a corner."""
_SQUARE = np.array([[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]])


def area_within(
    values: Floats, limit: float, *, corner: tuple[float, float], step_m: float
) -> shapely.MultiPolygon:
    """Return the area where ``values`` are at most ``limit``, in metres; empty where none is.

    Every square between four points is cut into two triangles, and a triangle along the line on
    which values between its corners reach the limit (marching triangles). A square or triangle
    with a missing corner (NaN) is no part of it.

    Args:
        values: shape (rows, columns), rows northward, columns eastward.
        limit: in the unit of ``values``.
        corner: easting and northing of the first value.
        step_m: between two neighbours.
    """
    whole = _squares(values <= limit)
    pieces = [_boxes(whole), *_cut(values, limit, ~whole)]
    metres = [np.asarray(corner) + piece * step_m for piece in pieces]
    shapes = np.concatenate([_polygons(piece) for piece in metres])
    shapes = shapes[shapely.area(shapes) > _LEAST * step_m**2]
    # Pieces that touch share whole edges, so that no more than dropping those is needed.
    joined = shapely.get_parts(shapely.coverage_union_all(shapes))
    return shapely.MultiPolygon(list(joined))


def _polygons(corners: Floats) -> NDArray[np.object_]:
    return np.asarray(shapely.polygons(corners), dtype=object).reshape(-1)


def _squares(points: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Tell for each square whether all its corners are so."""
    return points[:-1, :-1] & points[:-1, 1:] & points[1:, :-1] & points[1:, 1:]


def _boxes(whole: NDArray[np.bool_]) -> Floats:
    """Return the corners of the squares: shape (n, 4, 2), in steps."""
    row, column = np.nonzero(whole)
    corners: Floats = np.stack([column, row], axis=1)[:, None, :] + _SQUARE
    return corners


def _cut(values: Floats, limit: float, squares: NDArray[np.bool_]) -> list[Floats]:
    """Return the parts within the limit of the squares' triangles, by how many corners are."""
    corners = _boxes(squares)
    points = np.concatenate([corners[:, [0, 1, 2]], corners[:, [0, 2, 3]]])
    height = values[points[..., 1].astype(np.intp), points[..., 0].astype(np.intp)]
    known = ~np.isnan(height).any(axis=1)
    points, height = points[known], height[known]
    count = (height <= limit).sum(axis=1)
    pieces = [points[count == 3]]  # noqa: PLR2004 (a triangle)
    for number in (1, 2):
        at, high = points[count == number], height[count == number]
        # The corner that is unlike the other two comes first.
        odd = ((high <= limit) == (number == 1)).argmax(axis=1)
        turn = (odd[:, None] + np.arange(3)) % 3
        first, left, right = np.moveaxis(np.take_along_axis(at, turn[..., None], axis=1), 1, 0)
        of_first, of_left, of_right = np.take_along_axis(high, turn, axis=1).T
        if number == 1:
            cut = _crossing(first, left, of_first, of_left, limit)
            other = _crossing(first, right, of_first, of_right, limit)
            pieces.append(np.stack([first, cut, other], axis=1))
        else:
            cut = _crossing(left, first, of_left, of_first, limit)
            other = _crossing(right, first, of_right, of_first, limit)
            pieces.append(np.stack([cut, left, right, other], axis=1))
    return pieces


def _crossing(inside: Floats, outside: Floats, low: Floats, high: Floats, limit: float) -> Floats:
    """Return where edges reach the limit; from the inside, so that both triangles agree."""
    share = (limit - low) / (high - low)
    return np.asarray(inside + share[:, None] * (outside - inside))
