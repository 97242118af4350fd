"""What customers are able to carry, against what the last issued plan asks of them."""
