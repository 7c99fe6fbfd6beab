"""Hold what the set-up promises: a Python that runs is found, and no test phones."""

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from pytest_socket import SocketConnectBlockedError

GOOD = '#!/bin/sh\nexec "{python}" "$@"\n'
SHIM = '#!/bin/sh\necho "pyenv: $0: command not found" >&2\nexit 127\n'
OLD = "#!/bin/sh\nexit 3\n"
NO_VENV = "#!/bin/sh\nexit 4\n"


def _find_python(root: Path, *, path: Path, home: Path, **extra: str):
    return subprocess.run(
        ["/bin/sh", root / "scripts" / "find-python"],
        env={"PATH": str(path), "HOME": str(home), **extra},
        capture_output=True,
        text=True,
        check=False,
    )


def _put(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text.format(python=sys.executable), encoding="utf-8")
    path.chmod(0o755)
    return path


@pytest.fixture
def lonely(root, tmp_path):
    """Return a copy of the script that looks nowhere but on the PATH and in HOME."""
    text = (root / "scripts" / "find-python").read_text(encoding="utf-8")
    for outside in ("/usr/local", "/opt", "/Library"):
        text = text.replace(outside, str(tmp_path / "nowhere"))
    copy = tmp_path / "tree" / "scripts" / "find-python"
    copy.parent.mkdir(parents=True)
    copy.write_text(text, encoding="utf-8")
    (tmp_path / "bin").mkdir()
    (tmp_path / "home").mkdir()
    return tmp_path / "tree"


def test_a_shim_that_answers_command_not_found_is_passed_over(lonely, tmp_path):
    _put(tmp_path / "bin" / "python3.13", SHIM)
    _put(tmp_path / "bin" / "python3.12", GOOD)
    done = _find_python(lonely, path=tmp_path / "bin", home=tmp_path / "home")
    assert done.returncode == 0
    assert Path(done.stdout.strip()).samefile(sys.executable)
    assert "Taking Python 3." in done.stderr


def test_a_python_that_only_pyenv_keeps_is_found_behind_its_shims(lonely, tmp_path):
    for name in ("python3", "python3.12", "python3.13", "python"):
        _put(tmp_path / "bin" / name, SHIM)
    _put(tmp_path / "home" / ".pyenv" / "versions" / "3.12.1" / "bin" / "python3", GOOD)
    done = _find_python(lonely, path=tmp_path / "bin", home=tmp_path / "home")
    assert done.returncode == 0, done.stderr


def test_a_home_with_a_space_in_its_name_is_no_hindrance(lonely, tmp_path):
    home = tmp_path / "my home"
    _put(home / ".local/share/uv/python/cpython-3.13.5-linux/bin/python3", GOOD)
    done = _find_python(lonely, path=tmp_path / "bin", home=home)
    assert done.returncode == 0, done.stderr


def test_where_every_python_is_too_old_the_message_says_how_to_get_one(lonely, tmp_path):
    _put(tmp_path / "bin" / "python3", OLD)
    done = _find_python(lonely, path=tmp_path / "bin", home=tmp_path / "home")
    assert done.returncode == 1
    assert done.stdout == ""
    assert "python3 runs, but is older than 3.12" in done.stderr
    assert "https://www.python.org/downloads/" in done.stderr


def test_a_python_without_venv_is_named_with_the_package_that_brings_it(lonely, tmp_path):
    _put(tmp_path / "bin" / "python3.12", NO_VENV)
    done = _find_python(lonely, path=tmp_path / "bin", home=tmp_path / "home")
    assert done.returncode == 1
    assert "apt-get install python3-venv" in done.stderr


def test_a_python_the_user_names_is_taken_or_refused_but_never_replaced(lonely, tmp_path):
    good = _put(tmp_path / "elsewhere" / "python", GOOD)
    old = _put(tmp_path / "elsewhere" / "old", OLD)
    _put(tmp_path / "bin" / "python3.12", GOOD)
    here = {"path": tmp_path / "bin", "home": tmp_path / "home"}
    assert _find_python(lonely, **here, GEOFINDER_PYTHON=str(good)).returncode == 0
    refused = _find_python(lonely, **here, GEOFINDER_PYTHON=str(old))
    assert refused.returncode == 1
    assert f"GEOFINDER_PYTHON is {old}" in refused.stderr


def _get_chromium(root: Path, *, path: Path):
    return subprocess.run(
        ["/bin/sh", root / "scripts" / "get-chromium"],
        env={"PATH": str(path)},
        capture_output=True,
        text=True,
        check=True,
    )


def test_a_browser_that_is_there_is_taken_and_nothing_installed(root, tmp_path):
    _put(tmp_path / "google-chrome", "#!/bin/sh\n")
    _put(tmp_path / "apt-get", "#!/bin/sh\necho installed >&2\n")
    done = _get_chromium(root, path=tmp_path)
    assert f"Browser tests use {tmp_path / 'google-chrome'}" in done.stderr
    assert "installed" not in done.stderr


def test_where_no_browser_can_be_installed_it_says_so_and_the_tests_go_on(root, tmp_path):
    _put(tmp_path / "id", "#!/bin/sh\necho 0\n")
    for apt in (None, "#!/bin/sh\necho no network >&2\nexit 100\n"):
        if apt:
            _put(tmp_path / "apt-get", apt)
        done = _get_chromium(root, path=tmp_path)
        assert "No Chromium here and none could be installed" in done.stderr


@pytest.mark.filterwarnings("ignore:A test tried to use")
def test_no_test_can_reach_beyond_this_machine():
    # 192.0.2.1 is set aside for documentation: were the block gone, nobody would be bothered.
    with (
        socket.socket(socket.AF_INET, socket.SOCK_STREAM) as line,
        pytest.raises(SocketConnectBlockedError),
    ):
        line.connect(("192.0.2.1", 80))


def test_a_test_may_speak_to_a_server_of_its_own():
    with socket.create_server(("127.0.0.1", 0)) as server:
        with socket.create_connection(server.getsockname()) as line:
            line.sendall(b"hello")
        with server.accept()[0] as other_end:
            assert other_end.recv(5) == b"hello"


def test_no_module_of_ours_is_longer_than_300_lines(root):
    lengths = {
        str(path.relative_to(root)): len(path.read_text(encoding="utf-8").splitlines())
        for path in (root / "geofinder").rglob("*.py")
    }
    assert {name: lines for name, lines in lengths.items() if lines > 300} == {}


@pytest.mark.parametrize(
    "script", ["scripts/find-python", "scripts/make-env", "scripts/get-chromium", ".ci/run"]
)
def test_the_scripts_are_executable_and_their_shell_can_read_them(root, script):
    path = root / script
    shell = "bash" if path.read_text(encoding="utf-8").startswith("#!/usr/bin/env bash") else "sh"
    assert os.access(path, os.X_OK)
    subprocess.run([str(shutil.which(shell)), "-n", path], check=True)
