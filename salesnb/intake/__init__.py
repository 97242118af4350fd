"""What came in, whether it can be trusted, and what is unmanaged."""
