"""Make Folium write a page that carries everything inside itself and asks the network nothing.

branca renders what a macro returned a second time as a template, so that a name such as
``{{ 7*7 }}`` would be executed in Python. Therefore no text of the data goes through a Folium
class: the map gets outlines made of numbers, and every text enters through `Raw`, once.
"""

import re
from typing import Any

import folium
from branca.element import CssLink, Element, Figure, JavascriptLink, MacroElement
from folium.template import Template

from geofinder.page.assets import for_address, sha256

_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)
_POLICY_PLACE = "<!-- content-security-policy -->"


def with_id[AnyElement: Element](element: AnyElement, name: str) -> AnyElement:
    """Give ``element`` a fixed id in place of the random one that branca draws."""
    element._id = name  # noqa: SLF001 (branca offers no other way to a reproducible page)
    return element


class Raw(Element):
    """Emit a text once, as it is: the template is constant, so that no name is ever executed."""

    _template = Template("{{ this.text }}")

    def __init__(self, text: str) -> None:
        """Take the text as it shall stand in the page."""
        super().__init__()
        self.text = text


class _Header(Element):
    """Hold what the children put into the head, and swap each link for the text it links to."""

    def swap_links(self) -> None:
        """Replace every link by its vendored text; an address we do not know is an error."""
        for name, child in list(self._children.items()):
            if isinstance(child, JavascriptLink):
                self.add_child(Raw(f"<script>{for_address(child.url)}</script>"), name=name)
            elif isinstance(child, CssLink):
                self.add_child(Raw(f"<style>{for_address(child.url)}</style>"), name=name)


class PageFigure(Figure):
    """A branca figure that writes our document around the map, under a strict policy."""

    _template = Template(
        "<!DOCTYPE html>\n"
        '<html lang="en-GB">\n'
        "<head>\n"
        '<meta charset="utf-8">\n'
        f"{_POLICY_PLACE}\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        '<meta name="color-scheme" content="light dark">\n'
        "<title>{{ this.title }}</title>\n"
        "{{ this.header.render() }}\n"
        "{{ this.styles.render() }}\n"
        "</head>\n"
        "<body>\n"
        "{{ this.before.render() }}\n"
        "{{ this.html.render() }}\n"
        "{{ this.after.render() }}\n"
        "<script>\n{{ this.script.render() }}\n</script>\n"
        "</body>\n"
        "</html>\n"
    )

    def __init__(
        self, *, title: str, styles: str, before: str, after: str, images_from: str | None = None
    ) -> None:
        """Take HTML texts: ``title`` escaped already, ``before`` and ``after`` the map.

        ``images_from`` is the one origin that may be asked for images, or None.
        """
        super().__init__(title=title)
        self._links = _Header()
        self.header = self._links
        self.styles = Raw(styles)
        self.before = Raw(before)
        self.after = Raw(after)
        self._images = "data:" if images_from is None else f"data: {images_from}"

    def render(self, **kwargs: Any) -> str:  # noqa: ANN401 (branca's own signature)
        """Return the document, its links swapped and its policy written from what is in it."""
        for child in self._children.values():
            child.render(**kwargs)
        self._links.swap_links()
        document: str = self._template.render(this=self)
        return document.replace(_POLICY_PLACE, _policy(document, images=self._images), 1)


def _policy(document: str, *, images: str) -> str:
    """Return the Content-Security-Policy that allows exactly the document's own blocks."""
    scripts = " ".join(f"'sha256-{sha256(text)}'" for text in _SCRIPT.findall(document))
    styles = " ".join(f"'sha256-{sha256(text)}'" for text in _STYLE.findall(document))
    rules = (
        "default-src 'none'",
        f"script-src {scripts}",
        f"style-src {styles}",
        f"img-src {images}",
        "connect-src 'none'",
        "base-uri 'none'",
        "form-action 'none'",
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
