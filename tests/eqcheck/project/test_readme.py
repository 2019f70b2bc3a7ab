"""The first five minutes of the README, followed to the letter."""

import re
import subprocess
import sys
from pathlib import Path

from eqcheck.__main__ import _parser
from eqcheck.project import load
from eqcheck.syntax.statement import KINDS, OPTIONS

README = (Path(load.__file__).parents[1] / "README.md").read_text("utf-8")
BLOCK = re.compile(r"(?:^\*\*`(?P<file>[\w.]+)`\*\*(?P<part>, its last line)?\n\n)?"
                   r"^(?P<fence>`{3,})(?P<language>\w+)\n(?P<text>.*?)^(?P=fence)$", re.MULTILINE | re.DOTALL)


def lasting(text):
    """A report without what changes from run to run, and from one choice of points to the next."""
    return re.sub(r"verified at \d+ points", "verified at some points", re.sub(r"\d+\.\d s", "1.0 s", text))


def test_the_first_five_minutes(tmp_path):
    section = README.partition("## The first verified equation")[2].partition("\n## ")[0]
    output, compared = None, 0
    for block in BLOCK.finditer(section):
        if block["part"]:
            path = tmp_path / block["file"]
            lines = path.read_text("utf-8").splitlines(keepends=True)
            path.write_text("".join(lines[:-1]) + block["text"], "utf-8")
        elif block["file"]:
            (tmp_path / block["file"]).write_text(block["text"], "utf-8")
        elif block["language"] == "sh":
            command = block["text"].replace("python", sys.executable, 1).split()
            output = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False).stdout
        else:
            assert lasting(output) == lasting(block["text"])
            compared += 1
    assert compared == 2


def test_every_option_kind_and_argument_is_explained():
    for name in OPTIONS:
        assert f"| `:{name}:` |" in README
    for name in KINDS:
        assert f"| `{name}` |" in README
    arguments = {option for action in _parser()._actions for option in action.option_strings if option.startswith("--")}
    assert {option for option in arguments - {"--help"} if f"| `{option}" not in README} == set()
