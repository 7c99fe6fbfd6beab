"""Disks, folders and other runs that stand in the way: one clear message, and nothing is lost."""

import json
import os
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from geofinder.errors import OutputError
from geofinder.outputs import folder, inplace
from geofinder.wholefile import whole_file, write_whole
from tests.disks import as_nobody, lying_disk, read_only, small_disk, unchangeable

NAMES = frozenset({"index.html", "schools.csv", "limits.csv", "manifest.json"})
OLD, NEW = "old", "new"
RACE = """
import sys
from pathlib import Path
from tests.outputs.test_faults import write
from geofinder.errors import OutputError

for turn in range(20):
    try:
        write(Path(sys.argv[1]), sys.argv[2])
        print("written")
    except OutputError as error:
        print(error)
"""


def write(out, text, *, during=None):
    """Write a run of three files, the way every command does."""
    with folder.replacing(out, names=NAMES) as staged:
        for name in ("index.html", "schools.csv"):
            (staged / name).write_text(text, encoding="utf-8")
        told = {"program": "geofinder", "files": {"index.html": {}, "schools.csv": {}}}
        (staged / "manifest.json").write_text(json.dumps(told), encoding="utf-8")
        if during:
            during()


def texts(out):
    """Return what lies in a folder, hidden files included."""
    return {path.name: path.read_text("utf-8") for path in out.iterdir() if path.is_file()}


@pytest.fixture
def out(tmp_path):
    """Return a folder with an old run and a letter of the user's own in it."""
    path = tmp_path / "out"
    write(path, OLD)
    (path / "letter.txt").write_text("mine", encoding="utf-8")
    return path


@pytest.fixture
def refused(out):
    """Return what expects one message of a run and an old folder as it was."""
    before = texts(out)

    def expect(message, path=out, **more):
        with pytest.raises(OutputError, match=message) as caught:
            write(path, NEW, **more)
        assert "\n" not in str(caught.value)
        assert texts(out) == before

    return expect


@pytest.fixture
def shared(tmp_path):
    """Let every user of the machine reach the test's folder."""
    for path in (tmp_path, *tmp_path.parents):
        if path.stat().st_uid == os.getuid() and not path.stat().st_mode & 0o001:
            path.chmod(path.stat().st_mode | 0o055)


def test_a_disk_that_takes_the_bytes_and_loses_them_is_found_out_in_time(tmp_path):
    with lying_disk(tmp_path / "disk") as disk:
        write(disk / "out", OLD)
        write_whole(disk / "plot.svg", OLD, what="The plot")
        with pytest.raises(OutputError, match="cannot be written"):
            write(disk / "out", NEW * 2_000_000)
        with pytest.raises(OutputError, match="The plot cannot be written to"):
            write_whole(disk / "plot.svg", NEW * 2_000_000, what="The plot")
        assert texts(disk / "out")["index.html"] == OLD
        assert (disk / "plot.svg").read_text("utf-8") == OLD


def test_a_read_only_disk_is_one_message_before_and_at_the_end_of_the_work(tmp_path):
    with small_disk(tmp_path / "disk", 200) as disk:
        out = disk / "out"
        write(out, OLD)
        write_whole(disk / "plot.svg", OLD, what="The plot")
        with read_only(disk):
            for attempt in (lambda: folder.check_folder(out, names=NAMES), lambda: write(out, NEW)):
                with pytest.raises(OutputError, match=r"no permission to write.*--out"):
                    attempt()
            with pytest.raises(OutputError, match="Read-only file system"):
                write_whole(disk / "plot.svg", NEW, what="The plot")
        assert (texts(out)["index.html"], (disk / "plot.svg").read_text("utf-8")) == (OLD, OLD)
        write(out, NEW)
        assert texts(out)["index.html"] == NEW


def test_a_file_that_another_program_holds_is_one_message(out, refused):
    with unchangeable(out / "schools.csv"):
        refused("cannot be written: .*close any of its files that are open in another program")
    write(out, NEW)
    assert texts(out)["schools.csv"] == NEW


@pytest.mark.parametrize("mode", [0o755, 0o766], ids=["not to be written", "not to be entered"])
@pytest.mark.usefixtures("shared")
def test_a_folder_of_somebody_else_is_one_message(out, mode):
    out.chmod(mode)
    before = texts(out)
    assert "no permission to write" in as_nobody(lambda: write(out, NEW))
    assert texts(out) == before


@pytest.mark.usefixtures("shared")
def test_a_shared_folder_is_written_although_the_old_files_are_somebody_else_s(out):
    # The system gives nobody a second name for another's file: the old files move away instead.
    out.chmod(0o777)
    assert as_nobody(lambda: write(out, NEW)) == ""
    assert texts(out)["index.html"] == texts(out)["schools.csv"] == NEW
    assert sorted(texts(out)) == ["index.html", "letter.txt", "manifest.json", "schools.csv"]
    assert not (out / inplace.HELPER).exists()


@pytest.mark.usefixtures("shared")
def test_a_shared_folder_where_only_the_owner_removes_is_one_message(out):
    out.chmod(0o1777)
    before = texts(out)
    assert "Operation not permitted" in as_nobody(lambda: write(out, NEW))
    assert texts(out) == before
    assert not (out / inplace.HELPER).exists()


def test_a_folder_that_goes_while_the_run_writes_is_one_message(out):
    with pytest.raises(OutputError, match="cannot be written: No such file"):
        write(out, NEW, during=lambda: shutil.rmtree(out))
    assert not out.exists()
    write(out, NEW)
    assert texts(out)["index.html"] == NEW


def test_a_file_that_takes_the_folder_s_place_stays(out):
    def replace():
        shutil.rmtree(out)
        out.write_text("mine", encoding="utf-8")

    with pytest.raises(OutputError, match="cannot be written: Not a directory"):
        write(out, NEW, during=replace)
    assert out.read_text("utf-8") == "mine"


def test_a_folder_that_moves_while_the_run_writes_takes_the_old_files_along(out, tmp_path):
    with pytest.raises(OutputError, match="cannot be written"):
        write(out, NEW, during=lambda: out.rename(tmp_path / "elsewhere"))
    assert texts(tmp_path / "elsewhere")["index.html"] == OLD
    write(tmp_path / "elsewhere", NEW)
    assert sorted(texts(tmp_path / "elsewhere")) == sorted(
        ["index.html", "letter.txt", "manifest.json", "schools.csv"]
    )


def test_links_lead_where_they_lead_and_those_in_a_circle_nowhere(tmp_path):
    (tmp_path / "link").symlink_to(tmp_path / "not" / "yet")
    write(tmp_path / "link", NEW)
    assert texts(tmp_path / "not" / "yet")["index.html"] == NEW
    assert (tmp_path / "link").is_symlink()
    (tmp_path / "one").symlink_to("other")
    (tmp_path / "other").symlink_to("one")
    for path in (tmp_path / "one", tmp_path / "one" / "below"):
        with pytest.raises(OutputError, match="cannot be written"):
            write(path, NEW)


def test_a_name_that_is_too_long_is_one_message_beforehand(tmp_path):
    with pytest.raises(OutputError, match="File name too long"):
        folder.check_folder(tmp_path / ("x" * 300), names=NAMES)
    with pytest.raises(OutputError, match="File name too long"):
        write_whole(tmp_path / ("x" * 300), NEW, what="The plot")
    longest = tmp_path / ("x" * 255)
    write(longest, NEW)
    assert texts(longest)["index.html"] == NEW


def test_a_folder_in_the_place_of_the_lock_is_one_message(out, refused):
    (out / folder.LOCK).mkdir()
    refused("cannot be written: Is a directory")


@pytest.mark.parametrize("name", ["", "ready", "old", "coming", "leaving", "new"])
def test_no_link_that_somebody_put_in_the_folder_leads_out_of_it(out, tmp_path, name):
    victim = tmp_path / "victim"
    victim.mkdir()
    (victim / "index.html").write_text("mine", encoding="utf-8")
    helper = out / inplace.HELPER
    if name:
        helper.mkdir()
        (helper / "names").write_text("../victim/index.html\nindex.html", encoding="utf-8")
    (helper / name if name else helper).symlink_to(victim)
    write(out, NEW)
    assert texts(victim) == {"index.html": "mine"}
    assert texts(out)["index.html"] == NEW
    assert texts(out)["letter.txt"] == "mine"


def test_of_processes_that_write_at_once_each_writes_a_whole_run_or_says_so(out, root):
    command = [sys.executable, "-c", RACE, str(out)]
    runs = [
        subprocess.Popen([*command, f"run {n} " * 9], cwd=root, stdout=subprocess.PIPE, text=True)
        for n in range(3)
    ]
    whole = {OLD, *(f"run {n} " * 9 for n in range(3))}
    while any(run.poll() is None for run in runs):
        # Who opens a link in the very moment in which it becomes a file may miss it.
        with suppress(FileNotFoundError):
            assert (out / "index.html").read_text("utf-8") in whole
    said = [line for run in runs for line in run.communicate()[0].splitlines()]
    assert len(said) == 60
    assert "written" in said
    assert all(line == "written" or "Another run of geofinder" in line for line in said)
    assert texts(out)["index.html"] == texts(out)["schools.csv"]
    assert sorted(texts(out)) == ["index.html", "letter.txt", "manifest.json", "schools.csv"]


def test_a_single_file_is_whole_and_leaves_nothing_beside_it(tmp_path):
    path = tmp_path / "new folder" / "plot.svg"
    write_whole(path, OLD, what="The plot")
    with suppress(KeyError), whole_file(path) as file:
        file.write_text("half", encoding="utf-8")
        raise KeyError
    assert texts(path.parent) == {"plot.svg": OLD}
    (path.parent / ".plot.svg.unfinished").write_text("of a killed run", encoding="utf-8")
    write_whole(path, NEW, what="The plot")
    assert texts(path.parent) == {"plot.svg": NEW}


def test_two_runs_into_one_file_give_one_of_them_a_clear_message(tmp_path):
    path = tmp_path / "plot.svg"
    with whole_file(path) as file:
        file.write_text(NEW, encoding="utf-8")
        with pytest.raises(OutputError, match="Another run of geofinder is writing to"):
            write_whole(path, "other", what="The plot")
    assert texts(tmp_path) == {"plot.svg": NEW}


def test_what_is_no_file_but_takes_text_is_written_to_directly(tmp_path):
    write_whole(Path("/dev/null"), NEW, what="The plot")
    assert not Path("/dev/null").is_file()
    (tmp_path / "link").symlink_to("real.svg")
    write_whole(tmp_path / "link", NEW, what="The plot")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real.svg").read_text("utf-8") == NEW
