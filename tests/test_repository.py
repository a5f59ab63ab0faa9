"""The repository as a whole: what is in it, and that its files agree with each other."""

from __future__ import annotations

import ast
import os
import re
import stat
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from maintain.files import project_files
from maintain.release import RELEASED_FILES
from mlsys_paper import cli

REPOSITORY = Path(__file__).resolve().parent.parent
ALLOWED_AT_THE_TOP = {
    "mlsys2024style",
    "example_paper",
    "scripts",
    "tests",
    "noxfile.py",
    "pyproject.toml",
    "README.md",
    "CHANGELOG.md",
    "LICENSE",
    "CONTRIBUTING.md",
    "CITATION.cff",
}
PRODUCT_SUFFIXES = {".aux", ".log", ".out", ".blg", ".fls", ".pyc", ".whl", ".zip", ".part"}
PRODUCT_FOLDERS = {"dist", "build", "__pycache__", ".nox", ".venv", ".cache"}


def text_of(name: str) -> str:
    return (REPOSITORY / name).read_text(encoding="utf-8")


FILES = project_files()
PROJECT = tomllib.loads(text_of("pyproject.toml"))["project"]
DOCUMENTS = [name for name in FILES if name.endswith(".md")]


def sessions() -> set[str]:
    """The names of the noxfile's sessions."""
    functions = ast.parse(text_of("noxfile.py")).body
    found = set()
    for node in functions:
        decorators = node.decorator_list if isinstance(node, ast.FunctionDef) else []
        for written in map(ast.unparse, decorators):
            if written.startswith("nox.session"):
                name = re.search(r"name='([\w-]+)'", written)
                found.add(name[1] if name else node.name)
    return found


def test_the_top_level_holds_just_what_it_should() -> None:
    at_the_top = {name.split("/")[0] for name in FILES}
    unexpected = {name for name in at_the_top if not name.startswith(".")} - ALLOWED_AT_THE_TOP
    assert unexpected == set()
    assert at_the_top >= ALLOWED_AT_THE_TOP


def test_no_product_is_under_version_control() -> None:
    products = [
        name
        for name in FILES
        if Path(name).suffix in PRODUCT_SUFFIXES or PRODUCT_FOLDERS & set(Path(name).parts[:-1])
        if "golden" not in Path(name).parts
    ]
    assert products == []


def test_nothing_refers_to_a_place_outside() -> None:
    # Somebody's home, or what lies beside the checkout. The checker's tests have
    # made-up homes: Jane's, and those of services.
    place = re.compile(
        rb"(?<![\w.~*-])/(?:work|root|home|Users)/(?!jane|runner|Shared)\w|\.\./shared"
    )
    found = [
        f"{name}: {match[0].decode()}"
        for name in FILES
        if name != "tests/test_repository.py"
        for match in place.finditer((REPOSITORY / name).read_bytes())
    ]
    assert found == []


def test_text_has_unix_line_ends() -> None:
    binary = {".png", ".pdf"}
    returns = [
        name
        for name in FILES
        if Path(name).suffix not in binary and b"\r\n" in (REPOSITORY / name).read_bytes()
    ]
    assert returns == []


def test_what_is_run_by_name_can_be_run() -> None:
    for name in (".ci/run", "scripts/bootstrap.sh"):
        assert text_of(name).startswith("#!")
    assert (REPOSITORY / ".ci/run").stat().st_mode & stat.S_IXUSR


@pytest.mark.parametrize("document", DOCUMENTS)
def test_commands_that_a_document_names_exist(
    document: str, capsys: pytest.CaptureFixture[str]
) -> None:
    text = text_of(document)
    assert set(re.findall(r"\bnox -s ([\w-]+)", text)) <= sessions()
    assert set(re.findall(r"bootstrap\.sh (\w+)", text)) <= {"build", "tests"}
    for command in set(re.findall(r"\bmlsys-paper ([a-z][a-z-]+)", text)):
        assert cli.main([command, "--help"]) == 0, capsys.readouterr().err


def test_the_readme_explains_every_session() -> None:
    named = set(re.findall(r"\bnox -s ([\w-]+)", text_of("README.md")))
    assert named == sessions()


@pytest.mark.parametrize("document", DOCUMENTS)
def test_links_of_a_document_lead_somewhere(document: str) -> None:
    folder = (REPOSITORY / document).parent
    targets = re.findall(r"\]\((?!https?:)([^)#]+)", text_of(document))
    assert [target for target in targets if not (folder / target).exists()] == []


def test_places_in_the_readme_exist() -> None:
    table = text_of("README.md").partition("## What is where")[2]
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith("|")]
    places = [place for row in rows for place in re.findall(r"`([^`]+)`", row)]
    assert len(places) > 8
    roots = [REPOSITORY, REPOSITORY / "scripts/mlsys_paper"]
    lost = [place for place in places if not any((root / place).exists() for root in roots)]
    assert lost == []


def test_versions_and_dates_agree() -> None:
    style = text_of("mlsys2024style/mlsys2024.sty")
    [year] = re.findall(r"^\\newcommand\\mlsys@year\{(\d+)\}", style, re.MULTILINE)
    [date] = re.findall(r"\\ProvidesPackage\{[^}]*\}\s*\[(\d+/\d\d/\d\d)", style)
    newest = re.search(
        r"^## \[([\d.]+)\] - (\d+-\d\d-\d\d)$", text_of("CHANGELOG.md"), re.MULTILINE
    )
    assert newest
    assert newest[1] == PROJECT["version"]
    assert newest[1].split(".")[0] == year
    assert newest[2] == date.replace("/", "-")


def test_the_page_limit_is_the_styles_everywhere() -> None:
    style = text_of("mlsys2024style/mlsys2024.sty")
    [limit] = re.findall(r"^\\newcommand\\mlsys@pagelimit\{(\d+)\}", style, re.MULTILINE)
    assert re.findall(r"up to (\d+) pages", text_of("mlsys2024style/README.md")) == [limit]


def test_the_licence_of_the_style_names_what_is_in_the_zip() -> None:
    terms = text_of("mlsys2024style/LICENSE")
    assert "LPPL Version 1.3c" in terms
    statement = terms.partition("-----")[0]
    assert [name for name in RELEASED_FILES if name != "LICENSE" and name not in statement] == []
    assert text_of("LICENSE").startswith("MIT License")
    assert [name for name in PROJECT["license-files"] if not (REPOSITORY / name).is_file()] == []


def test_the_readme_for_authors_names_every_file_of_the_zip() -> None:
    text = text_of("mlsys2024style/README.md")
    assert [
        name for name in RELEASED_FILES if name != "README.md" and f"`{name}`" not in text
    ] == []


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package as `pip install` lays it out, without its dependencies."""
    place = tmp_path_factory.mktemp("installed")
    built = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", place],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stderr
    [wheel] = place.glob("*.whl")
    with zipfile.ZipFile(wheel) as opened:
        opened.extractall(place / "site")
    return place / "site"


def test_the_installed_package_carries_the_style(installed: Path) -> None:
    for name in ("mlsys2024.sty", "mlsys2024.bst", "LICENSE"):
        carried = installed / "mlsys_paper/style_files" / name
        assert carried.read_bytes() == (REPOSITORY / "mlsys2024style" / name).read_bytes()


def run_installed(installed: Path, folder: Path, *arguments: str) -> str:
    """What the installed command prints, in a folder away from the checkout."""
    program = "import sys; from mlsys_paper.cli import entry_point; sys.exit(entry_point())"
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(installed)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_installed_command_runs_without_the_checkout(installed: Path, tmp_path: Path) -> None:
    assert "usage: " in run_installed(installed, tmp_path, "build", "--help")
    assert PROJECT["scripts"] == {"mlsys-paper": "mlsys_paper.cli:entry_point"}


def test_the_installed_command_makes_a_new_paper(installed: Path, tmp_path: Path) -> None:
    run_installed(installed, tmp_path, "new", "paper")
    made = {path.name for path in (tmp_path / "paper").iterdir()}
    assert made >= {"main.tex", "mlsys2024.sty", "mlsys2024.bst", "figures", ".gitignore"}
