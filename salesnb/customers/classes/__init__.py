"""Classes A, B and C: weights, scores, chances, boundaries, moves, and whether it pays."""
