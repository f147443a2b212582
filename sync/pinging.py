"""After a proven run of the daemon the operator's watchman is told; nothing that goes wrong there hinders anything."""

from __future__ import annotations

import structlog

from connectors.errors import ConnectorError
from connectors.ping import ping
from connectors.references import Unresolved, resolve
from sync.worker import Worker


def tell_that_all_is_well(worker: Worker) -> None:
    """Asks the address of `ping:`, if there is one; a failure is only logged."""
    configuration = worker.configuration
    if configuration.main.ping is None:
        return
    try:
        ping(resolve(configuration.main.ping.url, worker.environment, configuration.folder), worker.timer)
    except (ConnectorError, Unresolved) as problem:
        structlog.get_logger().warning("ping_failed", why=str(problem))
