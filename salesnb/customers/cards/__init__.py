"""Customer cards: what is known of each customer, what is agreed with it, how its month went."""
