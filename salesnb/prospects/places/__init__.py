"""Where prospects are, who is like those we won, and which new type of user is emerging."""
