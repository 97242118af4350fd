"""What is built for the years ahead: brand, influence, market stages, needs and tenders."""
