"""What these tests need besides the built site: packages of ``package.json``, Node and Java (``make test-site``)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.book.served import served
from tests.book.test_browser import SITE

PACKAGES = Path(__file__).parent / "node_modules"


@pytest.fixture(scope="session")
def packages() -> Path:
    """The folder of the packages."""
    assert PACKAGES.is_dir(), "the packages of tests/site/package.json are missing: make test-site"
    return PACKAGES


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """The built site on a server of this machine."""
    with served(SITE) as address:
        yield address
