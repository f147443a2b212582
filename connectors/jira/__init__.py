"""Jira Cloud: what the operator writes (config.py), what the API says (payloads.py), asking it (source.py), and what it
tells by itself (hooks.py)."""
