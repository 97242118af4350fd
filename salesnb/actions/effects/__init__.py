"""Which action pays: effects of visits, aims and preparation, with honest ranges."""
