"""Toggl Track. In the order of reading:

config.py      what the operator writes, and the layout of exports
payloads.py    what the API says
reading.py     a page of it, entry by entry where it must be
book.py        what ids stand for
records.py     what an entry is for us, and who is approved
references.py  what people, clients, projects, tasks and tags are
windows.py     which days a request asks for
signals.py     what refusals and quotas mean
api.py         requests: paging and quotas
source.py      all of it as a time source
hooks.py       what it tells by itself, and asking for it
"""
