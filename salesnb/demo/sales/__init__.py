"""Orders and what follows from them: what moves demand, invoices, money, sales passed on."""
