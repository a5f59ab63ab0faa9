"""Each feature looks as it was recorded, in each mode, line numbers and all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from edition import loading_recorded, recorded_style
from features.documents import DOCUMENTS, FILES
from golden import FOLDER, layout_problem
from mlsys_paper.page.compare import TOLERANCE
from style.papers import MODES, pages

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import CompileTex
    from golden import GoldenLayout
    from mlsys_paper.tex.compile import CompiledDocument


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_feature_looks_as_recorded(
    name: str,
    mode: str,
    feature: Callable[[str, str], CompiledDocument],
    golden_layout: GoldenLayout,
) -> None:
    golden_layout(pages(feature(name, mode)), f"{name}-{mode}")


def test_half_a_point_before_sections_is_told_with_page_line_and_picture(
    compile_tex: CompileTex, tmp_path: Path
) -> None:
    files = recorded_style()
    [name] = (name for name in files if name.endswith(".sty"))
    was, is_now = r"\mlsys@heading{section}      {1}{0.12in}", "{1}{0.12692in}"
    assert files[name].count(was) == 1
    files[name] = files[name].replace(was, was[:-8] + is_now[3:])
    source = loading_recorded(DOCUMENTS["acknowledgements"].replace("[MODE]", "[accepted]"))
    compiled = compile_tex(source, FILES | files, max_runs=1)
    recorded = FOLDER / "layouts" / "acknowledgements-accepted.txt"
    told = layout_problem(pages(compiled), recorded, tmp_path, TOLERANCE)
    assert 'page 1: "A' in told
    assert "0.50 bp too low" in told
    for kind in ("expected", "actual", "difference"):
        assert (tmp_path / f"page-1-{kind}.png").is_file()
