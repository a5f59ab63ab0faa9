"""Whose a link is follows from its place and from the sentence around it."""

from __future__ import annotations

import pytest

from mlsys_paper.check.own_links import URL, is_announced, is_claimed, leads_to_people, short


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
        "https://doi.org/10.5281/zenodo.123456",
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


@pytest.mark.parametrize(
    "context",
    [
        "Our code is available at URL.",
        "The code is publicly available at URL.",
        "Code is available at URL.",
        "Code: URL",
        "Source code and data can be found at URL.",
        "We release our system as open source MARK.",
        "We open-source Foo at URL.",
        "We make the traces available at URL.",
        "Our implementation builds on PyTorch and is available at URL.",
        "The artifact of this paper is at URL.",
        "See URL for the code.",
        "Project page: URL",
        "Our project page (URL) has videos.",
        "The numbers come from our group's dashboard at URL.",
        "We publish the scripts that produced every figure at URL.",
        "Foo is open-sourced at URL.",
        "Our code, which is available at URL, has 12 thousand lines.",
        "All code is available here.",
        "Code and data: here URL",
    ],
)
def test_claims(context: str) -> None:
    assert is_claimed(context)


@pytest.mark.parametrize(
    "context",
    [
        "URL",
        "We use Megatron-LM (URL) as a baseline.",
        "The source code of vLLM is available at URL.",
        "We build on llama.cpp MARK.",
        "We implement our system on top of PyTorch (URL).",
        "Our implementation is based on nanoGPT (URL).",
        "We use the official code, which is available at URL.",
        "Their code is available at URL.",
        "The data are released by Quill et al. at URL.",
        "Models are taken from URL.",
        "We compare with the public implementation at URL.",
        "The dataset was downloaded from URL.",
        "Our system outperforms vLLM, which is available at URL.",
        "We release our code, and we also evaluate Foo. MARK",
        "We adopt the model weights that Meta provides at URL.",
        "FlashAttention MARK fuses these operators.",
    ],
)
def test_no_claims(context: str) -> None:
    assert not is_claimed(context)


@pytest.mark.parametrize(
    "context",
    [
        "Our code is publicly available at URL.",
        "Our source code and traces can be found here: URL",
        "Our prototype is available MARK.",
        "We release our system at URL.",
        "We make our benchmark publicly available at URL.",
        "Project page: URL",
    ],
)
def test_announcements_count_on_any_host(context: str) -> None:
    assert is_announced("https://placement-lab.org", context)
    assert not is_announced("https://anonymous.4open.science/r/placement", context)


@pytest.mark.parametrize(
    "context",
    [
        "We share the view of the standard at URL.",
        "Our implementation uses the library that is available at URL.",
        "Our system is available in Python, which is described at URL.",
        "The data of the benchmark are available at URL.",
        "We release memory as described at URL.",
    ],
)
def test_no_announcements(context: str) -> None:
    assert not is_announced("https://pytorch.org", context)


def test_links_are_told_apart_by_their_beginning() -> None:
    assert short("https://github.com/a/b/tree/main") == short("http://www.github.com/a/b.")
    assert short("https://github.com/a/b") != short("https://github.com/a/c")
