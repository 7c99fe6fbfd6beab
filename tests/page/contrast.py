"""Measure contrast as WCAG 2.2 defines it, between colours that a page's stylesheet names."""

import re

from geofinder.page import assets

Colour = tuple[float, float, float]
_BLOCK = re.compile(r":root \{(.*?)\}", re.DOTALL)
_NAMED = re.compile(r"--([\w-]+): (#[0-9a-f]{6});")


def parsed(hexadecimal: str) -> Colour:
    """Return a colour like ``#1a2b3c`` as three parts from 0 to 1."""
    return tuple(int(hexadecimal[at : at + 2], 16) / 255 for at in (1, 3, 5))


def luminance(colour: Colour) -> float:
    """Return the relative luminance of a colour, from 0 (black) to 1 (white)."""
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Colour, other: Colour) -> float:
    """Return the contrast of two opaque colours, from 1 (none) to 21."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def over(above: Colour, opacity: float, below: Colour) -> Colour:
    """Return what is seen where a colour of this opacity lies over another."""
    return tuple(
        opacity * one + (1 - opacity) * other for one, other in zip(above, below, strict=True)
    )


def themes() -> dict[str, dict[str, Colour]]:
    """Return the colours by name of each theme of the stylesheet: light, dark and print."""
    light, dark = map(_named, _BLOCK.findall(assets.part("colours")))
    (printed,) = map(_named, _BLOCK.findall(assets.part("print")))
    return {"light": light, "dark": {**light, **dark}, "print": {**light, **printed}}


def _named(block: str) -> dict[str, Colour]:
    return {name: parsed(value) for name, value in _NAMED.findall(block)}
