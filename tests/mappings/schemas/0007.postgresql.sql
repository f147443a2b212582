BEGIN;

CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL, 
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);

-- Running upgrade  -> 0001

CREATE TABLE configuration (
    hash TEXT NOT NULL, 
    snapshot TEXT NOT NULL, 
    CONSTRAINT pk_configuration PRIMARY KEY (hash)
);

CREATE TABLE decision (
    id SERIAL NOT NULL, 
    kind TEXT NOT NULL, 
    subject TEXT NOT NULL, 
    detail TEXT, 
    decided_by TEXT NOT NULL, 
    decided_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    why TEXT NOT NULL, 
    undoes INTEGER, 
    CONSTRAINT pk_decision PRIMARY KEY (id), 
    CONSTRAINT fk_decision_undoes FOREIGN KEY(undoes) REFERENCES decision (id)
);

CREATE INDEX ix_decision_subject ON decision (subject);

CREATE TABLE identity (
    connector TEXT NOT NULL, 
    "user" TEXT NOT NULL, 
    person TEXT NOT NULL, 
    decided_by TEXT NOT NULL, 
    decided_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    why TEXT NOT NULL, 
    CONSTRAINT pk_identity PRIMARY KEY (connector, "user")
);

CREATE TABLE line (
    id TEXT NOT NULL, 
    draft TEXT NOT NULL, 
    revision INTEGER NOT NULL, 
    position INTEGER NOT NULL, 
    workstream TEXT NOT NULL, 
    description TEXT NOT NULL, 
    quantity BIGINT NOT NULL, 
    unit_price BIGINT NOT NULL, 
    amount_minor BIGINT NOT NULL, 
    currency TEXT NOT NULL, 
    seconds BIGINT NOT NULL, 
    rounded_seconds BIGINT NOT NULL, 
    service_from DATE NOT NULL, 
    service_to DATE NOT NULL, 
    tasks TEXT NOT NULL, 
    entries TEXT NOT NULL, 
    rate_rule TEXT NOT NULL, 
    rounding TEXT NOT NULL, 
    CONSTRAINT pk_line PRIMARY KEY (id, revision), 
    CONSTRAINT uq_line_draft_revision_position UNIQUE (draft, revision, position)
);

CREATE TABLE mapping (
    id SERIAL NOT NULL, 
    connector TEXT NOT NULL, 
    project TEXT NOT NULL, 
    code TEXT NOT NULL, 
    since DATE, 
    until DATE, 
    decided_by TEXT NOT NULL, 
    decided_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    why TEXT NOT NULL, 
    CONSTRAINT pk_mapping PRIMARY KEY (id), 
    CONSTRAINT uq_mapping_connector_project_since UNIQUE (connector, project, since)
);

CREATE TABLE run (
    id SERIAL NOT NULL, 
    kind TEXT NOT NULL, 
    due_at TIMESTAMP WITH TIME ZONE, 
    started_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    finished_at TIMESTAMP WITH TIME ZONE, 
    outcome TEXT DEFAULT 'unfinished' NOT NULL, 
    configuration TEXT, 
    detail TEXT, 
    CONSTRAINT pk_run PRIMARY KEY (id), 
    CONSTRAINT fk_run_configuration FOREIGN KEY(configuration) REFERENCES configuration (hash), 
    CONSTRAINT uq_run_kind_due_at UNIQUE (kind, due_at)
);

CREATE TABLE issue (
    id TEXT NOT NULL, 
    scope TEXT NOT NULL, 
    code TEXT NOT NULL, 
    entry TEXT DEFAULT '' NOT NULL, 
    client TEXT DEFAULT '' NOT NULL, 
    person TEXT DEFAULT '' NOT NULL, 
    day DATE, 
    month TEXT DEFAULT '' NOT NULL, 
    seconds BIGINT NOT NULL, 
    link TEXT DEFAULT '' NOT NULL, 
    subject TEXT DEFAULT '' NOT NULL, 
    facts TEXT NOT NULL, 
    first_run INTEGER NOT NULL, 
    resolved_run INTEGER, 
    CONSTRAINT pk_issue PRIMARY KEY (id), 
    CONSTRAINT fk_issue_first_run FOREIGN KEY(first_run) REFERENCES run (id), 
    CONSTRAINT fk_issue_resolved_run FOREIGN KEY(resolved_run) REFERENCES run (id)
);

CREATE INDEX ix_issue_scope ON issue (scope);

CREATE TABLE plan (
    id TEXT NOT NULL, 
    contract TEXT NOT NULL, 
    period TEXT NOT NULL, 
    revision INTEGER NOT NULL, 
    digest TEXT NOT NULL, 
    inputs BYTEA NOT NULL, 
    configuration TEXT NOT NULL, 
    run INTEGER NOT NULL, 
    CONSTRAINT pk_plan PRIMARY KEY (id), 
    CONSTRAINT fk_plan_configuration FOREIGN KEY(configuration) REFERENCES configuration (hash), 
    CONSTRAINT fk_plan_run FOREIGN KEY(run) REFERENCES run (id), 
    CONSTRAINT uq_plan_contract_period_revision UNIQUE (contract, period, revision)
);

CREATE TABLE rejected_row (
    connector TEXT NOT NULL, 
    content TEXT NOT NULL, 
    number INTEGER NOT NULL, 
    path TEXT NOT NULL, 
    file TEXT NOT NULL, 
    line INTEGER NOT NULL, 
    reason TEXT NOT NULL, 
    day DATE, 
    month TEXT NOT NULL, 
    seconds BIGINT NOT NULL, 
    run INTEGER NOT NULL, 
    CONSTRAINT pk_rejected_row PRIMARY KEY (connector, content, number), 
    CONSTRAINT fk_rejected_row_run FOREIGN KEY(run) REFERENCES run (id)
);

CREATE TABLE source_file (
    id SERIAL NOT NULL, 
    connector TEXT NOT NULL, 
    digest TEXT NOT NULL, 
    name TEXT NOT NULL, 
    kind TEXT NOT NULL, 
    zone TEXT NOT NULL, 
    entries INTEGER NOT NULL, 
    rejected INTEGER NOT NULL, 
    seconds BIGINT NOT NULL, 
    first_day DATE, 
    last_day DATE, 
    run INTEGER NOT NULL, 
    CONSTRAINT pk_source_file PRIMARY KEY (id), 
    CONSTRAINT fk_source_file_run FOREIGN KEY(run) REFERENCES run (id), 
    CONSTRAINT uq_source_file_connector_digest UNIQUE (connector, digest)
);

CREATE TABLE draft (
    id TEXT NOT NULL, 
    revision INTEGER NOT NULL, 
    plan TEXT NOT NULL, 
    status TEXT NOT NULL, 
    contract TEXT NOT NULL, 
    client TEXT NOT NULL, 
    period TEXT NOT NULL, 
    part TEXT NOT NULL, 
    currency TEXT NOT NULL, 
    total_minor BIGINT NOT NULL, 
    purchase_order TEXT DEFAULT '' NOT NULL, 
    terms TEXT DEFAULT '' NOT NULL, 
    invoice_date TEXT DEFAULT '' NOT NULL, 
    service_from DATE NOT NULL, 
    service_to DATE NOT NULL, 
    content_hash TEXT NOT NULL, 
    CONSTRAINT pk_draft PRIMARY KEY (id, revision), 
    CONSTRAINT fk_draft_plan FOREIGN KEY(plan) REFERENCES plan (id)
);

CREATE INDEX ix_draft_contract_period ON draft (contract, period);

CREATE TABLE entry (
    id TEXT NOT NULL, 
    version INTEGER NOT NULL, 
    connector TEXT NOT NULL, 
    present BOOLEAN NOT NULL, 
    day DATE NOT NULL, 
    seconds BIGINT NOT NULL, 
    person TEXT DEFAULT '' NOT NULL, 
    email TEXT DEFAULT '' NOT NULL, 
    client TEXT DEFAULT '' NOT NULL, 
    project TEXT DEFAULT '' NOT NULL, 
    project_code TEXT DEFAULT '' NOT NULL, 
    activity TEXT DEFAULT '' NOT NULL, 
    note TEXT DEFAULT '' NOT NULL, 
    tags TEXT NOT NULL, 
    started TIMESTAMP WITH TIME ZONE, 
    ended TIMESTAMP WITH TIME ZONE, 
    running BOOLEAN NOT NULL, 
    billable BOOLEAN, 
    approved BOOLEAN, 
    invoiced BOOLEAN, 
    rate BIGINT, 
    currency TEXT DEFAULT '' NOT NULL, 
    task_url TEXT DEFAULT '' NOT NULL, 
    clock_seconds BIGINT, 
    how TEXT NOT NULL, 
    file INTEGER, 
    line INTEGER, 
    run INTEGER NOT NULL, 
    CONSTRAINT pk_entry PRIMARY KEY (id), 
    CONSTRAINT fk_entry_file FOREIGN KEY(file) REFERENCES source_file (id), 
    CONSTRAINT fk_entry_run FOREIGN KEY(run) REFERENCES run (id)
);

CREATE INDEX ix_entry_connector_day ON entry (connector, day);

CREATE INDEX ix_entry_day ON entry (day);

CREATE TABLE allocation (
    entry TEXT NOT NULL, 
    number INTEGER NOT NULL, 
    version INTEGER NOT NULL, 
    portion INTEGER NOT NULL, 
    state TEXT NOT NULL, 
    line TEXT NOT NULL, 
    plan TEXT, 
    seconds BIGINT NOT NULL, 
    charged_seconds BIGINT NOT NULL, 
    minor BIGINT NOT NULL, 
    currency TEXT NOT NULL, 
    reverses INTEGER, 
    reason TEXT NOT NULL, 
    run INTEGER NOT NULL, 
    CONSTRAINT pk_allocation PRIMARY KEY (entry, number), 
    CONSTRAINT fk_allocation_entry FOREIGN KEY(entry) REFERENCES entry (id), 
    CONSTRAINT fk_allocation_plan FOREIGN KEY(plan) REFERENCES plan (id), 
    CONSTRAINT fk_allocation_run FOREIGN KEY(run) REFERENCES run (id), 
    CONSTRAINT uq_allocation_entry_reverses UNIQUE (entry, reverses)
);

CREATE TABLE entry_history (
    id TEXT NOT NULL, 
    version INTEGER NOT NULL, 
    present BOOLEAN NOT NULL, 
    day DATE NOT NULL, 
    seconds BIGINT NOT NULL, 
    person TEXT DEFAULT '' NOT NULL, 
    email TEXT DEFAULT '' NOT NULL, 
    client TEXT DEFAULT '' NOT NULL, 
    project TEXT DEFAULT '' NOT NULL, 
    project_code TEXT DEFAULT '' NOT NULL, 
    activity TEXT DEFAULT '' NOT NULL, 
    note TEXT DEFAULT '' NOT NULL, 
    tags TEXT NOT NULL, 
    started TIMESTAMP WITH TIME ZONE, 
    ended TIMESTAMP WITH TIME ZONE, 
    running BOOLEAN NOT NULL, 
    billable BOOLEAN, 
    approved BOOLEAN, 
    invoiced BOOLEAN, 
    rate BIGINT, 
    currency TEXT DEFAULT '' NOT NULL, 
    task_url TEXT DEFAULT '' NOT NULL, 
    clock_seconds BIGINT, 
    how TEXT NOT NULL, 
    file INTEGER, 
    line INTEGER, 
    run INTEGER NOT NULL, 
    CONSTRAINT pk_entry_history PRIMARY KEY (id, version), 
    CONSTRAINT fk_entry_history_file FOREIGN KEY(file) REFERENCES source_file (id), 
    CONSTRAINT fk_entry_history_id FOREIGN KEY(id) REFERENCES entry (id), 
    CONSTRAINT fk_entry_history_run FOREIGN KEY(run) REFERENCES run (id)
);

CREATE TABLE match (
    entry TEXT NOT NULL, 
    version INTEGER NOT NULL, 
    basis TEXT NOT NULL, 
    day DATE NOT NULL, 
    verdict TEXT NOT NULL, 
    verdict_reason TEXT NOT NULL, 
    code TEXT NOT NULL, 
    code_reason TEXT NOT NULL, 
    person TEXT NOT NULL, 
    person_reason TEXT NOT NULL, 
    contract TEXT NOT NULL, 
    tasks TEXT NOT NULL, 
    hold TEXT DEFAULT '' NOT NULL, 
    CONSTRAINT pk_match PRIMARY KEY (entry), 
    CONSTRAINT fk_match_entry FOREIGN KEY(entry) REFERENCES entry (id)
);

CREATE INDEX ix_match_contract_day ON match (contract, day);

CREATE TABLE placement (
    entry TEXT NOT NULL, 
    portion INTEGER NOT NULL, 
    number INTEGER NOT NULL, 
    version INTEGER NOT NULL, 
    state TEXT NOT NULL, 
    line TEXT NOT NULL, 
    plan TEXT, 
    seconds BIGINT NOT NULL, 
    charged_seconds BIGINT NOT NULL, 
    minor BIGINT NOT NULL, 
    currency TEXT NOT NULL, 
    reason TEXT NOT NULL, 
    CONSTRAINT pk_placement PRIMARY KEY (entry, portion), 
    CONSTRAINT fk_placement_entry FOREIGN KEY(entry) REFERENCES entry (id), 
    CONSTRAINT fk_placement_plan FOREIGN KEY(plan) REFERENCES plan (id)
);

CREATE INDEX ix_placement_line ON placement (line);

CREATE INDEX ix_placement_plan ON placement (plan);

CREATE TABLE source_ref (
    connector TEXT NOT NULL, 
    external_id TEXT NOT NULL, 
    entry TEXT NOT NULL, 
    CONSTRAINT pk_source_ref PRIMARY KEY (connector, external_id), 
    CONSTRAINT fk_source_ref_entry FOREIGN KEY(entry) REFERENCES entry (id)
);

CREATE INDEX ix_source_ref_entry ON source_ref (entry);

INSERT INTO alembic_version (version_num) VALUES ('0001') RETURNING alembic_version.version_num;

-- Running upgrade 0001 -> 0002

CREATE TABLE closing (
    id SERIAL NOT NULL, 
    contract TEXT NOT NULL, 
    period TEXT NOT NULL, 
    run INTEGER NOT NULL, 
    closed_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    closed_by TEXT NOT NULL, 
    why TEXT NOT NULL, 
    statement TEXT NOT NULL, 
    reopened_at TIMESTAMP WITH TIME ZONE, 
    reopened_by TEXT DEFAULT '' NOT NULL, 
    reopened_why TEXT DEFAULT '' NOT NULL, 
    CONSTRAINT pk_closing PRIMARY KEY (id)
);

CREATE INDEX ix_closing_contract_period ON closing (contract, period);

CREATE TABLE due (
    kind TEXT NOT NULL, 
    name TEXT NOT NULL, 
    period TEXT NOT NULL, 
    marks INTEGER NOT NULL, 
    CONSTRAINT pk_due PRIMARY KEY (kind, name, period)
);

CREATE TABLE matched (
    id SERIAL NOT NULL, 
    basis TEXT NOT NULL, 
    run INTEGER NOT NULL, 
    CONSTRAINT pk_matched PRIMARY KEY (id)
);

CREATE TABLE numbering (
    books TEXT NOT NULL, 
    prefix TEXT NOT NULL, 
    next INTEGER NOT NULL, 
    CONSTRAINT pk_numbering PRIMARY KEY (books, prefix)
);

CREATE TABLE unit (
    contract TEXT NOT NULL, 
    period TEXT NOT NULL, 
    rules TEXT DEFAULT '' NOT NULL, 
    plan TEXT DEFAULT '' NOT NULL, 
    closed BOOLEAN DEFAULT false NOT NULL, 
    client TEXT DEFAULT '' NOT NULL, 
    currency TEXT DEFAULT '' NOT NULL, 
    unbilled_minor BIGINT DEFAULT '0' NOT NULL, 
    unpriced_seconds BIGINT DEFAULT '0' NOT NULL, 
    CONSTRAINT pk_unit PRIMARY KEY (contract, period)
);

CREATE TABLE push (
    id SERIAL NOT NULL, 
    key TEXT NOT NULL, 
    draft TEXT NOT NULL, 
    revision INTEGER NOT NULL, 
    action TEXT NOT NULL, 
    status TEXT NOT NULL, 
    books TEXT NOT NULL, 
    number TEXT DEFAULT '' NOT NULL, 
    issued DATE, 
    due DATE, 
    place TEXT NOT NULL, 
    body BYTEA NOT NULL, 
    fingerprint TEXT DEFAULT '' NOT NULL, 
    intended_run INTEGER NOT NULL, 
    confirmed_run INTEGER, 
    CONSTRAINT pk_push PRIMARY KEY (id), 
    CONSTRAINT fk_push_confirmed_run FOREIGN KEY(confirmed_run) REFERENCES run (id), 
    CONSTRAINT fk_push_intended_run FOREIGN KEY(intended_run) REFERENCES run (id), 
    CONSTRAINT uq_push_key UNIQUE (key)
);

CREATE INDEX ix_push_draft ON push (draft);

ALTER TABLE allocation DROP CONSTRAINT fk_allocation_entry;

ALTER TABLE decision ADD CONSTRAINT uq_decision_undoes UNIQUE (undoes);

ALTER TABLE draft ADD COLUMN bill_to TEXT DEFAULT '[]' NOT NULL;

ALTER TABLE draft ADD COLUMN looks TEXT DEFAULT '' NOT NULL;

ALTER TABLE entry ADD COLUMN kind TEXT DEFAULT 'time' NOT NULL;

ALTER TABLE entry ADD COLUMN cost_minor BIGINT;

ALTER TABLE entry ADD COLUMN receipt TEXT DEFAULT '' NOT NULL;

ALTER TABLE entry ADD COLUMN content TEXT DEFAULT '' NOT NULL;

CREATE INDEX ix_entry_run ON entry (run);

ALTER TABLE entry_history ADD COLUMN kind TEXT DEFAULT 'time' NOT NULL;

ALTER TABLE entry_history ADD COLUMN cost_minor BIGINT;

ALTER TABLE entry_history ADD COLUMN receipt TEXT DEFAULT '' NOT NULL;

ALTER TABLE line ADD COLUMN kind TEXT DEFAULT 'time' NOT NULL;

ALTER TABLE line ADD COLUMN posting TEXT DEFAULT '[]' NOT NULL;

ALTER TABLE line ADD COLUMN late TEXT DEFAULT '' NOT NULL;

ALTER TABLE match ADD COLUMN who TEXT DEFAULT '' NOT NULL;

ALTER TABLE match ADD COLUMN bill_in TEXT DEFAULT '' NOT NULL;

ALTER TABLE match ADD COLUMN moved TEXT DEFAULT '' NOT NULL;

ALTER TABLE match ADD COLUMN accepted TEXT DEFAULT '[]' NOT NULL;

DROP INDEX ix_match_contract_day;

CREATE INDEX ix_match_contract_bill_in ON match (contract, bill_in);

CREATE INDEX ix_match_who_day ON match (who, day);

ALTER TABLE placement ADD COLUMN settled BOOLEAN DEFAULT false NOT NULL;

ALTER TABLE placement DROP CONSTRAINT fk_placement_entry;

UPDATE issue SET scope = scope || ':' || person WHERE scope LIKE 'check:%%';

UPDATE alembic_version SET version_num='0002' WHERE alembic_version.version_num = '0001';

-- Running upgrade 0002 -> 0003

CREATE TABLE reference (
    connector TEXT NOT NULL, 
    kind TEXT NOT NULL, 
    external_id TEXT NOT NULL, 
    name TEXT NOT NULL, 
    code TEXT DEFAULT '' NOT NULL, 
    email TEXT DEFAULT '' NOT NULL, 
    parent TEXT DEFAULT '' NOT NULL, 
    archived BOOLEAN NOT NULL, 
    present BOOLEAN NOT NULL, 
    detail TEXT NOT NULL, 
    run INTEGER NOT NULL, 
    CONSTRAINT pk_reference PRIMARY KEY (connector, kind, external_id), 
    CONSTRAINT fk_reference_run FOREIGN KEY(run) REFERENCES run (id)
);

CREATE TABLE proof (
    connector TEXT NOT NULL, 
    kind TEXT NOT NULL, 
    period TEXT NOT NULL, 
    state TEXT NOT NULL, 
    entries INTEGER NOT NULL, 
    seconds BIGINT NOT NULL, 
    their_entries INTEGER, 
    their_seconds BIGINT, 
    reason TEXT DEFAULT '' NOT NULL, 
    listed_on DATE, 
    held BOOLEAN DEFAULT false NOT NULL, 
    run INTEGER NOT NULL, 
    CONSTRAINT pk_proof PRIMARY KEY (connector, kind, period), 
    CONSTRAINT fk_proof_run FOREIGN KEY(run) REFERENCES run (id)
);

CREATE TABLE watermark (
    connector TEXT NOT NULL, 
    kind TEXT NOT NULL, 
    at TIMESTAMP WITH TIME ZONE NOT NULL, 
    run INTEGER NOT NULL, 
    CONSTRAINT pk_watermark PRIMARY KEY (connector, kind), 
    CONSTRAINT fk_watermark_run FOREIGN KEY(run) REFERENCES run (id)
);

ALTER TABLE entry ADD COLUMN project_id TEXT DEFAULT '' NOT NULL;

ALTER TABLE entry ADD COLUMN person_id TEXT DEFAULT '' NOT NULL;

ALTER TABLE entry_history ADD COLUMN project_id TEXT DEFAULT '' NOT NULL;

ALTER TABLE entry_history ADD COLUMN person_id TEXT DEFAULT '' NOT NULL;

ALTER TABLE identity ADD COLUMN seen TEXT DEFAULT '{}' NOT NULL;

ALTER TABLE mapping ADD COLUMN seen TEXT DEFAULT '{}' NOT NULL;

UPDATE alembic_version SET version_num='0003' WHERE alembic_version.version_num = '0002';

-- Running upgrade 0003 -> 0004

ALTER TABLE proof ADD COLUMN zone TEXT DEFAULT '' NOT NULL;

CREATE TABLE task (
    ref TEXT NOT NULL, 
    key TEXT NOT NULL, 
    title TEXT NOT NULL, 
    url TEXT NOT NULL, 
    status TEXT NOT NULL, 
    stage TEXT NOT NULL, 
    project TEXT NOT NULL, 
    project_key TEXT DEFAULT '' NOT NULL, 
    kind TEXT DEFAULT '' NOT NULL, 
    parent TEXT DEFAULT '' NOT NULL, 
    parent_title TEXT DEFAULT '' NOT NULL, 
    grouped TEXT DEFAULT '' NOT NULL, 
    assignee TEXT DEFAULT '' NOT NULL, 
    approval TEXT DEFAULT '' NOT NULL, 
    code TEXT DEFAULT '' NOT NULL, 
    created_on DATE, 
    closed_at TIMESTAMP WITH TIME ZONE, 
    changed_at TIMESTAMP WITH TIME ZONE, 
    estimate_seconds BIGINT, 
    fields TEXT NOT NULL, 
    old_keys TEXT NOT NULL, 
    present BOOLEAN NOT NULL, 
    checked_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    run INTEGER NOT NULL, 
    CONSTRAINT pk_task PRIMARY KEY (ref), 
    CONSTRAINT fk_task_run FOREIGN KEY(run) REFERENCES run (id)
);

CREATE INDEX ix_task_project ON task (project);

CREATE TABLE task_name (
    name TEXT NOT NULL, 
    ref TEXT NOT NULL, 
    CONSTRAINT pk_task_name PRIMARY KEY (name, ref), 
    CONSTRAINT fk_task_name_ref FOREIGN KEY(ref) REFERENCES task (ref)
);

CREATE TABLE unfound (
    connector TEXT NOT NULL, 
    name TEXT NOT NULL, 
    why TEXT NOT NULL, 
    asked_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    CONSTRAINT pk_unfound PRIMARY KEY (connector, name)
);

CREATE TABLE task_project (
    ref TEXT NOT NULL, 
    key TEXT NOT NULL, 
    name TEXT NOT NULL, 
    archived BOOLEAN NOT NULL, 
    code TEXT DEFAULT '' NOT NULL, 
    url TEXT DEFAULT '' NOT NULL, 
    CONSTRAINT pk_task_project PRIMARY KEY (ref)
);

CREATE TABLE mention (
    entry TEXT NOT NULL, 
    name TEXT NOT NULL, 
    CONSTRAINT pk_mention PRIMARY KEY (entry, name), 
    CONSTRAINT fk_mention_entry FOREIGN KEY(entry) REFERENCES entry (id)
);

CREATE INDEX ix_mention_name ON mention (name);

CREATE TABLE evidence (
    id SERIAL NOT NULL, 
    subject TEXT NOT NULL, 
    condition TEXT NOT NULL, 
    ref TEXT NOT NULL, 
    what TEXT NOT NULL, 
    set_by TEXT DEFAULT '' NOT NULL, 
    set_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    found_run INTEGER NOT NULL, 
    gone_run INTEGER, 
    CONSTRAINT pk_evidence PRIMARY KEY (id), 
    CONSTRAINT fk_evidence_found_run FOREIGN KEY(found_run) REFERENCES run (id), 
    CONSTRAINT fk_evidence_gone_run FOREIGN KEY(gone_run) REFERENCES run (id)
);

CREATE INDEX ix_evidence_subject ON evidence (subject);

UPDATE alembic_version SET version_num='0004' WHERE alembic_version.version_num = '0003';

-- Running upgrade 0004 -> 0005

CREATE TABLE connection (
    name TEXT NOT NULL, 
    provider TEXT NOT NULL, 
    account TEXT DEFAULT '' NOT NULL, 
    company TEXT DEFAULT '' NOT NULL, 
    access_ends TIMESTAMP WITH TIME ZONE NOT NULL, 
    refresh_ends TIMESTAMP WITH TIME ZONE, 
    ends TIMESTAMP WITH TIME ZONE, 
    connected_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    renewed_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    renewing_at TIMESTAMP WITH TIME ZONE, 
    lapsed_at TIMESTAMP WITH TIME ZONE, 
    version INTEGER NOT NULL, 
    sealed BYTEA NOT NULL, 
    CONSTRAINT pk_connection PRIMARY KEY (name)
);

CREATE TABLE document (
    books TEXT NOT NULL, 
    kind TEXT NOT NULL, 
    id TEXT NOT NULL, 
    draft TEXT NOT NULL, 
    number TEXT DEFAULT '' NOT NULL, 
    stage TEXT NOT NULL, 
    currency TEXT NOT NULL, 
    net_minor BIGINT NOT NULL, 
    tax_minor BIGINT NOT NULL, 
    paid_minor BIGINT NOT NULL, 
    credited_minor BIGINT NOT NULL, 
    issued DATE, 
    due DATE, 
    paid_on DATE, 
    sent BOOLEAN NOT NULL, 
    url TEXT DEFAULT '' NOT NULL, 
    version TEXT DEFAULT '' NOT NULL, 
    ours TEXT DEFAULT '' NOT NULL, 
    changed_at TIMESTAMP WITH TIME ZONE, 
    seen_run INTEGER NOT NULL, 
    CONSTRAINT pk_document PRIMARY KEY (books, kind, id), 
    CONSTRAINT fk_document_seen_run FOREIGN KEY(seen_run) REFERENCES run (id)
);

CREATE TABLE followed (
    books TEXT NOT NULL, 
    until TIMESTAMP WITH TIME ZONE NOT NULL, 
    CONSTRAINT pk_followed PRIMARY KEY (books)
);

CREATE INDEX ix_document_draft ON document (draft);

UPDATE alembic_version SET version_num='0005' WHERE alembic_version.version_num = '0004';

-- Running upgrade 0005 -> 0006

CREATE TABLE audit (
    id SERIAL NOT NULL, 
    at TIMESTAMP WITH TIME ZONE NOT NULL, 
    who TEXT NOT NULL, 
    what TEXT NOT NULL, 
    subject TEXT DEFAULT '' NOT NULL, 
    detail TEXT, 
    CONSTRAINT pk_audit PRIMARY KEY (id)
);

CREATE INDEX ix_audit_at ON audit (at);

CREATE TABLE delivery (
    id SERIAL NOT NULL, 
    connector TEXT NOT NULL, 
    key TEXT NOT NULL, 
    received_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    hints TEXT NOT NULL, 
    done_at TIMESTAMP WITH TIME ZONE, 
    CONSTRAINT pk_delivery PRIMARY KEY (id), 
    CONSTRAINT uq_delivery_connector_key UNIQUE (connector, key)
);

CREATE INDEX ix_delivery_done_at ON delivery (done_at);

CREATE TABLE hook (
    id SERIAL NOT NULL, 
    connector TEXT NOT NULL, 
    place TEXT NOT NULL, 
    vendor_id TEXT DEFAULT '' NOT NULL, 
    topic TEXT DEFAULT '' NOT NULL, 
    state TEXT NOT NULL, 
    made_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    ends_at TIMESTAMP WITH TIME ZONE, 
    last_at TIMESTAMP WITH TIME ZONE, 
    sealed BYTEA NOT NULL, 
    CONSTRAINT pk_hook PRIMARY KEY (id), 
    CONSTRAINT uq_hook_place UNIQUE (place)
);

CREATE TABLE serving (
    id TEXT NOT NULL, 
    host TEXT NOT NULL, 
    process INTEGER NOT NULL, 
    version TEXT NOT NULL, 
    began_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    seen_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    ended_at TIMESTAMP WITH TIME ZONE, 
    CONSTRAINT pk_serving PRIMARY KEY (id)
);

CREATE TABLE standstill (
    what TEXT NOT NULL, 
    why TEXT NOT NULL, 
    since TIMESTAMP WITH TIME ZONE NOT NULL, 
    CONSTRAINT pk_standstill PRIMARY KEY (what)
);

CREATE TABLE alert (
    key TEXT NOT NULL, 
    kind TEXT NOT NULL, 
    audience TEXT NOT NULL, 
    about TEXT DEFAULT '' NOT NULL, 
    subject TEXT NOT NULL, 
    body TEXT NOT NULL, 
    raised_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    ended_at TIMESTAMP WITH TIME ZONE, 
    run INTEGER, 
    CONSTRAINT pk_alert PRIMARY KEY (key), 
    CONSTRAINT fk_alert_run FOREIGN KEY(run) REFERENCES run (id)
);

CREATE INDEX ix_alert_kind ON alert (kind);

CREATE TABLE message (
    id SERIAL NOT NULL, 
    alert TEXT NOT NULL, 
    channel TEXT NOT NULL, 
    recipient TEXT NOT NULL, 
    state TEXT NOT NULL, 
    attempts INTEGER NOT NULL, 
    try_at TIMESTAMP WITH TIME ZONE, 
    sent_at TIMESTAMP WITH TIME ZONE, 
    problem TEXT DEFAULT '' NOT NULL, 
    CONSTRAINT pk_message PRIMARY KEY (id), 
    CONSTRAINT fk_message_alert FOREIGN KEY(alert) REFERENCES alert (key), 
    CONSTRAINT uq_message_alert_channel_recipient UNIQUE (alert, channel, recipient)
);

CREATE INDEX ix_message_state ON message (state);

CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'the audit log is append-only'; END $$;

CREATE TRIGGER audit_stays_as_it_is BEFORE UPDATE OR DELETE ON audit FOR EACH ROW EXECUTE FUNCTION audit_is_append_only();

CREATE TRIGGER audit_stays BEFORE TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only();

UPDATE alembic_version SET version_num='0006' WHERE alembic_version.version_num = '0005';

-- Running upgrade 0006 -> 0007

CREATE INDEX ix_alert_run ON alert (run);

CREATE INDEX ix_allocation_run ON allocation (run);

CREATE INDEX ix_document_seen_run ON document (seen_run);

CREATE INDEX ix_entry_history_run ON entry_history (run);

CREATE INDEX ix_evidence_found_run ON evidence (found_run);

CREATE INDEX ix_evidence_gone_run ON evidence (gone_run);

CREATE INDEX ix_issue_first_run ON issue (first_run);

CREATE INDEX ix_issue_resolved_run ON issue (resolved_run);

CREATE INDEX ix_plan_run ON plan (run);

CREATE INDEX ix_proof_run ON proof (run);

CREATE INDEX ix_push_confirmed_run ON push (confirmed_run);

CREATE INDEX ix_push_intended_run ON push (intended_run);

CREATE INDEX ix_reference_run ON reference (run);

CREATE INDEX ix_rejected_row_run ON rejected_row (run);

CREATE INDEX ix_source_file_run ON source_file (run);

CREATE INDEX ix_task_run ON task (run);

CREATE INDEX ix_watermark_run ON watermark (run);

ALTER TABLE run ADD COLUMN period TEXT;

UPDATE run SET period = detail::json->>'period' WHERE detail LIKE '%%"period"%%';

CREATE INDEX ix_run_period_id ON run (period, id);

UPDATE alembic_version SET version_num='0007' WHERE alembic_version.version_num = '0006';

COMMIT;

BEGIN;

SELECT setval(pg_get_serial_sequence('"audit"', 'id'), (SELECT coalesce(max("id"), 0) + 1 FROM "audit"), false);
SELECT setval(pg_get_serial_sequence('"closing"', 'id'), (SELECT coalesce(max("id"), 0) + 1 FROM "closing"), false);
INSERT INTO "configuration" ("hash", "snapshot") VALUES ('e45be8ee7e7a64b3f6e288fed5a4fd61', '{"catalogue":{"contracts":[{"bill_to":{"books":"files","branding":"","customer":"","email":""},"cadences":[],"caps":[],"carry":null,"client":"Acme Corp","completed":[],"currency":"USD","discounts":[],"expenses":null,"final":false,"id":"acme","invoice_date":"issue day","late_time":"next invoice","lines_by":"task","locked_before":null,"minimums":[],"one_per":"client","opening":null,"order_required":null,"orders":[{"alert_at":[],"limit":null,"limit_seconds":null,"number":"PO-7781","priority":0,"reserved":false,"since":null,"until":"2026-10-15","workstreams":[]},{"alert_at":[],"limit":null,"limit_seconds":null,"number":"PO-8120","priority":0,"reserved":false,"since":"2026-10-16","until":null,"workstreams":[]}],"posting":[],"rates":[{"conditions":[],"price":"150","since":null},{"conditions":[["role","senior"]],"price":"180","since":null},{"conditions":[["activity","Architecture"],["role","senior"]],"price":"240","since":null}],"retainers":[],"rounding":[{"since":null,"value":{"direction":"up","grace_seconds":30,"per":"entry","step_seconds":360}}],"since":"2026-10-03","taxation":null,"terms":[{"since":null,"value":{"days":30,"kind":"net","text":"net 30"}}],"until":null,"use_deposits":"100","when_order_is_used_up":"next order","when_time_is_held":"bill the rest","wishes":{"no_charge_lines":false,"show":{"hours":true,"notes":false,"people":"no","rates":true,"tasks":true},"texts":{"header":"","language":"en","late":"","line":"","note":"","order":"","service_period":""}},"workstreams":[{"billable":true,"code":"ACME-IMPL","name":"Implementation","price":null,"since":null,"until":null},{"billable":false,"code":"ACME-SALES","name":"Presales","price":null,"since":null,"until":null}],"zone":""},{"bill_to":{"books":"files","branding":"","customer":"","email":""},"cadences":[],"caps":[],"carry":null,"client":"京都 Ltd","completed":[],"currency":"JPY","discounts":[],"expenses":null,"final":false,"id":"kyoto","invoice_date":"issue day","late_time":"next invoice","lines_by":"person","locked_before":null,"minimums":[],"one_per":"client","opening":null,"order_required":null,"orders":[],"posting":[],"rates":[{"conditions":[],"price":"14500","since":null}],"retainers":[],"rounding":[],"since":"2026-10-03","taxation":null,"terms":[{"since":null,"value":{"days":15,"kind":"net","text":"net 15"}}],"until":null,"use_deposits":"100","when_order_is_used_up":"next order","when_time_is_held":"bill the rest","wishes":{"no_charge_lines":false,"show":{"hours":true,"notes":false,"people":"names","rates":true,"tasks":true},"texts":{"header":"","language":"en","late":"","line":"","note":"","order":"","service_period":""}},"workstreams":[{"billable":true,"code":"KYO-CARE","name":"Care","price":null,"since":null,"until":null}],"zone":"Asia/Tokyo"}],"go_live":"2026-10-03","ignores":[{"conditions":[["connector","harvest"],["project","Internal"]],"why":"not client work"}],"implied":["clockify","csv","expenses"],"people":[{"days_off":[],"emails":["kim@northwind.test"],"id":"Kim Allen","name":"Kim Allen","roles":[{"since":null,"value":"senior"}],"weekly_capacity_seconds":null},{"days_off":[],"emails":["sam@northwind.test"],"id":"Sam Ortiz","name":"Sam Ortiz","roles":[{"since":null,"value":"junior"},{"since":"2026-10-15","value":"senior"}],"weekly_capacity_seconds":null},{"days_off":[],"emails":["ada@northwind.test"],"id":"Ada Ng","name":"Ada Ng","roles":[{"since":null,"value":"senior"}],"weekly_capacity_seconds":null}],"projects":[],"require_task":"warn","sources":[{"billable_from_tracker":true,"code_pattern":"","name":"harvest","require_approval":true},{"billable_from_tracker":true,"code_pattern":"","name":"toggl","require_approval":false}],"trackers":[],"users":[],"zone":"America/New_York"},"charges":[],"main":{"calendar":{"closed":[],"country":"US","subdivision":""},"company":{"currency":"USD","name":"Northwind AI","timezone":"America/New_York"},"exceptions":{"expense_limit":null,"max_hours_per_day":36000,"require_task":"warn"},"go_live":"2026-10-03","ignore":[{"activity":"","client":"","connector":"harvest","person":"","project":"Internal","why":"not client work"}],"taxes":{},"version":"1"},"milestones":[]}');
SELECT setval(pg_get_serial_sequence('"decision"', 'id'), (SELECT coalesce(max("id"), 0) + 1 FROM "decision"), false);
SELECT setval(pg_get_serial_sequence('"delivery"', 'id'), (SELECT coalesce(max("id"), 0) + 1 FROM "delivery"), false);
SELECT setval(pg_get_serial_sequence('"hook"', 'id'), (SELECT coalesce(max("id"), 0) + 1 FROM "hook"), false);
INSERT INTO "identity" ("connector", "user", "person", "decided_by", "decided_at", "why", "seen") VALUES ('harvest', 'A. N.', 'Ada Ng', 'ops@northwind.test', '2026-11-03 12:00:00.000000+00', 'asked the team', '{}');
INSERT INTO "line" ("id", "draft", "revision", "position", "workstream", "description", "quantity", "unit_price", "amount_minor", "currency", "seconds", "rounded_seconds", "service_from", "service_to", "tasks", "entries", "rate_rule", "rounding", "kind", "posting", "late") VALUES ('l4lvkuqou7are', 'd4n742c4q2su3', 1, 0, 'ACME-IMPL', 'ACME-14 Prompt revision', 35000, 1800000, 63000, 'USD', 12600, 12600, '2026-10-05', '2026-10-05', '[["ACME-14","Prompt revision","https://northwind.atlassian.net/browse/ACME-14"]]', '["enni7mq4d7e3f"]', '180.00 USD an hour for role senior; more specific than 150.00', 'up to 6 minutes per entry, 30 seconds free', 'time', '["","","",[]]', '');
INSERT INTO "line" ("id", "draft", "revision", "position", "workstream", "description", "quantity", "unit_price", "amount_minor", "currency", "seconds", "rounded_seconds", "service_from", "service_to", "tasks", "entries", "rate_rule", "rounding", "kind", "posting", "late") VALUES ('l4lvkuqou7are', 'd4n742c4q2su3', 2, 0, 'ACME-IMPL', 'ACME-14 Prompt revision and tests', 35000, 1800000, 63000, 'USD', 12600, 12600, '2026-10-05', '2026-10-05', '[["ACME-14","Prompt revision and tests","https://northwind.atlassian.net/browse/ACME-14"]]', '["enni7mq4d7e3f"]', '180.00 USD an hour for role senior; more specific than 150.00', 'up to 6 minutes per entry, 30 seconds free', 'time', '["","","",[]]', '');
INSERT INTO "line" ("id", "draft", "revision", "position", "workstream", "description", "quantity", "unit_price", "amount_minor", "currency", "seconds", "rounded_seconds", "service_from", "service_to", "tasks", "entries", "rate_rule", "rounding", "kind", "posting", "late") VALUES ('l5xiljjiu7gdc', 'd4n742c4q2su3', 1, 1, 'ACME-IMPL', 'ACME-14 Prompt revision', 23000, 1500000, 34500, 'USD', 8100, 8280, '2026-10-05', '2026-10-05', '[["ACME-14","Prompt revision","https://northwind.atlassian.net/browse/ACME-14"]]', '["eleploecsrjuu"]', '150.00 USD an hour for everyone', 'up to 6 minutes per entry, 30 seconds free', 'time', '["","","",[]]', '');
INSERT INTO "line" ("id", "draft", "revision", "position", "workstream", "description", "quantity", "unit_price", "amount_minor", "currency", "seconds", "rounded_seconds", "service_from", "service_to", "tasks", "entries", "rate_rule", "rounding", "kind", "posting", "late") VALUES ('l5xiljjiu7gdc', 'd4n742c4q2su3', 2, 1, 'ACME-IMPL', 'ACME-14 Prompt revision and tests', 28000, 1500000, 42000, 'USD', 9900, 10080, '2026-10-05', '2026-10-05', '[["ACME-14","Prompt revision and tests","https://northwind.atlassian.net/browse/ACME-14"]]', '["eleploecsrjuu"]', '150.00 USD an hour for everyone', 'up to 6 minutes per entry, 30 seconds free', 'time', '["","","",[]]', '');
INSERT INTO "line" ("id", "draft", "revision", "position", "workstream", "description", "quantity", "unit_price", "amount_minor", "currency", "seconds", "rounded_seconds", "service_from", "service_to", "tasks", "entries", "rate_rule", "rounding", "kind", "posting", "late") VALUES ('l7raspujk5uod', 'dljnwjqb5fta2', 1, 0, 'KYO-CARE', 'Ada Ng: Care', 7500, 145000000, 10875, 'JPY', 2700, 2700, '2026-10-16', '2026-10-16', '[]', '["e4gudgkhvgjll"]', '14500.00 JPY an hour for everyone', 'not rounded', 'time', '["","","",[]]', '');
INSERT INTO "line" ("id", "draft", "revision", "position", "workstream", "description", "quantity", "unit_price", "amount_minor", "currency", "seconds", "rounded_seconds", "service_from", "service_to", "tasks", "entries", "rate_rule", "rounding", "kind", "posting", "late") VALUES ('lbjsvghedtvpj', 'dz3bnfjsdcqet', 1, 0, 'ACME-IMPL', 'ACME-16 Handover to a person', 41000, 1800000, 73800, 'USD', 14760, 14760, '2026-10-16', '2026-10-16', '[["ACME-16","Handover to a person",""]]', '["e4whiztmmiqxp"]', '180.00 USD an hour for role senior; more specific than 150.00', 'up to 6 minutes per entry, 30 seconds free', 'time', '["","","",[]]', '');
INSERT INTO "line" ("id", "draft", "revision", "position", "workstream", "description", "quantity", "unit_price", "amount_minor", "currency", "seconds", "rounded_seconds", "service_from", "service_to", "tasks", "entries", "rate_rule", "rounding", "kind", "posting", "late") VALUES ('lbjsvghedtvpj', 'dz3bnfjsdcqet', 2, 0, 'ACME-IMPL', 'ACME-16 Handover to a person', 69000, 1800000, 124200, 'USD', 24660, 24840, '2026-10-16', '2026-10-19', '[["ACME-16","Handover to a person",""]]', '["e4whiztmmiqxp","epss7cmpzx6rw"]', '180.00 USD an hour for role senior; more specific than 150.00', 'up to 6 minutes per entry, 30 seconds free', 'time', '["","","",[]]', '');
INSERT INTO "line" ("id", "draft", "revision", "position", "workstream", "description", "quantity", "unit_price", "amount_minor", "currency", "seconds", "rounded_seconds", "service_from", "service_to", "tasks", "entries", "rate_rule", "rounding", "kind", "posting", "late") VALUES ('lh3wib3boczhw', 'd4n742c4q2su3', 1, 2, 'ACME-IMPL', 'ACME-15 Retrieval, the "second" design — it''s 100 % done', 11000, 2400000, 26400, 'USD', 3852, 3960, '2026-10-06', '2026-10-06', '[["ACME-15","Retrieval, the \"second\" design — it''s 100 % done",""]]', '["ezx2g5outym35"]', '240.00 USD an hour for activity Architecture, role senior; more specific than 150.00 and 180.00', 'up to 6 minutes per entry, 30 seconds free', 'time', '["","","",[]]', '');
INSERT INTO "line" ("id", "draft", "revision", "position", "workstream", "description", "quantity", "unit_price", "amount_minor", "currency", "seconds", "rounded_seconds", "service_from", "service_to", "tasks", "entries", "rate_rule", "rounding", "kind", "posting", "late") VALUES ('lh3wib3boczhw', 'd4n742c4q2su3', 2, 2, 'ACME-IMPL', 'ACME-15 Retrieval, the "second" design — it''s 100 % done', 11000, 2400000, 26400, 'USD', 3852, 3960, '2026-10-06', '2026-10-06', '[["ACME-15","Retrieval, the \"second\" design — it''s 100 % done",""]]', '["ezx2g5outym35"]', '240.00 USD an hour for activity Architecture, role senior; more specific than 150.00 and 180.00', 'up to 6 minutes per entry, 30 seconds free', 'time', '["","","",[]]', '');
INSERT INTO "line" ("id", "draft", "revision", "position", "workstream", "description", "quantity", "unit_price", "amount_minor", "currency", "seconds", "rounded_seconds", "service_from", "service_to", "tasks", "entries", "rate_rule", "rounding", "kind", "posting", "late") VALUES ('llblvxymb5hvm', 'dz3bnfjsdcqet', 2, 1, 'ACME-IMPL', 'ACME-19 Mapped by a person', 13000, 1800000, 23400, 'USD', 4500, 4680, '2026-10-23', '2026-10-23', '[["ACME-19","Mapped by a person",""]]', '["ey74wb23ryiru"]', '180.00 USD an hour for role senior; more specific than 150.00', 'up to 6 minutes per entry, 30 seconds free', 'time', '["","","",[]]', '');
INSERT INTO "line" ("id", "draft", "revision", "position", "workstream", "description", "quantity", "unit_price", "amount_minor", "currency", "seconds", "rounded_seconds", "service_from", "service_to", "tasks", "entries", "rate_rule", "rounding", "kind", "posting", "late") VALUES ('lnejvenpudn2b', 'dqchdvy6w6hro', 1, 0, 'KYO-CARE', 'Sam Ortiz: Care', 10047, 145000000, 14568, 'JPY', 3617, 3617, '2026-11-01', '2026-11-01', '[]', '["eed4adyappeyp"]', '14500.00 JPY an hour for everyone', 'not rounded', 'time', '["","","",[]]', '');
INSERT INTO "line" ("id", "draft", "revision", "position", "workstream", "description", "quantity", "unit_price", "amount_minor", "currency", "seconds", "rounded_seconds", "service_from", "service_to", "tasks", "entries", "rate_rule", "rounding", "kind", "posting", "late") VALUES ('lptqebuueqetl', 'dljnwjqb5fta2', 1, 1, 'KYO-CARE', 'Kim Allen: Care', 15000, 145000000, 21750, 'JPY', 5400, 5400, '2026-10-12', '2026-10-12', '[]', '["ep6z23xpxooz3"]', '14500.00 JPY an hour for everyone', 'not rounded', 'time', '["","","",[]]', '');
INSERT INTO "line" ("id", "draft", "revision", "position", "workstream", "description", "quantity", "unit_price", "amount_minor", "currency", "seconds", "rounded_seconds", "service_from", "service_to", "tasks", "entries", "rate_rule", "rounding", "kind", "posting", "late") VALUES ('lvdjcmwllheu2', 'd4n742c4q2su3', 1, 3, 'ACME-IMPL', 'Implementation: work without a task', 5000, 1500000, 7500, 'USD', 1800, 1800, '2026-10-08', '2026-10-08', '[]', '["et6necnz2thax"]', '150.00 USD an hour for everyone', 'up to 6 minutes per entry, 30 seconds free', 'time', '["","","",[]]', '');
INSERT INTO "line" ("id", "draft", "revision", "position", "workstream", "description", "quantity", "unit_price", "amount_minor", "currency", "seconds", "rounded_seconds", "service_from", "service_to", "tasks", "entries", "rate_rule", "rounding", "kind", "posting", "late") VALUES ('lvdjcmwllheu2', 'd4n742c4q2su3', 2, 3, 'ACME-IMPL', 'Implementation: work without a task', 5000, 1500000, 7500, 'USD', 1800, 1800, '2026-10-08', '2026-10-08', '[]', '["et6necnz2thax"]', '150.00 USD an hour for everyone', 'up to 6 minutes per entry, 30 seconds free', 'time', '["","","",[]]', '');
INSERT INTO "line" ("id", "draft", "revision", "position", "workstream", "description", "quantity", "unit_price", "amount_minor", "currency", "seconds", "rounded_seconds", "service_from", "service_to", "tasks", "entries", "rate_rule", "rounding", "kind", "posting", "late") VALUES ('lwuhrazf6sb5m', 'dz3bnfjsdcqet', 1, 1, 'ACME-IMPL', 'ACME-18 Deleted later', 10000, 1800000, 18000, 'USD', 3600, 3600, '2026-10-22', '2026-10-22', '[["ACME-18","Deleted later",""]]', '["ehnoqt3syuxxn"]', '180.00 USD an hour for role senior; more specific than 150.00', 'up to 6 minutes per entry, 30 seconds free', 'time', '["","","",[]]', '');
INSERT INTO "mapping" ("id", "connector", "project", "code", "since", "until", "decided_by", "decided_at", "why", "seen") VALUES (1, 'harvest', 'Acme Corp / Prototype', 'ACME-IMPL', NULL, NULL, 'ops@northwind.test', '2026-11-03 12:00:00.000000+00', 'asked the team', '{}');
SELECT setval(pg_get_serial_sequence('"mapping"', 'id'), (SELECT coalesce(max("id"), 0) + 1 FROM "mapping"), false);
INSERT INTO "matched" ("id", "basis", "run") VALUES (1, 'f3c5cea3d12be18d9bbdde759f18f8cb', 5);
SELECT setval(pg_get_serial_sequence('"matched"', 'id'), (SELECT coalesce(max("id"), 0) + 1 FROM "matched"), false);
INSERT INTO "unit" ("contract", "period", "rules", "plan", "closed", "client", "currency", "unbilled_minor", "unpriced_seconds") VALUES ('', '2026-10', '2b15fe7d1f834a8a828f07faaf244917', '', false, '', '', 0, 0);
INSERT INTO "unit" ("contract", "period", "rules", "plan", "closed", "client", "currency", "unbilled_minor", "unpriced_seconds") VALUES ('', '2026-11', 'ecd96a6e1afd49e4f9557ee0b47a6e98', '', false, '', '', 0, 0);
INSERT INTO "unit" ("contract", "period", "rules", "plan", "closed", "client", "currency", "unbilled_minor", "unpriced_seconds") VALUES ('acme', '2026-10', '5de4b9172c2965f70628c850fe4ba438', 'p3bve3xmuyead', false, 'Acme Corp', 'USD', 313500, 0);
INSERT INTO "unit" ("contract", "period", "rules", "plan", "closed", "client", "currency", "unbilled_minor", "unpriced_seconds") VALUES ('kyoto', '2026-10', 'deb1c2da583b73fe7c58e3a3c7270f2d', 'ppnjgn6obayk2', false, '京都 Ltd', 'JPY', 39875, 0);
INSERT INTO "unit" ("contract", "period", "rules", "plan", "closed", "client", "currency", "unbilled_minor", "unpriced_seconds") VALUES ('kyoto', '2026-11', 'deb1c2da583b73fe7c58e3a3c7270f2d', 'poztgkthk6hze', false, '京都 Ltd', 'JPY', 14568, 0);
INSERT INTO "run" ("id", "kind", "due_at", "started_at", "finished_at", "outcome", "configuration", "detail", "period") VALUES (1, 'import', NULL, '2026-11-03 12:00:00.000000+00', '2026-11-03 12:00:00.000000+00', 'done', 'e45be8ee7e7a64b3f6e288fed5a4fd61', '{"entries":5,"files":1,"refused":0}', NULL);
INSERT INTO "run" ("id", "kind", "due_at", "started_at", "finished_at", "outcome", "configuration", "detail", "period") VALUES (2, 'import', NULL, '2026-11-03 12:00:00.000000+00', '2026-11-03 12:00:00.000000+00', 'done', 'e45be8ee7e7a64b3f6e288fed5a4fd61', '{"entries":12,"files":1,"refused":0}', NULL);
INSERT INTO "run" ("id", "kind", "due_at", "started_at", "finished_at", "outcome", "configuration", "detail", "period") VALUES (3, 'run', NULL, '2026-11-03 12:00:00.000000+00', '2026-11-03 12:00:00.000000+00', 'done', 'e45be8ee7e7a64b3f6e288fed5a4fd61', '{"changed":2,"contracts":2,"period":"2026-10"}', '2026-10');
INSERT INTO "run" ("id", "kind", "due_at", "started_at", "finished_at", "outcome", "configuration", "detail", "period") VALUES (4, 'run', NULL, '2026-11-03 12:00:00.000000+00', '2026-11-03 12:00:00.000000+00', 'done', 'e45be8ee7e7a64b3f6e288fed5a4fd61', '{"changed":1,"contracts":1,"period":"2026-11"}', '2026-11');
INSERT INTO "run" ("id", "kind", "due_at", "started_at", "finished_at", "outcome", "configuration", "detail", "period") VALUES (5, 'import', NULL, '2026-11-03 12:00:00.000000+00', '2026-11-03 12:00:00.000000+00', 'done', 'e45be8ee7e7a64b3f6e288fed5a4fd61', '{"entries":11,"files":1,"refused":0}', NULL);
INSERT INTO "run" ("id", "kind", "due_at", "started_at", "finished_at", "outcome", "configuration", "detail", "period") VALUES (6, 'run', NULL, '2026-11-03 12:00:00.000000+00', '2026-11-03 12:00:00.000000+00', 'done', 'e45be8ee7e7a64b3f6e288fed5a4fd61', '{"changed":1,"contracts":2,"period":"2026-10"}', '2026-10');
INSERT INTO "run" ("id", "kind", "due_at", "started_at", "finished_at", "outcome", "configuration", "detail", "period") VALUES (7, 'run', NULL, '2026-11-03 12:00:00.000000+00', '2026-11-03 12:00:00.000000+00', 'done', 'e45be8ee7e7a64b3f6e288fed5a4fd61', '{"changed":0,"contracts":1,"period":"2026-11"}', '2026-11');
SELECT setval(pg_get_serial_sequence('"run"', 'id'), (SELECT coalesce(max("id"), 0) + 1 FROM "run"), false);
SELECT setval(pg_get_serial_sequence('"evidence"', 'id'), (SELECT coalesce(max("id"), 0) + 1 FROM "evidence"), false);
INSERT INTO "issue" ("id", "scope", "code", "entry", "client", "person", "day", "month", "seconds", "link", "subject", "facts", "first_run", "resolved_run") VALUES ('i7shgu4vocsuc', 'match', 'no_task', 'ep6z23xpxooz3', '京都 Ltd', 'Kim Allen', '2026-10-12', '2026-10', 5400, '', '', '[["connector","toggl"],["project","Care KYO-CARE"]]', 3, NULL);
INSERT INTO "issue" ("id", "scope", "code", "entry", "client", "person", "day", "month", "seconds", "link", "subject", "facts", "first_run", "resolved_run") VALUES ('i7wzyxqrssewn', 'match', 'running', 'ex7ctraz435we', '京都 Ltd', 'Kim Allen', '2026-10-30', '2026-10', 600, '', '', '[["connector","toggl"],["project","Care KYO-CARE"]]', 3, NULL);
INSERT INTO "issue" ("id", "scope", "code", "entry", "client", "person", "day", "month", "seconds", "link", "subject", "facts", "first_run", "resolved_run") VALUES ('ifc25iokwczzp', 'match', 'missing_project_code', 'ey74wb23ryiru', 'Acme Corp', 'A. N.', '2026-10-23', '2026-10', 4500, '', '', '[["connector","harvest"],["project","Prototype"]]', 3, 6);
INSERT INTO "issue" ("id", "scope", "code", "entry", "client", "person", "day", "month", "seconds", "link", "subject", "facts", "first_run", "resolved_run") VALUES ('ifijnsqjms3wn', 'match', 'no_task', 'eed4adyappeyp', '京都 Ltd', 'Sam Ortiz', '2026-10-31', '2026-11', 3617, '', '', '[["connector","toggl"],["project","Care KYO-CARE"]]', 3, NULL);
INSERT INTO "issue" ("id", "scope", "code", "entry", "client", "person", "day", "month", "seconds", "link", "subject", "facts", "first_run", "resolved_run") VALUES ('ih4kbjhthjvrx', 'bad rows:harvest', 'bad_row', '', '', '', '2026-10-20', '2026-10', 0, '', 'harvest 7bd574e63c497110f8aeb2a36d94de2d 1', '[["file","harvest-2.csv"],["line","11"],["reason","its duration is ''soon'', which is not a number"]]', 2, NULL);
INSERT INTO "issue" ("id", "scope", "code", "entry", "client", "person", "day", "month", "seconds", "link", "subject", "facts", "first_run", "resolved_run") VALUES ('iizf24n6t6j27', 'match', 'unknown_person', 'e6ixlp6ccunex', '京都 Ltd', 'Nobody Known', '2026-10-14', '2026-10', 1200, '', '', '[["connector","toggl"],["count","0"],["project","Care KYO-CARE"],["who","Nobody Known"]]', 3, NULL);
INSERT INTO "issue" ("id", "scope", "code", "entry", "client", "person", "day", "month", "seconds", "link", "subject", "facts", "first_run", "resolved_run") VALUES ('ij7wj7de5chmh', 'match', 'not_approved', 'e33hrcmtsppay', 'Acme Corp', 'Kim Allen', '2026-10-21', '2026-10', 5400, '', '', '[["connector","harvest"],["project","Intake bot"]]', 3, NULL);
INSERT INTO "issue" ("id", "scope", "code", "entry", "client", "person", "day", "month", "seconds", "link", "subject", "facts", "first_run", "resolved_run") VALUES ('ijc3oeqh4b2bz', 'match', 'missing_project_code', 'epss7cmpzx6rw', 'Acme Corp', 'Kim Allen', '2026-10-19', '2026-10', 9900, '', '', '[["connector","harvest"],["project","Pilot"]]', 3, 6);
INSERT INTO "issue" ("id", "scope", "code", "entry", "client", "person", "day", "month", "seconds", "link", "subject", "facts", "first_run", "resolved_run") VALUES ('iofgi7fu45usp', 'unit:acme:2026-10', 'tracker_rate_differs', '', 'Acme Corp', 'Kim Allen', NULL, '2026-10', 9900, '', 'acme harvest Kim Allen Pilot 195.00 2026-10', '[["connector","harvest"],["contract","acme"],["contract_rate","180.00 USD"],["project","Pilot"],["tracker_rate","195.00 USD"]]', 6, NULL);
INSERT INTO "issue" ("id", "scope", "code", "entry", "client", "person", "day", "month", "seconds", "link", "subject", "facts", "first_run", "resolved_run") VALUES ('isivkjp22xykx', 'match', 'no_task', 'et6necnz2thax', 'Acme Corp', 'Sam Ortiz', '2026-10-08', '2026-10', 1800, '', '', '[["connector","harvest"],["project","Intake bot"]]', 3, NULL);
INSERT INTO "issue" ("id", "scope", "code", "entry", "client", "person", "day", "month", "seconds", "link", "subject", "facts", "first_run", "resolved_run") VALUES ('iw5iesqgh5pfe', 'unit:acme:2026-10', 'tracker_rate_differs', '', 'Acme Corp', 'Sam Ortiz', NULL, '2026-10', 14760, '', 'acme harvest Sam Ortiz Intake bot 150.00 2026-10', '[["connector","harvest"],["contract","acme"],["contract_rate","180.00 USD"],["project","Intake bot"],["tracker_rate","150.00 USD"]]', 3, NULL);
INSERT INTO "issue" ("id", "scope", "code", "entry", "client", "person", "day", "month", "seconds", "link", "subject", "facts", "first_run", "resolved_run") VALUES ('iyptr2xk6lzip', 'match', 'no_task', 'e4gudgkhvgjll', '京都 Ltd', 'Ada Ng', '2026-10-15', '2026-10', 2700, '', '', '[["connector","toggl"],["project","Care KYO-CARE"]]', 3, NULL);
INSERT INTO "plan" ("id", "contract", "period", "revision", "digest", "inputs", "configuration", "run") VALUES ('p3bve3xmuyead', 'acme', '2026-10', 2, 'a7586d84e54e5a32876fe6be7bc5eadd', '\x7801ad57dd6edb36187d1582c0b08b298d653b76126017415760c59a3658b0ab24106889b19848a44a52719c20c01e624fb827d9f948c591ddfcb6bba345f2fb3de77cf42d775e368eef4f12de6ae5f9fe2d17c545ebbcd273fa315355258bac56da58be3f48f85c5d49cdf74fce126e65d1e65e198dfb276777099f197389353f5795741cbfad69e7258cd2e9bc14762e33e55c8bcddea7fb1f467b2bf2100279cdbc09017c6353e82204c7e12147a4a696088d7ec95aa88a9688251785d4f9ca93a0244318c2da25dfd76d55e150a5a486477e90d792bd37b6219ba66e2ae965d15d68ad8525dce17f1dff86fd42b9dcb4da7706e57523b52347d1e6b9d202419c8bcac9842b58e102d67151e92ba3729915c24b7c0d9560855862abc2a7cc2b1cdbe75a5e7bd69da52da5a5cb66e4df0b77495f4c7e899ecce4b9b1b810dda243aa6eeb2e28a365d684b2742926dc20cc50b778ded842dacccaafad421fefad84af640330a8a4f599e8ba57a99ad011ef861f9993b9d1c52a6fddd6b3e0f1e8cbd674ba9b22d0c62a639547e8008e954eda2b72d595c629f4e7de24ea195a371c0c275be9602bddc1fd85b197ce5b29625a77c98f45b59b0e07af8d8aaf0299e04a175dcc7e332a60bb311d61022dd0cb5842aa8f5a1124d48332e6e90ec5d1cb9f325b3b7cc2ada908330e4d03f3cec8890578e8f6eecbb7c1237545954ff881cd4be565ee5b80e52c79cef270bc69196eadf40210b41db240e98e7fc0482f85845f89aa457cb72088853be802826d1b843007afe5035e4640430427c80732224b88506f7f32b8bb83e7cefaaa1583118e7a712da2edd80d2f6d40c793c18825222797974a1319b5f46406248b3fd868c083bbb526b70e3c95e8ab229ef3744095599452679138ca65385264c8af636cf87e7f88a80ca9cb4a59914fd233e64bc94002f2be50ae248cdc726db24e1803cf1fc8519a05ed97a6a5ca7bdb424cb409c8eaf8d348039d22f706266d445d3c4842d1ddba8bb90667a58428765a59093d6fc59cee43cfa302614d2b743baec85f5cc5e4c236b198540c1d54869243f536a91ae78698517831a2dc1464eae0fde187ad8f87479fe0478b20771f496d6b2021b67585f3d8de3584f53a448ca1aa461f5d45fa4e8e0f3e7d387ef07284ca43d1682a753c7ac13ef07703150df9d14cc01078987518022b6c10e50b2b16dd500ccbcce82c5f8d9c6e42646b1a0af1abdae27ec88459806292b128ef717d5fe45b34896a1d5529dd1a90bc9e2b0b34dd7f1cc48f5d553bf9a24918f48accf5d6275c8e46a5cd6bef9a8626509aac683684ed9df1008ce977eb0f55b303bc05082b9d2825fcc81a70bbc6ec99f304b19f9cc43be914a73e1bcf44d35803d167cbc0baa063c16a3a658fec7f040a2e259b192209de0b57812eb15351f6c208eeda0d783e38503a108c9e1097c07812cf503dc3584da291ee3bc9a01c2f4a75e311fcd76b8854af0029243f1d4f271b15381635fb62bdba795505686cfc8ea70ab2b7cc1b26187ae9a08909ef5561c29e38f36c25c2f8e857e235e956b2a98ccc9dbd685b9e0c1ffa3dc0a8dddbdbec773fdb0b3c0d31849ee9f7386ed68d87c45d2907f167489e41afa09f6b298f1950f3e4c1ff3f6fadd5b4fe3a2ea67274bed666ca3b1d4e36137f1bd01f491ce996de376e7f7b1b8f665f2e3077de095f09e794d0ef307fb6f1305e38b91d9930eee1e19be2c0d8b325096f81b742a1716e9ad7cdcdf5c42ed6a090ee3d0685b755e407817fa4aa47d9bf470fc2b726ea275ae6fa66e84b71bddefb5dfcdcdd6cfda3983f9492fe0c01c52470d0935fd35f52960b4c743133ad0fb2d350d4ecf494cd203f0ead2e5f6adc777178391d2f66c3915d2a0b0ef7246b38e2c97867339f8342b0cf50e65708361acf0fa1d690ead9f209b1da638f9e009dbdf1cb869eab2f6af66b94eae67a38df416597f58828da532a606bb4bb03ed7a7132adbd7ad74613e1e84fe9ad9278b026a17ba728103dbf4f392ba45373cdfefdfb1fa6fccf8ee1e1c77e6205bd04d6546c877da78de7d81cdfdf6f01f9d9dd7fe29dfeb8', 'e45be8ee7e7a64b3f6e288fed5a4fd61', 6);
INSERT INTO "plan" ("id", "contract", "period", "revision", "digest", "inputs", "configuration", "run") VALUES ('poztgkthk6hze', 'kyoto', '2026-11', 1, '3dd5e13dd1a2abf7c6b8a72c48b2707f', '\x78016554cb8edc3610fc1581d7681169d7bb06e66618b924061c24be188b85c0117b46cc50a4c2c7ee8e077bf2eff80b02e46f72f15fb89aa4c66304180c48aa595ddd55cd93089196203677ad485647b13909a9fe4a216abbe7cd561b436a98b5755e6cba56ecf52359b1b97f68852795c6a89dc5fdfb8797566c9d3b602d76da5010d87b97f61340397a9ca4dfd3a04348f87871b46e9c8d5e8e9902671da2cb04fe8729adcae404328c60ea660235ded12cb5e125b88c52911dcf992417996948ef8f6263933108329a2c328afffef9f2f5f3bfcdbba818d4cd8ba148aade48de030a97c4afbf7fc477a5c3e8928d15919e17b2813315d09db6122c76d2046a85068a381c1daac1c63e3a3dd2a064241ce75e344a1ef1c9e068887ae6734bcfb1a9b1fc495b0ac396092ce483b37ce6c60374d9d2ce795c2999a1929ed35c79394b03e271ab96d90a07a6b97725de79457ef0f477d2d07245c9a7156371d509596f50e4f3133a040dcecab762f1a80a89fa57b75d077641a3f505ef251b254ad4e02b285c512564d41a2baebbebbbabbebbea6e0010e5b364fc9553249fcb3aade1a580476912f29c047a08f0feb615076db9e39622c3a09165d3f4b7e285b94037f648b99f02b42014a9594cd167f24f13d9a1b4468701216a484b46812af91cc83988e582a187890ce764d73671a2c653e0ec4f3a4cdcb093b06ea8f6cf5a9ecd1126f7c4df2797b839d12738c6badce6ea9f851cccc8e9e50c304c5d51a1c4461978e27803cf73b939df44707f1d0a23ed3ec93d4360708bd1b0e61534292b4e5956a5befc39907f64b3c243da717d68208a72fe10a22759f5e0a2e596191646a3530cf5dbc7f7576fdffcf10bd230719cbc9530ead92aa5ff173ef9411916ea13fc8b6b6f82963f7f7098a03cd50eb3f8fdcdc12c9ed5632f292f9feae3949783b3c3781efd3aa883d133bf7485029c6a925a673d4f246a65b0326265bdf6e0841e722b8a59afafba1e25edb487deeb615f0e6bd525b067eeb9730c77b1be1744ea955447b92c745c44dbb715bbc0dcdcf5afdbcb66fe29e7e6bd8ffa13f2060c335ee5165a822f537e076f34ce66131a19627d5bb8f5cd8522d1edf706f7d691bbe93ff4af375d87df4ff95fb4a539a2ad2e5c179c243f523f063c3cbc7c03f24f0c4c', 'e45be8ee7e7a64b3f6e288fed5a4fd61', 4);
INSERT INTO "plan" ("id", "contract", "period", "revision", "digest", "inputs", "configuration", "run") VALUES ('ppnjgn6obayk2', 'kyoto', '2026-10', 1, 'cd51924a0a8948dbff47854f140ace9a', '\x78018d55cb8edc4414fd15abb67882ddaf885e318ab22108108c84a2d1c8aab6abed4a97ab4c55b9bb675ab388d8f00f280a1f80f20148888f212cd8f1099c5be5ee780284de58f53cf7dc7bce2d1f98f3a2736cb94859afa567cb03e3d58bde79a96b9aaca452a22a5aa98d65cb2c65b5dc0acd96d73729b3a2ea4b2f8dc6fdeb9bfb94ad8cd960ccd65209c730b7a6af1b80d2e9b2e1b6168574aec7e668e93831da5b5e060a14b5f02610f80726d75520c710a10453d30a50a39968b95434049792574297a7489c920c34b8b5b76ca97ba5704849a11191bdfde5e73fbfff35f9dc57046ada4e092faae1466f2da070897df6d573ec57d295a6d77e4014fb4e68479122e85a6a0e166bae9c4899040adbdc1a648389de1a598aa2e25e6039d422a9f82db614960a2f5b5ad762ef93e12c6d492d5cb122029db0ce685a33e506baacc4da585c8991a1926cfb76e065b428701eb786345366c034d42e9e37b612b6b0e2bb5e42cb234a581d303a333821e80d8ab47e4085a0c149f99475165921503e9b6719d83989d247bcfb6014cf91831d40e18a4142421dceb24936595ce4d945360580e77b4ef8474e5ed890d6e1783c26b0e5aa479c03430d019ecf53b6919a2aae85271814324e927cceee890b74238fc4fbbd831602494a1293e581fcae11ba88a591aec091aae8bb800255c23a90c321920b862e1aa12826b936f18d48ac70147d275d43053b306d8ac1fe41cb93395c6376b4df989e8ae36d0fc76813ca3cf8a7130666a4f0bc0518ba2eaa10cf7aeea8e36802cf53ba215e23e0fea12914d775cf6b8240e346a3614c2368124714328e627e61db09bb25b3c243d2507e2820923276e3bc157cd08392e62b62181995a622a867cfbfbc7872f9f5538421e25879c261d4935562fd473e79a00c097507ffe2daa593fce32b830e0a5d6dd08befde1cf4e2493df25265f96e789cc2b030ba284fad3f346aa1644b2f5da400a7aabe3af67ae848e44a60b1c5e2f85883036a48a58866cd2fb21c29ada585dec74538981687ac075713f75039821b8daf9998d57d556f9a6dfd422996e6e9a911f2054b278f33bcb9a3625e563cf9a206be4327e3494e2124c812dfa77898a9b9d350ea6474c99bba06f608f92a9b2ea7d932cb3ecae8cbd2580c960eae3b0e08373c4a0f0f2020130bb957dda22c7b3c570f89cf309dbc473c307d47f6dbc624d225d0e10cbab3ab7c0a96ff4d579b95a96ef16426b15d1eddf256250d7749dcf9147f2fdfecf0343c426f21664cf343d9758bbbc974dfed8db9c383349665c2d2f9ecbdec9ec936b9c49f921a6cac0c7e43c1f52731a254f177f3fbcb376f7f7bf5c79b1f92bf5efff8d3398598fc5f21cec96cffb8c48ff66e369defd090a3cca6f0ede2ccc4621edfe02d5589edf599c69b6657f927ffaee4f09ee1f524bf5932077e3d63f40f6b7673ff37341cc8d6', 'e45be8ee7e7a64b3f6e288fed5a4fd61', 3);
INSERT INTO "plan" ("id", "contract", "period", "revision", "digest", "inputs", "configuration", "run") VALUES ('pzumljh6xcsco', 'acme', '2026-10', 1, '1bc85ef64a0728fa15f8e04658f9aa4a', '\x7801ad57dd6edb36187d1582c0b08b298d653bb6616017415b60c5da3558b0ab24106889b1584ba44252b19320c01e624fb827d9f948d991d3344ddbddd122f9fd9e733efa8e3b2f1bc7e79384b75a793ebfe3a2f8d43aaff4927e2c5455c922ab953696cf07095faa6ba9f9fcec22e156166dee95d1b87f76719ff085312bacf9a5aaa4e3f86d4dbb2c61944ee7a5b04b9929e75a6cf63e6d7f18edadc84308e435f32604f0994da18b101c87871c919a5a2234fa256ba12a5a22965c1452e73b4f82920c61086b6ff85cb755854395921a1ef9715e4bf6dad8866c9abaa9a4974577a1b516967087ff75fa06fb8572b969b5ef0cca4d23b52347d1e6a5d202415c8acac9842b58e102d67151e96ba3729915c24b7c0d956085b8c156854f99573836e75a6e3cebced296d2d2650bf2ef855bd11793afd09385bc341617a25b7448d56ddd0565b4cc9a50962ec5841b8419ea16cf1b5b489b5979d52af4716b257c251b804125adcf44d7bd4ad5848e7837fcc89ccc8d2e7679ebb65e048f271f0fa6d3598a401bab8c551ea10338563a69afc955571aa7d09fad49d433b46e38184e0ed2c1417a84fb6b6357ce5b29625af7c98f45354b87839746c577814c70a58b2e66ff382a60bb311d61022dd0cb5842aa8fda1124d48332e6e911c5d1cb9f32db3b7cc6ada908330e4d03f32ec8890578e8f6ecebb7c123754d954ff8b1cd4be565ee5b80e52279cef270fcd832dc5ae90520683b6481d21dff80915e0a09bf16558bf8ee40100b77d00504db360861095ecb07bc8c8086084e900f64449610a1defe64707f0fcf9df55d2b06231cf56223a2edd80d2f6d40c717831137889c5cae9426326ae9c90c48167fb0d18007777b4d6e1d782ad157453ce7e9802ab32ea5ce227194cb70a4c8905fc7d8f07d7b88a80ca9cb4a59914fd233e64bc94002f2be56ae248cdc716db24e1803cf1fc8519a35ed97a6a5ca7bdb424cb409c8eaf8d348039d22f706266d445d3c4842d1ddba8fb90667a58428765a5909bd6cc592ee43cfa302614d2b743baec85f5cc5e4c236b198540c1d54869243f51e5335ce0db1a0f06244b929c8d4f1eb0f6f0fde7d38790f3f5a04b97b476a5b0309b1ad3b9cc7f6ee21acd721620c5535fae82ad277727afcfeede9839713541e8a4653a9e3d157ec037fb750d1901fcd040c8187598721b0c30651beb062dd0dc5b0cc8ccef2ddc8e92644b6a7a110bfaa2db64326cc0214938c45798feb6d91efd024aa7554a5f46040f27aa92cd0b4fd38881fbbaa76f2459330e81599ebadcfb81c8d4a9bd7de350d4da034d9d16c08db47e30118d3efd6efaa66c7780b10563a514af88935e0768dd9b3e409623f3b8b77d2294efd613c134d630d449fdd04d6051d0b56d3297b62ff1d50b0926c618824782f5c07bac44e45d90b23b86b37e0f9e040e940307a42ac80f1249ea17a86b19a4423dd779241395e97ead623f8ab0d44aa578014929f8ea7934715381535fb68bdba7d5105686cfc86a70ab2b7cc1b26187ae9a08909ef5561c2be70e6d94a84f1d1afc44bd22db5b9f22377d36e3608a297ee70c893d1e4c7fa3d435a6f647835317acba001fd3467ecf1e6b3f98501f7adf955b2a98ccc9dfdd4b67bf90df0949841c0f7f1dcefe6273c7d31649fc1f3386ed68d87845f2b47c36d2fc33103171e6d3f9be377f5506b35adafc6c5548e2e3fcb311dfe60139f4eb2f4be71f3c343fc01f0e51a33f495f095704e09fd0ab3f4108ffcb5938791d5e31eb6bfb924dfd5763fd132d7b7435f8acd7e49804968c64bdafe414afabf83e1401a06c9f835fd2565b9c0d0160bd3faa02c8daaa037e7e76c018571a8400904fcff2dbedd0c9747f079538f80db1e4d075094d1ec68b80fe3276579efc9b7a7cbf4aafe537aab245e6b49c8eb1c724e6fcf73ce0ae9d452b37ffffe8729ffb363200dfb89153406f7c07ec4bed3c673e58a8fcf6f61fdc5fd7f892cb078', 'e45be8ee7e7a64b3f6e288fed5a4fd61', 3);
SELECT setval(pg_get_serial_sequence('"push"', 'id'), (SELECT coalesce(max("id"), 0) + 1 FROM "push"), false);
INSERT INTO "rejected_row" ("connector", "content", "number", "path", "file", "line", "reason", "day", "month", "seconds", "run") VALUES ('harvest', '7bd574e63c497110f8aeb2a36d94de2d', 1, '/srv/tieout/exports/harvest-2.csv', 'harvest-2.csv', 11, 'its duration is ''soon'', which is not a number', '2026-10-20', '2026-10', 0, 5);
INSERT INTO "source_file" ("id", "connector", "digest", "name", "kind", "zone", "entries", "rejected", "seconds", "first_day", "last_day", "run") VALUES (1, 'toggl', '5b2bf154f15547cd81e92fb756be2eaf', 'toggl.csv', 'toggl', 'America/New_York', 5, 0, 13517, '2026-10-12', '2026-10-31', 1);
INSERT INTO "source_file" ("id", "connector", "digest", "name", "kind", "zone", "entries", "rejected", "seconds", "first_day", "last_day", "run") VALUES (2, 'harvest', '32a1be028290ef6397fabf86bc48ae9b', 'harvest-1.csv', 'harvest', 'America/New_York', 12, 1, 86112, '2026-10-02', '2026-10-23', 2);
INSERT INTO "source_file" ("id", "connector", "digest", "name", "kind", "zone", "entries", "rejected", "seconds", "first_day", "last_day", "run") VALUES (3, 'harvest', 'd65947d8fa8d279da027b71b1a926fee', 'harvest-2.csv', 'harvest', 'America/New_York', 11, 1, 84312, '2026-10-02', '2026-10-23', 5);
SELECT setval(pg_get_serial_sequence('"source_file"', 'id'), (SELECT coalesce(max("id"), 0) + 1 FROM "source_file"), false);
INSERT INTO "allocation" ("entry", "number", "version", "portion", "state", "line", "plan", "seconds", "charged_seconds", "minor", "currency", "reverses", "reason", "run") VALUES ('e33hrcmtsppay', 1, 1, 1, 'held', '', NULL, 5400, 0, 0, '', NULL, 'not approved in the tracker', 3);
INSERT INTO "allocation" ("entry", "number", "version", "portion", "state", "line", "plan", "seconds", "charged_seconds", "minor", "currency", "reverses", "reason", "run") VALUES ('e4gudgkhvgjll', 1, 1, 1, 'drafted', 'l7raspujk5uod', 'ppnjgn6obayk2', 2700, 2700, 10875, 'JPY', NULL, 'on a draft for 2026-10', 3);
INSERT INTO "allocation" ("entry", "number", "version", "portion", "state", "line", "plan", "seconds", "charged_seconds", "minor", "currency", "reverses", "reason", "run") VALUES ('e4whiztmmiqxp', 1, 1, 1, 'drafted', 'lbjsvghedtvpj', 'pzumljh6xcsco', 14760, 14760, 73800, 'USD', NULL, 'on a draft for 2026-10', 3);
INSERT INTO "allocation" ("entry", "number", "version", "portion", "state", "line", "plan", "seconds", "charged_seconds", "minor", "currency", "reverses", "reason", "run") VALUES ('e6ixlp6ccunex', 1, 1, 1, 'held', '', NULL, 1200, 0, 0, '', NULL, 'nobody in people.yaml has nobody@northwind.test', 3);
INSERT INTO "allocation" ("entry", "number", "version", "portion", "state", "line", "plan", "seconds", "charged_seconds", "minor", "currency", "reverses", "reason", "run") VALUES ('eb4spbsace7p2', 1, 1, 1, 'out_of_scope', '', NULL, 3600, 0, 0, '', NULL, 'not client work', 3);
INSERT INTO "allocation" ("entry", "number", "version", "portion", "state", "line", "plan", "seconds", "charged_seconds", "minor", "currency", "reverses", "reason", "run") VALUES ('edhtcayqzlq23', 1, 1, 1, 'non_billable', '', NULL, 7200, 0, 0, '', NULL, 'workstream ACME-SALES is non-billable', 3);
INSERT INTO "allocation" ("entry", "number", "version", "portion", "state", "line", "plan", "seconds", "charged_seconds", "minor", "currency", "reverses", "reason", "run") VALUES ('eed4adyappeyp', 1, 1, 1, 'drafted', 'lnejvenpudn2b', 'poztgkthk6hze', 3617, 3617, 14568, 'JPY', NULL, 'on a draft for 2026-11', 4);
INSERT INTO "allocation" ("entry", "number", "version", "portion", "state", "line", "plan", "seconds", "charged_seconds", "minor", "currency", "reverses", "reason", "run") VALUES ('ehnoqt3syuxxn', 1, 1, 1, 'drafted', 'lwuhrazf6sb5m', 'pzumljh6xcsco', 3600, 3600, 18000, 'USD', NULL, 'on a draft for 2026-10', 3);
INSERT INTO "allocation" ("entry", "number", "version", "portion", "state", "line", "plan", "seconds", "charged_seconds", "minor", "currency", "reverses", "reason", "run") VALUES ('ehnoqt3syuxxn', 2, 1, 1, 'drafted', 'lwuhrazf6sb5m', 'pzumljh6xcsco', -3600, -3600, -18000, 'USD', 1, 'its tracker no longer has it', 5);
INSERT INTO "allocation" ("entry", "number", "version", "portion", "state", "line", "plan", "seconds", "charged_seconds", "minor", "currency", "reverses", "reason", "run") VALUES ('eleploecsrjuu', 1, 1, 1, 'drafted', 'l5xiljjiu7gdc', 'pzumljh6xcsco', 8100, 8280, 34500, 'USD', NULL, 'on a draft for 2026-10', 3);
INSERT INTO "allocation" ("entry", "number", "version", "portion", "state", "line", "plan", "seconds", "charged_seconds", "minor", "currency", "reverses", "reason", "run") VALUES ('eleploecsrjuu', 2, 1, 1, 'drafted', 'l5xiljjiu7gdc', 'pzumljh6xcsco', -8100, -8280, -34500, 'USD', 1, 'its tracker changed it', 5);
INSERT INTO "allocation" ("entry", "number", "version", "portion", "state", "line", "plan", "seconds", "charged_seconds", "minor", "currency", "reverses", "reason", "run") VALUES ('eleploecsrjuu', 3, 2, 1, 'drafted', 'l5xiljjiu7gdc', 'p3bve3xmuyead', 9900, 10080, 42000, 'USD', NULL, 'on a draft for 2026-10', 6);
INSERT INTO "allocation" ("entry", "number", "version", "portion", "state", "line", "plan", "seconds", "charged_seconds", "minor", "currency", "reverses", "reason", "run") VALUES ('enni7mq4d7e3f', 1, 1, 1, 'drafted', 'l4lvkuqou7are', 'pzumljh6xcsco', 12600, 12600, 63000, 'USD', NULL, 'on a draft for 2026-10', 3);
INSERT INTO "allocation" ("entry", "number", "version", "portion", "state", "line", "plan", "seconds", "charged_seconds", "minor", "currency", "reverses", "reason", "run") VALUES ('ep6z23xpxooz3', 1, 1, 1, 'drafted', 'lptqebuueqetl', 'ppnjgn6obayk2', 5400, 5400, 21750, 'JPY', NULL, 'on a draft for 2026-10', 3);
INSERT INTO "allocation" ("entry", "number", "version", "portion", "state", "line", "plan", "seconds", "charged_seconds", "minor", "currency", "reverses", "reason", "run") VALUES ('epss7cmpzx6rw', 1, 1, 1, 'held', '', NULL, 9900, 0, 0, '', NULL, 'no project code', 3);
INSERT INTO "allocation" ("entry", "number", "version", "portion", "state", "line", "plan", "seconds", "charged_seconds", "minor", "currency", "reverses", "reason", "run") VALUES ('epss7cmpzx6rw', 2, 1, 1, 'held', '', NULL, -9900, 0, 0, '', 1, 'its tracker changed it', 5);
INSERT INTO "allocation" ("entry", "number", "version", "portion", "state", "line", "plan", "seconds", "charged_seconds", "minor", "currency", "reverses", "reason", "run") VALUES ('epss7cmpzx6rw', 3, 2, 1, 'drafted', 'lbjsvghedtvpj', 'p3bve3xmuyead', 9900, 10080, 50400, 'USD', NULL, 'on a draft for 2026-10', 6);
INSERT INTO "allocation" ("entry", "number", "version", "portion", "state", "line", "plan", "seconds", "charged_seconds", "minor", "currency", "reverses", "reason", "run") VALUES ('et6necnz2thax', 1, 1, 1, 'drafted', 'lvdjcmwllheu2', 'pzumljh6xcsco', 1800, 1800, 7500, 'USD', NULL, 'on a draft for 2026-10', 3);
INSERT INTO "allocation" ("entry", "number", "version", "portion", "state", "line", "plan", "seconds", "charged_seconds", "minor", "currency", "reverses", "reason", "run") VALUES ('eto5mj2aju7lo', 1, 1, 1, 'outside', '', NULL, 10800, 0, 0, '', NULL, 'before go_live 2026-10-03', 3);
INSERT INTO "allocation" ("entry", "number", "version", "portion", "state", "line", "plan", "seconds", "charged_seconds", "minor", "currency", "reverses", "reason", "run") VALUES ('ey74wb23ryiru', 1, 1, 1, 'held', '', NULL, 4500, 0, 0, '', NULL, 'no project code', 3);
INSERT INTO "allocation" ("entry", "number", "version", "portion", "state", "line", "plan", "seconds", "charged_seconds", "minor", "currency", "reverses", "reason", "run") VALUES ('ey74wb23ryiru', 2, 1, 1, 'held', '', NULL, -4500, 0, 0, '', 1, 'it may be billed', 6);
INSERT INTO "allocation" ("entry", "number", "version", "portion", "state", "line", "plan", "seconds", "charged_seconds", "minor", "currency", "reverses", "reason", "run") VALUES ('ey74wb23ryiru', 3, 1, 1, 'drafted', 'llblvxymb5hvm', 'p3bve3xmuyead', 4500, 4680, 23400, 'USD', NULL, 'on a draft for 2026-10', 6);
INSERT INTO "allocation" ("entry", "number", "version", "portion", "state", "line", "plan", "seconds", "charged_seconds", "minor", "currency", "reverses", "reason", "run") VALUES ('ezx2g5outym35', 1, 1, 1, 'drafted', 'lh3wib3boczhw', 'pzumljh6xcsco', 3852, 3960, 26400, 'USD', NULL, 'on a draft for 2026-10', 3);
INSERT INTO "draft" ("id", "revision", "plan", "status", "contract", "client", "period", "part", "currency", "total_minor", "purchase_order", "terms", "invoice_date", "service_from", "service_to", "bill_to", "looks", "content_hash") VALUES ('d4n742c4q2su3', 1, 'pzumljh6xcsco', 'superseded', 'acme', 'Acme Corp', '2026-10', 'order PO-7781', 'USD', 131400, 'PO-7781', 'net 30', 'issue day', '2026-10-05', '2026-10-08', '["files","","",""]', '1d212d62133ca6d3735cc3e690289fd1', 'ad0213590b4f4add17370a62732884f4');
INSERT INTO "draft" ("id", "revision", "plan", "status", "contract", "client", "period", "part", "currency", "total_minor", "purchase_order", "terms", "invoice_date", "service_from", "service_to", "bill_to", "looks", "content_hash") VALUES ('d4n742c4q2su3', 2, 'p3bve3xmuyead', 'draft', 'acme', 'Acme Corp', '2026-10', 'order PO-7781', 'USD', 138900, 'PO-7781', 'net 30', 'issue day', '2026-10-05', '2026-10-08', '["files","","",""]', '1d212d62133ca6d3735cc3e690289fd1', '9ce8b7a12c2484cc636a271604df1008');
INSERT INTO "draft" ("id", "revision", "plan", "status", "contract", "client", "period", "part", "currency", "total_minor", "purchase_order", "terms", "invoice_date", "service_from", "service_to", "bill_to", "looks", "content_hash") VALUES ('dljnwjqb5fta2', 1, 'ppnjgn6obayk2', 'draft', 'kyoto', '京都 Ltd', '2026-10', 'all', 'JPY', 32625, '', 'net 15', 'issue day', '2026-10-12', '2026-10-16', '["files","","",""]', '2eb53d2084b99972baddc9d099d7d292', '5ed5b0fc2bfdaec51923d05e8bc42213');
INSERT INTO "draft" ("id", "revision", "plan", "status", "contract", "client", "period", "part", "currency", "total_minor", "purchase_order", "terms", "invoice_date", "service_from", "service_to", "bill_to", "looks", "content_hash") VALUES ('dqchdvy6w6hro', 1, 'poztgkthk6hze', 'draft', 'kyoto', '京都 Ltd', '2026-11', 'all', 'JPY', 14568, '', 'net 15', 'issue day', '2026-11-01', '2026-11-01', '["files","","",""]', 'c2b5ca4ae8eb5720145eae7d3238d920', 'ed37b6518486c339bac05964ff08905c');
INSERT INTO "draft" ("id", "revision", "plan", "status", "contract", "client", "period", "part", "currency", "total_minor", "purchase_order", "terms", "invoice_date", "service_from", "service_to", "bill_to", "looks", "content_hash") VALUES ('dz3bnfjsdcqet', 1, 'pzumljh6xcsco', 'superseded', 'acme', 'Acme Corp', '2026-10', 'order PO-8120', 'USD', 91800, 'PO-8120', 'net 30', 'issue day', '2026-10-16', '2026-10-22', '["files","","",""]', '1d212d62133ca6d3735cc3e690289fd1', 'c3537ca9df92fb2d94ee85f4f47961d9');
INSERT INTO "draft" ("id", "revision", "plan", "status", "contract", "client", "period", "part", "currency", "total_minor", "purchase_order", "terms", "invoice_date", "service_from", "service_to", "bill_to", "looks", "content_hash") VALUES ('dz3bnfjsdcqet', 2, 'p3bve3xmuyead', 'draft', 'acme', 'Acme Corp', '2026-10', 'order PO-8120', 'USD', 147600, 'PO-8120', 'net 30', 'issue day', '2026-10-16', '2026-10-23', '["files","","",""]', '1d212d62133ca6d3735cc3e690289fd1', 'ea49003aeacd65845cb69088f5e1810f');
INSERT INTO "entry" ("id", "version", "connector", "present", "day", "seconds", "person", "email", "client", "project", "project_code", "activity", "note", "tags", "started", "ended", "running", "billable", "approved", "invoiced", "rate", "currency", "task_url", "clock_seconds", "kind", "cost_minor", "receipt", "project_id", "person_id", "how", "file", "line", "run", "content") VALUES ('e33hrcmtsppay', 1, 'harvest', true, '2026-10-21', 5400, 'Kim Allen', '', 'Acme Corp', 'Intake bot', 'ACME-IMPL', 'Programming', 'ACME-17 Not approved yet', '[]', NULL, NULL, false, true, false, false, 1800000, 'USD', '', NULL, 'time', NULL, '', '', '', 'first seen', 2, 12, 2, '52d85ce76a3f1fa6b5c424e686c9de80');
INSERT INTO "entry" ("id", "version", "connector", "present", "day", "seconds", "person", "email", "client", "project", "project_code", "activity", "note", "tags", "started", "ended", "running", "billable", "approved", "invoiced", "rate", "currency", "task_url", "clock_seconds", "kind", "cost_minor", "receipt", "project_id", "person_id", "how", "file", "line", "run", "content") VALUES ('e4gudgkhvgjll', 1, 'toggl', true, '2026-10-15', 2700, 'Ada Ng', '', '京都 Ltd', 'Care KYO-CARE', '', '', 'Evening', '[]', '2026-10-16 03:30:00.000000+00', '2026-10-16 04:15:00.000000+00', false, true, NULL, NULL, NULL, '', '', NULL, 'time', NULL, '', '', '', 'first seen', 1, 4, 1, '38d8667812ad1d72b46e7a8a18805b8d');
INSERT INTO "entry" ("id", "version", "connector", "present", "day", "seconds", "person", "email", "client", "project", "project_code", "activity", "note", "tags", "started", "ended", "running", "billable", "approved", "invoiced", "rate", "currency", "task_url", "clock_seconds", "kind", "cost_minor", "receipt", "project_id", "person_id", "how", "file", "line", "run", "content") VALUES ('e4whiztmmiqxp', 1, 'harvest', true, '2026-10-16', 14760, 'Sam Ortiz', '', 'Acme Corp', 'Intake bot', 'ACME-IMPL', 'Programming', 'ACME-16 Handover to a person', '[]', NULL, NULL, false, true, true, false, 1500000, 'USD', '', NULL, 'time', NULL, '', '', '', 'first seen', 2, 9, 2, 'fb2f60a417abadf3827984f03933cc91');
INSERT INTO "entry" ("id", "version", "connector", "present", "day", "seconds", "person", "email", "client", "project", "project_code", "activity", "note", "tags", "started", "ended", "running", "billable", "approved", "invoiced", "rate", "currency", "task_url", "clock_seconds", "kind", "cost_minor", "receipt", "project_id", "person_id", "how", "file", "line", "run", "content") VALUES ('e6ixlp6ccunex', 1, 'toggl', true, '2026-10-14', 1200, 'Nobody Known', 'nobody@northwind.test', '京都 Ltd', 'Care KYO-CARE', '', '', 'Who is it', '[]', '2026-10-14 13:00:00.000000+00', '2026-10-14 13:20:00.000000+00', false, true, NULL, NULL, NULL, '', '', NULL, 'time', NULL, '', '', '', 'first seen', 1, 5, 1, '968839c064ea8f77b9dc5e37ca1dcd5c');
INSERT INTO "entry" ("id", "version", "connector", "present", "day", "seconds", "person", "email", "client", "project", "project_code", "activity", "note", "tags", "started", "ended", "running", "billable", "approved", "invoiced", "rate", "currency", "task_url", "clock_seconds", "kind", "cost_minor", "receipt", "project_id", "person_id", "how", "file", "line", "run", "content") VALUES ('eb4spbsace7p2', 1, 'harvest', true, '2026-10-07', 3600, 'Kim Allen', '', 'Northwind AI', 'Internal', '', 'Meetings', 'Weekly planning', '[]', NULL, NULL, false, false, true, false, NULL, 'USD', '', NULL, 'time', NULL, '', '', '', 'first seen', 2, 6, 2, 'a9e704566ca152b4dd9b0001fd52435a');
INSERT INTO "entry" ("id", "version", "connector", "present", "day", "seconds", "person", "email", "client", "project", "project_code", "activity", "note", "tags", "started", "ended", "running", "billable", "approved", "invoiced", "rate", "currency", "task_url", "clock_seconds", "kind", "cost_minor", "receipt", "project_id", "person_id", "how", "file", "line", "run", "content") VALUES ('edhtcayqzlq23', 1, 'harvest', true, '2026-10-13', 7200, 'Kim Allen', '', 'Acme Corp', 'Presales', 'ACME-SALES', 'Meetings', 'ACME-40 Offer for phase two', '[]', NULL, NULL, false, false, true, false, NULL, 'USD', '', NULL, 'time', NULL, '', '', '', 'first seen', 2, 8, 2, 'a16ba49b31afd5e55577e8976a0add37');
INSERT INTO "entry" ("id", "version", "connector", "present", "day", "seconds", "person", "email", "client", "project", "project_code", "activity", "note", "tags", "started", "ended", "running", "billable", "approved", "invoiced", "rate", "currency", "task_url", "clock_seconds", "kind", "cost_minor", "receipt", "project_id", "person_id", "how", "file", "line", "run", "content") VALUES ('eed4adyappeyp', 1, 'toggl', true, '2026-10-31', 3617, 'Sam Ortiz', 'sam@northwind.test', '京都 Ltd', 'Care KYO-CARE', '', '', 'Late on the last day', '[]', '2026-10-31 17:00:00.000000+00', '2026-10-31 18:00:17.000000+00', false, true, NULL, NULL, NULL, '', '', NULL, 'time', NULL, '', '', '', 'first seen', 1, 3, 1, '3d9224cbcafced5f7509d38485a1f5b3');
INSERT INTO "entry" ("id", "version", "connector", "present", "day", "seconds", "person", "email", "client", "project", "project_code", "activity", "note", "tags", "started", "ended", "running", "billable", "approved", "invoiced", "rate", "currency", "task_url", "clock_seconds", "kind", "cost_minor", "receipt", "project_id", "person_id", "how", "file", "line", "run", "content") VALUES ('ehnoqt3syuxxn', 2, 'harvest', false, '2026-10-22', 3600, 'Kim Allen', '', 'Acme Corp', 'Intake bot', 'ACME-IMPL', 'Programming', 'ACME-18 Deleted later', '[]', NULL, NULL, false, true, true, false, 1800000, 'USD', '', NULL, 'time', NULL, '', '', '', 'not in a complete export', 3, NULL, 5, '71841ee56daab7a600f86257e137fbad');
INSERT INTO "entry" ("id", "version", "connector", "present", "day", "seconds", "person", "email", "client", "project", "project_code", "activity", "note", "tags", "started", "ended", "running", "billable", "approved", "invoiced", "rate", "currency", "task_url", "clock_seconds", "kind", "cost_minor", "receipt", "project_id", "person_id", "how", "file", "line", "run", "content") VALUES ('eleploecsrjuu', 2, 'harvest', true, '2026-10-05', 9900, 'Sam Ortiz', '', 'Acme Corp', 'Intake bot', 'ACME-IMPL', 'Programming', 'ACME-14 Prompt revision and tests', '[]', NULL, NULL, false, true, true, false, 1500000, 'USD', '', NULL, 'time', NULL, '', '', '', 'same person, day, project and activity', 3, 4, 5, '99b04c67621f6c6cc92729028e89d8c5');
INSERT INTO "entry" ("id", "version", "connector", "present", "day", "seconds", "person", "email", "client", "project", "project_code", "activity", "note", "tags", "started", "ended", "running", "billable", "approved", "invoiced", "rate", "currency", "task_url", "clock_seconds", "kind", "cost_minor", "receipt", "project_id", "person_id", "how", "file", "line", "run", "content") VALUES ('enni7mq4d7e3f', 1, 'harvest', true, '2026-10-05', 12600, 'Kim Allen', '', 'Acme Corp', 'Intake bot', 'ACME-IMPL', 'Programming', 'ACME-14 Prompt revision', '[]', NULL, NULL, false, true, true, false, 1800000, 'USD', 'https://northwind.atlassian.net/browse/ACME-14', NULL, 'time', NULL, '', '', '', 'first seen', 2, 3, 2, '2d3e1830821535d04dda19a7822ec72c');
INSERT INTO "entry" ("id", "version", "connector", "present", "day", "seconds", "person", "email", "client", "project", "project_code", "activity", "note", "tags", "started", "ended", "running", "billable", "approved", "invoiced", "rate", "currency", "task_url", "clock_seconds", "kind", "cost_minor", "receipt", "project_id", "person_id", "how", "file", "line", "run", "content") VALUES ('ep6z23xpxooz3', 1, 'toggl', true, '2026-10-12', 5400, 'Kim Allen', 'kim@northwind.test', '京都 Ltd', 'Care KYO-CARE', '', '', '京都の保守 🛠', '["care","KYO-CARE"]', '2026-10-12 13:00:00.000000+00', '2026-10-12 14:30:00.000000+00', false, true, NULL, NULL, NULL, '', '', NULL, 'time', NULL, '', '', '', 'first seen', 1, 2, 1, '97816eeb5d59cb35e1d9d5f678d4d4d5');
INSERT INTO "entry" ("id", "version", "connector", "present", "day", "seconds", "person", "email", "client", "project", "project_code", "activity", "note", "tags", "started", "ended", "running", "billable", "approved", "invoiced", "rate", "currency", "task_url", "clock_seconds", "kind", "cost_minor", "receipt", "project_id", "person_id", "how", "file", "line", "run", "content") VALUES ('epss7cmpzx6rw', 2, 'harvest', true, '2026-10-19', 9900, 'Kim Allen', '', 'Acme Corp', 'Pilot', 'ACME-IMPL', 'Programming', 'ACME-16 Handover to a person', '[]', NULL, NULL, false, true, true, false, 1950000, 'USD', '', NULL, 'time', NULL, '', '', '', 'same person, day, project and activity', 3, 10, 5, 'e7f1aed36b26ac2e1881cff6a00adc98');
INSERT INTO "entry" ("id", "version", "connector", "present", "day", "seconds", "person", "email", "client", "project", "project_code", "activity", "note", "tags", "started", "ended", "running", "billable", "approved", "invoiced", "rate", "currency", "task_url", "clock_seconds", "kind", "cost_minor", "receipt", "project_id", "person_id", "how", "file", "line", "run", "content") VALUES ('et6necnz2thax', 1, 'harvest', true, '2026-10-08', 1800, 'Sam Ortiz', '', 'Acme Corp', 'Intake bot', 'ACME-IMPL', 'Meetings', '=1+1 call about the pilot \ backslash', '[]', NULL, NULL, false, true, true, false, 1500000, 'USD', '', NULL, 'time', NULL, '', '', '', 'first seen', 2, 7, 2, '82df070e9013c3312572ecb431395e80');
INSERT INTO "entry" ("id", "version", "connector", "present", "day", "seconds", "person", "email", "client", "project", "project_code", "activity", "note", "tags", "started", "ended", "running", "billable", "approved", "invoiced", "rate", "currency", "task_url", "clock_seconds", "kind", "cost_minor", "receipt", "project_id", "person_id", "how", "file", "line", "run", "content") VALUES ('eto5mj2aju7lo', 1, 'harvest', true, '2026-10-02', 10800, 'Kim Allen', '', 'Acme Corp', 'Intake bot', 'ACME-IMPL', 'Programming', 'ACME-13 Before go-live', '[]', NULL, NULL, false, true, true, true, 1800000, 'USD', '', NULL, 'time', NULL, '', '', '', 'first seen', 2, 2, 2, 'a1e6bd5a3a81409a4367c8fe2239b565');
INSERT INTO "entry" ("id", "version", "connector", "present", "day", "seconds", "person", "email", "client", "project", "project_code", "activity", "note", "tags", "started", "ended", "running", "billable", "approved", "invoiced", "rate", "currency", "task_url", "clock_seconds", "kind", "cost_minor", "receipt", "project_id", "person_id", "how", "file", "line", "run", "content") VALUES ('ex7ctraz435we', 1, 'toggl', true, '2026-10-30', 600, 'Kim Allen', 'kim@northwind.test', '京都 Ltd', 'Care KYO-CARE', '', '', 'Still running', '[]', '2026-10-30 19:00:00.000000+00', NULL, true, true, NULL, NULL, NULL, '', '', NULL, 'time', NULL, '', '', '', 'first seen', 1, 6, 1, '362d51d97e763af14ae89f2e89246f7e');
INSERT INTO "entry" ("id", "version", "connector", "present", "day", "seconds", "person", "email", "client", "project", "project_code", "activity", "note", "tags", "started", "ended", "running", "billable", "approved", "invoiced", "rate", "currency", "task_url", "clock_seconds", "kind", "cost_minor", "receipt", "project_id", "person_id", "how", "file", "line", "run", "content") VALUES ('ey74wb23ryiru', 1, 'harvest', true, '2026-10-23', 4500, 'A. N.', '', 'Acme Corp', 'Prototype', '', 'Programming', 'ACME-19 Mapped by a person', '[]', NULL, NULL, false, true, true, false, 1800000, 'USD', '', NULL, 'time', NULL, '', '', '', 'first seen', 2, 14, 2, 'f3da3efa957c9953803b7c89336143f5');
INSERT INTO "entry" ("id", "version", "connector", "present", "day", "seconds", "person", "email", "client", "project", "project_code", "activity", "note", "tags", "started", "ended", "running", "billable", "approved", "invoiced", "rate", "currency", "task_url", "clock_seconds", "kind", "cost_minor", "receipt", "project_id", "person_id", "how", "file", "line", "run", "content") VALUES ('ezx2g5outym35', 1, 'harvest', true, '2026-10-06', 3852, 'Kim Allen', '', 'Acme Corp', 'Intake bot', 'ACME-IMPL', 'Architecture', 'ACME-15 Retrieval, the "second" design — it''s 100 % done', '[]', NULL, NULL, false, true, true, false, 2400000, 'USD', '', NULL, 'time', NULL, '', '', '', 'first seen', 2, 5, 2, '1f53a68a367ddbc7df38a085c0b1f0dc');
SELECT setval(pg_get_serial_sequence('"message"', 'id'), (SELECT coalesce(max("id"), 0) + 1 FROM "message"), false);
INSERT INTO "placement" ("entry", "portion", "number", "version", "state", "line", "plan", "seconds", "charged_seconds", "minor", "currency", "reason", "settled") VALUES ('e33hrcmtsppay', 1, 1, 1, 'held', '', NULL, 5400, 0, 0, '', 'not approved in the tracker', false);
INSERT INTO "placement" ("entry", "portion", "number", "version", "state", "line", "plan", "seconds", "charged_seconds", "minor", "currency", "reason", "settled") VALUES ('e4gudgkhvgjll', 1, 1, 1, 'drafted', 'l7raspujk5uod', 'ppnjgn6obayk2', 2700, 2700, 10875, 'JPY', 'on a draft for 2026-10', false);
INSERT INTO "placement" ("entry", "portion", "number", "version", "state", "line", "plan", "seconds", "charged_seconds", "minor", "currency", "reason", "settled") VALUES ('e4whiztmmiqxp', 1, 1, 1, 'drafted', 'lbjsvghedtvpj', 'pzumljh6xcsco', 14760, 14760, 73800, 'USD', 'on a draft for 2026-10', false);
INSERT INTO "placement" ("entry", "portion", "number", "version", "state", "line", "plan", "seconds", "charged_seconds", "minor", "currency", "reason", "settled") VALUES ('e6ixlp6ccunex', 1, 1, 1, 'held', '', NULL, 1200, 0, 0, '', 'nobody in people.yaml has nobody@northwind.test', false);
INSERT INTO "placement" ("entry", "portion", "number", "version", "state", "line", "plan", "seconds", "charged_seconds", "minor", "currency", "reason", "settled") VALUES ('eb4spbsace7p2', 1, 1, 1, 'out_of_scope', '', NULL, 3600, 0, 0, '', 'not client work', false);
INSERT INTO "placement" ("entry", "portion", "number", "version", "state", "line", "plan", "seconds", "charged_seconds", "minor", "currency", "reason", "settled") VALUES ('edhtcayqzlq23', 1, 1, 1, 'non_billable', '', NULL, 7200, 0, 0, '', 'workstream ACME-SALES is non-billable', false);
INSERT INTO "placement" ("entry", "portion", "number", "version", "state", "line", "plan", "seconds", "charged_seconds", "minor", "currency", "reason", "settled") VALUES ('eed4adyappeyp', 1, 1, 1, 'drafted', 'lnejvenpudn2b', 'poztgkthk6hze', 3617, 3617, 14568, 'JPY', 'on a draft for 2026-11', false);
INSERT INTO "placement" ("entry", "portion", "number", "version", "state", "line", "plan", "seconds", "charged_seconds", "minor", "currency", "reason", "settled") VALUES ('eleploecsrjuu', 1, 3, 2, 'drafted', 'l5xiljjiu7gdc', 'p3bve3xmuyead', 9900, 10080, 42000, 'USD', 'on a draft for 2026-10', false);
INSERT INTO "placement" ("entry", "portion", "number", "version", "state", "line", "plan", "seconds", "charged_seconds", "minor", "currency", "reason", "settled") VALUES ('enni7mq4d7e3f', 1, 1, 1, 'drafted', 'l4lvkuqou7are', 'pzumljh6xcsco', 12600, 12600, 63000, 'USD', 'on a draft for 2026-10', false);
INSERT INTO "placement" ("entry", "portion", "number", "version", "state", "line", "plan", "seconds", "charged_seconds", "minor", "currency", "reason", "settled") VALUES ('ep6z23xpxooz3', 1, 1, 1, 'drafted', 'lptqebuueqetl', 'ppnjgn6obayk2', 5400, 5400, 21750, 'JPY', 'on a draft for 2026-10', false);
INSERT INTO "placement" ("entry", "portion", "number", "version", "state", "line", "plan", "seconds", "charged_seconds", "minor", "currency", "reason", "settled") VALUES ('epss7cmpzx6rw', 1, 3, 2, 'drafted', 'lbjsvghedtvpj', 'p3bve3xmuyead', 9900, 10080, 50400, 'USD', 'on a draft for 2026-10', false);
INSERT INTO "placement" ("entry", "portion", "number", "version", "state", "line", "plan", "seconds", "charged_seconds", "minor", "currency", "reason", "settled") VALUES ('et6necnz2thax', 1, 1, 1, 'drafted', 'lvdjcmwllheu2', 'pzumljh6xcsco', 1800, 1800, 7500, 'USD', 'on a draft for 2026-10', false);
INSERT INTO "placement" ("entry", "portion", "number", "version", "state", "line", "plan", "seconds", "charged_seconds", "minor", "currency", "reason", "settled") VALUES ('eto5mj2aju7lo', 1, 1, 1, 'outside', '', NULL, 10800, 0, 0, '', 'before go_live 2026-10-03', false);
INSERT INTO "placement" ("entry", "portion", "number", "version", "state", "line", "plan", "seconds", "charged_seconds", "minor", "currency", "reason", "settled") VALUES ('ey74wb23ryiru', 1, 3, 1, 'drafted', 'llblvxymb5hvm', 'p3bve3xmuyead', 4500, 4680, 23400, 'USD', 'on a draft for 2026-10', false);
INSERT INTO "placement" ("entry", "portion", "number", "version", "state", "line", "plan", "seconds", "charged_seconds", "minor", "currency", "reason", "settled") VALUES ('ezx2g5outym35', 1, 1, 1, 'drafted', 'lh3wib3boczhw', 'pzumljh6xcsco', 3852, 3960, 26400, 'USD', 'on a draft for 2026-10', false);
INSERT INTO "entry_history" ("id", "version", "present", "day", "seconds", "person", "email", "client", "project", "project_code", "activity", "note", "tags", "started", "ended", "running", "billable", "approved", "invoiced", "rate", "currency", "task_url", "clock_seconds", "kind", "cost_minor", "receipt", "project_id", "person_id", "how", "file", "line", "run") VALUES ('ehnoqt3syuxxn', 1, true, '2026-10-22', 3600, 'Kim Allen', '', 'Acme Corp', 'Intake bot', 'ACME-IMPL', 'Programming', 'ACME-18 Deleted later', '[]', NULL, NULL, false, true, true, false, 1800000, 'USD', '', NULL, 'time', NULL, '', '', '', 'first seen', 2, 13, 2);
INSERT INTO "entry_history" ("id", "version", "present", "day", "seconds", "person", "email", "client", "project", "project_code", "activity", "note", "tags", "started", "ended", "running", "billable", "approved", "invoiced", "rate", "currency", "task_url", "clock_seconds", "kind", "cost_minor", "receipt", "project_id", "person_id", "how", "file", "line", "run") VALUES ('eleploecsrjuu', 1, true, '2026-10-05', 8100, 'Sam Ortiz', '', 'Acme Corp', 'Intake bot', 'ACME-IMPL', 'Programming', 'ACME-14 Prompt revision', '[]', NULL, NULL, false, true, true, false, 1500000, 'USD', '', NULL, 'time', NULL, '', '', '', 'first seen', 2, 4, 2);
INSERT INTO "entry_history" ("id", "version", "present", "day", "seconds", "person", "email", "client", "project", "project_code", "activity", "note", "tags", "started", "ended", "running", "billable", "approved", "invoiced", "rate", "currency", "task_url", "clock_seconds", "kind", "cost_minor", "receipt", "project_id", "person_id", "how", "file", "line", "run") VALUES ('epss7cmpzx6rw', 1, true, '2026-10-19', 9900, 'Kim Allen', '', 'Acme Corp', 'Pilot', '', 'Programming', 'ACME-16 Handover to a person', '[]', NULL, NULL, false, true, true, false, 1950000, 'USD', '', NULL, 'time', NULL, '', '', '', 'first seen', 2, 10, 2);
INSERT INTO "match" ("entry", "version", "basis", "day", "verdict", "verdict_reason", "code", "code_reason", "person", "person_reason", "contract", "tasks", "hold", "who", "bill_in", "moved", "accepted") VALUES ('e33hrcmtsppay', 1, 'f3c5cea3d12be18d9bbdde759f18f8cb', '2026-10-21', 'held', 'not approved in the tracker', 'ACME-IMPL', 'ACME-IMPL in the project''s code field', 'Kim Allen', 'by name', 'acme', '[["ACME-17","Not approved yet","","key in the note"]]', '', 'Kim Allen', '2026-10', '', '[]');
INSERT INTO "match" ("entry", "version", "basis", "day", "verdict", "verdict_reason", "code", "code_reason", "person", "person_reason", "contract", "tasks", "hold", "who", "bill_in", "moved", "accepted") VALUES ('e4gudgkhvgjll', 1, 'f3c5cea3d12be18d9bbdde759f18f8cb', '2026-10-16', 'open', 'to be billed', 'KYO-CARE', 'KYO-CARE in the project''s name', 'Ada Ng', 'by name', 'kyoto', '[]', '', 'Ada Ng', '2026-10', '', '[]');
INSERT INTO "match" ("entry", "version", "basis", "day", "verdict", "verdict_reason", "code", "code_reason", "person", "person_reason", "contract", "tasks", "hold", "who", "bill_in", "moved", "accepted") VALUES ('e4whiztmmiqxp', 1, 'f3c5cea3d12be18d9bbdde759f18f8cb', '2026-10-16', 'open', 'to be billed', 'ACME-IMPL', 'ACME-IMPL in the project''s code field', 'Sam Ortiz', 'by name', 'acme', '[["ACME-16","Handover to a person","","key in the note"]]', '', 'Sam Ortiz', '2026-10', '', '[]');
INSERT INTO "match" ("entry", "version", "basis", "day", "verdict", "verdict_reason", "code", "code_reason", "person", "person_reason", "contract", "tasks", "hold", "who", "bill_in", "moved", "accepted") VALUES ('e6ixlp6ccunex', 1, 'f3c5cea3d12be18d9bbdde759f18f8cb', '2026-10-14', 'held', 'nobody in people.yaml has nobody@northwind.test', 'KYO-CARE', 'KYO-CARE in the project''s name', '', 'nobody in people.yaml has nobody@northwind.test', 'kyoto', '[]', '', 'Nobody Known', '2026-10', '', '[]');
INSERT INTO "match" ("entry", "version", "basis", "day", "verdict", "verdict_reason", "code", "code_reason", "person", "person_reason", "contract", "tasks", "hold", "who", "bill_in", "moved", "accepted") VALUES ('eb4spbsace7p2', 1, 'f3c5cea3d12be18d9bbdde759f18f8cb', '2026-10-07', 'out_of_scope', 'not client work', '', 'no code field, project name or tag names one', 'Kim Allen', 'by name', '', '[]', '', 'Kim Allen', '2026-10', '', '[]');
INSERT INTO "match" ("entry", "version", "basis", "day", "verdict", "verdict_reason", "code", "code_reason", "person", "person_reason", "contract", "tasks", "hold", "who", "bill_in", "moved", "accepted") VALUES ('edhtcayqzlq23', 1, 'f3c5cea3d12be18d9bbdde759f18f8cb', '2026-10-13', 'non_billable', 'workstream ACME-SALES is non-billable', 'ACME-SALES', 'ACME-SALES in the project''s code field', 'Kim Allen', 'by name', 'acme', '[["ACME-40","Offer for phase two","","key in the note"]]', '', 'Kim Allen', '2026-10', '', '[]');
INSERT INTO "match" ("entry", "version", "basis", "day", "verdict", "verdict_reason", "code", "code_reason", "person", "person_reason", "contract", "tasks", "hold", "who", "bill_in", "moved", "accepted") VALUES ('eed4adyappeyp', 1, 'f3c5cea3d12be18d9bbdde759f18f8cb', '2026-11-01', 'open', 'to be billed', 'KYO-CARE', 'KYO-CARE in the project''s name', 'Sam Ortiz', 'by e-mail', 'kyoto', '[]', '', 'Sam Ortiz', '2026-11', '', '[]');
INSERT INTO "match" ("entry", "version", "basis", "day", "verdict", "verdict_reason", "code", "code_reason", "person", "person_reason", "contract", "tasks", "hold", "who", "bill_in", "moved", "accepted") VALUES ('eleploecsrjuu', 2, 'f3c5cea3d12be18d9bbdde759f18f8cb', '2026-10-05', 'open', 'to be billed', 'ACME-IMPL', 'ACME-IMPL in the project''s code field', 'Sam Ortiz', 'by name', 'acme', '[["ACME-14","Prompt revision and tests","","key in the note"]]', '', 'Sam Ortiz', '2026-10', '', '[]');
INSERT INTO "match" ("entry", "version", "basis", "day", "verdict", "verdict_reason", "code", "code_reason", "person", "person_reason", "contract", "tasks", "hold", "who", "bill_in", "moved", "accepted") VALUES ('enni7mq4d7e3f', 1, 'f3c5cea3d12be18d9bbdde759f18f8cb', '2026-10-05', 'open', 'to be billed', 'ACME-IMPL', 'ACME-IMPL in the project''s code field', 'Kim Allen', 'by name', 'acme', '[["ACME-14","Prompt revision","https://northwind.atlassian.net/browse/ACME-14","the tracker''s own reference"]]', '', 'Kim Allen', '2026-10', '', '[]');
INSERT INTO "match" ("entry", "version", "basis", "day", "verdict", "verdict_reason", "code", "code_reason", "person", "person_reason", "contract", "tasks", "hold", "who", "bill_in", "moved", "accepted") VALUES ('ep6z23xpxooz3', 1, 'f3c5cea3d12be18d9bbdde759f18f8cb', '2026-10-12', 'open', 'to be billed', 'KYO-CARE', 'KYO-CARE in the project''s name, a tag', 'Kim Allen', 'by e-mail', 'kyoto', '[]', '', 'Kim Allen', '2026-10', '', '[]');
INSERT INTO "match" ("entry", "version", "basis", "day", "verdict", "verdict_reason", "code", "code_reason", "person", "person_reason", "contract", "tasks", "hold", "who", "bill_in", "moved", "accepted") VALUES ('epss7cmpzx6rw', 2, 'f3c5cea3d12be18d9bbdde759f18f8cb', '2026-10-19', 'open', 'to be billed', 'ACME-IMPL', 'ACME-IMPL in the project''s code field', 'Kim Allen', 'by name', 'acme', '[["ACME-16","Handover to a person","","key in the note"]]', '', 'Kim Allen', '2026-10', '', '[]');
INSERT INTO "match" ("entry", "version", "basis", "day", "verdict", "verdict_reason", "code", "code_reason", "person", "person_reason", "contract", "tasks", "hold", "who", "bill_in", "moved", "accepted") VALUES ('et6necnz2thax', 1, 'f3c5cea3d12be18d9bbdde759f18f8cb', '2026-10-08', 'open', 'to be billed', 'ACME-IMPL', 'ACME-IMPL in the project''s code field', 'Sam Ortiz', 'by name', 'acme', '[]', '', 'Sam Ortiz', '2026-10', '', '[]');
INSERT INTO "match" ("entry", "version", "basis", "day", "verdict", "verdict_reason", "code", "code_reason", "person", "person_reason", "contract", "tasks", "hold", "who", "bill_in", "moved", "accepted") VALUES ('eto5mj2aju7lo', 1, 'f3c5cea3d12be18d9bbdde759f18f8cb', '2026-10-02', 'outside', 'before go_live 2026-10-03', 'ACME-IMPL', 'ACME-IMPL in the project''s code field', 'Kim Allen', 'by name', 'acme', '[["ACME-13","Before go-live","","key in the note"]]', '', 'Kim Allen', '2026-10', '', '[]');
INSERT INTO "match" ("entry", "version", "basis", "day", "verdict", "verdict_reason", "code", "code_reason", "person", "person_reason", "contract", "tasks", "hold", "who", "bill_in", "moved", "accepted") VALUES ('ex7ctraz435we', 1, 'f3c5cea3d12be18d9bbdde759f18f8cb', '2026-10-31', 'held', 'the timer is still running', 'KYO-CARE', 'KYO-CARE in the project''s name', 'Kim Allen', 'by e-mail', 'kyoto', '[]', '', 'Kim Allen', '2026-10', '', '[]');
INSERT INTO "match" ("entry", "version", "basis", "day", "verdict", "verdict_reason", "code", "code_reason", "person", "person_reason", "contract", "tasks", "hold", "who", "bill_in", "moved", "accepted") VALUES ('ey74wb23ryiru', 1, 'f3c5cea3d12be18d9bbdde759f18f8cb', '2026-10-23', 'open', 'to be billed', 'ACME-IMPL', 'project Acme Corp / Prototype was mapped to it by a person', 'Ada Ng', 'A. N. was mapped by a person', 'acme', '[["ACME-19","Mapped by a person","","key in the note"]]', '', 'Ada Ng', '2026-10', '', '[]');
INSERT INTO "match" ("entry", "version", "basis", "day", "verdict", "verdict_reason", "code", "code_reason", "person", "person_reason", "contract", "tasks", "hold", "who", "bill_in", "moved", "accepted") VALUES ('ezx2g5outym35', 1, 'f3c5cea3d12be18d9bbdde759f18f8cb', '2026-10-06', 'open', 'to be billed', 'ACME-IMPL', 'ACME-IMPL in the project''s code field', 'Kim Allen', 'by name', 'acme', '[["ACME-15","Retrieval, the \"second\" design — it''s 100 % done","","key in the note"]]', '', 'Kim Allen', '2026-10', '', '[]');
INSERT INTO "source_ref" ("connector", "external_id", "entry") VALUES ('harvest', 'row:0f88bb1d9594ec7c33c2be7370ea74c6#1', 'epss7cmpzx6rw');
INSERT INTO "source_ref" ("connector", "external_id", "entry") VALUES ('harvest', 'row:1f53a68a367ddbc7df38a085c0b1f0dc#1', 'ezx2g5outym35');
INSERT INTO "source_ref" ("connector", "external_id", "entry") VALUES ('harvest', 'row:2d3e1830821535d04dda19a7822ec72c#1', 'enni7mq4d7e3f');
INSERT INTO "source_ref" ("connector", "external_id", "entry") VALUES ('harvest', 'row:46e01269a5a6b1d65d90a9c0a0d992fa#1', 'eleploecsrjuu');
INSERT INTO "source_ref" ("connector", "external_id", "entry") VALUES ('harvest', 'row:52d85ce76a3f1fa6b5c424e686c9de80#1', 'e33hrcmtsppay');
INSERT INTO "source_ref" ("connector", "external_id", "entry") VALUES ('harvest', 'row:71841ee56daab7a600f86257e137fbad#1', 'ehnoqt3syuxxn');
INSERT INTO "source_ref" ("connector", "external_id", "entry") VALUES ('harvest', 'row:82df070e9013c3312572ecb431395e80#1', 'et6necnz2thax');
INSERT INTO "source_ref" ("connector", "external_id", "entry") VALUES ('harvest', 'row:a16ba49b31afd5e55577e8976a0add37#1', 'edhtcayqzlq23');
INSERT INTO "source_ref" ("connector", "external_id", "entry") VALUES ('harvest', 'row:a1e6bd5a3a81409a4367c8fe2239b565#1', 'eto5mj2aju7lo');
INSERT INTO "source_ref" ("connector", "external_id", "entry") VALUES ('harvest', 'row:a9e704566ca152b4dd9b0001fd52435a#1', 'eb4spbsace7p2');
INSERT INTO "source_ref" ("connector", "external_id", "entry") VALUES ('harvest', 'row:f3da3efa957c9953803b7c89336143f5#1', 'ey74wb23ryiru');
INSERT INTO "source_ref" ("connector", "external_id", "entry") VALUES ('harvest', 'row:fb2f60a417abadf3827984f03933cc91#1', 'e4whiztmmiqxp');
INSERT INTO "source_ref" ("connector", "external_id", "entry") VALUES ('toggl', 'row:362d51d97e763af14ae89f2e89246f7e#1', 'ex7ctraz435we');
INSERT INTO "source_ref" ("connector", "external_id", "entry") VALUES ('toggl', 'row:38d8667812ad1d72b46e7a8a18805b8d#1', 'e4gudgkhvgjll');
INSERT INTO "source_ref" ("connector", "external_id", "entry") VALUES ('toggl', 'row:3d9224cbcafced5f7509d38485a1f5b3#1', 'eed4adyappeyp');
INSERT INTO "source_ref" ("connector", "external_id", "entry") VALUES ('toggl', 'row:968839c064ea8f77b9dc5e37ca1dcd5c#1', 'e6ixlp6ccunex');
INSERT INTO "source_ref" ("connector", "external_id", "entry") VALUES ('toggl', 'row:97816eeb5d59cb35e1d9d5f678d4d4d5#1', 'ep6z23xpxooz3');

COMMIT;
