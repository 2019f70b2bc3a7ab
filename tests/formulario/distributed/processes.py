"""Two processes that stand for two devices. Starting takes long, so they run one case after the other."""

import tempfile
import traceback
from collections.abc import Callable
from datetime import timedelta
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

import torch
import torch.distributed as dist
import torch.multiprocessing as mp

COUNT = 2
PATIENCE = 240.0
"""Seconds after which a case has failed: as a rule because one process waits for the other."""

Case = Callable[..., None]


class Processes:
    """Processes that all run the same case."""

    def __init__(self) -> None:
        self._running: list[tuple[Any, Connection]] = []

    def run(self, case: Case, *arguments: Any) -> None:
        """Run a case, which must be importable, in all processes. It fails here if it fails in one of them."""
        if not self._running:
            self._start()
        for _, connection in self._running:
            connection.send((case, arguments))
        failures = []
        waiting = {connection: rank for rank, (_, connection) in enumerate(self._running)}
        while waiting:
            # Once one has failed, the other may wait for it in vain.
            answering = wait(list(waiting), 1 if failures else PATIENCE)
            if not answering:
                failures += [f"process {rank} does not answer" for rank in waiting.values()]
                break
            for connection in answering:
                rank = waiting.pop(connection)
                if failure := connection.recv():
                    failures.append(f"process {rank}: {failure}")
        if failures:
            self.stop()
            raise AssertionError("\n".join(failures))

    def _start(self) -> None:
        context = mp.get_context("spawn")
        self._folder = tempfile.TemporaryDirectory()
        meeting = Path(self._folder.name, "meeting").as_uri()
        for rank in range(COUNT):
            here, there = context.Pipe()
            process = context.Process(target=_serve, args=(rank, meeting, there), daemon=True)
            process.start()
            self._running.append((process, here))

    def stop(self) -> None:
        """End the processes; the next case starts new ones."""
        for process, _ in self._running:
            process.kill()
            process.join()
        self._running.clear()


def _serve(rank: int, meeting: str, connection: Connection) -> None:
    """Run the cases that come, and answer with what went wrong."""
    torch.set_num_threads(1)
    dist.init_process_group(
        "gloo", init_method=meeting, rank=rank, world_size=COUNT, timeout=timedelta(seconds=PATIENCE / 2)
    )
    while True:
        case, arguments = connection.recv()
        failure = ""
        try:
            torch.manual_seed(0)
            case(*arguments)
        except Exception:
            failure = traceback.format_exc()
        connection.send(failure)
