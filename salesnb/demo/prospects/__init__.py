"""Where prospects come from: marketing, leads, the firms behind them, ties to us."""
