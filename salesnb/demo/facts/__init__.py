"""What is told of the market, of outlets, and of customers by others than their orders."""
