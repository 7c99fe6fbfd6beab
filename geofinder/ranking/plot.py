"""Draw how often candidates of a foretold frequency were true: the calibration, as SVG."""

import math

import numpy as np

from geofinder.ranking.backtest import Proof
from geofinder.ranking.calibrate import bins, calibrated

_SIZE, _EDGE = 420, 56
_LOW, _HIGH = 0.002, 1.0
_TICKS = (0.002, 0.01, 0.05, 0.25, 1.0)
_NAMES = {"federations": "real federations", "joins": "real trust joins"}


def calibration_svg(proof: Proof, kind: str) -> str:
    """Return the plot: foretold frequency across, true frequency up, both on a log scale.

    The curve that foretells is fitted on one half of the cases and drawn on the other.
    """
    half = np.arange(len(proof.choices.asked)) % 2 == 0
    own, chance = proof.choices, proof.chance
    fitted, tested = half[own.event], ~half[own.event]
    curve = calibrated(chance[fitted], own.truth[fitted])
    points = bins(curve.frequency(chance[tested]), own.truth[tested])
    dots = "".join(
        f'<circle cx="{_x(mean):.1f}" cy="{_y(true):.1f}" r="5" fill="#1d4f8b">'
        f"<title>foretold {mean:.3f}, true {true:.3f}, {count:,} candidates</title></circle>"
        for mean, true, count in points
        if true > 0
    )
    ticks = "".join(
        f'<text x="{_x(at):.1f}" y="{_SIZE - _EDGE + 18}" text-anchor="middle">{_said(at)}</text>'
        f'<text x="{_EDGE - 8}" y="{_y(at) + 4:.1f}" text-anchor="end">{_said(at)}</text>'
        f'<path d="M{_x(at):.1f} {_y(_LOW)}V{_y(_HIGH)}M{_x(_LOW)} {_y(at):.1f}H{_x(_HIGH)}" '
        'stroke="#ddd"/>'
        for at in _TICKS
    )
    title = f"Calibration on {_NAMES[kind]}: {len(own.asked):,} cases the fit had not seen"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_SIZE} {_SIZE}" role="img" '
        f'font-family="sans-serif" font-size="12"><title>{title}</title>'
        f'<rect width="{_SIZE}" height="{_SIZE}" fill="#fff"/>{ticks}'
        f'<path d="M{_x(_LOW)} {_y(_LOW)}L{_x(_HIGH)} {_y(_HIGH)}" stroke="#777" '
        f'stroke-dasharray="5 4"/>{dots}'
        f'<text x="{_SIZE / 2}" y="20" text-anchor="middle" font-size="13">{title}</text>'
        f'<text x="{_SIZE / 2}" y="{_SIZE - 14}" text-anchor="middle">'
        "foretold: of 100 such candidates so many true</text>"
        f'<text transform="translate(16 {_SIZE / 2}) rotate(-90)" text-anchor="middle">'
        "were true, of 100</text></svg>\n"
    )


def _part(value: float) -> float:
    inside = min(max(value, _LOW), _HIGH)
    return math.log(inside / _LOW) / math.log(_HIGH / _LOW)


def _x(value: float) -> float:
    return _EDGE + _part(value) * (_SIZE - 2 * _EDGE)


def _y(value: float) -> float:
    return _SIZE - _EDGE - _part(value) * (_SIZE - 2 * _EDGE)


def _said(value: float) -> str:
    return f"{100 * value:g}"
