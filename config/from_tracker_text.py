"""A first contract as YAML with a comment wherever a person must check, and the list of what to look at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from shlex import quote

from config.from_tracker_names import block, comment, known_currency, number, readable, some
from config.from_tracker_people import Crew
from config.from_tracker_rates import Pricing, contract_rates, rate_lines
from config.starter import scalar
from connectors.sources import Reference

FEE, SHARED, COVERED, UNPRICED = "fixed fee", "shared code", "in another contract", "no rate"
"""Why a workstream stands in a contract as a comment only."""

TERMS = "net N | due on receipt | net N end of month | day N of next month"
_BUDGETS_IN_MONEY = ("project_cost", "task_fees")


@dataclass(frozen=True, slots=True)
class Stream:
    """The projects of one code. `is_new` says that the code is ours, `out` why it is a comment only."""

    code: str
    name: str
    is_billed: bool
    projects: tuple[Reference, ...]
    pricing: Pricing
    is_new: bool = False
    out: str = ""
    like: str = ""
    """The code of the client's only other workstream of the same name."""


@dataclass(frozen=True, slots=True)
class Client:
    """A client with what is billed to it in one currency; without a name, projects that have no client."""

    name: str
    currency: str
    projects: tuple[Reference, ...]
    archived: tuple[str, ...] = ()
    streams: tuple[Stream, ...] = ()
    id: str = ""

    @property
    def written(self) -> list[Stream]:
        """The workstreams that stand in the contract."""
        return [each for each in self.streams if not each.out]

    @property
    def billed(self) -> dict[str, Pricing]:
        """The rates of those that are billed by time, by code."""
        return {each.code: each.pricing for each in self.written if each.is_billed}

    @property
    def waits(self) -> str:
        """What must be written before anything reads this contract; else empty."""
        if not self.name:
            return "these projects have no client; write whose work it is, here or there, or ignore them in tieout.yaml"
        if self.currency and not known_currency(self.currency):
            return f"{self.currency!r} is no currency; write the ISO code that the client is billed in"
        if not self.written:
            return "no workstream can be written yet; its comments say what each one needs"
        if self.billed and not any(each.rules for each in self.billed.values()):
            return "nothing says what an hour costs; write the agreed rates"
        return ""


# ---- the file ----


def contract_file(client: Client, title: str, connector: str, crew: Crew) -> bytes:
    """One file of contracts/."""
    parts = [
        *_head(client, title),
        *_rates(client, title, crew),
        "\n# The code names the work: it stands in the tracker's code field, its project's name or a tag.\n",
        "workstreams:\n",
    ]
    for each in client.streams:
        parts += _stream(each, title, connector)
    if client.archived:
        what = "project is" if len(client.archived) == 1 else "projects are"
        left = f"{len(client.archived)} archived {what} left out: {some(client.archived)}."
        parts += ["\n", comment(f"{left} Time on them needs a workstream, too.")]
    return "".join(parts).encode()


def _head(client: Client, title: str) -> Iterator[str]:
    yield "# yaml-language-server: $schema=../.schema/contract.schema.json\n"
    yield comment(f"Written from what {title} knows, which is no contract: compare every line with what was agreed.")
    if client.waits:
        yield comment(f"THIS IS A DRAFT, which nothing reads: {client.waits}.")
        yield comment(f"Then rename it to {client.id}.yaml and run `tieout check`.")
    yield f"id: {client.id}    # never changes, whatever else does; the client's name may\n"
    yield f"client: {scalar(client.name)}\n" if client.name else "# client: WRITE WHOSE WORK THIS IS\n"
    if client.currency:
        yield f"currency: {scalar(client.currency)}    # from {title}; check\n"
    else:
        yield f"# currency: EUR    # {title} does not say it: the company's, unless you write another\n"
    yield f"terms: net 30    # not from {title}: check. {TERMS}\n"
    yield "# account_lead: lead@example.com\n# approver: pm@example.com\n"
    yield "# purchase_orders:\n#   - {number: PO-7781, until: 2026-12-31}\n"
    yield "# expenses: {markup: 10 %}    # without this key expenses are held\n"


def _rates(client: Client, title: str, crew: Crew) -> Iterator[str]:
    fixed = any(each.out == FEE for each in client.streams)
    lines = rate_lines(contract_rates(client.billed, crew, each_alone=fixed), title)
    without = {code: each for code, each in client.billed.items() if not each.rules}
    if client.billed:
        yield "\n# The rate with the most conditions wins. Two that tie are an exception, never a guess.\nrates:\n"
    yield from lines
    for code, each in without.items():
        why = each.unclear or f"{title} has none"
        yield comment(f"NO RATE for {code}: {why}. Its time is held until the agreed one stands here, such as", "  ")
        yield f"  # - {{workstream: {scalar(code)}, rate: AGREED RATE}}\n"
    for code, each in client.billed.items():
        if each.rules and each.unclear:
            yield comment(f"{code}: {each.unclear}. Their time is held until the agreed rates stand here.", "  ")
    names = [name for each in client.billed.values() for name in each.without]
    if names:
        who = some(dict.fromkeys(names))
        yield comment(f"No rate in {title} for {who}: their time is held where no rate above is theirs.", "  ")


def _stream(each: Stream, title: str, connector: str) -> Iterator[str]:
    for project in each.projects:
        yield comment(f"{title}: {readable(project.name, project.id)} ({project.id}){_facts(project.detail)}", "  ")
    if each.is_new:
        yield from (comment(line, "  ") for line in _why_new(each, title, connector))
    yield from (comment(line, "  ") for line in _why_out(each, title))
    billing = "time and materials" if each.is_billed else "non-billable"
    line = f"- {block(code=each.code, name=each.name, billing=billing)}"
    yield f"  # {line}\n" if each.out else f"  {line}\n"


def _why_new(each: Stream, title: str, connector: str) -> Iterator[str]:
    accept = f"tieout map accept {connector} {quote(each.projects[0].id)}"
    yield f"NEW CODE, because it has none in {title}, and its time is held until it has: put {each.code} into its code"
    yield f"field, name or tags there, or: {accept} {each.code} --why '…'"
    if each.like:
        yield f"{each.like} has the same name. If it is the same work, take this workstream out, and"
        yield f"{accept} {quote(each.like)} --why '…'"


def _why_out(each: Stream, title: str) -> Iterator[str]:
    if each.out == FEE:
        fee = next((number(project.detail["fee"]) for project in each.projects if project.detail.get("fee")), "")
        example = {"code": "M1", "workstream": each.code, "description": each.name, "amount": fee or "AMOUNT"}
        yield f"FIXED FEE{f' of {fee}' if fee else ''} in {title}: not billed by the hour. Take away the # below,"
        yield f"write `- {block(workstream=each.code, rate='0')}` under rates, and what falls due when:"
        yield f"milestones: [{block(**example, due='2026-12-31')}]"
    if each.out == SHARED:
        yield f"Projects of another client or currency have the code {each.code}, too, and it can be of one alone:"
        yield f"give each its own in {title}, write it here, and take away the #."
    if each.out == COVERED:
        yield f"Another contract has the code {each.code} already; if this is other work, give it a code of its own."
    if each.out == UNPRICED:
        why = each.pricing.unclear or f"{title} has no rate for it"
        yield f"NO RATE: {why}. Write the agreed one under `rates:`, and take away the #."


def _facts(detail: Mapping[str, object]) -> str:
    """Budget and dates of a project, which are not billed by."""
    said = []
    if detail.get("budget"):
        unit = "" if detail.get("budget_by") in _BUDGETS_IN_MONEY else " hours"
        said.append(f"budget {number(detail['budget'])}{unit}")
    if detail.get("budget_hours"):
        said.append(f"budget {number(detail['budget_hours'])} hours")
    if detail.get("cost_budget"):
        said.append(f"budget of costs {number(detail['cost_budget'])}")
    if said and detail.get("budget_is_monthly"):
        said.append("each month")
    said += [f"{word} {readable(detail[key])}" for key, word in _DATES.items() if detail.get(key)]
    return f"; {', '.join(said)}" if said else ""


_DATES = {"starts_on": "from", "ends_on": "until"}


# ---- what to look at ----


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What no file is about: projects that are archived, and clients without any project."""

    projects: tuple[str, ...]
    clients: tuple[str, ...]


def notes_of(clients: Sequence[Client], left: LeftOut, title: str, crew: Crew) -> Iterator[str]:
    """What a person has to look at, the most important first."""
    read = [each for each in clients if not each.waits]
    streams = [stream for each in read for stream in each.written]
    yield from _held(clients, streams, title)
    if any(each.billed for each in read):
        yield f"the rates are those of {title}: compare each contract with what was agreed, and its terms (net 30 here)"
    joined = [each.code for each in streams if len(each.projects) > 1]
    if joined:
        yield f"one workstream for several projects of the same code: {some(joined)}"
    nameless = [each.key for each in crew.people.values() if not each.email]
    if nameless:
        yield f"people without an e-mail in {title}: {some(nameless)}"
    archived = {"projects": left.projects, "people": crew.archived}
    for what, names in archived.items():
        if names:
            yield f"archived {what} are left out ({len(names)}), and time of theirs is held: {some(names)}"
    if left.clients:
        yield f"clients without a project are left out ({len(left.clients)}): {some(left.clients)}"


def _held(clients: Sequence[Client], streams: Sequence[Stream], title: str) -> Iterator[str]:
    """Whose time is held until a person has acted."""
    waiting = [each for each in clients if each.waits]
    for why in dict.fromkeys(each.waits for each in waiting):
        files = [f"contracts/{each.id}.yaml.draft" for each in waiting if each.waits == why]
        yield f"drafts that nothing reads yet ({some(files)}): {why}; then rename them to .yaml"
    new = [f"{readable(each.projects[0].name)} → {each.code}" for each in streams if each.is_new]
    if new:
        yield f"projects without a code in {title}, for which new codes stand in contracts/: {some(new)}"
    unpriced = [each.code for each in streams if each.is_billed and not each.pricing.rules]
    if unpriced:
        yield f"workstreams without a rate: {some(unpriced)}"
    unclear = [each.code for each in streams if each.is_billed and each.pricing.rules and each.pricing.unclear]
    if unclear:
        yield f"workstreams with rates that could not be written: {some(unclear)}"
    for out in (FEE, SHARED, COVERED, UNPRICED):
        codes = [each.code for client in clients if not client.waits for each in client.streams if each.out == out]
        if codes:
            yield f"projects that stand in contracts/ as comments ({out}): {some(dict.fromkeys(codes))}"
