"""Five heads of performance of each rep and region, their scorecard, efficiency against plan."""
