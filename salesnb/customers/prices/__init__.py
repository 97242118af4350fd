"""Are our prices kept, and do our goods stay where they are sold: corridor, leakage, diversion."""
