"""Pages about the data: its URIs, its terms, its interfaces, and how to tell us of an error."""
