"""Run the command line, and end it in one line when it is stopped from outside."""

import signal
import sys
from types import FrameType

_INTERRUPTED = 128 + signal.SIGINT
"""The exit code that the parser of the command line makes of every interrupt."""
_STOPPING = ("SIGTERM", "SIGHUP")
"""What ends a run beside Ctrl-C: the system, a scheduler, a window that is closed."""


def main() -> None:
    """Do as the command line says; a stopped run tidies up, says so, and ends by its signal."""
    received = [int(signal.SIGINT)]

    def stop(number: int, _frame: FrameType | None) -> None:
        received[:] = [number]
        # A library in the middle of long work hears nothing: the second time it is ended at once.
        signal.signal(number, signal.SIG_DFL)
        raise KeyboardInterrupt

    for name in _STOPPING:
        number = getattr(signal, name, None)  # Windows knows no SIGHUP
        # What nohup made deaf stays deaf.
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, stop)
    try:
        # Loading takes a second, in which a run can be stopped too.
        from geofinder.cli import main as run  # noqa: PLC0415

        run()
    except KeyboardInterrupt:
        pass
    except SystemExit as end:
        if end.code != _INTERRUPTED:
            raise
    else:
        return
    if sys.stderr is not None:
        sys.stderr.write("geofinder: Stopped. No file is half written: start it again.\n")
    sys.exit(128 + received[0])


if __name__ == "__main__":
    main()
