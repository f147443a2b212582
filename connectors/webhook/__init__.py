"""An outgoing webhook, signed: `config.py` is what the operator writes, `notifier.py` how a letter is posted.

`signing.py` is how it is signed.
"""
