"""Ask several questions at the same time, and take the answers in their order."""

import queue
import threading
from collections.abc import Callable, Generator, Sequence


def in_order[Q, A](
    ask: Callable[[Q], A], questions: Sequence[Q], *, at_once: int, stopped: threading.Event
) -> Generator[A]:
    """Yield the answer to each question, in the order of the questions.

    When one fails, those under way may end and no further one is asked. The threads are daemons,
    so that who interrupts the run need not wait for a server that is silent.

    Args:
        ask: asks one question, in any thread.
        questions: what to ask.
        at_once: how many questions are under way at the same time.
        stopped: is set when no further answer is wanted.

    Raises:
        Exception: what ``ask`` raised first.
    """
    places = iter(range(len(questions)))
    done: queue.SimpleQueue[tuple[int, A] | None] = queue.SimpleQueue()
    failures: list[BaseException] = []
    lock = threading.Lock()

    def work() -> None:
        try:
            while not stopped.is_set():
                with lock:
                    place = next(places, None)
                if place is None:
                    break
                done.put((place, ask(questions[place])))
        except BaseException as error:  # noqa: BLE001 (raised again where the answers are taken)
            failures.append(error)
            stopped.set()
        finally:
            done.put(None)

    working = min(at_once, len(questions))
    for _ in range(working):
        threading.Thread(target=work, daemon=True).start()
    ready: dict[int, A] = {}
    try:
        for place in range(len(questions)):
            while place not in ready and working:
                told = done.get()
                if told is None:
                    working -= 1
                else:
                    ready[told[0]] = told[1]
            if place not in ready:
                raise failures[0]
            yield ready.pop(place)
    finally:
        stopped.set()
