"""References are there, list all authors, and resolve."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mlsys_paper.check.rule import Rule

RULES: tuple[Rule, ...] = ()
