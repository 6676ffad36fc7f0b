"""How far: the doubt of each row, what was left unread, and what a person should look at."""
