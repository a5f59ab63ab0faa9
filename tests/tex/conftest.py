"""The harness alone: documents that don't use the style don't wait for it either."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import CompileTex


@pytest.fixture(scope="session")
def compile_tex(compile_tex: CompileTex) -> CompileTex:
    """As everywhere, without the style folder: a change of it compiles nothing anew."""
    return functools.partial(compile_tex, inputs=())
