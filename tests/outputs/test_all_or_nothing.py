"""Break a run in every way a laptop can, and see that no output is ever lost or mixed."""

import errno
import itertools
import json
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from geofinder.errors import OutputError
from geofinder.outputs import FILES, check_out, folder, inplace, write_run
from tests import disks
from tests.made_up import made_up_result

OLD, NEW = "<p>old</p>", "<p>new</p>"
CHANGES = ("hardlink_to", "mkdir", "open", "rename", "replace", "rmdir", "symlink_to", "unlink")
"""What of ``Path`` changes the disk."""
ROOT = Path(__file__).resolve().parent.parent.parent

# For every n: copies the old folder and, in a child process, starts a write that stops itself
# dead (SIGKILL) before its n-th change to the folder tree, until a write gets to its end.
KILLED = """
import itertools, os, pathlib, shutil, signal, sys
from geofinder.outputs import inplace
from tests.outputs.test_all_or_nothing import CHANGES, NEW, write_small

old, way = pathlib.Path(sys.argv[1]), sys.argv[2]

def write(out, left):
    def before(call):
        def counted(*args, **options):
            nonlocal left
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            left -= 1
            return call(*args, **options)
        return counted
    if way == "moves":
        inplace._keep_old = lambda _out: False
    for name in CHANGES:
        setattr(pathlib.Path, name, before(getattr(pathlib.Path, name)))
    inplace.shutil.rmtree = before(inplace.shutil.rmtree)
    write_small(out, NEW)

for point in itertools.count():
    out = old.parent.parent / "killed" / str(point) / old.name
    shutil.copytree(old, out)
    child = os.fork()
    if child == 0:
        write(out, point)
        os._exit(0)
    if os.waitpid(child, 0)[1] == 0:
        break
print(point)
"""


def write_small(out: Path, page: str) -> None:
    """Write a run of three files, the way every run does."""
    texts = {"index.html": page, "schools.csv": f"urn\n{page}\n"}
    with folder.replacing(out, names=frozenset(FILES)) as staged:
        for name, text in texts.items():
            (staged / name).write_text(text, encoding="utf-8")
        sizes = {name: {"bytes": len(text)} for name, text in texts.items()}
        manifest = json.dumps({"program": "geofinder", "files": sizes})
        (staged / "manifest.json").write_text(manifest, encoding="utf-8")


@pytest.fixture(scope="module")
def result():
    return made_up_result()


@pytest.fixture
def out(result, tmp_path) -> Path:
    """Return a folder with an old run in it and two things of the user's own."""
    path = tmp_path / "maps" / "lewes"
    write_run(result, OLD, path)
    (path / "notes.txt").write_text("mine", encoding="utf-8")
    (path / "letters").mkdir()
    (path / "letters" / "heads.txt").write_text("mine too", encoding="utf-8")
    return path


def _page(out: Path) -> str:
    return (out / "index.html").read_text(encoding="utf-8")


def _assert_whole(out: Path) -> None:
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    for name, print_ in manifest["files"].items():
        assert (out / name).stat().st_size == print_["bytes"], name


def _assert_the_user_s_own_is_there(out: Path) -> None:
    assert (out / "notes.txt").read_text(encoding="utf-8") == "mine"
    assert (out / "letters" / "heads.txt").read_text(encoding="utf-8") == "mine too"


def _left_in(out: Path) -> list[str]:
    return [path.name for path in out.iterdir() if path.name.startswith(".")]


def _assert_nothing_is_left(out: Path) -> None:
    assert [path.name for path in out.parent.iterdir()] == [out.name]
    assert _left_in(out) == []
    assert not any(path.is_symlink() for path in out.iterdir())


def test_a_second_run_replaces_the_first_and_keeps_what_the_user_put_there(result, out):
    (out / "limits.csv").write_text("of a run that compared limits", encoding="utf-8")
    write_run(result, NEW, out)
    assert _page(out) == NEW
    _assert_whole(out)
    _assert_the_user_s_own_is_there(out)
    _assert_nothing_is_left(out)
    assert not (out / "limits.csv").exists()


@pytest.mark.parametrize("fault", [OSError(errno.ENOSPC, "No space left on device"), KeyError("x")])
def test_a_run_that_fails_half_way_leaves_the_old_one_whole(result, out, monkeypatch, fault):
    def fail(*_args, **_options):
        raise fault

    monkeypatch.setattr("geofinder.outputs.write.write_workbook", fail)
    expected = OutputError if isinstance(fault, OSError) else KeyError
    with pytest.raises(expected):
        write_run(result, NEW, out)
    assert _page(out) == OLD
    _assert_whole(out)
    _assert_the_user_s_own_is_there(out)
    _assert_nothing_is_left(out)


@pytest.mark.parametrize("way", ["links", "moves"])
def test_killed_before_any_of_its_steps_the_old_run_or_the_new_is_whole(out, way):
    write_small(out, OLD)
    command = [sys.executable, "-c", KILLED, out, way]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    points = int(done.stdout)
    assert points > 15
    states = set()
    for point in range(points):
        killed = out.parent.parent / "killed" / str(point) / out.name
        _assert_the_user_s_own_is_there(killed)
        # Without links files come and go one by one, but never beside those of the other run.
        texts = {path.read_text("utf-8") for path in killed.glob("*.[hc]*") if path.exists()}
        assert len({OLD in text for text in texts}) <= 1
        if way == "links" or (killed / "manifest.json").exists():
            states.add(_page(killed))
            _assert_whole(killed)
        write_small(killed, "<p>third</p>")
        assert _page(killed) == "<p>third</p>"
        _assert_whole(killed)
        _assert_the_user_s_own_is_there(killed)
        _assert_nothing_is_left(killed)
    assert states == {OLD, NEW}


@pytest.mark.parametrize("way", ["links", "moves"])
def test_a_disk_that_refuses_any_one_step_of_the_replacing_loses_nothing(out, monkeypatch, way):
    write_small(out, OLD)
    (out / "limits.csv").write_text("of a run that compared limits", encoding="utf-8")
    shutil.copytree(out, out.parent.parent / "kept")
    if way == "moves":
        monkeypatch.setattr(inplace, "_keep_old", lambda _out: False)
    told = set()
    for step in itertools.count():
        left = [step]
        with monkeypatch.context() as patch:
            for name in CHANGES:
                patch.setattr(Path, name, _refused_once(getattr(Path, name), left))
            try:
                write_small(out, NEW)
            except OutputError as error:
                told.add(str(error).split(": ")[0].replace(str(out), "OUT"))
        if left[0] >= 0:
            break
        if way == "links" or not _left_in(out):
            assert _page(out) == (NEW if _left_in(out) else OLD)
            _assert_whole(out)
        _assert_the_user_s_own_is_there(out)
        write_small(out, OLD)
        _assert_nothing_is_left(out)
    assert step > 15
    assert told == {
        "The output folder OUT cannot be written",
        "The new files are complete, but not all are in their places in OUT",
    }


def _refused_once(real, left):
    def change(*arguments, **options):
        left[0] -= 1
        if left[0] == -1:
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(*arguments, **options)

    return change


def test_one_who_stands_in_the_folder_still_stands_in_it_afterwards(result, out, monkeypatch):
    monkeypatch.chdir(out)
    (out / "limits.csv").write_text("of a run that compared limits", encoding="utf-8")
    before = out.stat().st_ino
    write_run(result, NEW, Path())
    assert out.stat().st_ino == before
    assert sorted(path.name for path in Path().iterdir()) == sorted(
        [*FILES, "letters", "notes.txt"]
    )
    assert not any(path.is_symlink() for path in Path().iterdir())
    assert Path("index.html").read_text(encoding="utf-8") == NEW


def test_one_who_reads_a_file_meanwhile_reads_the_old_one_to_its_end(out):
    with (out / "schools.csv").open("rb") as reader:
        before = (out / "schools.csv").read_bytes()
        begun = reader.read(10)
        write_small(out, NEW)
        assert begun + reader.read() == before
    assert (out / "schools.csv").read_text(encoding="utf-8") == f"urn\n{NEW}\n"


def test_two_commands_do_not_mix_in_one_folder(out):
    with (
        pytest.raises(OutputError, match="of another command of geofinder"),
        folder.replacing(out, names=frozenset({"index.html", "joiners.csv", "manifest.json"})),
    ):
        pytest.fail("nothing is to be written")
    assert _page(out) == OLD
    _assert_whole(out)
    _assert_nothing_is_left(out)


def test_two_runs_into_one_folder_give_one_of_them_a_clear_message(result, out):
    names = frozenset(FILES)
    with (
        pytest.raises(OutputError, match="Another run of geofinder is writing to"),
        folder.replacing(out, names=names),
    ):
        write_run(result, NEW, out)
    assert _page(out) == OLD
    _assert_nothing_is_left(out)


def test_runs_that_race_leave_one_whole_output_and_only_clear_messages(result, out):
    failures: list[BaseException] = []

    def run(number: int) -> None:
        try:
            write_run(result, f"<p>{number}</p>", out)
        except BaseException as error:  # noqa: BLE001 (whatever it was, the test looks at it)
            failures.append(error)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(failures) < len(threads)
    assert all("Another run of geofinder" in str(error) for error in failures)
    _assert_whole(out)
    _assert_the_user_s_own_is_there(out)
    _assert_nothing_is_left(out)


def test_a_file_in_the_place_of_the_folder_is_named_and_left_alone(result, tmp_path):
    (tmp_path / "maps").write_text("mine", encoding="utf-8")
    for out in (tmp_path / "maps", tmp_path / "maps" / "lewes"):
        with pytest.raises(OutputError, match=f"{tmp_path / 'maps'} is a file"):
            write_run(result, NEW, out)
        with pytest.raises(OutputError, match="is a file"):
            check_out(out)
    assert (tmp_path / "maps").read_text(encoding="utf-8") == "mine"


def test_a_folder_nobody_can_write_to_gives_one_message(result):
    out = Path("/proc/geofinder")
    with pytest.raises(OutputError, match=r"/proc/geofinder cannot be written.*--out"):
        write_run(result, NEW, out)


def test_a_table_of_the_user_s_own_is_never_overwritten(result, tmp_path):
    (tmp_path / "schools.csv").write_text("my,list\n", encoding="utf-8")
    with pytest.raises(OutputError, match=r"holds schools\.csv, which geofinder did not write"):
        write_run(result, NEW, tmp_path)
    with pytest.raises(OutputError, match="did not write"):
        check_out(tmp_path)
    assert (tmp_path / "schools.csv").read_text(encoding="utf-8") == "my,list\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["schools.csv"]


def test_a_folder_with_the_name_of_a_file_of_ours_is_refused(result, out):
    (out / "index.html").unlink()
    (out / "index.html").mkdir()
    with pytest.raises(OutputError, match=r"holds index\.html, which geofinder did not write"):
        write_run(result, NEW, out)


def test_a_run_that_cannot_write_leaves_no_empty_parents(result, tmp_path, monkeypatch):
    def fail(*_args, **_options):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("geofinder.outputs.write.write_geopackage", fail)
    with pytest.raises(OutputError, match=r"No space left on device.*Free some space"):
        write_run(result, NEW, tmp_path / "a" / "b" / "c")
    assert list(tmp_path.iterdir()) == []


def test_a_link_to_a_folder_stays_a_link(result, out, tmp_path):
    link = tmp_path / "link"
    link.symlink_to(out)
    write_run(result, NEW, link)
    assert link.is_symlink()
    assert _page(out) == NEW


def test_the_folder_keeps_its_permissions(result, out):
    out.chmod(0o750)
    write_run(result, NEW, out)
    assert out.stat().st_mode & 0o777 == 0o750


def test_checking_beforehand_changes_nothing(tmp_path, out):
    check_out(tmp_path / "x" / "y")
    check_out(out)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["maps"]
    assert _page(out) == OLD


@pytest.fixture
def small_disk(tmp_path):
    """Yield a folder on a disk of its own of 400 kB, where the system lets us make one."""
    with disks.small_disk(tmp_path / "disk", 400) as place:
        yield place


@pytest.mark.parametrize("kilobytes", [0, 8, 60, 110, 150, 180])
def test_a_full_disk_gives_one_message_and_keeps_the_old_run(result, small_disk, kilobytes):
    out = small_disk / "lewes"
    write_run(result, OLD, out)
    free = shutil.disk_usage(small_disk).free
    (small_disk / "ballast").write_bytes(b"x" * (free - kilobytes * 1024))
    with pytest.raises(OutputError, match="No space left on device"):
        write_run(result, NEW, out)
    assert _page(out) == OLD
    _assert_whole(out)
    assert sorted(path.name for path in small_disk.iterdir()) == ["ballast", "lewes"]


def test_a_folder_that_is_a_disk_of_its_own_is_written_as_any_other(result, small_disk):
    write_run(result, OLD, small_disk)
    assert _page(small_disk) == OLD
    assert sorted(path.name for path in small_disk.iterdir()) == sorted(FILES)
