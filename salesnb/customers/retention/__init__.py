"""Who is slipping away: each customer's own rhythm, the chance of an order, what is at stake."""
