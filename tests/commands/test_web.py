"""`mlsys-paper web`: serve the built page to this computer."""

from __future__ import annotations

import socket
import threading
import urllib.request
from typing import TYPE_CHECKING

import pytest

from mlsys_paper.cli import main
from mlsys_paper.commands.web import LOOPBACK, server_of

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def page(tmp_path: Path) -> Path:
    for name in ("index.html", "worker.js", "pyodide.mjs", "pdfium.wasm"):
        (tmp_path / name).write_text(name)
    return tmp_path


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("", "text/html"),
        ("worker.js", "text/javascript"),
        ("pyodide.mjs", "text/javascript"),
        ("pdfium.wasm", "application/wasm"),
    ],
)
def test_files_have_the_types_that_browsers_insist_on(page: Path, name: str, kind: str) -> None:
    with server_of(page, 0) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            address = f"http://{LOOPBACK}:{server.server_port}/{name}"
            with urllib.request.urlopen(address) as answer:
                assert answer.headers["Content-Type"] == kind
                assert answer.headers["Cache-Control"] == "no-cache"
                assert answer.read().decode() == (name or "index.html")
        finally:
            server.shutdown()
            thread.join()


def test_a_folder_without_the_page_is_explained(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["web", str(tmp_path)]) == 2
    said = capsys.readouterr().err
    assert f"{tmp_path} does not hold the page" in said
    assert "nox -s web" in said


@pytest.mark.parametrize("port", ["taken", "-1", "70000"])
def test_a_port_that_can_not_be_had_is_explained(
    page: Path, port: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server((LOOPBACK, 0)) as other:
        number = str(other.getsockname()[1]) if port == "taken" else port
        assert main(["web", str(page), "--no-open", "--port", number]) == 2
    assert f"Port {number} can't be used" in capsys.readouterr().err
