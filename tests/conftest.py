"""For all tests: how long an example may take, who runs what Triton would compile for a GPU, and which tests need one.

A machine with a GPU may have the library's packages only, neither hypothesis nor a browser.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from importlib.util import find_spec
from typing import TYPE_CHECKING

import pytest
import torch

if TYPE_CHECKING:
    from playwright.sync_api import Browser

if find_spec("hypothesis"):
    from hypothesis import settings

    settings.register_profile("patient", deadline=None)  # machines are shared and may be slow
    settings.load_profile("patient")

if not torch.cuda.is_available():
    os.environ["TRITON_INTERPRET"] = "1"  # has to be known before Triton is loaded


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that run on a GPU where there is one: those with ``cuda`` among their parameters."""
    for item in items:
        if isinstance(item, pytest.Function) and hasattr(item, "callspec") and "cuda" in item.callspec.params.values():
            item.add_marker("gpu")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A browser without a window. Where there is none, tests of pages are skipped, but for continuous integration."""
    from playwright.sync_api import sync_playwright

    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("no Chromium on this machine: apt install chromium")
    # Chromium's own sandbox does not start for root, which is what most containers run as.
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=arguments)
        yield browser
        browser.close()
