"""Settings of the process, from environment variables that begin with TIEOUT_."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Literal

from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Where the configuration is, how much is logged, and (for rehearsals only) what time the business clock shows."""

    model_config = SettingsConfigDict(env_prefix="TIEOUT_")

    config: Path = Path()
    log_level: Literal["debug", "info", "warning", "error"] = "warning"
    now: datetime | None = None
