"""Harvest. In the order of reading:

config.py      what the operator writes, and the layout of exports
payloads.py    what the API says
reading.py     a page of it, row by row where it must be
zones.py       Harvest's names of time zones
records.py     what an entry and an expense are for us
references.py  what people, clients, projects and tasks are
api.py         requests: paging, refusals, what is asked once
proof.py       what Harvest itself says a window holds
source.py      all of it as a time source
"""
