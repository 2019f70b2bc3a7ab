"""For all tests: examples that hypothesis tries may take their time, and Triton runs what it would compile for a GPU."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
import torch
from hypothesis import settings
from playwright.sync_api import Browser, sync_playwright

settings.register_profile("patient", deadline=None)
settings.load_profile("patient")

if not torch.cuda.is_available():
    os.environ["TRITON_INTERPRET"] = "1"  # has to be known before Triton is loaded


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A browser without a window. Where there is none, tests of pages are skipped, but for continuous integration."""
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("no Chromium on this machine: apt install chromium")
    # Chromium's own sandbox does not start for root, which is what most containers run as.
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=arguments)
        yield browser
        browser.close()
