"""A function on each of many arguments, within limits of time and memory: in processes, which end where it passes them.

Nothing else stops a computation inside a library in C, and nothing else survives one that breaks its process.
"""
from __future__ import annotations

import faulthandler
import gc
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, as_completed
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

Argument = TypeVar("Argument")
Value = TypeVar("Value")


@dataclass(frozen=True)
class Limits:
    """What one argument may take: seconds of processor time, seconds by the clock, since a machine may be busy and
    code may wait, and bytes of memory."""

    seconds: float = 10
    clock: float = 300
    memory: int = 10**9


LIMITS = Limits()


class GivenUp(Exception):
    """What passed a limit; the text says which."""


def each(
    function: Callable[[Argument], Value], arguments: Sequence[Argument], limits: Limits = LIMITS
) -> Iterator[tuple[int, Value | GivenUp]]:
    """The values, each with the place of its argument, as they come; the first arguments are taken up first.

    :param function: what is run; it need not be picklable, unlike its arguments and values.
    :param arguments: one at least.
    """
    from pebble import ProcessPool  # which takes long to load

    count = min(os.cpu_count() or 1, len(arguments))
    with ProcessPool(count, 0, begin, (function,), multiprocessing.get_context("fork")) as pool:
        futures: dict[Future[Value], int] = {
            pool.schedule(within, (argument, limits), timeout=limits.clock): place
            for place, argument in enumerate(arguments)
        }
        try:
            for future in as_completed(futures):
                yield futures[future], attempt(future.result, limits)
        except BaseException:  # the reader of the values has stopped
            pool.stop()  # type: ignore[no-untyped-call]
            raise


def one_by_one(
    function: Callable[[Argument], Value], arguments: Sequence[Argument], limits: Limits = LIMITS
) -> Iterator[tuple[int, Value | GivenUp]]:
    """The same in this process, where no limit holds but that of the machine's memory."""
    for place, argument in enumerate(arguments):
        yield place, attempt(partial(function, argument), limits)


def attempt(value: Callable[[], Value], limits: Limits) -> Value | GivenUp:
    from pebble import ProcessExpired

    memory = f"{limits.memory / 10**9:g} GB"
    try:
        return value()
    except MemoryError:
        return GivenUp(f"it takes more than {memory} of memory")
    except TimeoutError:
        return GivenUp(f"it takes more than {limits.clock:g} s by the clock")
    except ProcessExpired as expired:
        if expired.exitcode == -signal.SIGPROF:
            return GivenUp(f"it takes more than {limits.seconds:g} s of processor time")
        name = signal.Signals(-expired.exitcode).name if expired.exitcode < 0 else f"status {expired.exitcode}"
    return GivenUp(f"its process ended with {name}, as happens where {memory} are not enough")


def may_fork() -> bool:
    """Whether a copy of this process can do its work: not on Windows, and not where torch has been loaded and takes
    gradients in threads, one for each accelerator."""
    torch = sys.modules.get("torch")
    return hasattr(os, "fork") and not (torch and torch.accelerator.is_available())


class Process:
    """What a process works with."""

    function: Callable[[Any], Any]


def begin(function: Callable[[Any], Any]) -> None:
    """Make ready in a new process."""
    Process.function = function
    gc.freeze()
    if torch := sys.modules.get("torch"):
        torch.set_num_threads(1)  # threads are not copied, and would be waited for
    faulthandler.disable()
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):  # the last words of libraries in C
        os.dup2(nowhere, stream)


def within(argument: Any, limits: Limits) -> Any:
    """The value for an argument, or the end of the process."""
    with limited(limits):
        return Process.function(argument)


@contextmanager
def limited(limits: Limits) -> Iterator[None]:
    """A signal ends the process, unless it is called off in time, and memory beyond the limit is refused."""
    import resource  # not on Windows

    _, most = resource.getrlimit(resource.RLIMIT_DATA)
    with suppress(FileNotFoundError):  # only Linux tells how much is in use
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[5])
        resource.setrlimit(resource.RLIMIT_DATA, (pages * resource.getpagesize() + limits.memory, most))
    signal.setitimer(signal.ITIMER_PROF, limits.seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        resource.setrlimit(resource.RLIMIT_DATA, (most, most))
