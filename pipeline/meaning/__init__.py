"""What the words found say: units, numbers, targets, and what a person should look at."""
