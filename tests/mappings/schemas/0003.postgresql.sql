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

COMMIT;

BEGIN;

SELECT setval(pg_get_serial_sequence('"closing"', 'id'), (SELECT coalesce(max("id"), 0) + 1 FROM "closing"), false);
INSERT INTO "configuration" ("hash", "snapshot") VALUES ('ff942111c541e3d71278273bc3bb204d', '{"catalogue":{"contracts":[{"bill_to":{"books":"files","branding":"","customer":"","email":""},"client":"Acme Corp","currency":"USD","expenses":null,"id":"acme","invoice_date":"issue day","late_time":"next invoice","lines_by":"task","one_per":"client","opening":null,"orders":[{"number":"PO-7781","since":null,"until":"2026-10-15","workstreams":[]},{"number":"PO-8120","since":"2026-10-16","until":null,"workstreams":[]}],"posting":[],"rates":[{"conditions":[],"price":"150","since":null},{"conditions":[["role","senior"]],"price":"180","since":null},{"conditions":[["activity","Architecture"],["role","senior"]],"price":"240","since":null}],"rounding":[{"since":null,"value":{"direction":"up","grace_seconds":30,"per":"entry","step_seconds":360}}],"since":"2026-10-03","terms":[{"since":null,"value":{"days":30,"kind":"net","text":"net 30"}}],"until":null,"when_time_is_held":"bill the rest","wishes":{"no_charge_lines":false,"show":{"hours":true,"notes":false,"people":"no","rates":true,"tasks":true},"texts":{"header":"","language":"en","late":"","line":"","note":"","order":"","service_period":""}},"workstreams":[{"billable":true,"code":"ACME-IMPL","name":"Implementation","since":null,"until":null},{"billable":false,"code":"ACME-SALES","name":"Presales","since":null,"until":null}],"zone":""},{"bill_to":{"books":"files","branding":"","customer":"","email":""},"client":"京都 Ltd","currency":"JPY","expenses":null,"id":"kyoto","invoice_date":"issue day","late_time":"next invoice","lines_by":"person","one_per":"client","opening":null,"orders":[],"posting":[],"rates":[{"conditions":[],"price":"14500","since":null}],"rounding":[],"since":"2026-10-03","terms":[{"since":null,"value":{"days":15,"kind":"net","text":"net 15"}}],"until":null,"when_time_is_held":"bill the rest","wishes":{"no_charge_lines":false,"show":{"hours":true,"notes":false,"people":"names","rates":true,"tasks":true},"texts":{"header":"","language":"en","late":"","line":"","note":"","order":"","service_period":""}},"workstreams":[{"billable":true,"code":"KYO-CARE","name":"Care","since":null,"until":null}],"zone":"Asia/Tokyo"}],"go_live":"2026-10-03","ignores":[{"conditions":[["connector","harvest"],["project","Internal"]],"why":"not client work"}],"implied":["clockify","csv","expenses"],"people":[{"days_off":[],"emails":["kim@northwind.test"],"id":"Kim Allen","name":"Kim Allen","roles":[{"since":null,"value":"senior"}],"weekly_capacity_seconds":null},{"days_off":[],"emails":["sam@northwind.test"],"id":"Sam Ortiz","name":"Sam Ortiz","roles":[{"since":null,"value":"junior"},{"since":"2026-10-15","value":"senior"}],"weekly_capacity_seconds":null},{"days_off":[],"emails":["ada@northwind.test"],"id":"Ada Ng","name":"Ada Ng","roles":[{"since":null,"value":"senior"}],"weekly_capacity_seconds":null}],"projects":[],"require_task":"warn","sources":[{"billable_from_tracker":true,"code_pattern":"","name":"harvest","require_approval":true},{"billable_from_tracker":true,"code_pattern":"","name":"toggl","require_approval":false}],"users":[]},"charges":[],"main":{"calendar":{"closed":[],"country":"US","subdivision":""},"company":{"currency":"USD","name":"Northwind AI","timezone":"America/New_York"},"exceptions":{"expense_limit":null,"max_hours_per_day":36000,"require_task":"warn"},"go_live":"2026-10-03","ignore":[{"activity":"","client":"","connector":"harvest","person":"","project":"Internal","why":"not client work"}],"version":"1"},"milestones":[]}');
SELECT setval(pg_get_serial_sequence('"decision"', 'id'), (SELECT coalesce(max("id"), 0) + 1 FROM "decision"), false);
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
INSERT INTO "matched" ("id", "basis", "run") VALUES (1, 'dcc1c042056e4b3566d25b8edbba71ee', 5);
SELECT setval(pg_get_serial_sequence('"matched"', 'id'), (SELECT coalesce(max("id"), 0) + 1 FROM "matched"), false);
INSERT INTO "unit" ("contract", "period", "rules", "plan", "closed", "client", "currency", "unbilled_minor", "unpriced_seconds") VALUES ('', '2026-10', '2b15fe7d1f834a8a828f07faaf244917', '', false, '', '', 0, 0);
INSERT INTO "unit" ("contract", "period", "rules", "plan", "closed", "client", "currency", "unbilled_minor", "unpriced_seconds") VALUES ('', '2026-11', 'ecd96a6e1afd49e4f9557ee0b47a6e98', '', false, '', '', 0, 0);
INSERT INTO "unit" ("contract", "period", "rules", "plan", "closed", "client", "currency", "unbilled_minor", "unpriced_seconds") VALUES ('acme', '2026-10', '919c55139293812aa94dfbdce633a2bc', 'p3bve3xmuyead', false, 'Acme Corp', 'USD', 313500, 0);
INSERT INTO "unit" ("contract", "period", "rules", "plan", "closed", "client", "currency", "unbilled_minor", "unpriced_seconds") VALUES ('kyoto', '2026-10', '06a284fc9b12efaee148e10b4f5bad46', 'ppnjgn6obayk2', false, '京都 Ltd', 'JPY', 39875, 0);
INSERT INTO "unit" ("contract", "period", "rules", "plan", "closed", "client", "currency", "unbilled_minor", "unpriced_seconds") VALUES ('kyoto', '2026-11', '06a284fc9b12efaee148e10b4f5bad46', 'poztgkthk6hze', false, '京都 Ltd', 'JPY', 14568, 0);
INSERT INTO "run" ("id", "kind", "due_at", "started_at", "finished_at", "outcome", "configuration", "detail") VALUES (1, 'import', NULL, '2026-11-03 12:00:00.000000+00', '2026-11-03 12:00:00.000000+00', 'done', 'ff942111c541e3d71278273bc3bb204d', '{"entries":5,"files":1,"refused":0}');
INSERT INTO "run" ("id", "kind", "due_at", "started_at", "finished_at", "outcome", "configuration", "detail") VALUES (2, 'import', NULL, '2026-11-03 12:00:00.000000+00', '2026-11-03 12:00:00.000000+00', 'done', 'ff942111c541e3d71278273bc3bb204d', '{"entries":12,"files":1,"refused":0}');
INSERT INTO "run" ("id", "kind", "due_at", "started_at", "finished_at", "outcome", "configuration", "detail") VALUES (3, 'run', NULL, '2026-11-03 12:00:00.000000+00', '2026-11-03 12:00:00.000000+00', 'done', 'ff942111c541e3d71278273bc3bb204d', '{"changed":2,"contracts":2,"period":"2026-10"}');
INSERT INTO "run" ("id", "kind", "due_at", "started_at", "finished_at", "outcome", "configuration", "detail") VALUES (4, 'run', NULL, '2026-11-03 12:00:00.000000+00', '2026-11-03 12:00:00.000000+00', 'done', 'ff942111c541e3d71278273bc3bb204d', '{"changed":1,"contracts":1,"period":"2026-11"}');
INSERT INTO "run" ("id", "kind", "due_at", "started_at", "finished_at", "outcome", "configuration", "detail") VALUES (5, 'import', NULL, '2026-11-03 12:00:00.000000+00', '2026-11-03 12:00:00.000000+00', 'done', 'ff942111c541e3d71278273bc3bb204d', '{"entries":11,"files":1,"refused":0}');
INSERT INTO "run" ("id", "kind", "due_at", "started_at", "finished_at", "outcome", "configuration", "detail") VALUES (6, 'run', NULL, '2026-11-03 12:00:00.000000+00', '2026-11-03 12:00:00.000000+00', 'done', 'ff942111c541e3d71278273bc3bb204d', '{"changed":1,"contracts":2,"period":"2026-10"}');
INSERT INTO "run" ("id", "kind", "due_at", "started_at", "finished_at", "outcome", "configuration", "detail") VALUES (7, 'run', NULL, '2026-11-03 12:00:00.000000+00', '2026-11-03 12:00:00.000000+00', 'done', 'ff942111c541e3d71278273bc3bb204d', '{"changed":0,"contracts":1,"period":"2026-11"}');
SELECT setval(pg_get_serial_sequence('"run"', 'id'), (SELECT coalesce(max("id"), 0) + 1 FROM "run"), false);
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
INSERT INTO "plan" ("id", "contract", "period", "revision", "digest", "inputs", "configuration", "run") VALUES ('p3bve3xmuyead', 'acme', '2026-10', 2, 'e5e24323d666a68a15a9e645c3de2dfc', '\x7801ad56db6edc3610fd158240d187cab1b457db401f8c34408dc68951a34fb6b1e06ae915638954486a6f86817c44bfb05fd233946c4b9bf52ded9b440e67e6cc9c39e42d775e968e1ff5235e69e5f9d12d9f1a7383157ead72e978c4d34cd8b99c28e72afc1f5d5cdd2fddff18edad48ebb32acf27deec7233b542cf949ec33339ad9c3785b4f59f2c84cae9f30e3bb9921acef8715a48f6ded832985b2b75bac6f25fe7bf6141ae4aa91de5a3ab3c8fb89a614be004f6945e1895cac94c7889d590389b8935b6722c4dbc82d911d772e559634b5b4a4b379952082fdc0d568c969332a4d8e48425440d18eaa8c6cea4a532dc725d15d3607bf6796f3c3e4870de299d22506d5a691f20f6e2de682f89f792212c96c6de386fa528422defa2ae9f83a4173ffae10f4747586cfcd5ceb7fda045a5713e644afdb2805da7991a34c12ba343409859540a9093612b1239a55c3ac617dc9a9ccaeb500263f91505b93f7df0f26930442d94a72e1cdb34535ea6beb2925f45cf79ee0db63d131c53355442e13b555e88bc029c5b3e5316fe8113d8aa1231e7a0a89c38499880bd1f23fbd02f90cd52523408adfd517c7787508df787dac77d987a6943c39e0c2ed64d881ba589985afa706c45bcc60febc73cb8ef7631933a9013b336c9644e27a71828e633c9ac74e463a95c46ad0451cca499ccc05c7e742d722791716696b49f998aa8e96d85456d02011a93529a12ad442a062e1b72d48644fde6d41d015df9102c93024cc709d8e742cf2b31a7f35287ff3066f48511aa6d285efd1546a4fe74d22e682e517765081c6ab03d03901f2016534aafce2835337275fcfef4c3dec9e9d947c4d1220cf049011405fa2742a31f9ad519b87b2e3fba6d8ad0f67b7efcf1c3f9a3e333145bd4e2d76157ab5bc48d0d0422a07890a349ae0a12d13a83203cc04913788ff9163523e8f52c277b3109c5b5b268eefd625c2f36209ba127650c534eee5adf175cf6fb994d0befca92242e891eb8da83efe12006d3dbc5fb4315ec38cf43eb9a518ef899351890a220c58890efc5457d261923bd4fc6335196d62ce48cad0395c3f407afc998edd83f41536e249b1ae22cee8f45606f5d9624884590f1a61560cb6300a503dfe94ab901e5a2da866a18743baa9d34eb241e72b0ccd4c623f9af2b4c7aab00098432198c475b15381705fb6cbdda20b7972b4062fb3bae2ea0b7cc1b26187ae9202c116f5561c49eb079b6124174db95780ddc5c96b991a9b35faa8a47bdc77ec7b8520e0fb7fbdd46fb05773ca4fb997e0feacda2f4509c8572505006f00cf20125e8401e30b0e649c3ff1fb7d66a5c7c1dccc6b27fdd6933e14e7aa36de06f23fa0ee0809b795fbaa3fd7d6daccf9610f377c2e7c23925f43be8f8fed49aa593fbf5240c5a7cf8ae3870f66c49be1b8ad750a1746e9c16e56635b2cb0e1592c35d54785b45fe23f1cf54be73fa0fe9e1f356cefb9196a9def47c2656ddde1fe0f760bbf53b397f2a25bd88c0621238e8c9afc92f094b052e583135950fb25352d6ecf2924d213f0eadce5e6adc0fcdf07a3c584e7b7dbb561633dc92ac1ede1783e1369ee399609fa0ccaf902b349e9f42ad21d5d3f5136275c8765a609cbdf1eb921e792f6af66be8b959f5e64354765df469445b4a056ef50f86d0ae176fa6ce5bb17335118ffe94de2a89575f14ba778902d103ef92b399746aaed93fdffe66caffec5812c7ec2736a32bbba36243f6833e9e9be6fad5fa16925fddfd0bde50398d', 'ff942111c541e3d71278273bc3bb204d', 6);
INSERT INTO "plan" ("id", "contract", "period", "revision", "digest", "inputs", "configuration", "run") VALUES ('poztgkthk6hze', 'kyoto', '2026-11', 1, '1b5617b1bf7adacacf8bb7b67dd66be5', '\x78016d53cd6a1b31107e9545d7aee9ae9d1ff02d845eda404a9b4b086191bd13afb0565a246d62c7f8d4d7e91314fa36bdf42dfa8da40d0e148cd17c33f3cdcc37b307e1030d5e2c17a5188d0a6279102b6bb740c493d2e44529d69d741b6a94f723ece5c3e3044d8635c1c975ca555a37c1fe8f66e5a46995d9809949471f6c4f2e59d44ba5f97984472b3220137f7efdfcfbe3777113da18ef1c99f51ef8e7aff700683790f1dc9019b52e856ae1daee2d8ac330cf56ada9696520c0b1f5a2957bb834a026a89e7143bb50e458762943be59718d819cb7069835d4c00094fb0284c2718e54d8ba16c14997c1fa105d2c924325c60f626d317950d64c610ecd81b23e3baf2a14f1cab0cd7c474eb463568a69b253ccabf9c5acae66d50219815c9fb84f724bf12cf508a283c0ac70d7e7a5d82ac3ca180a316dc7cac228ea7371e462a3092c7d9ae5a52313c5c1b69b8e3467aeb0d222745438f2ccf1a27cc7731d84b14dbe8da89c583e49ed091d77f685fd9d1d5998e04680c6463572c84076d07105b207d99b58293648cf17c8c69167dd8558af2309a9d112e2b5349b516e9882784fbcd6ecc116d38b4ba657dc517a7a72cf7c1a58aab23c1f64c050d66d7d7024b3aa3cb45c7187a9a3b56d99eacbfdedecfaeadb271434681cc8b57404ebdd164e2465855f714388bcf24a7ebcb33851bef27cbe8d563d7f75f986f913434fbcf6a9bf03e6e336d3fae7b3aa46b927e5b08b09ac13983b4a813517895331ddc9fb4110b567b2ddcb61a0fd20cabaccdc896671515f96a7837e977d71eb827ae53171f9d6e1214af4c86dde40f7c29a78205afa90bf3296a538512bd8cd46236f3ae2457d575f2eab0abf0ff15f94490251e60b991e5c247eaeef031e1f8fff007ff88274', 'ff942111c541e3d71278273bc3bb204d', 4);
INSERT INTO "plan" ("id", "contract", "period", "revision", "digest", "inputs", "configuration", "run") VALUES ('ppnjgn6obayk2', 'kyoto', '2026-10', 1, '14781510f5f866ce80ef90527429d507', '\x78018d55cb8edb3614fd1581db6a52c9b21dc4ab0e826c9aa22dda018a2008045ae248ac695220293fc6f0a2c8a6ff5004c90704f98000413ea6c922bb7c42ce25e5a9264893d918e4bdd4bde79c7b481f98f3a2736c51a4acd7d2b3c5812d8d5921c22ea5128ea5ac6ab96d44299debb15f3c7e720a9d36467bcbabf8ad54aaf4e64b659696eb5aea0695a968efbc590b1b7762cda5a2e5111925854631f6eef5cb0f4fdf243ff93a9cb756e86a8ff88fbf3e4240ec3aa11d01d2bd5229933552abbd41736cf4c6c84a9435f702e1003da9f91e298550e9e59ae25aec7c329ca594d4c2954bead109eb8c46cc68516283d0800b21340e3c6263636b1c8eba74c6f99022912c3a51fcc02a03e65e1a7d3a66010e25f3e92ccbd0c4494d7baa77a40f4d3f28456586249b6493f9599e9d6505bef0c2ae63edd1b729db70d5a3d081812bd2f92c652ba949192d7cf86c47ca6293e43376a466bdf6247de4b26d850ee260da652b147db9c44813df8ac40a4735b6d2b5c4ebc0b429076f04e5d8e2922b2780b8355bcab7a62761bced11d426a8311ce984e95418015fa3d8b558f1ace78e1c489b2371ddf9d0af151c520312ce2bae9b9e375442d09c68ac4306538c2b6a1957614671e984dd9035305469881f6400296357ce5bc1075589345f12c288a83235957af8e897b3fbe7bf3d40430de088dce7566077630a234949e12b780827cf9de4df5f1858945c3ed8b754724db76ef0305d3160a2b19ff01dc08f60c6f1e767598e7697d26216a7203c41c101d1e0136a125851b9d1fa3113d3a6af9b55bb69fe548aa5797a6dad7cced2c9dd2c4bc744cf6b9efcdc1047d8de582c580a8084f1c126de8434c8908cd4f1a669507b54f9222b1645b6c8b2ef32fa6569a4ccd2c111a705d50dd7f3e6013464622e77aa9b57558f8b7b13f814dbc967c003d2ffc0fed19a44ba046adf02eef4222f80f2ffe16ab334f51e8f4712ad7c67cfd72a69b94b62e6076dac6fb7b87c77e07bf48c34bfc6ae9b5f4d8a5db733e60a577c3c96094b67d3cfd83d94ebe45ca960fef16458151d793d8c38aaf898fefbd7ab776f9fbd7ff577f2f1f93f2f6e23c4e45b42dc86d9ee6e857f88ab6931dbe2b28c9815f0edfc96c4228fdff15aa9c4f63a3cc1df9e64915de4f7be3cc9e1adc1cb467eb3640ebcdee3ea5f9fd993e327236d3f0d', 'ff942111c541e3d71278273bc3bb204d', 3);
INSERT INTO "plan" ("id", "contract", "period", "revision", "digest", "inputs", "configuration", "run") VALUES ('pzumljh6xcsco', 'acme', '2026-10', 1, 'fa914ec84bc54e9da08e8a151f142403', '\x7801ad56db6ee33610fd158240d1872a1bcb7718e843b0bb40836eba41833e258141cb8cc5b5442a24e5d8090cf423fa85fd929ea16447f2ee7ab3d9be49e47066cecc99433e71e765e1f8a417f1522bcf274f7c66cc122bfc4e65d2f18827a9b00b3955ce95f89f5cdfee96763f467b2b92eaaccab2a9375f7233b342cf955ec033392d9d37b9b4d59fcc85cae8738b9d4c490d67fc2cc9257b6b6c11ccad953ad960f9afab775890eb426a47f9e832cb22aee6d81238813da5574625723a175e623524cee66283ad0c4b53af6036e15aae3dab6d694b69e9a6330ae1855b62c568392d428a754e5842d480a18a6aec5c5a2ac313d7653e0bb6971f4f46a3718cf34ee904812ad352fb00b1dbe90e4fe2ce493c80c583b14be7ad1479a8e5366afb19c7ddceb31fbe3f3ac462edaf727ee8072d2a8cf32153ea9705ec2acdc4a0095e191d02c2cca252801c0f1a91c829e5d232bee6d664545e871218cb6f29c8eef4f8dba7c110b5529eba706693547999f8d24a7e1b1df3dced1f7a2638a6aca984c2b7aabc125909384f7cae2cfc0327b09505622e405139759230017baf83ec43bf40364b49d12034f6879ded16a16aeffbda777a30f5d286867d35b8d8d421964a1331b5f4e1d89a788d1fd6ebf0e0beddc554ea404eccda3495199d9c61a0984f25b3d2918f07e5526a258862a6f56406e6f2c99dc89c44c6a979a0fdd494444d6f4b2c6a1308509b14d21468255231705993a33224ead7a7b60474ed43b0540a301d27609f09bd28c582ce4b1dfec398d11746a8b2a178d5571891ead349bba2b944dd952170a8c1e10c407e8058cc28bd2aa3c4ccc9d5d9db8bf727e717971f10478b30c0e73950e4e89f088dde37ab35703b2e3fbbad8bd0f47b75f6e1fdd5b3e34b145b54e2d76257a35bc48d47084440b197a369a67212d12a83203cc04913b8c3fc849a11f46a96e3930e09c59db268ee6eb1532dd620eba127650c534eee1adfd75cf67aa94d72ef8a82242e8ef65cedc2f7a0df01d39bc5fb5de5ec2ccb42ebea518ef8a53518903c27c58890eff57575261e21bd3f8c67a228ac59c939db042a87e90f5ee311fbc2fe399ab2946c6688b3b83f5681bd5559e2201641c6eb56802dcf01940e7ca72b6509ca45950dd530e8765439a9d7493c64ff21558f1ec9dfaf31e98d02c410cab83f1a1e54e04ae4eca3f5ea11b97dbb0224b6bfe1ea027acbbc6182a1970ec212f1461586ec2b36472b1144b7598997c04db5b9f73db729d76b24d180dbedf2a837fcb17e8f01eb9dcca447abe9b244039a30c7ec70f328becf3afd127c992c322313673f95650b5f0757e6383ec4d7ece627bc6170351de173bfdacc0b0f455d294737440b619f61160eb68f627c550fb556a3fcbe3f1fc9dedd6718e3ee0f36f1cb2053ef0b37393dd5c6faf40117d31be133e19c12fa0deea4d399350f4e9e5653dd6f70fbbb4bf2aab6fba196897eecfa54acdb250127a119478678dff60b29e9d183572b691824e3d7f89798250277a89899d20765295406bdb9b96133288c43055230e0ff6ff1e3babb1820e626ef81b78d31ed40517ae341f705b2dc7a28b574995e8f7f4a6f95c493270ab86e2066f4bab9e16c2e9d5a68f6efdfff30e57f760c43c37e6273baaf5a641fb057fa3856aeeac9f63daa76bbfd0f0b18eb3e', 'ff942111c541e3d71278273bc3bb204d', 3);
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
INSERT INTO "match" ("entry", "version", "basis", "day", "verdict", "verdict_reason", "code", "code_reason", "person", "person_reason", "contract", "tasks", "hold", "who", "bill_in", "moved", "accepted") VALUES ('e33hrcmtsppay', 1, 'dcc1c042056e4b3566d25b8edbba71ee', '2026-10-21', 'held', 'not approved in the tracker', 'ACME-IMPL', 'ACME-IMPL in the project''s code field', 'Kim Allen', 'by name', 'acme', '[["ACME-17","Not approved yet","","key in the note"]]', '', 'Kim Allen', '2026-10', '', '[]');
INSERT INTO "match" ("entry", "version", "basis", "day", "verdict", "verdict_reason", "code", "code_reason", "person", "person_reason", "contract", "tasks", "hold", "who", "bill_in", "moved", "accepted") VALUES ('e4gudgkhvgjll', 1, 'dcc1c042056e4b3566d25b8edbba71ee', '2026-10-16', 'open', 'to be billed', 'KYO-CARE', 'KYO-CARE in the project''s name', 'Ada Ng', 'by name', 'kyoto', '[]', '', 'Ada Ng', '2026-10', '', '[]');
INSERT INTO "match" ("entry", "version", "basis", "day", "verdict", "verdict_reason", "code", "code_reason", "person", "person_reason", "contract", "tasks", "hold", "who", "bill_in", "moved", "accepted") VALUES ('e4whiztmmiqxp', 1, 'dcc1c042056e4b3566d25b8edbba71ee', '2026-10-16', 'open', 'to be billed', 'ACME-IMPL', 'ACME-IMPL in the project''s code field', 'Sam Ortiz', 'by name', 'acme', '[["ACME-16","Handover to a person","","key in the note"]]', '', 'Sam Ortiz', '2026-10', '', '[]');
INSERT INTO "match" ("entry", "version", "basis", "day", "verdict", "verdict_reason", "code", "code_reason", "person", "person_reason", "contract", "tasks", "hold", "who", "bill_in", "moved", "accepted") VALUES ('e6ixlp6ccunex', 1, 'dcc1c042056e4b3566d25b8edbba71ee', '2026-10-14', 'held', 'nobody in people.yaml has nobody@northwind.test', 'KYO-CARE', 'KYO-CARE in the project''s name', '', 'nobody in people.yaml has nobody@northwind.test', 'kyoto', '[]', '', 'Nobody Known', '2026-10', '', '[]');
INSERT INTO "match" ("entry", "version", "basis", "day", "verdict", "verdict_reason", "code", "code_reason", "person", "person_reason", "contract", "tasks", "hold", "who", "bill_in", "moved", "accepted") VALUES ('eb4spbsace7p2', 1, 'dcc1c042056e4b3566d25b8edbba71ee', '2026-10-07', 'out_of_scope', 'not client work', '', 'no code field, project name or tag names one', 'Kim Allen', 'by name', '', '[]', '', 'Kim Allen', '2026-10', '', '[]');
INSERT INTO "match" ("entry", "version", "basis", "day", "verdict", "verdict_reason", "code", "code_reason", "person", "person_reason", "contract", "tasks", "hold", "who", "bill_in", "moved", "accepted") VALUES ('edhtcayqzlq23', 1, 'dcc1c042056e4b3566d25b8edbba71ee', '2026-10-13', 'non_billable', 'workstream ACME-SALES is non-billable', 'ACME-SALES', 'ACME-SALES in the project''s code field', 'Kim Allen', 'by name', 'acme', '[["ACME-40","Offer for phase two","","key in the note"]]', '', 'Kim Allen', '2026-10', '', '[]');
INSERT INTO "match" ("entry", "version", "basis", "day", "verdict", "verdict_reason", "code", "code_reason", "person", "person_reason", "contract", "tasks", "hold", "who", "bill_in", "moved", "accepted") VALUES ('eed4adyappeyp', 1, 'dcc1c042056e4b3566d25b8edbba71ee', '2026-11-01', 'open', 'to be billed', 'KYO-CARE', 'KYO-CARE in the project''s name', 'Sam Ortiz', 'by e-mail', 'kyoto', '[]', '', 'Sam Ortiz', '2026-11', '', '[]');
INSERT INTO "match" ("entry", "version", "basis", "day", "verdict", "verdict_reason", "code", "code_reason", "person", "person_reason", "contract", "tasks", "hold", "who", "bill_in", "moved", "accepted") VALUES ('eleploecsrjuu', 2, 'dcc1c042056e4b3566d25b8edbba71ee', '2026-10-05', 'open', 'to be billed', 'ACME-IMPL', 'ACME-IMPL in the project''s code field', 'Sam Ortiz', 'by name', 'acme', '[["ACME-14","Prompt revision and tests","","key in the note"]]', '', 'Sam Ortiz', '2026-10', '', '[]');
INSERT INTO "match" ("entry", "version", "basis", "day", "verdict", "verdict_reason", "code", "code_reason", "person", "person_reason", "contract", "tasks", "hold", "who", "bill_in", "moved", "accepted") VALUES ('enni7mq4d7e3f', 1, 'dcc1c042056e4b3566d25b8edbba71ee', '2026-10-05', 'open', 'to be billed', 'ACME-IMPL', 'ACME-IMPL in the project''s code field', 'Kim Allen', 'by name', 'acme', '[["ACME-14","Prompt revision","https://northwind.atlassian.net/browse/ACME-14","the tracker''s own reference"]]', '', 'Kim Allen', '2026-10', '', '[]');
INSERT INTO "match" ("entry", "version", "basis", "day", "verdict", "verdict_reason", "code", "code_reason", "person", "person_reason", "contract", "tasks", "hold", "who", "bill_in", "moved", "accepted") VALUES ('ep6z23xpxooz3', 1, 'dcc1c042056e4b3566d25b8edbba71ee', '2026-10-12', 'open', 'to be billed', 'KYO-CARE', 'KYO-CARE in the project''s name, a tag', 'Kim Allen', 'by e-mail', 'kyoto', '[]', '', 'Kim Allen', '2026-10', '', '[]');
INSERT INTO "match" ("entry", "version", "basis", "day", "verdict", "verdict_reason", "code", "code_reason", "person", "person_reason", "contract", "tasks", "hold", "who", "bill_in", "moved", "accepted") VALUES ('epss7cmpzx6rw', 2, 'dcc1c042056e4b3566d25b8edbba71ee', '2026-10-19', 'open', 'to be billed', 'ACME-IMPL', 'ACME-IMPL in the project''s code field', 'Kim Allen', 'by name', 'acme', '[["ACME-16","Handover to a person","","key in the note"]]', '', 'Kim Allen', '2026-10', '', '[]');
INSERT INTO "match" ("entry", "version", "basis", "day", "verdict", "verdict_reason", "code", "code_reason", "person", "person_reason", "contract", "tasks", "hold", "who", "bill_in", "moved", "accepted") VALUES ('et6necnz2thax', 1, 'dcc1c042056e4b3566d25b8edbba71ee', '2026-10-08', 'open', 'to be billed', 'ACME-IMPL', 'ACME-IMPL in the project''s code field', 'Sam Ortiz', 'by name', 'acme', '[]', '', 'Sam Ortiz', '2026-10', '', '[]');
INSERT INTO "match" ("entry", "version", "basis", "day", "verdict", "verdict_reason", "code", "code_reason", "person", "person_reason", "contract", "tasks", "hold", "who", "bill_in", "moved", "accepted") VALUES ('eto5mj2aju7lo', 1, 'dcc1c042056e4b3566d25b8edbba71ee', '2026-10-02', 'outside', 'before go_live 2026-10-03', 'ACME-IMPL', 'ACME-IMPL in the project''s code field', 'Kim Allen', 'by name', 'acme', '[["ACME-13","Before go-live","","key in the note"]]', '', 'Kim Allen', '2026-10', '', '[]');
INSERT INTO "match" ("entry", "version", "basis", "day", "verdict", "verdict_reason", "code", "code_reason", "person", "person_reason", "contract", "tasks", "hold", "who", "bill_in", "moved", "accepted") VALUES ('ex7ctraz435we', 1, 'dcc1c042056e4b3566d25b8edbba71ee', '2026-10-31', 'held', 'the timer is still running', 'KYO-CARE', 'KYO-CARE in the project''s name', 'Kim Allen', 'by e-mail', 'kyoto', '[]', '', 'Kim Allen', '2026-10', '', '[]');
INSERT INTO "match" ("entry", "version", "basis", "day", "verdict", "verdict_reason", "code", "code_reason", "person", "person_reason", "contract", "tasks", "hold", "who", "bill_in", "moved", "accepted") VALUES ('ey74wb23ryiru', 1, 'dcc1c042056e4b3566d25b8edbba71ee', '2026-10-23', 'open', 'to be billed', 'ACME-IMPL', 'project Acme Corp / Prototype was mapped to it by a person', 'Ada Ng', 'A. N. was mapped by a person', 'acme', '[["ACME-19","Mapped by a person","","key in the note"]]', '', 'Ada Ng', '2026-10', '', '[]');
INSERT INTO "match" ("entry", "version", "basis", "day", "verdict", "verdict_reason", "code", "code_reason", "person", "person_reason", "contract", "tasks", "hold", "who", "bill_in", "moved", "accepted") VALUES ('ezx2g5outym35', 1, 'dcc1c042056e4b3566d25b8edbba71ee', '2026-10-06', 'open', 'to be billed', 'ACME-IMPL', 'ACME-IMPL in the project''s code field', 'Kim Allen', 'by name', 'acme', '[["ACME-15","Retrieval, the \"second\" design — it''s 100 % done","","key in the note"]]', '', 'Kim Allen', '2026-10', '', '[]');
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
