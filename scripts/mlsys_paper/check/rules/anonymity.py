"""Double-blind review: nothing tells who wrote the paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mlsys_paper.check.rule import Rule

RULES: tuple[Rule, ...] = ()
