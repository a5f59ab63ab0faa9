"""Divide a paper's PDF into main part and appendix: find the cut, copy the pages, look again."""
