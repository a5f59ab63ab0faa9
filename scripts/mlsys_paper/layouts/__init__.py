"""Where everything lies on the pages of a document: recorded as text, and compared."""
