"""Each feature looks as it was recorded, in each mode, line numbers and all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from edition import RECORDED, loading_recorded, recorded_style
from features.documents import DOCUMENTS, FILES
from golden import Keeper
from style.papers import MODES, pages
from style_numbers import larger, with_number

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import CompileTex
    from golden import GoldenLayout
    from mlsys_paper.tex.compile import CompiledDocument
    from texlive import TeX


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_feature_looks_as_recorded(
    name: str,
    mode: str,
    feature: Callable[[str, str], CompiledDocument],
    golden_layout: GoldenLayout,
) -> None:
    golden_layout(pages(feature(name, mode)), f"{name}-{mode}")


def test_half_a_point_before_sections_is_told_and_shown(
    feature: Callable[[str, str], CompiledDocument],
    compile_tex: CompileTex,
    tex: TeX,
    tmp_path: Path,
) -> None:
    files = recorded_style()
    style = f"{RECORDED.name}.sty"
    space = larger(files[style], "section.before", 0.5)
    files[style] = with_number(files[style], "section.before", space)
    source = loading_recorded(DOCUMENTS["acknowledgements"].replace("[MODE]", "[accepted]"))
    after = pages(compile_tex(source, FILES | files, max_runs=1))
    places = {"folder": tmp_path, "kept": tmp_path / "kept", "pictures": tmp_path / "shown"}
    # What is recorded is what the style makes: a change of it that waits to be accepted is none.
    Keeper(tex=tex, accept=True, **places).difference(
        pages(feature("acknowledgements", "accepted")), "paper"
    )
    found = Keeper(tex=tex, **places).difference(after, "paper")
    assert found is not None
    assert "section headings and everything below them are 0.50 bp lower" in found.headline
    [after_both] = [line for line in found.lines if "“AFTER” is" in line]
    assert after_both.endswith((" is 0.99 bp lower", " is 1.00 bp lower"))
    assert len(found.lines) < 16
    pictures = {path.name for path in (tmp_path / "shown" / "paper").iterdir()}
    assert pictures == {f"page-1-{kind}.png" for kind in ("before", "after", "overlay")}
