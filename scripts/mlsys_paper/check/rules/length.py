"""The page limit, and the appendix as an upload of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mlsys_paper.check.rule import Rule

RULES: tuple[Rule, ...] = ()
