"""Jira Cloud: what the operator writes (config.py), what the API says (payloads.py), and asking it (source.py)."""
