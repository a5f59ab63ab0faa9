"""What the LaTeX and BibTeX sources say beyond the PDF."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mlsys_paper.check.rules import source_format, source_spacing, source_style

if TYPE_CHECKING:
    from mlsys_paper.check.rule import Rule

RULES: tuple[Rule, ...] = (*source_style.RULES, *source_format.RULES, *source_spacing.RULES)
