"""The page as `nox -s web` makes it, on a server that counts, in a real browser."""

from __future__ import annotations

import shutil
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from maintain.web.build import build
from maintain.web.packages import UnreachableError
from mlsys_paper.commands.web import LOOPBACK, Handler

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

REPOSITORY = Path(__file__).resolve().parents[2]
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FOLDER = "/some/folder/"
"""Where the page lies on its server."""
PATIENCE = 600_000
"""Milliseconds: nothing here takes so long that does not hang."""


@dataclass
class Served:
    """A server of the page, or of nothing, and what it was asked for."""

    address: str
    asked: list[str] = field(default_factory=list)
    sent: int = 0
    """Bytes of bodies."""


@pytest.fixture(scope="session")
def page_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built page."""
    try:
        return build(REPOSITORY, tmp_path_factory.mktemp("web") / "page", print)
    except UnreachableError as error:
        pytest.skip(f"the page can't be built here: {error.what}")


@contextmanager
def serving(folder: Path) -> Iterator[Served]:
    """Serve a folder below FOLDER, and count."""

    class Counting(Handler):
        def do_GET(self) -> None:  # noqa: N802  (the class above calls it so)
            served.asked.append(self.path)
            super().do_GET()

        def translate_path(self, path: str) -> str:
            return super().translate_path("/" + path.removeprefix(FOLDER))

        def copyfile(self, source: Any, outputfile: Any) -> None:
            content = source.read()
            served.sent += len(content)
            outputfile.write(content)

    def handler(*arguments: Any) -> Counting:
        return Counting(*arguments, directory=str(folder))

    server = ThreadingHTTPServer((LOOPBACK, 0), handler)
    served = Served(f"http://{LOOPBACK}:{server.server_port}{FOLDER}")
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield served
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture(scope="session")
def served(page_folder: Path) -> Iterator[Served]:
    """The page on a server."""
    with serving(page_folder) as it:
        yield it


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    if program is None:
        pytest.skip(f"no browser is installed; one of {', '.join(BROWSERS)} is needed")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


def window(browser: Browser, **settings: Any) -> Page:
    """A window with a profile of its own."""
    context = browser.new_context(**settings)
    context.set_default_timeout(PATIENCE)
    return context.new_page()


@contextmanager
def visiting(
    browser: Browser, served: Served, *, instead: tuple[str, str] | None = None, **settings: Any
) -> Iterator[Page]:
    """A window of its own on the page; whatever the page complains of fails the test.

    Args:
        browser: the browser.
        served: the page.
        instead: a number among the page's settings, and another in its place.
        settings: of the window.
    """
    page = window(browser, **settings)
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "console",
        lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None,
    )
    if instead:

        def answer(route: Any) -> None:
            text = route.fetch().text()
            assert text.count(instead[0]) == 1
            route.fulfill(body=text.replace(*instead), content_type="text/html")

        page.route(served.address, answer)
    page.goto(served.address)
    try:
        yield page
    finally:
        page.context.close()
    assert complaints == []


@pytest.fixture(scope="module")
def page(browser: Browser, served: Served) -> Iterator[Page]:
    """A window that the tests of a module share."""
    with visiting(browser, served) as it:
        yield it
