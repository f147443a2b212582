"""The benchmarks there are, in the order in which they run."""

from __future__ import annotations

from bench import (
    asked,
    asked_tasks,
    bills,
    changes,
    contracts,
    helps,
    hooks,
    imports,
    ledgers,
    links,
    postgres,
    pulls,
    replays,
    reruns,
    serves,
    unbilleds,
    woken,
)
from bench.steps import Benchmark, SetUp

BENCHMARKS: dict[str, Benchmark] = {
    each.name: each
    for each in (
        *(part.BENCHMARK for part in (imports, bills, contracts, replays, reruns, unbilleds, helps)),
        pulls.MONTH_PULLED,
        postgres.BENCHMARK,
        pulls.TEN_MONTHS_PULLED,
        changes.WARM,
        changes.COLD,
        links.BENCHMARK,
        *asked.BENCHMARKS,
        *asked_tasks.BENCHMARKS,
        *ledgers.BENCHMARKS,
        hooks.BENCHMARK,
        woken.BENCHMARK,
        serves.START,
        serves.IDLE,
    )
}


def set_ups(benchmark: Benchmark) -> list[SetUp]:
    """What has to be made for a benchmark, in order."""
    chain: list[SetUp] = []
    step: SetUp | None = benchmark.set_up
    while step:
        chain.insert(0, step)
        step = step.base
    return chain
