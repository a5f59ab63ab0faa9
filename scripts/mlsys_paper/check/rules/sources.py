"""What the LaTeX and BibTeX sources tell beyond the PDF."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mlsys_paper.check.rules import (
    source_fonts,
    source_layout,
    source_references,
    source_spacing,
    source_style,
)

if TYPE_CHECKING:
    from mlsys_paper.check.rule import Rule

RULES: tuple[Rule, ...] = (
    *source_style.RULES,
    *source_layout.RULES,
    *source_spacing.RULES,
    *source_fonts.RULES,
    *source_references.RULES,
)
