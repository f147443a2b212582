"""QuickBooks Online over its accounting API v3: documents that are made there exactly once, and what becomes of them.

What the operator writes (config.py), what the API says (payloads.py), its faults and what to do (errors.py), its
requests (transport.py), a company's settings (settings.py), a document as bytes (documents.py, pure) with the words of
its lines (words.py), a customer or service as bytes (created.py), a row as a document (reading.py), or with its lines
(papers.py), what changed (changes.py), what it tells by itself (hooks.py), and all of it (ledger.py).
"""
