"""What came in against the targets as they were issued, node by node, with what chance explains."""
