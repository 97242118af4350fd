"""The quantiles that forecasts are kept with, and the range of them that pages show."""

QUANTILES = (0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975)
LOW, HIGH = 0.1, 0.9  # the ends of the range shown
AT_LOW, AT_HIGH = QUANTILES.index(LOW), QUANTILES.index(HIGH)
CONFIDENCE = HIGH - LOW
