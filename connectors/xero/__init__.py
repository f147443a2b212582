"""Xero over its Accounting API: drafts, approved invoices and credit notes in an organisation's own books.

`config.py` is what the operator writes, `ledger.py` the role of `connectors/ledgers.py`; `documents.py` makes requests
of documents, `reading.py` documents of answers (`payloads.py`), `papers.py` those with their lines, whoever made them,
`listing.py` asks for lists of them page by page, `names.py` for what documents refer to, `created.py` makes a new
contact. `transport.py` lets Xero's own library build requests and sends them itself; `errors.py` says what its refusals
mean and what to do; `hooks.py` reads what Xero tells by itself.
"""
