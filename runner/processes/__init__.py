"""Worker processes: the parent that starts them, the server that forks them, what bounds them."""
