"""Pictures of results: `kinds` to draw, `panel` for layers of one's own, `style` and `looks`."""
