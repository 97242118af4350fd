"""What customers earn with our lines, how engaged they are, and what the next rebate would do."""
