"""Of what: the words a figure is of, in full and in parts, and the vocabulary they meet in."""
