"""Fill the marked parts of the documentation from the program itself.

Run: python scripts/make-docs.py [--check]
"""

import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from geofinder.cli import app
from geofinder.facts import FACTS
from geofinder.gias.columns import ESTABLISHMENT, GROUP_LINKS, Column
from geofinder.policy import list_policy, read_policy
from geofinder.ranking import pair_terms, trust_terms
from geofinder.ranking.file import Part, read_ranking
from geofinder.ranking.terms import Term
from geofinder.resources import data_path
from geofinder.settings import Settings, Weights

DOCS = Path(__file__).resolve().parent.parent / "docs"
COMMANDS = (
    "plan",
    "joiners",
    "options",
    "why",
    "forms",
    "check",
    "fetch gias",
    "fetch links",
    "fetch roads",
    "fetch boundaries",
    "fetch status",
    "make-sample",
    "fit-estimate",
    "backtest federations",
    "backtest joins",
    "fit-ranking",
)


def table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def facts() -> str:
    return table(["fact", "meaning"], [[f"`{name}`", text] for name, text in FACTS.items()])


def columns(group: Sequence[Column]) -> str:
    return table(
        ["heading", "meaning", "unit", "needed"],
        [[f"`{c.heading}`", c.meaning, c.unit, "yes" if c.required else ""] for c in group],
    )


def commands() -> str:
    return "\n\n".join(f"## {name}\n\n```\n{_help(name)}\n```" for name in COMMANDS)


def _help(name: str) -> str:
    done = CliRunner().invoke(app, [*name.split(), "--help"], prog_name="geofinder")
    if done.exit_code:
        raise SystemExit(done.output)
    return "\n".join(line.rstrip() for line in done.stdout.strip().splitlines())


def settings() -> str:
    rows = [
        [f"`{name}`", _as_toml(field.default), field.description or ""]
        for name, field in Settings.model_fields.items()
        if name not in {"weights", "patterns", "pair_weights"}
    ]
    rows.append(["`patterns`", "all", "which patterns to look for"])
    rows += [
        [f"`weights.{name}`", str(field.default), "weight of the criterion in the score"]
        for name, field in Weights.model_fields.items()
    ]
    return table(["key", "default", "meaning"], rows)


def _as_toml(default: object) -> str:
    """Write a setting's default as a settings file would hold it."""
    if default is None:
        return "none"
    if isinstance(default, bool):
        return str(default).lower()
    return str(list(default)).replace("'", '"') if isinstance(default, tuple) else str(default)


def forms() -> str:
    policy = read_policy(data_path("policy.toml"))
    return list_policy(policy, day=policy.date, style="markdown")


def terms(every: Sequence[Term[Any]], part: Part) -> str:
    rows = [
        [f"`{term.name}`", term.family, term.meaning, f"{part.terms[term.name].weight:+.2f}"]
        for term in every
    ]
    return table(["term", "family", "meaning", "weight"], rows)


def words() -> str:
    ranking = read_ranking()
    rows = [
        [kind, word, f"{row.candidates:,}", f"{100 * row.true:.1f}"]
        for kind, part in (("federations", ranking.federations), ("joins", ranking.joins))
        for word, row in part.words.items()
    ]
    return table(["model", "word", "held-out candidates", "true, of 100"], rows)


PAGES = {"forms.md": forms}
PARTS = {
    "ranking.md": {
        "pair-terms": lambda: terms(pair_terms.TERMS, read_ranking().federations),
        "trust-terms": lambda: terms(trust_terms.TERMS, read_ranking().joins),
        "words": words,
    },
    "concepts.md": {"facts": facts},
    "data.md": {
        "establishment": lambda: columns(ESTABLISHMENT),
        "links": lambda: columns(GROUP_LINKS),
    },
    "command-line.md": {"commands": commands, "settings": settings},
}


def main() -> int:
    stale = []
    for name, make in PAGES.items():
        path = DOCS / name
        if not path.exists() or path.read_text(encoding="utf-8") != make():
            stale.append(name)
            if "--check" not in sys.argv:
                path.write_text(make(), encoding="utf-8")
    for name, parts in PARTS.items():
        path = DOCS / name
        before = text = path.read_text(encoding="utf-8")
        for mark, make in parts.items():
            pattern = re.compile(rf"(<!-- {mark} -->\n).*?(<!-- /{mark} -->)", re.DOTALL)
            if not pattern.search(text):
                print(f"{path} has no part marked {mark}", file=sys.stderr)
                return 1
            made = make()
            text = pattern.sub(lambda found, made=made: f"{found[1]}{made}\n{found[2]}", text)
        if text != before:
            stale.append(name)
            if "--check" not in sys.argv:
                path.write_text(text, encoding="utf-8")
    if stale:
        print(f"{'Stale' if '--check' in sys.argv else 'Made anew'}: {', '.join(stale)}")
    return 1 if stale and "--check" in sys.argv else 0


if __name__ == "__main__":
    sys.exit(main())
