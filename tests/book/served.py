"""The built site as a server would send it, gzipped, on this machine alone."""

from __future__ import annotations

import contextlib
import gzip
import io
import threading
from collections.abc import Iterator
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

PACKED = {".html", ".css", ".js", ".svg", ".json", ".txt", ".xml"}


class Handler(SimpleHTTPRequestHandler):
    """Files, packed if that helps; ``404.html`` for what is missing, as hosts of static pages do."""

    protocol_version = "HTTP/1.1"  # a connection is used again, as hosts allow

    def log_message(self, *arguments: object) -> None:
        pass

    def send_head(self) -> io.BytesIO | None:
        file, status = Path(self.translate_path(self.path)), HTTPStatus.OK
        if file.is_dir():
            file /= "index.html"
        if not file.is_file():
            file, status = Path(self.directory, "404.html"), HTTPStatus.NOT_FOUND
        content = file.read_bytes()
        self.send_response(status)
        self.send_header("Content-Type", self.guess_type(str(file)))
        if file.suffix in PACKED:
            content = gzip.compress(content)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        return io.BytesIO(content)


@contextlib.contextmanager
def served(site: Path) -> Iterator[str]:
    """The address of the folder, while it is served."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(site))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
