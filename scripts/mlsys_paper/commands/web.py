"""`mlsys-paper web`: show the check as a page in the browser, on this computer alone."""

from __future__ import annotations

import contextlib
import functools
import sys
import webbrowser
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mlsys_paper.errors import PaperError

if TYPE_CHECKING:
    import argparse

    from mlsys_paper.commands import Subparsers

BUILT = Path(__file__).resolve().parents[3] / "dist" / "web"
LOOPBACK = "127.0.0.1"
PORT = 8024


def add_parser(subparsers: Subparsers) -> None:
    """Add the arguments of the command."""
    parser = subparsers.add_parser(
        "web",
        help="check PDFs in the browser, by a page that this computer serves to itself",
        description=(
            "Serve the browser page, which `nox -s web` makes, on the loopback address, and open "
            "it. Papers are checked in the browser and sent nowhere. Ctrl-C ends it."
        ),
    )
    parser.add_argument(
        "folder", nargs="?", type=Path, default=BUILT, help="the page's folder (default: dist/web)"
    )
    parser.add_argument(
        "--port", type=int, default=PORT, help=f"default: {PORT}; 0 for one that is free"
    )
    parser.add_argument("--no-open", action="store_true", help="don't open a browser")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Serve the page until the user ends it."""
    with server_of(arguments.folder, arguments.port) as server:
        address = f"http://{LOOPBACK}:{server.server_port}/"
        sys.stdout.write(f"{address} (Ctrl-C ends it)\n")
        sys.stdout.flush()
        if not arguments.no_open:
            webbrowser.open(address)
        with contextlib.suppress(KeyboardInterrupt):
            server.serve_forever()
    return 0


def server_of(folder: Path, port: int) -> ThreadingHTTPServer:
    """Return a server of a page on the loopback address.

    Raises:
        PaperError: the page isn't there, or the port is taken.
    """
    if not (folder / "index.html").is_file() or not (folder / "worker.js").is_file():
        raise PaperError(
            f"{folder} does not hold the page.",
            "Make it with `nox -s web` in a checkout, or name the folder where it is.",
        )
    try:
        return ThreadingHTTPServer(
            (LOOPBACK, port), functools.partial(Handler, directory=str(folder))
        )
    except (OSError, OverflowError) as error:
        raise PaperError(
            f"Port {port} can't be used: {error}.", "Name another with --port, or 0 for any."
        ) from error


class Handler(SimpleHTTPRequestHandler):
    """Serves files with the types that browsers ask for, whatever the system says of them."""

    extensions_map = {  # noqa: RUF012  (as the class above has it)
        **SimpleHTTPRequestHandler.extensions_map,
        ".js": "text/javascript",
        ".mjs": "text/javascript",
        ".wasm": "application/wasm",
        ".css": "text/css",
    }

    def end_headers(self) -> None:
        """Have the browser ask whether a file is still the same."""
        self.send_header("Cache-Control", "no-cache")
        super().end_headers()

    def log_message(self, *_: Any) -> None:
        """Say nothing of each request."""
