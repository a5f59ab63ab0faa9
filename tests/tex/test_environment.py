"""Formats are unpacked once; what a paper becomes doesn't depend on it."""

from __future__ import annotations

import gzip
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from mlsys_paper.sandbox.programs import sandbox_program
from mlsys_paper.tex import compile as compiling
from mlsys_paper.tex.cache import Cache
from mlsys_paper.tex.environment import unpacked_format
from mlsys_paper.tex.installation import ENGINES, find_engine

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import CompileTex

PAPER = r"\documentclass{article}\begin{document}\section{S}Hyphenation\end{document}"
LOADS = r"""\documentclass{article}
\begin{document}
\directlua{texio.write_nl(kpse.find_file("lualatex.fmt", "fmt"))}x
\end{document}
"""
# A setting that changes nothing, so that the cache doesn't answer for another format.
ANOTHER = {"max_runs": 9}


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
    engine: str, compile_tex: CompileTex, monkeypatch: pytest.MonkeyPatch
) -> None:
    unpacked = compile_tex(PAPER, engine=engine)
    monkeypatch.setattr(compiling, "unpacked_format", lambda *_: None)
    packed = compile_tex(PAPER, engine=engine, **ANOTHER)
    assert unpacked.pdf is not None
    assert packed.pdf is not None
    assert unpacked.folder != packed.folder
    assert unpacked.pdf.read_bytes() == packed.pdf.read_bytes()
    assert unpacked.log_text == packed.log_text


@pytest.mark.usefixtures("sandbox")
def test_unpacked_format_is_the_one_that_is_loaded(compile_tex: CompileTex) -> None:
    log = compile_tex(LOADS, engine="lualatex").log_text
    assert re.search(r"/format-[0-9a-f]+/lualatex\.fmt", log)


@pytest.mark.parametrize(
    "content",
    [b"not packed", gzip.compress(b"format" * 999)[:-20], None],
    ids=["not packed", "cut off", "absent"],
)
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
    tmp_path: Path, compile_tex: CompileTex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compiling, "unpacked_format", lambda *_: tmp_path)
    done = compile_tex(LOADS, engine="lualatex", **ANOTHER)
    assert str(find_engine("lualatex").format) in done.log_text
    assert done.pdf is not None
