"""Clockify. In the order of reading:

config.py      what the operator writes, and the layout of exports
payloads.py    what the API says
reading.py     a page of it, row by row where it must be
book.py        what ids stand for
records.py     what an entry and an expense are for us
references.py  what people, clients, projects, tasks and tags are
api.py         requests to its two hosts: paging, refusals, the workspace
reports.py     the reports of some days
counting.py    what their totals count
changes.py     what was touched since a moment
marking.py     marking entries as invoiced, where it is switched on
source.py      all of it as a time source
hooks.py       what it tells by itself, and asking for it
"""
