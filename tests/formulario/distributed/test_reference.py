"""The program in the reference runs."""

import re
from pathlib import Path
from textwrap import dedent

from .processes import Processes

PAGE = Path(__file__).parents[3] / "book/api/devices.rst"


def program() -> None:
    blocks = re.findall(r"^\.\. code-block:: python\n\n((?:   .*\n|\n)+)", PAGE.read_text("utf-8"), re.M)
    assert len(blocks) == PAGE.read_text("utf-8").count("code-block") > 0
    exec(compile(dedent("".join(blocks)), PAGE, "exec"), {})


def test_program(processes: Processes) -> None:
    processes.run(program)
