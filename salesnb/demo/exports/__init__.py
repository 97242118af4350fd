"""How a company is written: folders, formats, what exports usually get wrong, large ones."""
