"""References that are missing, cut off or not found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rates.violation import Violation, both, preamble, saying, set_to

if TYPE_CHECKING:
    from rates.draft import Draft
    from rates.violation import Change

# Without a list, citations are not found either.
NO_LIST = ("unresolved", "page-limit")


def bib(change: str, entry: str = "") -> Change:
    """With `others` for all but the first author of some entries, or an entry more."""

    def changed(draft: Draft) -> Draft:
        text = str(draft.files["references.bib"])
        if change:
            entries = text.split("\n")
            cut = [
                _cut(line, change) if number % 4 == 0 else line
                for number, line in enumerate(entries)
            ]
            text = "\n".join(cut)
        return draft.with_file("references.bib", f"{text}\n{entry}").with_text(r"\nocite{*}")

    return changed


def _cut(entry: str, others: str) -> str:
    head, mark, rest = entry.partition("}, title=")
    return f"{head.split(' and ')[0]}{others}{mark}{rest}"


def bibliography(*entries: str) -> Change:
    """A list by hand in the place of BibTeX's."""
    items = "\n".join(f"\\bibitem[Quill(2020)]{{by{n}}} {text}" for n, text in enumerate(entries))
    return set_to(references=f"\\begin{{thebibliography}}{{9}}\n{items}\n\\end{{thebibliography}}")


WHOLE = "Tan, E. and Petrov, G. A reply. Journal of Replies, 2022."
PRESENT = tuple(
    Violation("references-present", name, change, also=NO_LIST)
    for name, change in (
        ("no list", set_to(references="")),
        ("an empty section", set_to(references=r"\section*{References}")),
        ("put off", set_to(references=r"\section*{References} Omitted for space.")),
        ("in the appendix", set_to(references=r"\section*{References} See the supplement.")),
        ("commented out", set_to(references="% \\bibliography{references}")),
    )
)
COMPLETE = tuple(
    Violation("complete-author-lists", name, change, also=also)
    for name, change, also in (
        ("and others", bib(" and others"), ()),
        (
            "et al. as a name",
            bib("", "@misc{cutoff, author={Quill, Ada and {et al.}}, title={Q}, year={2020}}"),
            (),
        ),
        (
            "by hand",
            bibliography(WHOLE, "Quill, A., Marlow, B., et al. Queues. 2020."),
            ("unresolved",),
        ),
        (
            "dots",
            bibliography(WHOLE, "Quill, A., Marlow, B., \\ldots, Zhang, L. Queues. 2020."),
            ("unresolved",),
        ),
        (
            "and 12 others",
            bibliography(WHOLE, "Quill, A., Marlow, B., and 12 others. Queues. 2020."),
            ("unresolved",),
        ),
        (
            "forenames first",
            bibliography(WHOLE, "Ada Quill, Bruno Marlow et al. Queues. 2020."),
            ("unresolved",),
        ),
    )
)
# The blank keeps the draft from putting a number there, as it does for what it hasn't drawn.
UNRESOLVED = tuple(
    Violation("unresolved", name, change)
    for name, change in (
        ("a section", saying(r"See Section~\ref {nowhere} for more.")),
        ("a citation", saying(r"As shown before \cite{nobody}.")),
        ("among others", saying(r"As shown before \citep{work1,nobody,work2}.")),
        ("in the text", saying(r"So \citet{nobody} shows that it holds.")),
        ("an equation", saying(r"By (\ref {nowhere}) it follows that it holds.")),
        (
            "a caption",
            saying(
                r"\begin{figure}[t]\rule{2in}{1in}\caption{As in Figure~\ref {no}.}\end{figure}"
            ),
        ),
        ("numbers", both(preamble(r"\setcitestyle{numbers,square}"), saying(r"So \cite{no}."))),
        ("typed", saying("It is shown in Figure ??, too.")),
        ("typed citation", saying("It was shown earlier [?], too.")),
    )
)
VIOLATIONS = (*PRESENT, *COMPLETE, *UNRESOLVED)
