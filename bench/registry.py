"""The benchmarks there are, in the order in which they run.

The module of a benchmark is read when it is asked for: what the others need must not count towards its peak of memory.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module

from bench.steps import Benchmark, SetUp

_IN = {
    "import": "imports",
    "bill": "bills",
    "contracts": "contracts",
    "replay": "replays",
    "rerun": "reruns",
    "unbilled": "unbilleds",
    "help": "helps",
    "pull-sqlite": "pulls",
    "pull-postgres": "postgres",
    "pull-million": "pulls",
    "pull-changes": "changes",
    "pull-cold": "changes",
    "link-tasks": "links",
    **dict.fromkeys(("requests-harvest", "requests-toggl", "requests-clockify"), "asked"),
    **dict.fromkeys(("requests-jira", "requests-asana", "requests-jira-large", "requests-asana-large"), "asked_tasks"),
    **dict.fromkeys(("push-xero", "push-quickbooks"), "ledgers"),
    "webhook": "hooks",
    "webhook-to-store": "woken",
    "start": "serves",
    "idle": "serves",
}
"""Which module has which benchmark among its BENCHMARKS."""


class _Benchmarks(Mapping[str, Benchmark]):
    """All by their names."""

    def __getitem__(self, name: str) -> Benchmark:
        found: tuple[Benchmark, ...] = import_module(f"bench.{_IN[name]}").BENCHMARKS
        return next(each for each in found if each.name == name)

    def __iter__(self) -> Iterator[str]:
        return iter(_IN)

    def __len__(self) -> int:
        return len(_IN)


BENCHMARKS = _Benchmarks()


def set_ups(benchmark: Benchmark) -> list[SetUp]:
    """What has to be made for a benchmark, in order."""
    chain: list[SetUp] = []
    step: SetUp | None = benchmark.set_up
    while step:
        chain.insert(0, step)
        step = step.base
    return chain
