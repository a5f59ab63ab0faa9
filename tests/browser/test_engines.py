"""The two engines behind the page reader: what the native one has, the browser's has too."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

import pytest

from maintain.web.build import CHECKOUT, PAGE
from mlsys_paper.pdf import browser, pdfium

if TYPE_CHECKING:
    from types import ModuleType


def offered(module: ModuleType) -> dict[str, Any]:
    """The public functions and classes that a module defines itself."""
    return {
        name: thing
        for name, thing in vars(module).items()
        if not name.startswith("_") and getattr(thing, "__module__", "") == module.__name__
    }


def test_both_engines_offer_the_same() -> None:
    assert set(offered(browser)) == set(offered(pdfium))
    assert len(offered(browser)) > 12


@pytest.mark.parametrize("name", offered(pdfium))
def test_both_are_called_alike(name: str) -> None:
    native, other = offered(pdfium)[name], offered(browser)[name]
    if not inspect.isclass(native):
        assert inspect.signature(native) == inspect.signature(other)
        return
    methods = {each for each in vars(native) if not each.startswith("_")}
    assert methods == {each for each in vars(other) if not each.startswith("_")}
    for method in methods:
        ours, theirs = getattr(native, method), getattr(other, method)
        assert inspect.signature(ours) == inspect.signature(theirs), method


def test_the_page_names_no_other_place() -> None:
    for file in (CHECKOUT / PAGE).iterdir():
        text = file.read_text(encoding="utf-8")
        assert "http:" not in text, file
        assert "https:" not in text, file
