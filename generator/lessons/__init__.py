"""The format that authors write: data, YAML reader, loader, checks, and a new lesson's files."""
