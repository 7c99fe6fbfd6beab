"""Put a copy of a fetched file where the user wants it, with its facts beside it."""

import shutil
from pathlib import Path

from geofinder.errors import OutputError
from geofinder.fetching.shelf import Kept, write_facts
from geofinder.wholefile import whole_file


def put_copy(kept: Kept, out: Path) -> Kept:
    """Copy a file to ``out`` in one step, then its facts beside it; return the copy.

    The facts name the checksum and count for that content alone, so a crash between the two leaves
    a file without facts and never one with wrong ones.

    Raises:
        OutputError: ``out`` is a folder or cannot be written; what was there is untouched.
    """
    if out.is_dir():
        message = f"--out {out} is a folder. Give the name of a file in it."
        raise OutputError(message)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with whole_file(out) as file:
            shutil.copyfile(kept.path, file)
        write_facts(out, kept.facts)
    except OutputError:
        raise
    except OSError as error:
        message = (
            f"The copy {out} cannot be written: {error.strerror or error}. What was there before "
            f"is untouched; the file itself is {kept.path}. Choose another name with --out."
        )
        raise OutputError(message) from error
    return Kept(key=kept.key, path=out, facts=kept.facts)
