"""TeX is found, and when it isn't, the message says what to install."""

from __future__ import annotations

import os
import platform
import shutil
from pathlib import Path

import pytest

from mlsys_paper.errors import PaperError
from mlsys_paper.sandbox.programs import sandbox_program
from mlsys_paper.tex import installation
from mlsys_paper.tex.installation import (
    Engine,
    find_engine,
    find_program,
    how_to_install,
    tex_roots,
)


@pytest.fixture
def system(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """A machine without TeX and without apt."""
    monkeypatch.setattr(shutil, "which", lambda _: None)
    monkeypatch.setattr(platform, "system", lambda: "Linux")
    return monkeypatch


def test_engine_says_its_version_and_stamp() -> None:
    engine = find_engine("pdflatex")
    assert engine.version.startswith("pdfTeX 3.")
    assert engine.stamp.startswith(engine.version)
    # The program, its format, and the lists of the trees: all were looked at.
    assert engine.stamp.removeprefix(engine.version).split().count("-") <= 1


def test_engines_differ() -> None:
    stamps = {find_engine(name).stamp for name in installation.ENGINES}
    assert len(stamps) == 3


@pytest.mark.parametrize(
    ("name", "package"),
    [
        ("pdflatex", "texlive-latex-extra"),
        ("xelatex", "texlive-xetex"),
        ("lualatex", "texlive-luatex"),
        ("biber", "biber"),
        ("bibtex", "texlive-latex-recommended"),
    ],
)
def test_debian_is_told_its_packages(system: pytest.MonkeyPatch, name: str, package: str) -> None:
    system.setattr(
        shutil, "which", lambda asked: "/usr/bin/apt-get" if asked == "apt-get" else None
    )
    with pytest.raises(PaperError, match=f"{name} is not installed") as caught:
        find_program(name)
    assert caught.value.remedy.startswith("Install it with: sudo apt-get install ")
    assert package in caught.value.remedy.split()


def test_others_are_told_where_to_get_tex(system: pytest.MonkeyPatch) -> None:
    assert "https://tug.org/texlive/" in how_to_install("pdflatex")
    system.setattr(platform, "system", lambda: "Darwin")
    assert "https://tug.org/mactex/" in how_to_install("pdflatex")


def test_tex_outside_the_system_is_found_with_its_trees(tmp_path: Path) -> None:
    root = tmp_path / "texlive"
    programs = root / "2024" / "bin" / "x86_64-linux"
    programs.mkdir(parents=True)
    program = programs / "pdflatex"
    program.write_text("")
    trees = (root / "2024", root / "texmf-local", root / "texmf-config")
    assert tex_roots(program) == (programs, *trees)
    links = tmp_path / "bin"
    links.mkdir()
    (links / "pdflatex").symlink_to(program)
    assert tex_roots(links / "pdflatex") == (links, *trees)
    assert tex_roots(Path("/usr/bin/env")) == ()


def fake_engine(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """Put a program called pdflatex first on the PATH."""
    folder.mkdir()
    program = folder / "pdflatex"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")


def test_engine_that_does_not_run_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_engine(tmp_path / "bin", monkeypatch, "exit 3")
    with pytest.raises(PaperError, match="is installed, but does not run"):
        find_engine.__wrapped__("pdflatex")


def test_engine_that_needs_more_than_the_sandbox_has_runs_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if sandbox_program() is None:
        pytest.skip("bubblewrap is not installed or not usable here")
    (tmp_path / "library").write_text("fakeTeX 1")
    fake_engine(tmp_path / "bin", monkeypatch, f"cat {tmp_path}/library")
    engine = find_engine.__wrapped__("pdflatex")
    assert (engine.version, engine.confined) == ("fakeTeX 1", False)
    assert find_engine("lualatex").confined


def test_packages_that_users_are_told_are_those_of_the_set_up() -> None:
    """One list for both: what the message names, the set-up installs."""
    listed = Path(__file__).parents[2] / "scripts" / "debian-packages.txt"
    known = {line for line in listed.read_text().splitlines() if line and line[0] != "#"}
    told = {*installation.LATEX_PACKAGES, *sum(installation.DEBIAN_PACKAGES.values(), ())}
    assert told <= known


@pytest.mark.parametrize(
    ("name", "version", "openin"),
    [
        ("lualatex", "This is LuaHBTeX, Version 1.15.0 (TeX Live 2022/Debian)", "p"),
        ("lualatex", "This is LuaHBTeX, Version 1.17.0 (TeX Live 2023)", "p"),
        ("lualatex", "This is LuaHBTeX, Version 1.18.0 (TeX Live 2025/dev/Debian)", "r"),
        ("lualatex", "This is LuaHBTeX, Version 2.0.1 (TeX Live 2030)", "r"),
        ("lualatex", "This is LuaHBTeX, Version 1.12.0 (TeX Live 2020/Debian)", "r"),
        ("xelatex", "XeTeX 3.14159265-2.6-0.999992 (TeX Live 2020/Debian)", "r"),
        ("xelatex", "XeTeX 3.141592653-2.6-0.999994 (TeX Live 2022/Debian)", "p"),
        ("pdflatex", "pdfTeX 3.14159265-2.6-1.40.21 (TeX Live 2020/Debian)", "p"),
        ("pdflatex", "pdfTeX 3.141592653-2.6-1.40.26 (TeX Live 2025/dev/Debian)", "p"),
    ],
)
def test_an_engine_that_holds_its_own_files_to_the_rule_may_open_them(
    name: str, version: str, openin: str
) -> None:
    assert Engine(name, Path("program"), version, (), "").openin == openin
