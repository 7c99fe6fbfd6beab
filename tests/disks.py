"""Make disks and users that refuse: small, read-only, lying about their room; nobody."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

NOBODY = 65_534


@contextmanager
def small_disk(place: Path, kilobytes: int) -> Iterator[Path]:
    """Yield a new folder on a disk of its own, where the system lets us make one."""
    place.mkdir()
    _run_or_skip("mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", place)
    try:
        yield place
    finally:
        subprocess.run(["umount", place], check=True)


@contextmanager
def lying_disk(place: Path) -> Iterator[Path]:
    """Yield a folder on a disk that says it has 30 MB left and finds out otherwise when synced."""
    place.mkdir()
    with small_disk(place.with_name("backing"), 2_000) as backing:
        image, disk = backing / "image", place / "disk"
        disk.mkdir()
        _run_or_skip("truncate", "-s", "40M", image)
        _run_or_skip("mkfs.ext4", "-q", "-O", "^has_journal", image)
        _run_or_skip("mount", "-o", "loop,errors=continue", image, disk)
        try:
            os.sync()
            room = os.statvfs(backing)
            (backing / "ballast").write_bytes(b"x" * (room.f_bavail * room.f_bsize - 16_384))
            yield disk
        finally:
            subprocess.run(["umount", disk], check=True)


@contextmanager
def read_only(disk: Path) -> Iterator[None]:
    """Let a disk of ``small_disk`` take no change for a while."""
    subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
    try:
        yield
    finally:
        subprocess.run(["mount", "-o", "remount,rw", disk], check=True)


@contextmanager
def unchangeable(path: Path) -> Iterator[None]:
    """Let nobody rename, replace or remove a file, as a program may on Windows that has it open."""
    _run_or_skip("chattr", "+i", path)
    try:
        yield
    finally:
        subprocess.run(["chattr", "-i", path], check=True)


def as_nobody(action: Callable[[], object]) -> str:
    """Do something in a process of a user without any rights; return the error's text, if any."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        pytest.skip("needs the right to become another user")
    told, tell = os.pipe()
    child = os.fork()
    if child == 0:
        said = ""
        try:
            os.setgroups([])
            os.setgid(NOBODY)
            os.setuid(NOBODY)
            action()
        except BaseException as error:  # noqa: BLE001 (the parent looks at it)
            said = f"{type(error).__name__}: {error}"
        os.write(tell, said.encode())
        sys.stdout.flush()
        os._exit(0)
    os.close(tell)
    with open(told, encoding="utf-8") as reading:  # noqa: PTH123 (a pipe has no path)
        said = reading.read()
    os.waitpid(child, 0)
    return said


def _run_or_skip(*command: object) -> None:
    try:
        done = subprocess.run([str(word) for word in command], capture_output=True, check=False)
    except FileNotFoundError:
        pytest.skip(f"needs the program {command[0]}")
    if done.returncode:
        pytest.skip(f"needs the right to {command[0]}: {done.stderr.decode().strip()}")
