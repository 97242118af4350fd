"""Statistical methods that several areas use; arrays and frames in, arrays and frames out."""
