"""Invented sentences, names and bibliographies for papers drawn at random."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random

_THINGS = (
    *("scheduler", "compiler", "parameter server", "cache", "tokenizer", "planner", "profiler"),
    *("replica", "checkpoint", "kernel", "batch", "pipeline stage", "shard", "embedding table"),
    *("operator", "all-reduce", "loader", "accelerator", "runtime", "gradient", "prefix tree"),
)
_QUALITIES = (
    *("throughput", "tail latency", "memory traffic", "accuracy", "utilisation", "energy"),
    *("goodput", "start-up time", "the hit rate", "communication volume", "perplexity"),
)
_WHERE = (
    *("on eight GPUs", "across racks", "under a bursty load", "in mixed precision", "at night"),
    *("on commodity servers", "in the common case", "with 4-bit weights", "for long prompts"),
)
_SENTENCES = (
    "The {a} hands each {b} over to the {c} as soon as {q} falls.",
    "We find that {q} depends on the {a} far more than on the {b} {w}.",
    "When a {a} is lost, the {b} is rebuilt from the last {c} within {n} seconds.",
    "Most of the time is spent in the {a}; the {b} waits for it {w}.",
    "Doubling the size of the {a} improves {q} by {n}\\% and costs nothing in {r}.",
    "This is supported by our measurements {w}, which show {q} rising from {m} to {n}.",
    "Neither the {a} nor the {b} has to know about the other, which keeps the interface small.",
    "A {a} that is read twice is kept; a {a} that is read once is dropped after the {b}.",
    "In Section~\\ref{{sec:{s}}} we return to the {a} and explain how the {b} bounds {q}.",
    "The server acknowledges each {a} before the {b} is sent, so that no {c} is lost.",
    "Our previous section left open how the {a} is chosen; the rule is to take the smallest.",
    (
        "Let $x_{{i}} \\in \\mathbb{{R}}^{{d}}$ be the {a} of step $i$, and $\\eta = 10^{{-{d}}}$ "
        "its rate."
    ),
    "Does a larger {a} help? Only where {q} is limited by the {b}, as the authors of "
    "\\citet{{{k}}} observe.",
    "The {a} follows \\citet{{{k}}}, who separate the {b} from the {c}.",
    "Earlier systems~\\cite{{{k},{l}}} treat the {a} as opaque and lose {q} {w}.",
    "With a cost of $\\mathcal{{O}}(n \\log n)$ per {a}, the {b} is never the bottleneck {w}.",
    "We set the window to {n}\\,ms, the batch to {m}, and leave the {a} at its default.",
    "The difference is small (less than {d}\\%) {w}, yet it persists over {n} runs.",
    "Quantisation of the {a}, e.g.\\ to INT{d}, changes {q} only slightly, cf.\\ \\citep{{{k}}}.",
    "Figure~\\ref{{fig:{s}}} and Table~\\ref{{tab:{s}}} give {q} for every {a} that we tried.",
)
_TITLE_STARTS = (
    *("Reference Counting", "Cost Model", "Design", "Implementation", "Scheduling", "Evaluation"),
    *("Related Work", "Limitations", "Discussion", "Background", "Acknowledgement Messages"),
    *("A Lower Bound", "Reference Implementation", "Motivation", "Results", "Notes on Recovery"),
)
_TITLES = (
    "{A} Without Tears: Fast {B} for Everyone",
    "A Study of {A}s in Large Clusters",
    "{A}-Aware {B} Placement",
    "Appendable {A}s: Revisiting the {B}",
    "What Is a {A} Worth? Measurements of {B}s in Production",
    "How to Train a {A} with \\textsc{{{B}s}}",
)
_FORENAMES = (
    *("Ada", "Jos{\\'e}", "Mei", 'Bj{\\"o}rn', "Ingrid", "Kwame", "Li", 'Zo{\\"e}', "{\\L}ukasz"),
    *("Anne-Marie", "Ravi", "Nguy{\\~e}n", "Olu", "S{\\o}ren", "Chiara", "D.", "J. R.", "Yu-Ting"),
)
_SURNAMES = (
    *("Quill", "Marlow", "{van der Berg}", 'M{\\"u}ller', "O'Neil", "Zhang", "Garc{\\'\\i}a"),
    *("{\\c C}elik", "Nov{\\'a}k", "Oyelaran-Smith", "de la Cruz", "Wang", "Li", "Kowalski"),
    *("{\\O}stergaard", 'Sch{\\"o}n', "Ng", "Petrov", "Fran{\\c c}ois", "Al-Sayed"),
)
KEYS = tuple(f"work{number}" for number in range(60))
SECTIONS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def sentence(chance: random.Random) -> str:
    """One sentence, perhaps with a citation or a reference."""
    a, b, c = chance.sample(_THINGS, 3)
    q, r = chance.sample(_QUALITIES, 2)
    k, cited = chance.sample(KEYS, 2)
    return chance.choice(_SENTENCES).format(
        a=a,
        b=b,
        c=c,
        q=q,
        r=r,
        k=k,
        l=cited,
        w=chance.choice(_WHERE),
        n=chance.randint(11, 99),
        m=chance.randint(2, 9),
        d=chance.randint(2, 8),
        s=chance.choice(SECTIONS[:4]),
    )


def paragraph(chance: random.Random) -> str:
    """Three to seven sentences."""
    return "\n".join(sentence(chance) for _ in range(chance.randint(3, 7)))


def heading(chance: random.Random) -> str:
    """Words for a heading, among them some that only look like those of other parts."""
    start = chance.choice(_TITLE_STARTS)
    return start if chance.random() < 0.6 else f"{start} of the {chance.choice(_THINGS).title()}"


def title(chance: random.Random) -> str:
    """A title."""
    a, b = chance.sample(_THINGS, 2)
    return chance.choice(_TITLES).format(A=a.title(), B=b.title())


def name(chance: random.Random) -> tuple[str, str]:
    """Forename and surname."""
    return chance.choice(_FORENAMES), chance.choice(_SURNAMES)


def bibliography(chance: random.Random) -> str:
    """A BibTeX file with an entry for each key."""
    return "\n".join(_entry(key, chance) for key in KEYS)


def _entry(key: str, chance: random.Random) -> str:
    count = chance.choice((1, 2, 2, 3, 3, 4, 5, 6, 8, 14, 30))
    authors = " and ".join(", ".join(reversed(name(chance))) for _ in range(count))
    if chance.random() < 0.06:
        authors = "{The " + chance.choice(_THINGS).title() + " Team}"
    heading_ = title(chance).replace("\\textsc", "")
    kind, fields = chance.choice(
        (
            ("article", "journal={Journal of Imaginary Systems}, volume={7}, pages={11--29}"),
            ("inproceedings", "booktitle={Proceedings of the 9th Imaginary Conference}"),
            ("misc", "eprint={2301.01234}, archivePrefix={arXiv}, primaryClass={cs.LG}"),
            ("misc", "howpublished={\\url{https://github.com/imaginary/runtime-of-all-things}}"),
            ("techreport", "institution={University of Southmere}, number={TR-2016-04}"),
            ("book", "publisher={Harbour Books}, address={Southmere}, edition={2nd}"),
            ("phdthesis", "school={Northfield University}"),
        )
    )
    extra = chance.choice(
        ("", "", ", doi={10.0000/example.77}", ", url={https://example.org/papers/long/name.html}")
    )
    year = chance.randint(1998, 2024)
    fields = f"author={{{authors}}}, title={{{heading_}}}, {fields}, year={year}{extra}"
    return f"@{kind}{{{key}, {fields}}}"
