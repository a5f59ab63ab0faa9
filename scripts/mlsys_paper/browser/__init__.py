"""The check in a browser: the same code under Pyodide, beside PDFium as WebAssembly."""
