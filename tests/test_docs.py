"""The documentation says what the program does."""

import re
import subprocess
import sys
import tomllib
from collections import Counter

import pytest

from geofinder import errors
from geofinder.policy import read_policy
from geofinder.resources import data_path


def test_the_parts_made_from_the_program_are_fresh(root):
    done = subprocess.run(
        [sys.executable, root / "scripts" / "make-docs.py", "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"run scripts/make-docs.py: {done.stdout}{done.stderr}"


def test_every_error_class_has_its_cause_and_cure(root):
    page = (root / "docs" / "errors.md").read_text(encoding="utf-8")
    classes = {
        name
        for name, value in vars(errors).items()
        if isinstance(value, type) and issubclass(value, errors.GeofinderError)
    }
    for name in classes:
        assert f"`{name}`" in page


@pytest.mark.parametrize("page", ["README.md", "data/README.md", "docs"])
def test_every_link_to_a_file_of_the_project_leads_there(root, page):
    pages = sorted((root / page).glob("*.md")) if page == "docs" else [root / page]
    for path in pages:
        for target in re.findall(r"\]\(([^)#]+)\)", path.read_text(encoding="utf-8")):
            if not target.startswith("http"):
                assert (path.parent / target).exists(), f"{path.name}: {target}"


def test_the_numbers_that_the_data_page_gives_are_those_of_the_files(root):
    page = (root / "data" / "README.md").read_text(encoding="utf-8")
    for name in ("establishments.csv", "group_links.csv"):
        lines = data_path("east_sussex", name).read_text(encoding="utf-8").splitlines()
        assert re.search(rf"`east_sussex/{re.escape(name)}`.*\({len(lines) - 1}\)", page)


def test_the_page_on_sureness_counts_the_rules_as_they_are(root):
    page = " ".join((root / "docs" / "how-sure.md").read_text(encoding="utf-8").split())
    sure = Counter(rule.sure for rule in read_policy(data_path("policy.toml")).rule)
    assert (
        f"Of {sure.total()} rules the text itself was read for {sure['seen']}, a source that "
        f"quotes it for {sure['second']}; {sure['unsure']} nobody has checked"
    ) in page
    assert f"{sure['own']} are no rules of law" in page


def test_every_file_of_the_sample_says_where_it_comes_from():
    folder = data_path("east_sussex")
    described = tomllib.loads((folder / "sources.toml").read_text(encoding="utf-8"))
    files = {path.name for path in folder.iterdir()} - {"sources.toml"}
    assert set(described) == files
    for facts in described.values():
        assert {"title", "date", "licence", "attribution"} <= set(facts)
