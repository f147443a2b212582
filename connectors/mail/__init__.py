"""E-mail over SMTP: `config.py` is what the operator writes, `notifier.py` how a letter is handed to the server."""
