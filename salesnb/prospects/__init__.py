"""Who might buy from us: where prospects come from, whom to call, what is built for years ahead."""
