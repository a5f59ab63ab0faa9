"""All rules, in the order of the reports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mlsys_paper.check.rules import (
    anonymity,
    authors,
    captions,
    columns,
    compression,
    coverage,
    fonts,
    furniture,
    hidden_text,
    length,
    metadata,
    published,
    references,
    safety,
    sheet,
    sources,
    stage,
    template,
    typography,
)

if TYPE_CHECKING:
    from mlsys_paper.check.rule import Rule

RULES: tuple[Rule, ...] = (
    *coverage.RULES,
    *stage.RULES,
    *template.RULES,
    *sheet.RULES,
    *columns.RULES,
    *typography.RULES,
    *compression.RULES,
    *length.RULES,
    *references.RULES,
    *anonymity.RULES,
    *metadata.RULES,
    *furniture.RULES,
    *authors.RULES,
    *published.RULES,
    *fonts.RULES,
    *hidden_text.RULES,
    *safety.RULES,
    *captions.RULES,
    *sources.RULES,
)
"""Ids are unique; `mlsys-paper rules` prints them."""
