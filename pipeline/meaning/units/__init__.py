"""Who: the names printed, which unit each one is, and names that are misprinted."""
