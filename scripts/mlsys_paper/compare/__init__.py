"""What a change of the style does to a folder of papers: both sides compiled, pages compared."""
