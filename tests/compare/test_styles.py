"""Either side is a folder with a style or a revision of the project; all else is explained."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from compare.sides import STYLE, older_folder
from mlsys_paper.compare.styles import find_style
from mlsys_paper.errors import PaperError

if TYPE_CHECKING:
    from pathlib import Path


def write(folder: Path, *names: str) -> str:
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        (folder / name).write_text(f"% {name}\n")
    return str(folder)


def test_a_folder_holds_a_style_and_its_bibliography_style() -> None:
    found = find_style(str(STYLE))
    assert (found.name, found.bst) == ("mlsys2024", "mlsys2024")
    assert sorted(found.files) == ["mlsys2024.bst", "mlsys2024.sty"]


def test_the_conferences_style_goes_before_others(tmp_path: Path) -> None:
    names = (
        "mlsys2021.sty",
        "mlsys2021.bst",
        "helper.sty",
        "fancyhdr.sty",
        "algorithm.sty",
        "guide.tex",
    )
    found = find_style(write(tmp_path, *names))
    assert (found.name, found.bst) == ("mlsys2021", "mlsys2021")
    assert sorted(found.files) == ["helper.sty", "mlsys2021.bst", "mlsys2021.sty"]


def test_any_pair_will_do(tmp_path: Path) -> None:
    found = find_style(write(tmp_path, "fancyhdr.sty", "draft.sty", "plain-draft.bst"))
    assert (found.name, found.bst) == ("draft", "plain-draft")
    assert find_style(write(tmp_path / "alone", "sysml2019.sty")).bst is None


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ((), "holds no style"),
        (("mlsys2024.bst",), "holds no style"),
        (("fancyhdr.sty",), "holds no style"),
        (("mlsys2023.sty", "mlsys2024.sty"), "several styles: mlsys2023.sty, mlsys2024.sty"),
        (("one.sty", "two.sty"), "several styles: one.sty, two.sty"),
    ],
)
def test_what_is_no_style_folder_is_explained(
    tmp_path: Path, names: tuple[str, ...], said: str
) -> None:
    with pytest.raises(PaperError, match=said):
        find_style(write(tmp_path, *names))


def test_what_is_neither_folder_nor_revision_is_explained(tmp_path: Path) -> None:
    (tmp_path / "file.sty").touch()
    with pytest.raises(PaperError, match="is no folder"):
        find_style(str(tmp_path / "file.sty"))
    for given in ("no-such-revision", "--output=x", ""):
        with pytest.raises(PaperError, match="no such revision"):
            find_style(given or "-")


def test_a_revision_gives_the_style_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def git(*arguments: str) -> str:
        who = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
        command = ["git", *who, *arguments]
        done = subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, text=True)
        return done.stdout.strip()

    git("init", "-q")
    git("commit", "-q", "--allow-empty", "-m", "nothing")
    for text in ("% first\n", "% second\n"):
        style = tmp_path / "mlsys2025style"
        style.mkdir(exist_ok=True)
        for name in ("mlsys2025.sty", "mlsys2025.bst", "README.md"):
            (style / name).write_text(text)
        (tmp_path / "other.sty").write_text(text)
        git("add", ".")
        git("commit", "-q", "-m", text)
    (tmp_path / "inside").mkdir()
    monkeypatch.chdir(tmp_path / "inside")
    for revision, text in (("HEAD", b"% second\n"), ("HEAD~1", b"% first\n")):
        found = find_style(revision)
        assert (found.label, found.name) == (revision, "mlsys2025")
        assert found.files == {"mlsys2025.sty": text, "mlsys2025.bst": text}
    with pytest.raises(PaperError, match="no such revision"):
        find_style(git("rev-parse", "HEAD~2"))


def test_styles_know_their_prefix_and_its_older_form(tmp_path: Path) -> None:
    assert find_style(str(STYLE)).knows("mlsys")
    assert find_style(str(STYLE)).knows("sysml")
    assert not find_style(write(tmp_path, "mlsys2020.sty")).knows("sysml")
    assert find_style(str(older_folder(tmp_path / "old", 2019))).name == "sysml2019"
