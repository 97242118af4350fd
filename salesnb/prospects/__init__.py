"""Where the next customers come from."""
