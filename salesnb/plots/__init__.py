"""Pictures of result frames: one module per area; style and citations in `style`."""
