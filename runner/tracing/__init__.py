"""From executed statements to steps."""
