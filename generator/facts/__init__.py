"""A trace, read: values, loops, nested changes, statements that repeat, and how two runs differ."""
