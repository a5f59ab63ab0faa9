"""The check as a page in a browser: its files, and what puts them together."""
