"""What single rules say of a document, whatever the others say."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from mlsys_paper.check.catalogue import RULES
from mlsys_paper.check.paper import read_paper
from mlsys_paper.check.run import apply

if TYPE_CHECKING:
    from conftest import CompileTex
    from mlsys_paper.check.findings import Finding, Stage

_read = functools.cache(read_paper)
_RULES = {rule.id: rule for rule in RULES}


def findings_of(
    compile_tex: CompileTex,
    document: str,
    *rules: str,
    stage: Stage = "submission",
    **settings: Any,
) -> list[Finding]:
    """The findings of the rules named."""
    compiled = compile_tex(document, **settings)
    assert compiled.pdf is not None, compiled.output[-3000:]
    paper = _read(compiled.pdf, stage)
    return [finding for name in rules for finding in apply(_RULES[name], paper)]


def paragraphs(count: int) -> str:
    """As many paragraphs of filler; twelve fill about a page."""
    return "\n\n".join(rf"\Para{'ABCDE'[i % 5]}" for i in range(count)) + "\n\n"
