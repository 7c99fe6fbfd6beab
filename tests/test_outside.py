"""Whatever surrounds a run (no streams, a full disk, a signal, no folder), it ends in order."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.gias.registers import school, write_register

ROOT = Path(__file__).resolve().parent.parent
PYTHON = f"PYTHONPATH={ROOT} {sys.executable}"


def _shell(line, folder):
    return subprocess.run(
        ["bash", "-c", line], capture_output=True, text=True, check=False, cwd=folder
    )


def test_a_run_without_any_stream_writes_its_files(tmp_path):
    """As a scheduled task runs, or a shell's ``>&-``."""
    path = write_register(tmp_path, school(), school(URN="114405", Easting="547900"))
    done = _shell(
        f"{PYTHON} -m geofinder plan 'East Sussex' --gias {path} --out here <&- >&- 2>&-; "
        f"echo $? >code; {PYTHON} -m geofinder check none.csv >&-; echo $? >>code",
        tmp_path,
    )
    assert (tmp_path / "code").read_text().split() == ["0", "1"]
    assert (tmp_path / "here" / "index.html").read_bytes().startswith(b"<!DOCTYPE html>")
    assert "There is no file none.csv" in done.stderr
    assert "Traceback" not in done.stderr


def test_words_that_find_no_room_are_one_message(tmp_path):
    if not Path("/dev/full").exists():
        pytest.skip("needs a device that is always full")
    done = _shell(f"{PYTHON} -m geofinder forms >/dev/full", tmp_path)
    assert done.returncode == 1
    assert done.stderr.startswith("geofinder: What geofinder has to say cannot be written: No sp")
    assert done.stderr.count("\n") == 1


def test_a_run_in_a_folder_that_is_gone_is_one_message(tmp_path):
    # Loaded first, as tools for tests that only this machine has look for the folder too.
    script = (
        "import os, sys; from geofinder.cli import main; os.rmdir(os.getcwd()); "
        "sys.argv[1:] = ['plan', 'Rother', '--out', 'here']; main()"
    )
    (tmp_path / "gone").mkdir()
    done = _shell(f'{PYTHON} -c "{script}"', tmp_path / "gone")
    assert done.returncode == 1
    assert "the folder that geofinder was started in is gone" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_a_run_that_is_stopped_says_so_and_leaves_nothing(tmp_path, name):
    path = write_register(tmp_path, school(), school(URN="114405", Easting="547900"))
    number = getattr(signal, name)
    out = tmp_path / "new" / "here"
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(300)
        url = f"http://127.0.0.1:{server.getsockname()[1]}"
        process = subprocess.Popen(
            # Who runs tests side by side leaves their children deaf to the interrupt.
            ["env", "--default-signal=INT", sys.executable, "-m", "geofinder",
             "plan", "East Sussex", "--gias", path, "--osrm-url", url, "--out", out],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT,
        )  # fmt: skip
        connection, _ = server.accept()  # now it waits for an answer that never comes
        with connection:
            os.kill(process.pid, number)
            printed, told = process.communicate(timeout=300)
    assert (process.returncode, printed) == (128 + number, "")
    assert told == "geofinder: Stopped. No file is half written: start it again.\n"
    assert not out.parent.exists()
