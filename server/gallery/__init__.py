"""Pictures of what the data says as a whole, each with its table, its query and its numbers to take away."""
