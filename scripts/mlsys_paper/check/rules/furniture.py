"""Notice, running head, line numbers, folios: what each stage's pages carry."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mlsys_paper.check.rule import Rule

RULES: tuple[Rule, ...] = ()
