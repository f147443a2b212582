"""pull-changes and pull-cold: 50 changed entries of a month that was pulled before, warm and from a new process.

The floor of the first is the same requests with httpx and orjson and a raw upsert of the rows; that of the second is a
Python that imports the same modules.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from bench.agency import MONTH
from bench.harvest import CHANGES, SCENES, connect, first_requests, what_changed
from bench.helps import whole_process
from bench.pulls import MONTH_PULLED, pages_of, pull_all, pulling, upsert
from bench.steps import NOW, Benchmark, SetUp, Step, raw_database, worker_in
from bench.vendor import Vendor
from mappings.pulled import PROVEN

_MODULES = "modules.txt"
_PROGRAM = "import sys; from cli.main import app; app(standalone_mode=False)"
_NAMED = """
import sys
from cli.main import main
try:
    main()
finally:
    names = [name for name, module in sys.modules.items() if name != "__main__" and getattr(module, "__spec__", None)]
    open(sys.argv.pop(), "w").write("\\n".join(names)) if False else None
"""


def _pull(folder: Path, rows: int) -> None:
    with Vendor(folder / "answers") as vendor, pulling(folder, vendor.base) as worker:
        assert pull_all(worker).counts.new == rows
'''
