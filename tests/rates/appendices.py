"""What correct appendices hold, in one column or two: tables, displays and lists, page by page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rates.prose import heading, paragraph, sentence

if TYPE_CHECKING:
    import random

TABLE = r"""\begin{table}[h]
\caption{%s}
\centering%s
\begin{tabular}{lrrrrr}
\hline Setting & 1 & 2 & 4 & 8 & 16 \\ \hline
%s
\hline
\end{tabular}
\end{table}"""
DISPLAYS = (
    r"\[ \sum_{i=1}^{n} a_i x_i \le b \qquad\mbox{for all } n \in \mathbb{N}. \]",
    r"\begin{equation} f(x) = \int_0^1 g(x, t) \, dt + O(\log n) \end{equation}",
    r"\begin{eqnarray} a &=& b + c \\ &\le& d + e \\ &<& f \end{eqnarray}",
)


def appendix(chance: random.Random) -> tuple[str, ...]:
    """The text of an appendix: sections of one kind each, as authors write them."""
    parts = (_tables, _displays, _list, _paragraphs)
    begins = r"\onecolumn\appendix" if chance.random() < 0.6 else r"\appendix"
    made = [f"\\section{{{heading(chance)}}}\n{chance.choice(parts)(chance)}" for _ in range(3)]
    return (begins, *made[: chance.choice((1, 2, 3))])


def _tables(chance: random.Random) -> str:
    def row() -> str:
        cells = (f"{chance.uniform(1, 99):.1f}" for _ in range(5))
        return f"{chance.choice(('small', 'large', 'mixed'))} & {' & '.join(cells)} \\\\"

    def table() -> str:
        rows = "\n".join(row() for _ in range(chance.randint(3, 14)))
        return TABLE % (sentence(chance), chance.choice(("", r"\small", r"\footnotesize")), rows)

    return "\n\n".join([sentence(chance), *(table() for _ in range(chance.randint(1, 5)))])


def _displays(chance: random.Random) -> str:
    return "\n\n".join(
        f"{sentence(chance)}\n{chance.choice(DISPLAYS)}" for _ in range(chance.randint(3, 12))
    )


def _list(chance: random.Random) -> str:
    kind = chance.choice(("itemize", "enumerate"))
    items = (f"\\item {sentence(chance)}" for _ in range(chance.randint(4, 40)))
    return "\n".join([f"\\begin{{{kind}}}", *items, f"\\end{{{kind}}}"])


def _paragraphs(chance: random.Random) -> str:
    return "\n\n".join(paragraph(chance) for _ in range(chance.randint(1, 6)))
