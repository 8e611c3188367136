"""What to run for a lesson: its scenarios, automatic experiments, and orders of its statements."""
