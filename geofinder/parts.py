"""Run the independent parts of a stage: in this process, in some beside it, or on a cluster."""

import math
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import Any, Self

from geofinder.errors import UsageError, WorkersError
from geofinder.kept import Kept, NotKeptError, kept_keys

WORTH_S = 5.0
"""Work that takes less is done here: a process needs a second or two before its first part."""
PATIENCE_S = 10.0
EXAMPLE = "tcp://127.0.0.1:8786"
EXTRA = "geofinder-schools[cluster]"

type Progress = Callable[[int, int], None]


def _say(message: str) -> None:
    sys.stderr.write(f"{message}\n")


@dataclass(frozen=True)
class Workers:
    """Who computes the parts of a run, and where finished ones are kept.

    Used in a ``with`` statement around the whole run it forgets at the end what it kept, unless
    the run failed: then the same run goes on from there.

    Attributes:
        processes: how many parts are computed at once on this machine; 1 is this process alone.
        scheduler: the address of a Dask scheduler; its cluster computes the parts then.
        keep: the folder for the results of finished parts; nothing is kept without one.
        say: is told, in a sentence, what does not stop the run.
        worth_s: work that takes less is done in this process, and not kept.
    """

    processes: int = 2
    scheduler: str | None = None
    keep: Path | None = None
    say: Callable[[str], None] = _say
    worth_s: float = WORTH_S

    def __post_init__(self) -> None:
        """Refuse a number of processes that cannot be.

        Raises:
            UsageError: fewer than one process.
        """
        if self.processes < 1:
            message = f"--processes takes a number from 1 up, not {self.processes}."
            raise UsageError(message)

    def __enter__(self) -> Self:
        """Begin a run; a cluster that is not there is found now, not after half of the work.

        Raises:
            WorkersError: the scheduler does not answer, or has no workers.
            UsageError: the scheduler's address is none, or Dask is not installed.
        """
        if self.scheduler is not None:
            with _cluster(self.scheduler):
                pass
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        """End the run: one that ended well needs nothing of it any more."""
        if kind is None and self._kept is not None:
            self._kept.forget()

    @cached_property
    def _kept(self) -> Kept | None:
        return None if self.keep is None else Kept(self.keep, say=self.say)

    def run[P, R](
        self,
        name: str,
        function: Callable[[P], R],
        parts: Sequence[P],
        *,
        progress: Progress | None = None,
        sizes: Sequence[int] | None = None,
        takes_s: float = math.inf,
    ) -> list[R]:
        """Return ``function`` of every part, in the order of the parts.

        Args:
            name: the stage, in words for messages.
            function: a function of a module, or a ``functools.partial`` of one; its result may
                depend on nothing but the part and what the partial binds, all of which pickles.
            parts: what to compute, each without the others.
            progress: called with what is done and what there is in all, as parts finish.
            sizes: what each part counts in that; 1 by default.
            takes_s: seconds that one process needs for all parts, roughly; little work is not
                worth a process, nor keeping.

        Raises:
            WorkersError: a process died, or the cluster does not answer.
            UsageError: the scheduler's address is none, or Dask is not installed.
            Exception: whatever ``function`` raises.
        """
        counts = [1] * len(parts) if sizes is None else list(sizes)
        small = takes_s < self.worth_s
        kept = None if small else self._kept
        keys = kept_keys(name, function, list(parts)) if kept else []
        ready = _ready(kept, keys)
        done, total = sum(counts[place] for place in ready), sum(counts)
        if ready and progress is not None:
            progress(done, total)
        todo = [(place, part) for place, part in enumerate(parts) if place not in ready]
        with self._pool(name, todo, small=small) as pool, closing(pool(function, todo)) as answers:
            for place, result in answers:
                ready[place] = result
                if kept is not None:
                    kept.put(keys[place], result)
                done += counts[place]
                if progress is not None:
                    progress(done, total)
        return [ready[place] for place in range(len(parts))]

    @contextmanager
    def _pool(self, name: str, todo: Sequence[object], *, small: bool) -> Iterator[Any]:
        """Yield what turns a function and parts into answers, in the order they are ready."""
        if small or len(todo) < 2 or (self.scheduler is None and self.processes < 2):  # noqa: PLR2004
            yield _here
            return
        import joblib  # noqa: PLC0415 (slow, and small runs need none of it)

        if self.scheduler is None:
            # Each process has one thread: with more, the processes would wait for each other.
            config = {"backend": "loky", "inner_max_num_threads": 1}
            with _told(_broken_pool(), self._died(name)), joblib.parallel_config(**config):
                yield _Apart(self.processes)
        else:
            with (
                _cluster(self.scheduler) as (config, lost),
                _told(lost, self._died(name)),
                joblib.parallel_config(**config),
            ):
                _hear_of_losses(joblib.parallel.get_active_backend()[0])
                yield _Apart(-1)

    def _died(self, name: str) -> str:
        kept = "what it finished is kept" if self.keep is not None else "it will start anew"
        if self.scheduler is not None:
            return (
                f"The cluster at {self.scheduler} was lost, or a worker of it died more than once, "
                f"in the middle of the stage {name!r}. Look at its workers and their memory, then "
                f"start the same command again ({kept})."
            )
        return (
            f"A process of this run was ended in the middle of the stage {name!r}, from outside or "
            f"because no memory was left. Start the same command again ({kept}), or with "
            "--processes 1, which needs the least memory."
        )


ALONE = Workers(processes=1)
"""This process, keeping nothing."""


@dataclass(frozen=True)
class _Apart:
    """Put parts to joblib's current backend."""

    jobs: int

    def __call__(
        self, function: Callable[[Any], Any], todo: Iterable[tuple[int, Any]]
    ) -> Iterator[tuple[int, Any]]:
        import joblib  # noqa: PLC0415 (as above)

        # One part at a time, so that each is kept as soon as it is ready.
        parallel = joblib.Parallel(
            n_jobs=self.jobs, return_as="generator_unordered", batch_size=1, max_nbytes=None
        )
        answers: Iterator[tuple[int, Any]] = parallel(
            joblib.delayed(_one)(function, place, part) for place, part in todo
        )
        return answers


def _here(
    function: Callable[[Any], Any], todo: Iterable[tuple[int, Any]]
) -> Iterator[tuple[int, Any]]:
    for place, part in todo:
        yield place, function(part)


def _one(function: Callable[[Any], Any], place: int, part: object) -> tuple[int, Any]:
    return place, function(part)


def _ready(kept: Kept | None, keys: Sequence[str]) -> dict[int, Any]:
    ready: dict[int, Any] = {}
    for place, key in enumerate(keys):
        try:
            ready[place] = kept.take(key) if kept else None
        except NotKeptError:
            continue
    return ready


def _broken_pool() -> type[Exception]:
    error: type[Exception] = import_module("concurrent.futures.process").BrokenProcessPool
    return error


@contextmanager
def _told(lost: Any, message: str) -> Iterator[None]:  # noqa: ANN401 (one class or several)
    try:
        yield
    except lost as error:
        raise WorkersError(message) from error


def _hear_of_losses(backend: Any) -> None:  # noqa: ANN401 (joblib has no types)
    """Let joblib's Dask backend tell of a part that the cluster lost, or it waits for it forever.

    joblib is called back for a part that has a result, the function's own error included, but not
    for one that has none because its worker or the scheduler died.
    """
    submit, retrieve = backend.submit, backend.retrieve_result_callback

    def submit_(function: object, callback: Callable[[object], None]) -> Future[Any]:
        def heard(done: Future[Any]) -> None:
            if done.exception() is not None:
                callback(done)

        future: Future[Any] = submit(function, callback)
        future.add_done_callback(heard)
        return future

    def retrieve_(answer: object) -> object:
        return answer.result() if isinstance(answer, Future) else retrieve(answer)

    backend.submit, backend.retrieve_result_callback = submit_, retrieve_


@contextmanager
def _cluster(scheduler: str) -> Iterator[tuple[dict[str, Any], tuple[type[Exception], ...]]]:
    """Connect to a Dask scheduler; yield joblib's configuration and the errors of a lost one."""
    try:
        distributed = import_module("distributed")
    except ImportError as error:
        message = (
            f"--scheduler {scheduler} needs Dask, which is not installed. "
            f"Install it with: pip install '{EXTRA}'"
        )
        raise UsageError(message) from error
    comm = import_module("distributed.comm")
    try:
        comm.get_address_host_port(scheduler)
    except (ValueError, ImportError, RuntimeError) as error:
        message = f"--scheduler {scheduler!r} is not an address: {error}. Example: {EXAMPLE}"
        raise UsageError(message) from error
    try:
        client = distributed.Client(scheduler, timeout=PATIENCE_S, set_as_default=False)
    except OSError as error:
        message = (
            f"No Dask scheduler answers at {scheduler}: {error}. Check that it runs and that the "
            f"address given to --scheduler is right. Example: {EXAMPLE}"
        )
        raise WorkersError(message) from error
    with client:
        try:
            client.wait_for_workers(1, timeout=PATIENCE_S)
        except TimeoutError as error:
            message = f"The Dask scheduler at {scheduler} has no workers. Start one and try again."
            raise WorkersError(message) from error
        lost = (distributed.KilledWorker, distributed.client.FutureCancelledError,
                distributed.client.FuturesCancelledError, comm.CommClosedError)  # fmt: skip
        yield {"backend": "dask", "client": client}, lost
