"""What claims a cited work as one's own, and what only sounds like it."""

from __future__ import annotations

import pytest

from mlsys_paper.check.self_reference import self_references


@pytest.mark.parametrize(
    "text",
    [
        "This extends our previous work [12].",
        "as in our earlier paper (Quill, 2021)",
        "In our previous work, we used queues.",
        "Our prior work (Quill et al., 2021; Marlow, 2020) showed this.",
        "our recent study of queues",
        "our previously published article",
        "our own prior work",
        "our own work on queues (Quill, 2021) showed",
        "we previously showed [3] that",
        "We have previously shown that queues grow (Quill, 2021).",
        "our prior system Foo (Quill, 2021)",
        "our prior system, Foo (Quill, 2021)",
        "our earlier scheduler (Quill & Marlow, 2021)",
        "our previous results [4, 5]",
        "our prior system Foo (van der Berg et al., 2020) had none",
        "as we showed in de la Cruz & Tan (2021)",
        "our earlier experiments (Quill, 2021) say",
        "as we showed in (Quill, 2021)",
        "as we showed in Quill et al. (2021)",
        "which we introduced in [7]",
        "In prior work, we proposed a scheduler",
        "In earlier work (Quill, 2021), we have shown that",
        "we recently proposed Foo (Quill, 2021)",
        "our paper (Quill, 2021) tells",
        "our work on queues was continued in our workshop paper [2]",
        "A preliminary version of this paper appeared at a workshop.",
        "an earlier version of this work",
        "was built by two of the authors (Quill and Marlow, 2021)",
        "we build on our previously proposed method (Quill, 2021)",
    ],
)
def test_claims(text: str) -> None:
    assert list(self_references(text))


@pytest.mark.parametrize(
    "text",
    [
        "as our previous section explains",
        "in our earlier experiments the queue was longer",
        "our prior (a Gaussian distribution) is broad",
        "our prior distribution over costs (Gelman, 2013) is broad",
        "our prior is a Gaussian (Gelman et al., 2013)",
        "we previously discussed in Section 3 how",
        "We previously defined the cost in Equation 4.",
        "our own work on the host, and not that of the device (Quill, 2021)",
        "previous work [3] showed",
        "prior work (Quill, 2021) has shown that our method",
        "Quill (2021) showed in earlier work",
        "their previous work [4]",
        "In prior work, queues were short (Quill, 2021).",
        "the authors of prior work [3]",
        "Unlike our approach, Quill (2021) measures",
        "our approach (built on Quill, 2021)",
        "our model (Table 2)",
        "we show in Section 4",
        "we report values in [0, 1]",
        "as we show in Figure 3 (2021 data)",
        "we present in Table 2 what Quill (2021) measured",
        "our work differs from earlier systems (Quill, 2021)",
        "Our work is related to prior work (Quill, 2021).",
        "In our work, we follow Quill (2021).",
        "not \u201cin our earlier work\u201d. An entry",
        'do not write "our previous work"',
        "We follow the usual practice (Quill, 2021).",
        "We use Foo (Quill, 2021) and recently released Bar (Marlow, 2020).",
        "We evaluate on the recently released dataset (Quill, 2021).",
        "the parameters that we found earlier (see Section 2)",
        "our preliminary results show",
        "Preliminary work. Under review by",
        "We proved this in the appendix (Lemma 2).",
        "we compare our recent requests with old requests",
        "we extend previous work (Anonymous, 2024)",
        "our concurrent requests",
        "our past decisions",
        "our own implementation of Foo (Quill, 2021)",
    ],
)
def test_no_claims(text: str) -> None:
    assert [match[0] for match in self_references(text)] == []
