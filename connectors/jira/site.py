"""What the configuration means at a site: which fields, which projects, and what is lacking; looked up once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from connectors.jira.api import Api
from connectors.jira.config import Config
from connectors.jira.fields import found
from connectors.jira.payloads import Project
from connectors.jira.records import Known

WARN_DAYS = 30


class Site:
    """One site as the configuration sees it."""

    def __init__(self, api: Api, config: Config) -> None:
        self._api, self._config = api, config
        self._known: Known | None = None

    @property
    def names_fields(self) -> bool:
        """Whether the configuration names any field."""
        return any(True for _ in self._meant())

    def known(self) -> Known:
        """What issues do not say themselves. Raises Refused for a field that there is not, or not once."""
        if self._known is None:
            self._api.me()
            known = Known(self._api.address(), self._config)
            names: dict[str, str] = {}
            for setting, written in self._meant():
                fields = found(self._api.fields(), written, setting)
                names |= {field.id: field.name for field in fields}
                if setting == "project_code_field":
                    known.code = tuple(field.id for field in fields)
                elif setting == "approval_field":
                    known.approval = tuple(field.id for field in fields)
            known.names = names
            self._known = known
        return self._known

    def _meant(self) -> Iterator[tuple[str, str]]:
        """What the configuration says of fields: each setting and what it names."""
        config = self._config
        if config.project_code_field:
            yield "project_code_field", config.project_code_field
        if config.approval_field:
            yield "approval_field", config.approval_field
        yield from (("fields", written) for written in config.fields)

    def limited(self, ids: Iterable[str]) -> list[str]:
        """Of some projects those that are configured, or all where none is; no archived ones as far as is known."""
        if not self._config.projects:
            return list(ids) if not self._api.knows_projects else self._not_archived(ids)
        limited = {project.id for project in self._api.projects() if self._is_configured(project)}
        return self._not_archived(own for own in ids if own in limited)

    def _not_archived(self, ids: Iterable[str]) -> list[str]:
        archived = {project.id for project in self._api.projects() if project.archived}
        return [own for own in ids if own not in archived]

    def sifted(self, ids: Iterable[str]) -> tuple[list[str], list[str]]:
        """Of some projects those with issues to be found, and those that are not shown; archived ones are neither."""
        shown = {project.id for project in self._api.projects()}
        kept = self._not_archived(ids)
        return [own for own in kept if own in shown], [own for own in kept if own not in shown]

    def _is_configured(self, project: Project) -> bool:
        return any(_named(project, name) for name in self._config.projects)

    def unseen(self) -> list[str]:
        """The configured projects that Jira does not show."""
        if not self._config.projects:
            return []
        shown = self._api.projects()
        return [name for name in self._config.projects if not any(_named(project, name) for project in shown)]

    def lacking(self) -> Iterator[str]:
        """What the token may not, or soon no longer, and what to do about it."""
        for name in self.unseen():
            yield (
                f"Jira does not show the project {name}: there is none, or the token's owner may not browse it. Give "
                "them the permission Browse projects there, or correct projects:."
            )
        ends, now = self._config.token_expires_on, self._api.told
        if ends and now and (ends - now.date()).days <= WARN_DAYS:
            when = "ends" if ends >= now.date() else "ended"
            yield (
                f"By token_expires_on: the token {when} on {ends.isoformat()}; make a new one, and write its own date "
                "there."
            )


def _named(project: Project, name: str) -> bool:
    """Whether a name is a project's id, its key, or a key that it had."""
    return name == project.id or name.upper() in project.keys
