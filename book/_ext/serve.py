"""The site at a local address while an author writes: ``python -m _ext.serve``.

sphinx-autobuild serves one Sphinx project, and the book is one for each language: so the parts of its server are used
here, though they are not documented, with ``make html`` behind them.
"""

from __future__ import annotations

import argparse
import subprocess
from collections.abc import Sequence
from pathlib import Path

import uvicorn
from sphinx_autobuild.filter import IgnoreFilter
from sphinx_autobuild.middleware import JavascriptInjectorMiddleware
from sphinx_autobuild.server import RebuildServer
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Mount, WebSocketRoute
from starlette.staticfiles import StaticFiles

WATCHED = ("book", "gallery", "lib", "conf.py")
GENERATED = (Path("book/gallery").resolve(),)
GENERATED_ENDINGS = (r"\.mo$", r"__pycache__", r"\.egg-info")
SITE = Path("build/html")


def build(*, changed_paths: Sequence[Path] = ()) -> None:
    """Build every language; what is wrong is printed, and the pages of the last good build stay."""
    print("==", *(f"{path} changed;" for path in changed_paths), "building", flush=True)
    subprocess.run(["make", "html"], check=False)


def application(address: str) -> Starlette:
    watched = [Path(name).resolve() for name in WATCHED]
    server = RebuildServer(watched, IgnoreFilter(GENERATED, GENERATED_ENDINGS), change_callback=build)
    return Starlette(
        routes=[
            WebSocketRoute("/websocket-reload", server, name="reload"),
            Mount("/", app=StaticFiles(directory=SITE, html=True), name="site"),
        ],
        middleware=[Middleware(JavascriptInjectorMiddleware, ws_url=address)],
        lifespan=server.lifespan,
    )


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--port", type=int, default=8000)
    port = options.parse_args().port
    SITE.mkdir(parents=True, exist_ok=True)
    build()
    print(f"== Open http://127.0.0.1:{port}/ (stop with Ctrl-C)", flush=True)
    uvicorn.run(application(f"127.0.0.1:{port}"), port=port, log_level="warning")


if __name__ == "__main__":
    main()
