"""Formats are unpacked once; what a paper becomes doesn't depend on it."""

from __future__ import annotations

import gzip
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from mlsys_paper.process import sandbox_program
from mlsys_paper.tex import compile as compiling
from mlsys_paper.tex.cache import Cache
from mlsys_paper.tex.compile import compile_document
from mlsys_paper.tex.formats import unpacked_format
from mlsys_paper.tex.installation import ENGINES, find_engine

if TYPE_CHECKING:
    from pathlib import Path

PAPER = r"\documentclass{article}\begin{document}\section{S}Hyphenation\end{document}"


def loads(engine: str) -> str:
    """A document whose log names the format that its engine would load."""
    lua = rf'\directlua{{texio.write_nl(kpse.find_file("{engine}.fmt", "fmt"))}}'
    return rf"\documentclass{{article}}\begin{{document}}{lua}x\end{{document}}"


@pytest.fixture
def sandbox() -> None:
    if sandbox_program() is None:
        pytest.skip("formats are unpacked for the sandbox alone, which can't be had here")


@pytest.mark.parametrize("engine", ENGINES)
def test_format_is_the_installations(engine: str, tmp_path: Path) -> None:
    found = find_engine(engine)
    assert found.format is not None
    folder = unpacked_format(found, Cache(tmp_path))
    assert (folder / f"{engine}.fmt").read_bytes() == gzip.decompress(found.format.read_bytes())


@pytest.mark.usefixtures("sandbox")
@pytest.mark.parametrize("engine", ENGINES)
def test_paper_is_the_same_with_either(
    engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    unpacked = compile_document(text=PAPER, engine=engine, cache=tmp_path / "unpacked")
    monkeypatch.setattr(compiling, "unpacked_format", lambda *_: None)
    packed = compile_document(text=PAPER, engine=engine, cache=tmp_path / "packed")
    assert unpacked.pdf is not None
    assert packed.pdf is not None
    assert unpacked.pdf.read_bytes() == packed.pdf.read_bytes()
    assert unpacked.log_text == packed.log_text


@pytest.mark.usefixtures("sandbox")
def test_unpacked_format_is_the_one_that_is_loaded(tmp_path: Path) -> None:
    log = compile_document(text=loads("lualatex"), engine="lualatex", cache=tmp_path).log_text
    (folder,) = tmp_path.glob("format-*")
    assert str(folder / "lualatex.fmt") in log


@pytest.mark.parametrize("content", [b"not packed", gzip.compress(b"format" * 999)[:-20], None])
def test_format_that_cannot_be_unpacked_is_left_to_tex(
    content: bytes | None, tmp_path: Path
) -> None:
    format_file = tmp_path / "pdflatex.fmt"
    if content is not None:
        format_file.write_bytes(content)
    engine = replace(find_engine("pdflatex"), format=format_file, stamp="another")
    folder = unpacked_format(engine, Cache(tmp_path / "cache"))
    assert [path.name for path in folder.iterdir()] == ["result.json"]


@pytest.mark.usefixtures("sandbox")
def test_empty_folder_makes_tex_load_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compiling, "unpacked_format", lambda *_: tmp_path)
    done = compile_document(text=loads("lualatex"), engine="lualatex", cache=tmp_path / "cache")
    assert str(find_engine("lualatex").format) in done.log_text
    assert done.pdf is not None
