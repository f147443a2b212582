"""Figures for Prometheus, made of the store at each scrape, so that every process tells the same."""

from __future__ import annotations

from collections.abc import Iterator

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from sync.figures import Figure, figures
from sync.serving import Serving
from sync.worker import StoreUnavailable

CONTENT_TYPE = CONTENT_TYPE_LATEST


def metrics_of(serving: Serving) -> bytes:
    """The exposition format of all figures; only that the store is away, where it is."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Collected(serving))
    return generate_latest(registry)


def metrics_without_store() -> bytes:
    """The same where the store does not answer in time."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Without())
    return generate_latest(registry)


class _Without:
    def collect(self) -> Iterator[Metric]:
        yield _up(0)


class _Collected:
    def __init__(self, serving: Serving) -> None:
        self._serving = serving

    def collect(self) -> Iterator[Metric]:
        try:
            found = figures(self._serving.worker)
        except StoreUnavailable:
            yield _up(0)
            return
        yield _up(1)
        yield from map(_metric, found)


def _up(value: int) -> GaugeMetricFamily:
    return _metric(Figure("tieout_store_up", "Whether the store answers.", (), (((), value),)))


def _metric(figure: Figure) -> GaugeMetricFamily:
    family = GaugeMetricFamily(figure.name, figure.what, labels=figure.labels)
    for labels, value in figure.values:
        family.add_metric(list(labels), value)
    return family
