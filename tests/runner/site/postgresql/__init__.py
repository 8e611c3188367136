"""Tests of databases on a PostgreSQL server."""
