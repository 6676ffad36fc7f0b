"""The engine of a cluster: dask, with the scheduler at an address, or processes of its own on this machine.

Files are read where the workers are, so that their paths must lead to the same files there.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from importlib import import_module
from typing import Any, TypeVar

from pipeline.dataset.engines import Limits, Lost, in_own_process
from pipeline.messages import text
from pipeline.notice import NoticeError

J = TypeVar("J")
R = TypeVar("R")
# So many jobs a thread of the cluster are handed out at once: one is done, one waits at the worker.
_AHEAD = 2
# After so many losses of the scheduler without a result between them it is given up.
_PATIENCE = 5
_PAUSE = 2.0


class Dask:
    """A dask cluster.

    A worker that is lost has its jobs done again by others, a scheduler that comes back is given again what it had not
    done yet; every job's result is taken once.
    """

    def __init__(self, scheduler: str | None = None, workers: int | None = None) -> None:
        """`scheduler` is its address (``tcp://10.0.0.1:8786``); without one, `workers` processes are started here."""
        self.scheduler, self.workers = scheduler, workers

    def map(self, function: Callable[[J], R], jobs: Sequence[J], limits: Limits) -> Iterator[tuple[int, R | Lost]]:
        """See `engines`.

        Raises:
            NoticeError: dask is not installed, or there is no scheduler at the address.
        """
        left = deque(range(len(jobs)))
        failures = 0
        with ExitStack() as stack:
            while left:
                try:
                    client = self._client(stack)
                    for place, result in _done(client, function, jobs, limits, left):
                        failures = 0
                        yield place, result
                except OSError as error:  # the scheduler is gone; what it has not done stays in `left`
                    failures += 1
                    if failures > _PATIENCE:
                        raise NoticeError(text("engine.no_scheduler", address=self.scheduler, reason=error)) from error
                    time.sleep(_PAUSE)

    def _client(self, stack: ExitStack) -> Any:
        distributed = _module("distributed")
        stack.close()
        address: Any = self.scheduler
        if address is None:
            stack.enter_context(_module("dask").config.set({"distributed.worker.daemon": False}))
            address = stack.enter_context(
                distributed.LocalCluster(
                    n_workers=self.workers,
                    threads_per_worker=1,
                    processes=True,
                    dashboard_address=None,
                    silence_logs=50,
                )
            )
        return stack.enter_context(distributed.Client(address, set_as_default=False, timeout="10s"))


def _module(name: str) -> Any:
    """A package that is not needed without a cluster."""
    try:
        return import_module(name)
    except ImportError as error:
        raise NoticeError(text("engine.no_dask")) from error


def _done(
    client: Any, function: Callable[[J], R], jobs: Sequence[J], limits: Limits, left: deque[int]
) -> Iterator[tuple[int, R | Lost]]:
    """What comes of the jobs in `left`, which are taken out as they are done.

    Raises:
        OSError: the scheduler is gone.
    """
    distributed = _module("distributed")
    at_work: dict[Any, int] = {}
    coming = distributed.as_completed(loop=client.loop)

    def hand_out() -> None:
        ahead = _AHEAD * max(1, sum(client.nthreads().values()))
        while left and len(at_work) < ahead:
            place = left.popleft()
            job = jobs[place]
            future = client.submit(in_own_process, function, job, limits.of(job), pure=False)
            at_work[future] = place
            coming.add(future)

    try:
        hand_out()
        while at_work:
            future = next(coming)
            if future.status in ("cancelled", "lost"):
                raise ConnectionError("the scheduler was started anew")
            error = future.exception() if future.status == "error" else None
            if error and not isinstance(error, distributed.KilledWorker):
                raise error
            result: R | Lost = Lost() if error else future.result()
            place = at_work.pop(future)
            future.release()
            yield place, result
            hand_out()
    except StopIteration as error:
        raise ConnectionError("the scheduler is gone") from error
    finally:
        left.extendleft(sorted(at_work.values(), reverse=True))
