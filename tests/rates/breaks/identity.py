"""Papers that tell who wrote them, on their pages."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rates.violation import Violation, both, end, last, linked, saying, set_to
from style.papers import AUTHORS

if TYPE_CHECKING:
    from rates.violation import Change

BY_HAND = (
    r"\begin{center}\textbf{Ada Quill, Bruno Marlow}\\Northfield University\\"
    r"\texttt{\{ada,bruno\}@northfield.edu}\end{center}"
)
TABULAR = (
    r"{\centering\begin{tabular}{cc}Ada Quill & Bruno Marlow\\ Northfield & Latticeworks"
    r"\end{tabular}\par}"
)


def in_abstract(text: str) -> Change:
    return lambda draft: replace(draft, abstract=f"{draft.abstract} {text}")


BLOCK = tuple(
    Violation("anonymous-authors", name, change, also=also)
    for name, change, also in (
        ("names by hand", set_to(authors=BY_HAND), ()),
        ("names below the style's", set_to(authors=AUTHORS + BY_HAND), ()),
        ("a table of names", set_to(authors=TABULAR), ()),
        ("one name", set_to(authors=r"\begin{center}Ada Quill\end{center}"), ()),
        (
            "printed as accepted",
            set_to(options="accepted"),
            ("notice", "line-numbers", "anonymous-metadata", "anonymous-text"),
        ),
        (
            "an affiliation in the note",
            set_to(
                notice=r"{\renewcommand\thefootnote{}\footnotetext{Northfield University, "
                r"Northfield, Canada. Correspondence to: Ada Quill.}}\printAffiliationsAndNotice{}"
            ),
            ("anonymous-text", "notice"),
        ),
    )
)
TEXT = (
    *(
        Violation("anonymous-text", name, change)
        for name, change in (
            ("a mail address", saying("Write to ada.quill@northfield.edu for the traces.")),
            ("a mail in a note", saying(r"Write\footnote{To quill@northfield.edu, please.} us.")),
            ("an ORCID", saying("The first author's ORCID is 0000-0003-1415-9269.")),
            ("a grant", saying("This work was supported by NSF grant CNS-1234567.")),
            (
                "a grant in a note",
                saying(r"Words.\footnote{This research was funded by the European Union.}"),
            ),
            (
                "thanks",
                saying("We thank our colleagues at Latticeworks for their comments."),
            ),
            (
                "a mail behind a link",
                linked(r"Write to \href{mailto:ada.quill@northfield.edu}{us} for the traces."),
            ),
        )
    ),
    *(
        Violation("anonymous-text", name, saying(text), authors=("Ada Quill",))
        for name, text in (
            ("a name that is known", "The tool was written by Ada Quill at Northfield."),
            (
                "a name in a caption",
                r"\begin{figure}[t]\rule{1in}{1in}\caption{By A. Quill.}"
                r"\end{figure}",
            ),
        )
    ),
)
LINKS = tuple(
    Violation("identifying-links", name, change)
    for name, change in (
        ("our code", linked(r"Our code is available at \url{https://github.com/quill/queue}.")),
        ("typed", saying("Our code is available at github.com/northfield-lab/placement.")),
        (
            "in a note",
            linked(r"We release all.\footnote{\url{https://github.com/quill/queue}} Of it."),
        ),
        ("a word", linked(r"The code is available \href{https://github.com/quill/queue}{here}.")),
        (
            "in the abstract",
            both(in_abstract(r"See \url{https://github.com/quill/queue}."), linked("")),
        ),
        (
            "a home page",
            linked(r"Our data can be found at \url{https://northfield-lab.github.io/queues}."),
        ),
        (
            "models",
            linked(r"We release our models at \url{https://huggingface.co/northfield/queue-7b}."),
        ),
    )
)
SELF = tuple(
    Violation("anonymous-text", f"own work, {name}", saying(text))
    for name, text in (
        ("our previous work", r"This extends our previous work \citep{work5}."),
        ("as we showed", r"As we showed in \citep{work5}, queues grow."),
        ("we previously showed", r"We previously showed that queues grow \citep{work6}."),
        ("our prior system", r"Our prior system Lattice \citep{work6} had no history."),
        ("our earlier paper", r"Queues grow.\footnote{See our earlier paper \citep{work6}.}"),
        ("in earlier work, we", r"In earlier work, we built a cache of that kind~\cite{work8}."),
    )
)
THANKS = tuple(
    Violation("acknowledgements", name, change, also=("anonymous-text",))
    for name, change in (
        ("a section", last(r"\section*{Acknowledgements} We thank all for the lent machines.")),
        ("a numbered section", last(r"\section{Acknowledgments} We thank Latticeworks.")),
        ("a paragraph", last(r"\paragraph{Acknowledgments.} We thank everybody.")),
        ("bold words", last(r"\textbf{Acknowledgements:} We thank everybody.")),
        ("a note", saying(r"Words.\footnote{Acknowledgements: we thank everybody.}")),
        ("behind the references", end(r"\section*{Acknowledgments} We thank all of them.")),
        ("funding", last(r"\section*{Funding} The work was paid for by NSF grant 1234567.")),
    )
)
VIOLATIONS = (*BLOCK, *TEXT, *LINKS, *SELF, *THANKS)
