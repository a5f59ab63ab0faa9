"""The checkout's files are the same with git and without."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from maintain.files import ignored, project_files
from maintain.run_tests import state_of_everything

if TYPE_CHECKING:
    from pathlib import Path

IGNORE = (
    "# products\nbuild/\n*.log\n.cache/\n/paper/paper.pdf\n!tests/**/golden/**\n!tests/**/*.log\n"
)
KEPT = (
    ".gitignore",
    "a.tex",
    "tests/golden/x.log",
    "tests/a/golden/y.log",
    "other/paper/paper.pdf",
)
LEFT_OUT = ("a.log", "build/a.tex", "sub/build/a.tex", ".cache/x", "paper/paper.pdf")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name in (*KEPT, *LEFT_OUT):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name, encoding="utf-8")
    (tmp_path / ".gitignore").write_text(IGNORE, encoding="utf-8")
    return tmp_path


def test_without_git_the_files_are_those_that_are_not_ignored(project: Path) -> None:
    assert project_files(project) == sorted(KEPT)


@pytest.mark.skipif(not shutil.which("git"), reason="git is not installed")
def test_git_says_the_same(project: Path) -> None:
    def git(*arguments: str) -> None:
        subprocess.run(["git", *arguments], cwd=project, check=True, capture_output=True)

    without = project_files(project)
    git("init", "-q")
    assert project_files(project) == []
    assert project_files(project, new=True) == without
    git("add", ".")
    assert project_files(project) == without
    (project / "a.tex").unlink()
    assert "a.tex" not in project_files(project)


def test_a_git_that_fails_is_as_none(project: Path) -> None:
    (project / ".git").write_text("gitdir: nowhere\n", encoding="utf-8")
    assert project_files(project) == sorted(KEPT)


@pytest.mark.parametrize(
    ("name", "out"), [("a.log", True), ("x/a.log", True), ("build", False), ("build/", True)]
)
def test_a_folders_pattern_is_for_folders(name: str, *, out: bool) -> None:
    assert ignored(name, IGNORE.splitlines()) == out


def test_the_state_follows_the_files_without_git(project: Path) -> None:
    first = state_of_everything(project)
    assert state_of_everything(project) == first
    (project / "a.log").write_text("a product", encoding="utf-8")
    assert state_of_everything(project) == first
    (project / "a.tex").write_text("changed", encoding="utf-8")
    assert state_of_everything(project) != first
