"""The project turned to another year: nothing of this one is left, and it works.

`nox -s next-year` runs all tests of the turned project; here are those that
show in a minute that they would.
"""

from __future__ import annotations

import fcntl
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pypdf
import pytest

from edition import RECORDED, recorded_style
from maintain import next_year
from maintain.edition import Edition, edition_of, turned_style
from maintain.release import page_texts
from mlsys_paper.errors import PaperError
from mlsys_paper.format import style_file

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.thorough

REPOSITORY = Path(__file__).resolve().parents[2]
STYLE = style_file().read_text(encoding="utf-8")
NOW = edition_of(STYLE)
NEXT = Edition(NOW.year + 1, NOW.ordinal + 1, "Trondheim, Norway")
ARGUMENTS = ["--year", str(NEXT.year), "--ordinal", str(NEXT.ordinal), "--place", NEXT.place]


@pytest.fixture(scope="session")
def turned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project for next year with its zip, made as the session makes it; once a session."""
    shared = tmp_path_factory.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        shared = shared.parent
    with (shared / "turned.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        folder = shared / "turned"
        if not folder.exists():
            assert next_year.main([*ARGUMENTS, "--into", str(folder)]) == 0
            share_cache(folder)
            done = run_in(folder, "maintain.release")
            assert done.returncode == 0, done.stderr
    return folder


def share_cache(folder: Path) -> None:
    """Let a project's tests find by content what those of this one have compiled."""
    cache = REPOSITORY / ".cache"
    cache.mkdir(exist_ok=True)
    (folder / cache.name).symlink_to(cache)


def run_in(folder: Path, module: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a module of a project as its nox session would."""
    return subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder / "scripts")},
        capture_output=True,
        text=True,
        check=False,
    )


def texts_of_zip(zipped: Path, scratch: Path) -> Iterator[tuple[str, str]]:
    """Name and text of each file; of the PDF what its pages print, and its metadata."""
    with zipfile.ZipFile(zipped) as opened:
        for name in opened.namelist():
            content = opened.read(name)
            if name.endswith(".pdf"):
                pdf = scratch / "guide.pdf"
                pdf.write_bytes(content)
                pages = "\n".join("".join(page) for page in page_texts(pdf))
                yield name, pages + str(pypdf.PdfReader(pdf).metadata)
            else:
                yield name, content.decode("utf-8")


def lines_of_edition(name: str, text: str, edition: Edition) -> list[str]:
    """Lines of a file that name an edition's year or number.

    A year may also be LaTeX's own: an edition has no say in what that can do since when.
    """
    said = re.compile(rf"{edition.year}|\b{edition.ordinal}{edition.suffix}\b")
    of_latex = re.compile(r"LaTeX\s+of\s+20\d\d", re.IGNORECASE)
    lines = of_latex.sub("", text).splitlines()
    return [line for line in lines if said.search(line) and not is_history(name, line)]


def is_history(name: str, line: str) -> bool:
    """Whether a line of the style says since when LaTeX or a package does something."""
    return name.endswith(".sty") and line.lstrip().startswith("%") and "mlsys" not in line.lower()


# What is written.


def test_the_zip_says_nothing_of_this_year(turned: Path, tmp_path: Path) -> None:
    zipped = turned / "dist" / f"{NEXT.name}style.zip"
    texts = dict(texts_of_zip(zipped, tmp_path))
    folder = f"{NEXT.name}style"
    assert {f"{folder}/{NEXT.name}.sty", f"{folder}/example_paper.pdf"} <= set(texts)
    for name, text in texts.items():
        assert lines_of_edition("", name, NOW) == []
        assert lines_of_edition(name, text, NOW) == [], name
    assert f"MLSys {NEXT.year}" in texts[f"{folder}/README.md"]
    guide = texts[f"{folder}/example_paper.pdf"]
    assert f"{NEXT.ordinal}{NEXT.suffix} MLSys" in guide
    assert f"MLSys {NEXT.year}" in guide


@pytest.mark.parametrize("year", [NOW.year, NOW.year + 1])
def test_years_of_latex_are_told_from_years_of_the_conference(year: int) -> None:
    edition = Edition(year, NOW.ordinal, NOW.place)
    facts = f"With LaTeX of {year} or later,\nand LaTeX\nof {year}"
    assert lines_of_edition("README.md", facts, edition) == []
    for slip in (f"MLSys {year}", f"style of {year}", f"the {NOW.ordinal}{NOW.suffix} MLSys"):
        assert lines_of_edition("README.md", f"{facts}\n{slip}", edition) == [slip]


def test_the_style_is_the_same_but_for_the_edition(turned: Path) -> None:
    text = (turned / f"{NEXT.name}style/{NEXT.name}.sty").read_text(encoding="utf-8")
    assert edition_of(text) == NEXT
    assert next_year.renamed(turned_style(text, NOW), NEXT, NOW) == STYLE
    changed = [
        line for line, old in zip(text.splitlines(), STYLE.splitlines(), strict=True) if line != old
    ]
    assert 4 <= len(changed) <= 8


def test_the_name_of_this_year_is_left_in_records_alone(turned: Path) -> None:
    allowed = (*next_year.RECORDS, next_year.CHANGES)
    left = [
        name
        for name in next_year.project_files(turned)
        if not name.startswith(allowed)
        and (
            NOW.name in name
            or re.search(rf"(mlsys|MLSys ){NOW.year}".encode(), (turned / name).read_bytes())
        )
    ]
    assert left == []


def test_every_file_is_there_with_its_permissions(turned: Path) -> None:
    names = {next_year.original(name, NEXT, NOW) for name in next_year.project_files(turned)}
    assert names - set(next_year.project_files(REPOSITORY)) == set()
    for name in (".ci/run", "scripts/bootstrap.sh", "tests/edition.py", "LICENSE"):
        assert (turned / name).stat().st_mode == (REPOSITORY / name).stat().st_mode


def test_the_change_log_begins_with_the_new_year(turned: Path) -> None:
    text = (turned / "CHANGELOG.md").read_text(encoding="utf-8")
    first, second = re.findall(r"^## \[(\d+)\.\d+\] - (\d+)-", text, re.MULTILINE)[:2]
    assert first == (str(NEXT.year),) * 2
    assert second == (str(NOW.year),) * 2
    assert f"the {NEXT.ordinal}{NEXT.suffix} conference ({NEXT.place})" in text


# It works.


def test_its_own_tests_pass(turned: Path) -> None:
    """Those of files and numbers; and its style sets the recorded pages and its own notice."""
    chosen = {
        "tests/test_format.py": "",
        "tests/test_repository.py": "layout or zip or versions or limit or installed or links",
        "tests/layouts/test_record.py": "",
        "tests/test_reference_layouts.py": "titlepage or body",
        "tests/features/test_layouts.py": "authors or half",
        "tests/style/test_modes.py": "its_notice or own_notice",
    }
    wanted = [
        f"({Path(path).name} and ({names}))" if names else Path(path).name
        for path, names in chosen.items()
    ]
    options = ("-q", "-rp", "-p", "no:cacheprovider", "-k", " or ".join(wanted))
    done = run_in(turned, "pytest", *options, *chosen)
    assert done.returncode == 0, done.stdout
    for path in chosen:
        assert f"PASSED {path}" in done.stdout


def test_recorded_pages_are_set_by_the_present_style() -> None:
    back = recorded_style()[f"{RECORDED.name}.sty"]
    assert edition_of(back) == RECORDED
    if RECORDED == NOW:
        assert back == style_file().read_text(encoding="utf-8")


# What it is asked for.


@pytest.mark.parametrize(
    ("number", "said"),
    [
        *((1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (12, "12th"), (13, "13th")),
        *((21, "21st"), (22, "22nd"), (103, "103rd"), (111, "111th")),
    ],
)
def test_ordinals_have_their_endings(number: int, said: str) -> None:
    assert f"{number}{Edition(2030, number, 'Oslo').suffix}" == said


@pytest.mark.parametrize(
    ("option", "value", "complaint"),
    [
        ("--year", "25", "no year of four digits"),
        ("--year", "twenty", "no year of four digits"),
        ("--year", "\u0662\u0660\u0662\u0665", "no year of four digits"),
        ("--year", str(NOW.year), "is the year of this checkout"),
        ("--ordinal", "0", "no number above 0"),
        ("--ordinal", "-8", "no number above 0"),
        ("--ordinal", "8th", "no number above 0"),
        ("--place", "  ", "the place is empty"),
        ("--place", r"A \& B", "can't print"),
        ("--place", "\u6771\u4eac", "can't print"),
    ],
)
def test_wrong_arguments_are_named_and_nothing_is_written(
    option: str, value: str, complaint: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = [*ARGUMENTS, "--into", str(tmp_path / "new"), f"{option}={value}"]
    assert next_year.main(arguments) == 2
    assert complaint in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_what_exists_is_not_overwritten(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert next_year.main([*ARGUMENTS, "--into", str(tmp_path)]) == 2
    assert "exists" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_the_folder_is_named_without_writing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert next_year.main([*ARGUMENTS, "--where"], root=tmp_path) == 0
    assert capsys.readouterr().out == f"{tmp_path}/build/{NEXT.name}\n"
    assert list(tmp_path.iterdir()) == []


def test_a_style_without_its_block_is_refused() -> None:
    with pytest.raises(PaperError, match="0 lines of the style"):
        turned_style(STYLE.replace(r"\newcommand\mlsys@ordinal{", r"\def\mlsys@ordinal{"), NEXT)
