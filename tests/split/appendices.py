"""Papers with appendices."""

from __future__ import annotations

from check.alone import paragraphs

PROOFS = rf"""\section{{Proofs}}\label{{proofs}}
As Section~\ref{{design}} says, by \citet{{quill-article}}, and in Appendix~\ref{{more}}.

{paragraphs(14)}
\subsection{{More of It}}\label{{more}}
\ParaA"""
APPENDIX = rf"\appendix{PROOFS}"
MAIN = rf"""\section{{Introduction}}
See Section~\ref{{design}}, Appendix~\ref{{proofs}} and \cite{{quill-article,ibarra-conf,many}}.

{paragraphs(7)}
\section{{Design}}\label{{design}}
{paragraphs(9)}"""
HYPERREF = r"\usepackage{hyperref}"
