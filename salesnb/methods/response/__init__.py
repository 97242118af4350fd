"""What spending brings: carry-over and saturation, fitted to a panel of regions and months."""
