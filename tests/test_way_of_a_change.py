"""A change of any number of the format can be walked to its end: accepted, the tests pass."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from maintain.next_year import project_files
from mlsys_paper.format import style_file
from style_numbers import larger, numbers, with_number

pytestmark = pytest.mark.thorough

ROOT = Path(__file__).resolve().parent.parent
STYLE = style_file().read_text(encoding="utf-8")
AFFECTED = ("tests/features", "tests/test_reference_layouts.py", "tests/test_format.py")
PAGE = frozenset(
    {
        *("paperwidth", "paperheight", "hoffset", "voffset", "oddsidemargin", "evensidemargin"),
        *("topmargin", "headheight", "headsep", "topskip", "textheight", "textwidth"),
        *("columnsep", "columnseprule", "footskip", "maxdepth"),
    }
)
GROUPS = {
    "page": [name for name in numbers(STYLE) if name in PAGE],
    # TeX has fonts in steps: LaTeX complains of sizes between them.
    "text": [name for name in numbers(STYLE) if name not in PAGE and not name.endswith(".size")],
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the project; what TeX made is shared."""
    for name in project_files(ROOT):
        target = tmp_path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes((ROOT / name).read_bytes())
    (tmp_path / ".cache").mkdir()
    (ROOT / ".cache" / "tex").mkdir(parents=True, exist_ok=True)
    (tmp_path / ".cache" / "tex").symlink_to(ROOT / ".cache" / "tex")
    return tmp_path


def outcome_of_tests(project: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Run the affected tests of a project."""
    places = os.pathsep.join(str(project / place) for place in ("scripts", "tests"))
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *AFFECTED, *options],
        cwd=project,
        env=os.environ | {"PYTHONPATH": places},
        capture_output=True,
        text=True,
        check=False,
    )


def change(project: Path, *names: str, points: float = 0.3) -> None:
    """Change numbers of a project's style a little."""
    style = project / style_file().relative_to(ROOT)
    text = style.read_text(encoding="utf-8")
    for name in names:
        text = with_number(text, name, changed(text, name, points))
    style.write_text(text, encoding="utf-8")


def changed(text: str, name: str, points: float) -> str:
    """Another value; the leading is made smaller, for which the head has room."""
    if name.endswith(".leading"):
        points = -points
    return larger(text, name, 1 if name == "pagelimit" else points)


@pytest.mark.parametrize("group", GROUPS)
def test_after_accepting_a_change_of_numbers_the_tests_pass(group: str, project: Path) -> None:
    assert len(GROUPS[group]) > 10
    change(project, *GROUPS[group])
    accepted = outcome_of_tests(project, "--accept", "--reference")
    assert accepted.returncode == 0, accepted.stdout
    assert "layouts recorded anew" in accepted.stdout
    assert "layouts of the published format recorded anew" in accepted.stdout
    assert "conference has decided it" in accepted.stdout
    after = outcome_of_tests(project)
    assert after.returncode == 0, after.stdout


def test_the_published_format_is_not_accepted_by_the_way(project: Path) -> None:
    change(project, "section.before", points=0.5)
    before = outcome_of_tests(project)
    assert before.returncode == 1
    assert "section headings and everything below them are 0.50 bp lower" in before.stdout
    accepted = outcome_of_tests(project, "--accept")
    assert accepted.returncode == 1
    assert "layouts of the published format not as recorded" in accepted.stdout
    reference = "tests/reference/layouts"
    for file in (ROOT / reference).iterdir():
        assert (project / reference / file.name).read_bytes() == file.read_bytes()
    style = project / style_file().relative_to(ROOT)
    style.write_text(STYLE, encoding="utf-8")
    assert outcome_of_tests(project, "--accept").returncode == 0
    for file in sorted((ROOT / "tests/golden/layouts").iterdir()):
        again = (project / "tests/golden/layouts" / file.name).read_bytes()
        assert again == file.read_bytes(), file.name
