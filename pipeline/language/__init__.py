"""What the words of the genre mean, before any notice is looked at: signs, numerals, numbering, times, roles, names."""
