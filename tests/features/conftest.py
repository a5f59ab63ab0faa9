"""What the tests of features share."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import pytest

from edition import loading_recorded, recorded_style
from features.documents import DOCUMENTS, FILES, SEVERAL_RUNS, WARNINGS
from style.papers import (
    MODES,
    OPTION,
    SETTLED,
    beside,
    complaints,
    left_by,
    left_in_mode,
    read_again,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import CompileTex
    from mlsys_paper.tex.compile import CompiledDocument


@pytest.fixture(scope="session")
def feature(compile_tex: CompileTex) -> Callable[[str, str], CompiledDocument]:
    """Compile the document of a feature in a mode.

    One that refers to something finds what another mode has left, so that one run does.
    """

    @functools.cache
    def feature(name: str, mode: str) -> CompiledDocument:
        source = DOCUMENTS[name].replace("[MODE]", f"[{OPTION[mode]}]" if OPTION[mode] else "")
        runs = SETTLED if name in SEVERAL_RUNS else 1
        files = FILES | recorded_style()
        if name in SEVERAL_RUNS and mode != MODES[0]:
            left = left_by(feature(name, MODES[0]), read_again(source))
            files = beside(files, left_in_mode(left, mode))
        compiled = compile_tex(loading_recorded(source), files, max_runs=runs)
        unforeseen = [
            said
            for said in complaints(compiled)
            if name not in WARNINGS or WARNINGS[name] not in said
        ]
        assert not unforeseen, unforeseen
        return compiled

    return feature
