"""How much: what a clause says, the quantities in it, and which of them are promised."""
