"""The daemon's own web pages: whether it is well, figures of it, and where vendors deliver."""
