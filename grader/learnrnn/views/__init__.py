"""A Result, shown: in a terminal, as HTML, in a notebook."""
