"""Settings of the process, from environment variables that begin with TIEOUT_."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import AwareDatetime, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from config.problems import BadConfiguration, Problem

_REMEDIES = {
    "log_level": "is not a level; write debug, info, warning or error",
    "now": "is not a moment with its zone; write one such as 2026-11-03T06:00:00Z",
}


class Settings(BaseSettings):
    """Where the configuration is, how much is logged, and (for rehearsals only) what time the business clock shows."""

    model_config = SettingsConfigDict(env_prefix="TIEOUT_")

    config: Path = Path()
    log_level: Literal["debug", "info", "warning", "error"] = "warning"
    now: AwareDatetime | None = None

    def __init__(self) -> None:
        try:
            super().__init__()
        except ValidationError as refused:
            names = [str(error["loc"][0]) for error in refused.errors(include_url=False)]
            problems = [
                Problem(f"TIEOUT_{name.upper()}", 1, 1, "", _REMEDIES.get(name, "is not usable")) for name in names
            ]
            raise BadConfiguration(problems) from refused
