"""Make Folium write a page that carries everything inside itself and asks the network nothing.

branca renders what a macro returned a second time as a template, so that a name such as
``{{ 7*7 }}`` would be executed in Python. Therefore no text of the data goes through a Folium
class: the map gets outlines made of numbers, and every text enters our own document, once.
"""

from collections.abc import Sequence
from typing import Any

import folium
from branca.element import CssLink, Element, Figure, JavascriptLink, MacroElement
from folium.template import Template

from geofinder.page.assets import for_address, sha256

_MARKUP = r"""{
const ours = /^(<svg\/>|<span aria-hidden="true">(\+|&#x2212;)<\/span>|[\d.]+ (k?m|ft|mi))$/;
const createHTML = (text) => (ours.test(text) ? text : null);
window.trustedTypes?.createPolicy("default", { createHTML });
}"""
"""The first script: Leaflet's buttons and scale may be written as markup, and no other text may,
not even by a fault of a script of the page. The policy asks for it."""


def with_id[AnyElement: Element](element: AnyElement, name: str) -> AnyElement:
    """Give ``element`` a fixed id in place of the random one that branca draws."""
    element._id = name  # noqa: SLF001 (branca offers no other way to a reproducible page)
    return element


class PageFigure(Figure):
    """A branca figure that writes our document around the map, under a strict policy.

    The policy allows the scripts and styles that are given here as such, not what the finished
    document holds: a script that got into it in a text of the data would not run.
    """

    _template = Template(
        "<!DOCTYPE html>\n"
        '<html lang="en-GB">\n'
        "<head>\n"
        '<meta charset="utf-8">\n'
        "{{ this.policy }}\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        '<meta name="color-scheme" content="light dark">\n'
        "<title>{{ this.title }}</title>\n"
        "{% for text in this.libraries %}<script>{{ text }}</script>\n{% endfor %}"
        "{% for text in this.styles %}<style>{{ text }}</style>\n{% endfor %}"
        "</head>\n"
        "<body>\n"
        "{{ this.before }}\n"
        "{{ this.html.render() }}\n"
        "{{ this.after }}\n"
        "{% for text in this.scripts %}<script>{{ text }}</script>\n{% endfor %}"
        "</body>\n"
        "</html>\n"
    )

    def __init__(  # noqa: PLR0913 (the parts of a document, each by its name)
        self,
        *,
        title: str,
        before: str,
        after: str,
        script: str,
        styles: Sequence[str],
        styles_inside: Sequence[str] = (),
        images_from: str | None = None,
    ) -> None:
        """Take the parts of the document.

        Args:
            title: HTML, escaped already.
            before: HTML before the map.
            after: HTML after the map.
            script: our own, which runs before the map's.
            styles: our own.
            styles_inside: those of pictures that ``before`` and ``after`` hold.
            images_from: the one origin that may be asked for images, or None.
        """
        super().__init__(title=title)
        self.header = Element()
        self.before, self.after = before, after
        self._script, self._styles, self._inside = script, styles, styles_inside
        self._images = "'none'" if images_from is None else f"data: {images_from}"

    def render(self, **kwargs: Any) -> str:  # noqa: ANN401 (branca's own signature)
        """Return the document, its links swapped for the texts that they link to."""
        for child in self._children.values():
            child.render(**kwargs)
        links = list(self.header._children.values())  # noqa: SLF001 (branca offers no other way)
        libraries = [for_address(x.url) for x in links if isinstance(x, JavascriptLink)]
        self.libraries = [_MARKUP, *libraries]
        sheets = [for_address(x.url) for x in links if isinstance(x, CssLink)]
        self.styles = [*sheets, *self._styles]
        self.scripts = [self._script, f"\n{self.script.render()}\n"]
        self.policy = _policy(
            scripts=[*self.libraries, *self.scripts],
            styles=[*self.styles, *self._inside],
            images=self._images,
        )
        document: str = self._template.render(this=self)
        return document


def _policy(*, scripts: Sequence[str], styles: Sequence[str], images: str) -> str:
    """Return the Content-Security-Policy that allows these blocks and nothing else."""

    def hashes(texts: Sequence[str]) -> str:
        return " ".join(f"'sha256-{sha256(text)}'" for text in texts)

    rules = (
        "default-src 'none'",
        f"script-src {hashes(scripts)}",
        f"style-src {hashes(styles)}",
        f"img-src {images}",
        "connect-src 'none'",
        "base-uri 'none'",
        "form-action 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types default",
    )
    return f'<meta http-equiv="Content-Security-Policy" content="{"; ".join(rules)}">'


class PageMap(folium.Map):
    """Folium's map without its styles, viewport and icons, which our page brings or forbids."""

    default_js = [link for link in folium.Map.default_js if link[0] == "leaflet"]  # noqa: RUF012 (folium's own attribute)
    default_css = [link for link in folium.Map.default_css if link[0] == "leaflet_css"]  # noqa: RUF012 (as above)
    _template = Template(
        """
        {% macro html(this, kwargs) %}
            <div class="folium-map" id={{ this.get_name()|tojson }} role="region"
                aria-label="Map" aria-describedby="map-words"></div>
        {% endmacro %}
        {% macro script(this, kwargs) %}
            // A browser that saves the page writes down what was drawn: it would stay beneath ours.
            document.getElementById({{ this.get_name()|tojson }}).replaceChildren();
            var still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
            var {{ this.get_name() }} = L.map({{ this.get_name()|tojson }}, {
                center: {{ this.location|tojson }},
                crs: L.CRS.{{ this.crs }},
                zoomAnimation: !still, fadeAnimation: !still, inertia: !still,
                ...{{ this.options|tojavascript }}
            });
            L.control.scale().addTo({{ this.get_name() }});
        {% endmacro %}
        """
    )


class StartPage(MacroElement):
    """Hand the map to the page's own script, once everything else is on it."""

    def __init__(self) -> None:
        """Take nothing: it finds its map as its parent."""
        super().__init__()  # type: ignore[no-untyped-call]

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "geofinder.start({{ this._parent.get_name() }});"
        "{% endmacro %}"
    )
