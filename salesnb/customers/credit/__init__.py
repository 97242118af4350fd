"""What could be lost to credit: `risk.assess_credit` is the entry."""
