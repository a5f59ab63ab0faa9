"""What a reader sees on the pages: lines, columns, headings, floats and parts of a paper."""
