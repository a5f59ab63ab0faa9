"""What the style costs TeX, and what the checker costs."""
