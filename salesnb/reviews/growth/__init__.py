"""Growth of members against the noise of their months, verdicts on trends, key figures."""
