"""Slack: `config.py` is what the operator writes, `notifier.py` how a letter becomes a message in a channel."""
