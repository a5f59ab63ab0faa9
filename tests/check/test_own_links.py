"""Whose a link is follows from its place and from the sentence around it."""

from __future__ import annotations

import pytest

from mlsys_paper.check.own_links import URL, is_announced, leads_to_people, short


@pytest.mark.parametrize(
    "url",
    [
        "https://github.com/adaquill/placement",
        "http://www.github.com/northfield-lab",
        "https://adaquill.github.io",
        "https://huggingface.co/northfield/model-7b",
        "https://drive.google.com/drive/folders/1a2b3c",
        "https://cs.northfield.edu/~quill/placement",
        "https://people.northfield.edu/quill",
        "https://zenodo.org/record/123456",
        "gitlab.northfield.edu/systems/placement",
        "bitbucket.org/quill/placement",
    ],
)
def test_places_of_people(url: str) -> None:
    assert leads_to_people(url)
    assert URL.fullmatch(url) or "northfield.edu" in url


@pytest.mark.parametrize(
    "url",
    [
        "https://anonymous.4open.science/r/placement-1234",
        "https://github.com/anonymous-submission/placement",
        "https://github.com/anon1234/placement",
        "https://osf.io/abcde/?view_only=0123456789",
        "https://doi.org/10.1145/123456",
        "https://arxiv.org/abs/2301.00001",
        "https://figshare.com/s/0123456789",
        "https://pytorch.org/docs",
        "https://www.nvidia.com/en-us/data-center/h100",
        "https://github.com",
        "https://example.org/lattice",
        "https://mlsys.org",
    ],
)
def test_places_of_nobody(url: str) -> None:
    assert not leads_to_people(url)


def test_nobody_announces_an_anonymous_host() -> None:
    context = "Our code is publicly available at URL."
    assert is_announced("https://placement-lab.org", context)
    assert not is_announced("https://anonymous.4open.science/r/placement", context)


def test_links_are_told_apart_by_their_beginning() -> None:
    assert short("https://github.com/a/b/tree/main") == short("http://www.github.com/a/b.")
    assert short("https://github.com/a/b") != short("https://github.com/a/c")
