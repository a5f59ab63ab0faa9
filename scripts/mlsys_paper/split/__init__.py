"""Split a paper's PDF: find the cut, write main part and appendix, look again."""
