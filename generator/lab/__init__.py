"""The Lab: a lesson's view changed and run again in the reader's browser, by the same runner."""
