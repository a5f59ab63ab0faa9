"""The HTML report: complete in one file, text stays text, and a browser shows it."""

from __future__ import annotations

import base64
import hashlib
import re
import shutil
import struct
import subprocess
import zlib
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from check.raw_pdf import raw_pdf
from mlsys_paper.check.batch import Outcome
from mlsys_paper.check.findings import Finding, PaperReport, Place
from mlsys_paper.pdf.model import Box
from mlsys_paper.pdf.pictures import Preview, previews
from mlsys_paper.reports import html
from reports.samples import BETTER, CLEAN, FAILED, MADE, OUT, WRONG, many

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
HOSTILE = "</style><script>document.title='owned'</script><img src=x onerror=alert(1)>\"'&amp;"
PREVIEW = Preview(3, b"\x89PNG-of-page-3", Box(0, 0, 612, 792))


class Page(HTMLParser):
    """What a page holds: tags with attributes, and the text of each."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "img"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.text += data

    def all(self, tag: str, **attributes: str) -> list[dict[str, str | None]]:
        """The tags of a name with these values among their attributes."""
        wanted = {name.rstrip("_"): value for name, value in attributes.items()}
        return [has for name, has in self.tags if name == tag and wanted.items() <= has.items()]


def page_of(*outcomes: Outcome | PaperReport) -> Page:
    made = [one if isinstance(one, Outcome) else Outcome(one) for one in outcomes]
    page = Page(html.render(made, MADE))
    assert page.open == []
    return page


def test_one_paper_is_a_section_with_its_findings() -> None:
    page = page_of(Outcome(WRONG, (PREVIEW,)))
    assert not page.all("table")
    assert len(page.all("section")) == 1
    for finding in WRONG.findings:
        assert finding.message in page.text
        assert finding.remedy in page.text
    assert "2 errors, 2 warnings, 1 rule could not be checked" in page.text
    assert "s/a.tex:7" in page.text
    assert "9.96 on 11.96 bp" in page.text


def test_places_are_marked_on_the_picture_of_their_page() -> None:
    page = page_of(Outcome(WRONG, (PREVIEW,)))
    [image] = page.all("img")
    data = (image["src"] or "").removeprefix("data:image/png;base64,")
    assert base64.b64decode(data) == PREVIEW.png
    assert image["alt"] == "Page 3 of wrong.pdf"
    [mark] = page.all("a", class_="mark error")
    assert mark["style"] == "left:8.99%;top:60.61%;width:40.03%;height:1.52%"
    assert mark["aria-label"] == f"2. margins: {OUT.message}"
    # Finding and mark lead to each other.
    assert page.all("li", id=(mark["href"] or "")[1:])
    assert page.all("a", href=f"#{mark['id']}")
    assert "Not pictured, to keep this file small: page 5." in page.text


def test_every_place_of_a_finding_is_marked() -> None:
    also = (Place(3, Box(310, 300, 540, 312)), Place(5, Box(55, 90, 299, 99)), Place(9))
    report = replace(WRONG, findings=(replace(OUT, also=also),))
    page = page_of(Outcome(report, (PREVIEW, replace(PREVIEW, number=5))))
    marks = page.all("a", class_="mark error")
    assert [mark["id"] for mark in marks] == [f"paper-1-mark-1{end}" for end in ("", "-1", "-2")]
    links = [has["href"] for has in page.all("a") if "-mark-" in (has["href"] or "")]
    assert links == [f"#{mark['id']}" for mark in marks]
    assert "page 9" in page.text


def test_several_papers_have_a_table_that_leads_to_their_sections() -> None:
    page = page_of(CLEAN, WRONG, FAILED, BETTER)
    links = [(has["href"] or "")[1:] for has in page.all("a") if "#paper" in (has["href"] or "")]
    assert links == [has["id"] for has in page.all("section")]
    assert len(page.all("th", scope="row")) == 4
    names = [name for name in re.findall(r"\w+\.pdf", page.text) if name]
    assert names[:4] == ["torn.pdf", "wrong.pdf", "better.pdf", "clean.pdf"]
    assert "it is encrypted" in page.text


def test_ids_are_unique_and_links_lead_somewhere() -> None:
    page = page_of(Outcome(WRONG, (PREVIEW,)), Outcome(BETTER, (PREVIEW,)), many(80))
    ids = [has["id"] for _, has in page.tags if "id" in has]
    assert len(ids) == len(set(ids))
    assert {(has["href"] or "")[1:] for has in page.all("a")} <= set(ids)
    assert "And 30 findings more of this rule." in page.text


def test_the_page_has_no_script_and_needs_nothing_from_elsewhere() -> None:
    text = html.render([Outcome(WRONG, (PREVIEW,))], MADE)
    page = Page(text)
    assert not page.all("script")
    assert not page.all("link")
    [policy] = [has for has in page.all("meta") if "http-equiv" in has]
    assert policy["http-equiv"] == "Content-Security-Policy"
    assert "default-src 'none'" in (policy["content"] or "")
    assert not re.search(r"(?:src|href)=\"(?!#|data:)|url\(|@import", text)


def test_the_table_s_own_script_is_the_only_one() -> None:
    text = html.render([Outcome(WRONG), Outcome(CLEAN)], MADE, {CLEAN.file: "mail/clean.html"})
    (script,) = re.findall(r"<script>(.*?)</script>", text, re.S)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in text
    assert 'href="mail/clean.html"' in text


def test_what_a_paper_says_is_text() -> None:
    finding = Finding("margins", "error", "call", HOSTILE, HOSTILE, 3, Box(0, 0, 9, 9))
    report = replace(WRONG, file=Path(HOSTILE), findings=(finding,), facts={"body_font": HOSTILE})
    failed = replace(report, failure=HOSTILE, remedy=HOSTILE)
    page = page_of(Outcome(report, (PREVIEW,)), failed)
    assert len(page.all("script")) == 1
    assert [
        has["src"] for has in page.all("img") if not (has["src"] or "").startswith("data:")
    ] == []
    assert page.text.count(HOSTILE) >= 6


def test_a_report_of_many_papers_has_fewer_pictures_of_each() -> None:
    assert html.pictures_for(1) == html.MOST_PICTURES
    for papers in (1, 5, 50, 200, 241, 5000):
        assert html.pictures_for(papers) * papers <= html.ALL_PICTURES


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The first browser that shows an empty page; a system's may be there and not start."""
    reasons = []
    for found in filter(None, map(shutil.which, BROWSERS)):
        page = tmp_path_factory.mktemp("browser") / "page.html"
        page.write_text("<title>It starts</title>", encoding="utf-8")
        try:
            if "It starts" in browse(found, page, "--dump-dom"):
                return found
            reasons.append(f"{found} shows nothing")
        except subprocess.TimeoutExpired:
            reasons.append(f"{found} does not end")
        except (OSError, subprocess.CalledProcessError) as error:
            lines = (getattr(error, "stderr", None) or str(error)).strip().splitlines()
            reasons.append(f"{found} does not start: {lines[-1] if lines else error}")
    pytest.skip("; ".join(reasons) or f"none of these is installed: {', '.join(BROWSERS)}")


def test_a_browser_shows_the_pages_with_their_marks(browser: str, tmp_path: Path) -> None:
    pdf = tmp_path / "paper.pdf"
    pdf.write_bytes(raw_pdf(b"0 g 306 0 306 792 re f"))  # the right half is black
    findings = (
        Finding("margins", "error", "call", HOSTILE, "Mend it.", 1, Box(100, 300, 250, 500)),
        Finding(
            "gutter", "warning", "call", "It is small.", "Mend it.", 1, Box(400, 300, 500, 500)
        ),
    )
    report = PaperReport(pdf, "submission", findings=findings)
    file = tmp_path / "report.html"
    made = html.render([Outcome(report, tuple(previews(pdf, [1])))], MADE)
    file.write_text(made, encoding="utf-8")

    (dom, light), (_, dark) = (shown(browser, file, scheme) for scheme in (1, 0))
    assert "<title>" in dom
    assert "owned" not in re.findall(r"<title>(.*?)</title>", dom)[0]
    assert "<script" not in dom

    assert light.count(b"\xff\xff\xff") > dark.count(b"\xff\xff\xff")
    assert light.startswith(b"\xff\xff\xff")
    assert not dark.startswith(b"\xff\xff\xff")
    for colours in (light, dark):
        # Frames in the colours of errors and warnings, on the paper and on its black half.
        assert colours.count(bytes((179, 20, 29))) > 200
        assert colours.count(bytes((138, 83, 0))) > 200
        assert colours.count(b"\0\0\0") > 20_000


def browse(browser: str, file: Path, *arguments: str) -> str:
    """Open a file in the browser, without a network; what it prints."""
    command = [
        browser,
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--hide-scrollbars",
        f"--user-data-dir={file.parent / 'profile'}",
        "--window-size=450,900",
        *arguments,
        file.as_uri(),
    ]
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=120, check=True, cwd=file.parent
    )
    return done.stdout


def shown(browser: str, file: Path, scheme: int) -> tuple[str, bytes]:
    """What a page has become in the browser, and its pixels in a colour scheme.

    A pixel has three bytes; rows are from the top.
    """
    picture = file.with_suffix(".png")
    colours = f"--blink-settings=preferredColorScheme={scheme}"
    dom = browse(browser, file, "--dump-dom", f"--screenshot={picture}", colours)
    return dom, pixels_of(picture.read_bytes())


def pixels_of(png: bytes) -> bytes:
    """Red, green and blue of each pixel of a PNG file with 8 bits a channel."""
    width, height, depth, kind = struct.unpack(">IIBB", png[16:26])
    assert depth == 8
    size = {2: 3, 6: 4}[kind]
    data, at = b"", 8
    while at < len(png):
        length = int.from_bytes(png[at : at + 4])
        if png[at + 4 : at + 8] == b"IDAT":
            data += png[at + 8 : at + 8 + length]
        at += length + 12
    raw, row = zlib.decompress(data), width * size
    above, rows = bytes(row), []
    for start in range(0, height * (row + 1), row + 1):
        line = bytearray(raw[start + 1 : start + 1 + row])
        unfilter(raw[start], line, above, size)
        above = bytes(line)
        rows.append(above)
    pixels = b"".join(rows)
    return b"".join(pixels[i : i + 3] for i in range(0, len(pixels), size))


def unfilter(filter_: int, line: bytearray, above: bytes, size: int) -> None:
    """Undo a PNG filter in place."""
    for i in range(len(line)):
        left = line[i - size] if i >= size else 0
        corner = above[i - size] if i >= size else 0
        match filter_:
            case 1:
                guess = left
            case 2:
                guess = above[i]
            case 3:
                guess = (left + above[i]) // 2
            case 4:
                distances = (abs(above[i] - corner), abs(left - corner))
                both = abs(left + above[i] - 2 * corner)
                guess = (
                    left
                    if distances[0] <= min(distances[1], both)
                    else above[i]
                    if distances[1] <= both
                    else corner
                )
            case _:
                return
        line[i] = (line[i] + guess) & 255
