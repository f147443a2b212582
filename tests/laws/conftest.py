"""How hard the laws are tried: the same examples every time in `make test`, fresh and many times more in `make proof`.

Only the proof looks for the smallest failing example: that takes minutes, and `make test` shall be quick to say no.
"""

from __future__ import annotations

import logging
import os

import pytest
import structlog
from hypothesis import HealthCheck, Phase, settings

CHECKS = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example)

settings.register_profile(
    "test",
    max_examples=4,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=CHECKS,
    phases=(Phase.explicit, Phase.generate),
)
settings.register_profile("proof", max_examples=100, deadline=None, print_blob=True, suppress_health_check=CHECKS)
settings.load_profile("proof" if os.environ.get("TIEOUT_PROOF") else "test")


@pytest.fixture(autouse=True)
def _quiet(_logs_as_they_were: None) -> None:
    """Thousands of made-up months have nothing to say."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
