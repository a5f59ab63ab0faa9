"""Does a paper meet the call for papers? From a PDF's pages and structure to findings."""
