"""Lessons for learning management systems (LMS): their quizzes, and whole tracks."""
