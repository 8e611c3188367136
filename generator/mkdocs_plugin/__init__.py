"""The MkDocs adapter: the only place that knows MkDocs."""
