"""The page in a browser: it says what the command says, and sends nothing anywhere."""

from __future__ import annotations

import itertools
import json
import os
import re
import zlib
from typing import TYPE_CHECKING, Any

import pytest
from pypdf import PdfWriter

from browser.conftest import serving, visiting, window
from check.papers import FILES, submission
from check.raw_pdf import raw_pdf
from compare.sides import CACHE, PAPERS, STYLE
from mlsys_paper.cli import main
from mlsys_paper.compare.papers import PaperSource, find_papers
from mlsys_paper.compare.run import Settings, compiled, limits_for
from mlsys_paper.compare.styles import find_style
from mlsys_paper.tex.cache import Cache

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from browser.conftest import Served
    from conftest import CompileTex

pytestmark = pytest.mark.thorough

WRONG = submission(
    r"\section{One} The source code of our system is available at"
    r" \url{https://github.com/janedoe/nothing}. \ParaA",
    preamble=r"\usepackage{hyperref}",
)
DONE = "#results:not([hidden]), .status.failed"


@pytest.fixture(scope="session")
def papers(tmp_path_factory: pytest.TempPathFactory, compile_tex: CompileTex) -> Path:
    """A folder of papers: the collection's, a correct one, one with an error, broken ones."""
    folder = tmp_path_factory.mktemp("papers")
    style, settings = find_style(str(STYLE)), Settings(Cache(CACHE), limits=limits_for(60), jobs=2)
    for paper in find_papers(PAPERS):
        assert isinstance(paper, PaperSource)
        _, pdf = compiled(paper, style, paper.engine, settings)
        assert pdf is not None
        (folder / f"{paper.name}.pdf").write_bytes(pdf.read_bytes())
    for name, text in {"correct": submission(), "wrong": WRONG}.items():
        document = compile_tex(text, FILES)
        assert document.pdf is not None
        (folder / f"{name}.pdf").write_bytes(document.pdf.read_bytes())
    for name, content in broken(folder / "correct.pdf").items():
        (folder / name).write_bytes(content)
    return folder


def broken(paper: Path) -> Mapping[str, bytes]:
    """Files that no check can say much of, by name."""
    whole = paper.read_bytes()
    locked = {}
    for password in ("", "secret"):
        writer = PdfWriter(clone_from=paper)
        writer.encrypt(password, "owner", algorithm="RC4-128")
        place = paper.with_name("scratch")
        writer.write(place)
        locked[password] = place.read_bytes()
        place.unlink()
    return {
        "asks.pdf": locked["secret"],
        "empty.pdf": b"",
        "half.pdf": whole[: len(whole) // 2],
        "many pages.pdf": raw_pdf(pages=230),
        'na<b>me "&.pdf': raw_pdf(),
        "opens.pdf": locked[""],
        "picture.pdf": b"\x89PNG\r\n\x1a\n" + bytes(100),
    }


def choose(page: Page, *files: Path, stage: str = "", names: str = "") -> dict[str, Any]:
    """Have the page check files, and return its JSON."""
    settle(page, stage, names)
    page.set_input_files("#files", files)
    return downloaded(page)  # type: ignore[no-any-return]


def settle(page: Page, stage: str = "", names: str = "") -> None:
    """Let nothing be chosen but stage and names, whatever an earlier test has left.

    By hand, each change would be followed by a check of the files before.
    """
    page.set_input_files("#files", [])
    page.evaluate(
        """values => {
            for (const [id, value] of Object.entries(values)) {
                document.getElementById(id).value = value;
            }
        }""",
        {"stage": stage, "names": names},
    )


def downloaded(page: Page, which: str = "json") -> Any:
    page.wait_for_selector(DONE)
    with page.expect_download() as download:
        page.click(f"#{which}")
    text = download.value.path().read_text(encoding="utf-8")
    return json.loads(text) if which == "json" else text


def untimed(report: dict[str, Any]) -> dict[str, Any]:
    """A report without when it was made."""
    return {name: value for name, value in report.items() if name != "made"}


def by_command(
    capsys: pytest.CaptureFixture[str], folder: Path, files: Sequence[Path], *options: str
) -> dict[str, Any]:
    """What the command says of files."""
    before = os.getcwd()  # noqa: PTH109
    os.chdir(folder)
    try:
        main(["check", "--format", "json", *options, *(file.name for file in files)])
    finally:
        os.chdir(before)
    said: dict[str, Any] = json.loads(capsys.readouterr().out)
    return said


def test_it_says_what_the_command_says(
    page: Page, papers: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = sorted(papers.glob("*.pdf"))
    ours = choose(page, *files)
    theirs = by_command(capsys, papers, files)
    assert len(ours["papers"]) == len(files) > 15
    for mine, other in zip(ours["papers"], theirs["papers"], strict=True):
        assert mine == other, mine["file"]
    rows = page.locator("#report table.papers tbody tr")
    assert rows.count() == len(files)
    page.fill("#report input[type=search]", "theory")
    assert rows.locator("visible=true").count() == 1


def test_stage_and_names_are_taken_as_the_command_takes_them(
    page: Page, papers: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names = tmp_path / "names.txt"
    names.write_text("Throughput\nNobody at All\n")
    paper = papers / "correct.pdf"
    ours = choose(page, paper, stage="camera-ready", names=names.read_text())
    options = ("--stage", "camera-ready", "--authors", str(names))
    assert untimed(ours) == untimed(by_command(capsys, papers, [paper], *options))
    assert ours["papers"][0]["stage"] == "camera-ready"


def test_a_paper_is_dropped_read_and_checked_as_something_else(page: Page, papers: Path) -> None:
    settle(page)
    content = list((papers / "wrong.pdf").read_bytes())
    page.evaluate(
        """([name, content]) => {
            const dropped = new DataTransfer();
            dropped.items.add(new File([new Uint8Array(content)], name));
            dispatchEvent(new DragEvent("drop", { dataTransfer: dropped, cancelable: true }));
        }""",
        ["wrong.pdf", content],
    )
    found = downloaded(page)["papers"][0]
    assert [finding["rule"] for finding in found["findings"] if finding["severity"] == "error"]
    report = page.inner_text("#report")
    for finding in found["findings"]:
        assert " ".join(finding["message"].split()) in " ".join(report.split())
    assert page.inner_text("#status").startswith("wrong.pdf: ")
    # A place leads to its mark on a picture.
    page.click("#report .place a >> nth=0")
    assert page.locator(".mark:target").is_visible()
    picture = page.locator("#report img").first
    assert picture.evaluate("image => image.complete && image.naturalWidth") == 1000
    page.select_option("#stage", "preprint")
    page.wait_for_selector("#results", state="hidden")
    assert downloaded(page)["papers"][0]["stage"] == "preprint"
    assert "checked as preprint" in page.inner_text("#report")
    saved = downloaded(page, "html")
    assert "checked as preprint" in saved
    assert "<script" not in saved


SENTENCES = {
    "asks.pdf": "is encrypted and asks for a password",
    "empty.pdf": "cannot be read as a PDF",
    "picture.pdf": "cannot be read as a PDF",
}


@pytest.mark.parametrize("name", SENTENCES)
def test_what_cannot_be_checked_gets_its_sentence(page: Page, papers: Path, name: str) -> None:
    [found] = choose(page, papers / name)["papers"]
    assert SENTENCES[name] in found["failure"]["reason"]
    assert found["failure"]["reason"] in page.inner_text("#report")
    assert found["failure"]["remedy"] in page.inner_text("#report")


def test_a_huge_file_is_not_read(page: Page, tmp_path: Path) -> None:
    huge = tmp_path / "huge.pdf"
    with huge.open("wb") as file:
        file.truncate(300 << 20)
    [found] = choose(page, huge)["papers"]
    assert found["failure"]["reason"] == "it has 300 MB, and this page reads at most 256 MB"


def test_a_paper_that_takes_too_long_ends_the_worker_and_not_the_page(
    browser: Browser, served: Served, papers: Path
) -> None:
    with visiting(browser, served, instead=("120.0", "0.05")) as page:
        [late] = choose(page, papers / "theory.pdf")["papers"]  # by the worker that follows
    assert late["failure"]["reason"] == "it takes more than 120 s to read"


def test_a_paper_that_takes_too_much_memory_is_told_so(
    browser: Browser, served: Served, papers: Path, tmp_path: Path
) -> None:
    large = tmp_path / "large.pdf"
    large.write_bytes((papers / "correct.pdf").read_bytes() + bytes(100 << 20))
    instead = (str(1 << 30), str(120 << 20))
    with visiting(browser, served, instead=instead) as page:
        found, empty = choose(page, large, papers / "empty.pdf")["papers"]
    assert "memory" in found["failure"]["reason"]
    assert "cannot be read as a PDF" in empty["failure"]["reason"]


def test_a_check_can_be_stopped(page: Page, papers: Path) -> None:
    page.set_input_files("#files", sorted(papers.glob("*.pdf")))
    page.locator("#doing", has_text="reading page").wait_for()
    assert re.search(r"\(\d+ of \d+\): reading page \d+ of \d+", page.inner_text("#doing"))
    page.click("#stop")
    assert "Stopped" in page.inner_text("#status")
    assert page.is_hidden("#work")
    assert page.is_hidden("#report")
    assert page.evaluate("document.activeElement.id") == "files"
    assert choose(page, papers / "correct.pdf")["papers"][0]["file"] == "correct.pdf"


def kept(page: Page) -> None:
    """Wait until the page has all that it is made of."""
    page.wait_for_selector("#offline", state="visible")


def test_nothing_leaves(page: Page, served: Served, papers: Path) -> None:
    kept(page)
    asked, seen = len(served.asked), []
    page.context.on("request", lambda request: seen.append(request.url))
    choose(page, papers / "correct.pdf", papers / "wrong.pdf")
    choose(page, papers / "wrong.pdf", stage="preprint", names="Nobody")
    assert served.asked[asked:] == []
    # Pictures and downloads are addresses too, of what the page itself holds.
    assert {url.partition(":")[0] for url in seen} <= {"blob", "data"}


def test_nothing_could_leave(browser: Browser, served: Served, tmp_path: Path) -> None:
    attempt = "url => fetch(url, { mode: 'no-cors' }).then(() => 'sent', () => 'kept')"
    with serving(tmp_path) as elsewhere:
        page = window(browser)
        page.goto(served.address)
        kept(page)
        [worker] = page.workers
        assert page.evaluate(attempt, elsewhere.address) == "kept"
        assert worker.evaluate(attempt, elsewhere.address) == "kept"
        assert worker.evaluate(attempt, served.address) == "sent"
        page.context.close()
        assert elsewhere.asked == []


def test_it_is_loaded_once_and_works_without_a_network_then(
    browser: Browser, page_folder: Path, papers: Path
) -> None:
    page = window(browser)
    with serving(page_folder) as served:
        page.goto(served.address)
        kept(page)
    # The server has gone.
    page.reload()
    assert choose(page, papers / "correct.pdf")["papers"][0]["failure"] is None
    page.context.close()
    files = [file.read_bytes() for file in page_folder.rglob("*") if file.is_file()]
    assert served.sent < 1.02 * sum(map(len, files))
    assert sum(len(zlib.compress(content)) for content in files) < 12_000_000


def test_everybody_can_use_it(browser: Browser, served: Served, papers: Path) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    with visiting(browser, served, bypass_csp=True) as page:
        page.click("summary")
        for files in ([], ["wrong.pdf"], ["wrong.pdf", "empty.pdf", "theory.pdf"]):
            if files:
                choose(page, *(papers / name for name in files))
            for scheme, width in itertools.product(("light", "dark"), (1100, 390)):
                page.emulate_media(color_scheme=scheme)
                page.set_viewport_size({"width": width, "height": 800})
                violations = axe.run(page).response["violations"]
                where = (files, scheme, width)
                assert violations == [], (where, [(one["id"], one["nodes"]) for one in violations])
                assert page.evaluate("document.documentElement.scrollWidth") == width, where


def test_the_keyboard_reaches_everything(page: Page, papers: Path) -> None:
    choose(page, papers / "wrong.pdf")
    page.click("h1")  # from here on
    reached = []
    for _ in range(9):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.id || document.activeElement.tagName"))
    assert reached[:5] == ["files", "stage", "SUMMARY", "html", "json"]
    assert "A" in reached  # a place in the report


def test_a_printed_page_is_its_report(page: Page, papers: Path) -> None:
    choose(page, papers / "wrong.pdf")
    page.emulate_media(media="print")
    try:
        assert page.is_visible("#report h2")
        for tool in ("#form", "#results", "#status", "body > footer"):
            assert page.is_hidden(tool), tool
    finally:
        page.emulate_media(media="screen")
