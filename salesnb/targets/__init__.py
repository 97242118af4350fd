"""Where sales and cash land, what we commit to, and how likely it is."""
