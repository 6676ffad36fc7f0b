"""Two years of a notice → what changed between them."""
