"""Did we do what we said, is it a trend, and what must be decided next?"""
