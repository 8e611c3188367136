"""What is said of a step, an exchange and a run, put together from what each aspect says."""
