"""What a release's root folder is made of, and what is said when it can't be made."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from maintain.texlive import roots
from maintain.texlive.catalogue import RELEASES, release_of
from mlsys_paper.errors import PaperError

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path


def test_tex_is_what_the_one_list_of_packages_says() -> None:
    packages = roots.tex_packages()
    assert {"texlive-latex-base", "texlive-xetex", "fonts-texgyre", "lmodern"} <= set(packages)
    assert not {"biber", "texlive-bibtex-extra", "python3", "bubblewrap", "git"} & set(packages)


def test_an_unknown_year_is_refused_with_those_that_are_known() -> None:
    with pytest.raises(PaperError, match="2020, 2022, 2024, 2026"):
        release_of(2021)


def test_a_release_that_is_not_set_up_is_not_found(cache: Path) -> None:
    assert roots.find_root(RELEASES[0]) is None


def test_a_release_is_set_up_once(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    commands: list[list[str]] = []
    monkeypatch.setattr(roots, "require_tools", lambda: None)
    monkeypatch.setattr(roots, "administrate", lambda command: commands.append(command) or "")
    root = roots.set_up(RELEASES[0])
    assert root == roots.set_up(RELEASES[0]) == cache / "mlsys-texlive" / "bullseye" / "root"
    (command,) = commands
    assert command[:4] == ["unshare", "--mount", "--", "mmdebstrap"]
    assert roots.measured(RELEASES[0])[1] >= 0


def test_each_mirror_is_asked_before_a_release_is_given_up(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(roots, "require_tools", lambda: None)
    monkeypatch.setattr(
        roots, "administrate", lambda command: asked.append(command[-1]) or "E: no such suite"
    )
    with pytest.raises(PaperError, match=r"TeX Live 2020 .* can't be had: E: no such suite"):
        roots.set_up(RELEASES[0])
    assert tuple(asked) == roots.MIRRORS
    assert roots.find_root(RELEASES[0]) is None


def test_an_ordinary_user_is_told_what_root_has_to_do(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(PaperError, match="Only root"):
        roots.set_up(RELEASES[0])


def test_a_folder_with_something_mounted_below_it_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    half = tmp_path / "half"
    (half / "proc").mkdir(parents=True)
    mounts = tmp_path / "mounts"
    mounts.write_text(f"proc {half}/proc proc rw 0 0\n")
    monkeypatch.setattr(roots, "MOUNTS", mounts)
    with pytest.raises(PaperError, match="is mounted"):
        roots.remove(half)
    assert half.is_dir()
    mounts.write_text("proc /proc proc rw 0 0\n")
    roots.remove(half)
    assert not half.exists()
