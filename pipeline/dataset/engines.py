"""Who does the work: an engine maps jobs to results, wherever its processes are.

An engine has one method, ``map(function, jobs, limits)``, which gives every job's place and result as they come, each
exactly once: a job whose process was lost is done again, and one that ends its process is a result that says so.
What is made of the results is the builder's, and the same whatever the engine.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import connection, current_process, get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from pipeline.dataset.workspace import end_with_parent

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess

J = TypeVar("J")
R = TypeVar("R")
MB = 1_000_000


@dataclass(frozen=True)
class Limits:
    """What one job may take: seconds, and megabytes of memory more than its process has; None is no limit."""

    seconds: float | None = None
    megabytes: int | None = None

    def of(self, _job: Any, /) -> Limits:
        """The limits of one job: the same for all, unless a kind of limits says otherwise."""
        return self


@dataclass(frozen=True, slots=True)
class Lost:
    """A job without a result: it took too long (`seconds`), or its process ended (`exitcode`)."""

    seconds: float | None = None
    exitcode: int | None = None


class Engine(Protocol):
    """What maps jobs to results."""

    def map(self, function: Callable[[J], R], jobs: Sequence[J], limits: Limits) -> Iterator[tuple[int, R | Lost]]:
        """Each job's place and what came of it, in any order, each once."""
        ...


# ── processes here ───────────────────────────────────────────────────────────────────────────────────


@dataclass(slots=True)
class _Worker:
    process: BaseProcess
    pipe: connection.Connection[Any, Any]
    place: int | None = None
    limits: Limits = Limits()
    since: float = 0.0


class Local:
    """Processes on this machine, each of which can be stopped; they end with the process that started them."""

    def __init__(self, workers: int | None = None) -> None:
        most = 60 if sys.platform == "win32" else None  # Windows waits for no more than 63 pipes at once
        self.workers = min(filter(None, (workers or os.cpu_count() or 1, most)))

    def map(self, function: Callable[[J], R], jobs: Sequence[J], limits: Limits) -> Iterator[tuple[int, R | Lost]]:
        waiting = deque(range(len(jobs)))
        again: set[int] = set()
        count = min(self.workers, len(jobs))
        workers = [_start(function) for _ in range(count)]
        busy = 0
        try:
            while waiting or busy:
                for worker in workers:
                    if worker.place is None and waiting:
                        worker.place = waiting.popleft()
                        job = jobs[worker.place]
                        worker.limits, worker.since = limits.of(job), time.monotonic()
                        busy += 1
                        with suppress(OSError):  # its process has ended: seen below
                            worker.pipe.send((job, worker.limits))
                for number, done in enumerate(_settled(workers)):
                    if done is None:
                        continue
                    worker = workers[number]
                    place, worker.place = worker.place, None
                    busy -= 1
                    if isinstance(done, Lost):
                        _stop(worker)
                        workers[number] = _start(function)
                    assert place is not None
                    if isinstance(done, Lost) and done.seconds is None and place not in again:
                        again.add(place)  # its process may have been ended by somebody else
                        waiting.append(place)
                        continue
                    yield place, done
        finally:
            for worker in workers:
                _stop(worker)


def _settled(workers: Sequence[_Worker]) -> list[Any]:
    """For each worker what came of its job, None where it is still at it; waits until there is one, or a second."""
    at_work = {worker.pipe: worker for worker in workers if worker.place is not None}
    ready = set(connection.wait(list(at_work), timeout=1.0))
    return [_settle(worker, worker.pipe in ready) if worker.place is not None else None for worker in workers]


def _settle(worker: _Worker, ready: bool) -> Any:
    if ready:
        try:
            return worker.pipe.recv()
        except (EOFError, OSError):
            worker.process.join(10)
            return Lost(exitcode=worker.process.exitcode)
    if worker.limits.seconds and time.monotonic() - worker.since > worker.limits.seconds:
        return Lost(seconds=worker.limits.seconds)
    return None


def _start(function: Callable[[Any], Any]) -> _Worker:
    context = get_context("spawn")
    mine, theirs = context.Pipe()
    process = context.Process(target=_work, args=(theirs, function), daemon=True)
    process.start()
    theirs.close()
    return _Worker(process, mine)


def _stop(worker: _Worker) -> None:
    worker.pipe.close()
    worker.process.kill()
    worker.process.join()
    worker.process.close()


def _work(pipe: connection.Connection[Any, Any], function: Callable[[Any], Any]) -> None:
    """What a worker does: jobs one after another, until there is none or nobody who gives one."""
    from pipeline.dataset.tables import without_pandas

    end_with_parent()
    without_pandas()
    with suppress(EOFError, OSError, KeyboardInterrupt):
        while True:
            job, limits = pipe.recv()
            bound_memory(limits)
            pipe.send(function(job))


_mine = threading.local()


def in_own_process(function: Callable[[J], R], job: J, limits: Limits) -> R | Lost:
    """Do one job in a process beside this one that is kept for the next job, and stopped where this one is too much.

    Where this process may have none (dask's workers, unless ``distributed.worker.daemon`` is false) the job is done in
    it, with no limit.
    """
    if current_process().daemon:
        return function(job)
    worker: _Worker | None = getattr(_mine, "worker", None)
    if worker is None or not worker.process.is_alive():
        worker = _mine.worker = _start(function)
    try:
        worker.pipe.send((job, limits))
        if worker.pipe.poll(limits.seconds):
            done: R = worker.pipe.recv()
            return done
        lost = Lost(seconds=limits.seconds)
    except (EOFError, OSError):
        worker.process.join(10)
        lost = Lost(exitcode=worker.process.exitcode)
    _stop(worker)
    _mine.worker = None
    return lost


def beside(function: Callable[[J], R], job: J, limits: Limits) -> R | Lost:
    """Do one job in a new Python beside this one, which needs no guard in the script that asks (`multiprocessing` does)."""
    path = os.pathsep.join(filter(None, [str(Path(__file__).parents[2]), *sys.path]))
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-m", f"{__package__}.engines"],  # -P: no script in this folder hides a module
            input=pickle.dumps((function, job, limits)),
            stdout=subprocess.PIPE,
            timeout=limits.seconds,
            env={**os.environ, "PYTHONPATH": path},
        )
    except subprocess.TimeoutExpired:
        return Lost(seconds=limits.seconds)
    if done.returncode:
        return Lost(exitcode=done.returncode)
    result: R = pickle.loads(done.stdout)
    return result


def _beside() -> None:
    """The other side of `beside`; what libraries print goes where errors go."""
    with os.fdopen(os.dup(1), "wb") as out:
        os.dup2(2, 1)
        end_with_parent()
        function, job, limits = pickle.load(sys.stdin.buffer)
        bound_memory(limits)
        pickle.dump(function(job), out)


def bound_memory(limits: Limits) -> None:
    """Let this process have so much memory more and no more: what asks for more gets a MemoryError (Linux)."""
    if sys.platform == "linux":
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        most = resource.RLIM_INFINITY if limits.megabytes is None else _held() + limits.megabytes * MB
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_DATA, (most, hard))


def _held() -> int:
    """The bytes of memory that this process has asked for (what RLIMIT_DATA counts; proc(5), statm)."""
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[5]) * os.sysconf("SC_PAGE_SIZE")


class Here:
    """No other process: for jobs so few that starting one takes longer."""

    def map(self, function: Callable[[J], R], jobs: Sequence[J], limits: Limits) -> Iterator[tuple[int, R | Lost]]:
        del limits  # this process has those it was started with
        for place, job in enumerate(jobs):
            yield place, function(job)


if __name__ == "__main__":
    _beside()
