"""The cluster engine against a real cluster of two processes: what is lost on the way is done again, and nothing twice."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import ROOT, files

pytest.importorskip("distributed")

from pipeline.dataset import build
from pipeline.dataset.cluster import Dask
from pipeline.dataset.engines import Limits, Local, Lost
from pipeline.dataset.report import Options

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("default")]
_PATH = os.pathsep.join([str(ROOT), str(ROOT / "tests")])


def work(what: str) -> str:
    """A job: `sleep` hangs, `die` ends its process, anything else comes back in capitals."""
    if what == "sleep":
        time.sleep(600)
    if what == "die":
        os._exit(7)
    time.sleep(0.05)
    return what.upper()


class Cluster:
    """A scheduler and two workers, each a process that can be killed."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.folder, self.address = folder, f"tcp://127.0.0.1:{self.port}"
        self.scheduler = self._run("scheduler", "--host", "127.0.0.1", "--port", str(self.port), "--no-dashboard")
        self.workers = [self.worker(), self.worker()]

    def _run(self, *arguments: str) -> subprocess.Popen[bytes]:
        environment = {**os.environ, "PYTHONPATH": _PATH, "DASK_DISTRIBUTED__WORKER__DAEMON": "False"}
        return subprocess.Popen(
            [sys.executable, "-m", "distributed.cli.dask_" + arguments[0], *arguments[1:]],
            env=environment,
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def worker(self) -> subprocess.Popen[bytes]:
        return self._run("worker", self.address, "--nthreads", "1", "--no-nanny", "--no-dashboard")

    def restart(self) -> None:
        """Kill everything and start it again at the same address."""
        self.stop()
        self.scheduler = self._run("scheduler", "--host", "127.0.0.1", "--port", str(self.port), "--no-dashboard")
        self.workers = [self.worker(), self.worker()]

    def stop(self) -> None:
        for process in (*self.workers, self.scheduler):
            if process.poll() is None:
                process.send_signal(signal.SIGKILL)
            process.wait()


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    started = Cluster(tmp_path)
    yield started
    started.stop()


JOBS = [f"job {number}" for number in range(60)]
DONE = {place: job.upper() for place, job in enumerate(JOBS)}


def once(results: Iterator[tuple[int, str | Lost]], then: dict[int, object] | None = None) -> dict[int, str | Lost]:
    """The results by place, none of them twice; after so many results something happens."""
    found: dict[int, str | Lost] = {}
    for place, result in results:
        assert place not in found, f"{place} twice"
        found[place] = result
        action = (then or {}).get(len(found))
        if callable(action):
            action()
    return found


def test_a_worker_killed_in_the_middle_loses_nothing(cluster: Cluster) -> None:
    def kill() -> None:
        cluster.workers[0].kill()

    assert once(Dask(cluster.address).map(work, JOBS, Limits(seconds=60)), {10: kill}) == DONE


def test_a_scheduler_that_is_started_anew_loses_nothing(cluster: Cluster) -> None:
    assert once(Dask(cluster.address).map(work, JOBS, Limits(seconds=60)), {10: cluster.restart}) == DONE


def test_a_job_that_hangs_or_dies_is_told_and_holds_up_no_other(cluster: Cluster) -> None:
    jobs = ["a", "die", "b", "sleep", *JOBS]
    found = once(Dask(cluster.address).map(work, jobs, Limits(seconds=8)))
    assert found[1] == Lost(exitcode=7) and found[3] == Lost(seconds=8)
    assert [found[place] for place in (0, 2)] == ["A", "B"] and len(found) == len(jobs)


def test_the_dataset_is_the_local_one_byte_for_byte(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    letter = (ROOT / "raw" / "jinxiang-2024.txt").read_text(encoding="utf-8")
    for number in range(4):
        copy = letter.replace("金政发〔2024〕1号", f"金政发〔2024〕{number + 1}号")
        (raw / f"n{number}.txt").write_text(copy, encoding="utf-8")
    for partitioned in (False, True):
        made = []
        for name, engine in (("local", Local(2)), ("dask", Dask(workers=2))):
            out = tmp_path / f"{name}-{partitioned}"
            options = Options(engine=engine, partitioned=partitioned)
            assert len(build.build([raw], out, cache=tmp_path / f"cache-{name}", options=options).notices) == 4
            made.append(files(out))
        assert made[0] == made[1]
