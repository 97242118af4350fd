"""From target to action: who goes where, on which day, to do what."""
