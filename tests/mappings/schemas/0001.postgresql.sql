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

COMMIT;

BEGIN;

INSERT INTO "configuration" ("hash", "snapshot") VALUES ('ecf7aea7d293df950240fb748ac9c49a', '{"catalogue":{"contracts":[{"client":"Acme Corp","currency":"USD","id":"acme","invoice_date":"issue day","lines_by":"task","one_per":"client","orders":[{"number":"PO-7781","since":null,"until":"2026-10-15","workstreams":[]},{"number":"PO-8120","since":"2026-10-16","until":null,"workstreams":[]}],"rates":[{"conditions":[],"price":"150","since":null},{"conditions":[["role","senior"]],"price":"180","since":null},{"conditions":[["activity","Architecture"],["role","senior"]],"price":"240","since":null}],"rounding":[{"since":null,"value":{"direction":"up","grace_seconds":30,"per":"entry","step_seconds":360}}],"since":"2026-10-03","terms":[{"since":null,"value":{"days":30,"kind":"net","text":"net 30"}}],"until":null,"when_time_is_held":"bill the rest","workstreams":[{"billable":true,"code":"ACME-IMPL","name":"Implementation","since":null,"until":null},{"billable":false,"code":"ACME-SALES","name":"Presales","since":null,"until":null}],"zone":""},{"client":"京都 Ltd","currency":"JPY","id":"kyoto","invoice_date":"issue day","lines_by":"person","one_per":"client","orders":[],"rates":[{"conditions":[],"price":"14500","since":null}],"rounding":[],"since":"2026-10-03","terms":[{"since":null,"value":{"days":15,"kind":"net","text":"net 15"}}],"until":null,"when_time_is_held":"bill the rest","workstreams":[{"billable":true,"code":"KYO-CARE","name":"Care","since":null,"until":null}],"zone":"Asia/Tokyo"}],"go_live":"2026-10-03","ignores":[{"conditions":[["connector","harvest"],["project","Internal"]],"why":"not client work"}],"implied":["clockify","csv"],"people":[{"days_off":[],"emails":["kim@northwind.test"],"id":"Kim Allen","name":"Kim Allen","roles":[{"since":null,"value":"senior"}],"weekly_capacity_seconds":null},{"days_off":[],"emails":["sam@northwind.test"],"id":"Sam Ortiz","name":"Sam Ortiz","roles":[{"since":null,"value":"junior"},{"since":"2026-10-15","value":"senior"}],"weekly_capacity_seconds":null},{"days_off":[],"emails":["ada@northwind.test"],"id":"Ada Ng","name":"Ada Ng","roles":[{"since":null,"value":"senior"}],"weekly_capacity_seconds":null}],"projects":[],"require_task":"warn","sources":[{"billable_from_tracker":true,"code_pattern":"","name":"harvest","require_approval":true},{"billable_from_tracker":true,"code_pattern":"","name":"toggl","require_approval":false}],"users":[]},"main":{"calendar":{"closed":[],"country":"US","subdivision":""},"company":{"currency":"USD","name":"Northwind AI","timezone":"America/New_York"},"exceptions":{"max_hours_per_day":36000,"require_task":"warn"},"go_live":"2026-10-03","ignore":[{"activity":"","client":"","connector":"harvest","person":"","project":"Internal","why":"not client work"}],"version":"1"}}');
SELECT setval(pg_get_serial_sequence('"decision"', 'id'), (SELECT coalesce(max("id"), 0) + 1 FROM "decision"), false);
INSERT INTO "identity" ("connector", "user", "person", "decided_by", "decided_at", "why") VALUES ('harvest', 'A. N.', 'Ada Ng', 'ops@northwind.test', '2026-11-03 12:00:00.000000+00', 'asked the team');
INSERT INTO "line" ("id", "draft", "revision", "position", "workstream", "description", "quantity", "unit_price", "amount_minor", "currency", "seconds", "rounded_seconds", "service_from", "service_to", "tasks", "entries", "rate_rule", "rounding") VALUES ('l4lvkuqou7are', 'd4n742c4q2su3', 1, 0, 'ACME-IMPL', 'ACME-14 Prompt revision', 35000, 1800000, 63000, 'USD', 12600, 12600, '2026-10-05', '2026-10-05', '[["ACME-14","Prompt revision","https://northwind.atlassian.net/browse/ACME-14"]]', '["exe46mvt2iovz"]', '180.00 USD an hour for role senior; more specific than 150.00', 'up to 6 minutes per entry, 30 seconds free');
INSERT INTO "line" ("id", "draft", "revision", "position", "workstream", "description", "quantity", "unit_price", "amount_minor", "currency", "seconds", "rounded_seconds", "service_from", "service_to", "tasks", "entries", "rate_rule", "rounding") VALUES ('l4lvkuqou7are', 'd4n742c4q2su3', 2, 0, 'ACME-IMPL', 'ACME-14 Prompt revision and tests', 35000, 1800000, 63000, 'USD', 12600, 12600, '2026-10-05', '2026-10-05', '[["ACME-14","Prompt revision and tests","https://northwind.atlassian.net/browse/ACME-14"]]', '["exe46mvt2iovz"]', '180.00 USD an hour for role senior; more specific than 150.00', 'up to 6 minutes per entry, 30 seconds free');
INSERT INTO "line" ("id", "draft", "revision", "position", "workstream", "description", "quantity", "unit_price", "amount_minor", "currency", "seconds", "rounded_seconds", "service_from", "service_to", "tasks", "entries", "rate_rule", "rounding") VALUES ('l5xiljjiu7gdc', 'd4n742c4q2su3', 1, 1, 'ACME-IMPL', 'ACME-14 Prompt revision', 23000, 1500000, 34500, 'USD', 8100, 8280, '2026-10-05', '2026-10-05', '[["ACME-14","Prompt revision","https://northwind.atlassian.net/browse/ACME-14"]]', '["ea3akl33546jv"]', '150.00 USD an hour for everyone', 'up to 6 minutes per entry, 30 seconds free');
INSERT INTO "line" ("id", "draft", "revision", "position", "workstream", "description", "quantity", "unit_price", "amount_minor", "currency", "seconds", "rounded_seconds", "service_from", "service_to", "tasks", "entries", "rate_rule", "rounding") VALUES ('l5xiljjiu7gdc', 'd4n742c4q2su3', 2, 1, 'ACME-IMPL', 'ACME-14 Prompt revision and tests', 28000, 1500000, 42000, 'USD', 9900, 10080, '2026-10-05', '2026-10-05', '[["ACME-14","Prompt revision and tests","https://northwind.atlassian.net/browse/ACME-14"]]', '["ea3akl33546jv"]', '150.00 USD an hour for everyone', 'up to 6 minutes per entry, 30 seconds free');
INSERT INTO "line" ("id", "draft", "revision", "position", "workstream", "description", "quantity", "unit_price", "amount_minor", "currency", "seconds", "rounded_seconds", "service_from", "service_to", "tasks", "entries", "rate_rule", "rounding") VALUES ('l7raspujk5uod', 'dljnwjqb5fta2', 1, 0, 'KYO-CARE', 'Ada Ng: Care', 7500, 145000000, 10875, 'JPY', 2700, 2700, '2026-10-16', '2026-10-16', '[]', '["e4ewen2gfyvfr"]', '14500.00 JPY an hour for everyone', 'not rounded');
INSERT INTO "line" ("id", "draft", "revision", "position", "workstream", "description", "quantity", "unit_price", "amount_minor", "currency", "seconds", "rounded_seconds", "service_from", "service_to", "tasks", "entries", "rate_rule", "rounding") VALUES ('lbjsvghedtvpj', 'dz3bnfjsdcqet', 1, 0, 'ACME-IMPL', 'ACME-16 Handover to a person', 41000, 1800000, 73800, 'USD', 14760, 14760, '2026-10-16', '2026-10-16', '[["ACME-16","Handover to a person",""]]', '["e4krxdss2mwgr"]', '180.00 USD an hour for role senior; more specific than 150.00', 'up to 6 minutes per entry, 30 seconds free');
INSERT INTO "line" ("id", "draft", "revision", "position", "workstream", "description", "quantity", "unit_price", "amount_minor", "currency", "seconds", "rounded_seconds", "service_from", "service_to", "tasks", "entries", "rate_rule", "rounding") VALUES ('lbjsvghedtvpj', 'dz3bnfjsdcqet', 2, 0, 'ACME-IMPL', 'ACME-16 Handover to a person', 69000, 1800000, 124200, 'USD', 24660, 24840, '2026-10-16', '2026-10-19', '[["ACME-16","Handover to a person",""]]', '["e4krxdss2mwgr","enevh5ylut35y"]', '180.00 USD an hour for role senior; more specific than 150.00', 'up to 6 minutes per entry, 30 seconds free');
INSERT INTO "line" ("id", "draft", "revision", "position", "workstream", "description", "quantity", "unit_price", "amount_minor", "currency", "seconds", "rounded_seconds", "service_from", "service_to", "tasks", "entries", "rate_rule", "rounding") VALUES ('lh3wib3boczhw', 'd4n742c4q2su3', 1, 2, 'ACME-IMPL', 'ACME-15 Retrieval, the "second" design — it''s 100 % done', 11000, 2400000, 26400, 'USD', 3852, 3960, '2026-10-06', '2026-10-06', '[["ACME-15","Retrieval, the \"second\" design — it''s 100 % done",""]]', '["e2ciznvcqqjav"]', '240.00 USD an hour for activity Architecture, role senior; more specific than 150.00 and 180.00', 'up to 6 minutes per entry, 30 seconds free');
INSERT INTO "line" ("id", "draft", "revision", "position", "workstream", "description", "quantity", "unit_price", "amount_minor", "currency", "seconds", "rounded_seconds", "service_from", "service_to", "tasks", "entries", "rate_rule", "rounding") VALUES ('lh3wib3boczhw', 'd4n742c4q2su3', 2, 2, 'ACME-IMPL', 'ACME-15 Retrieval, the "second" design — it''s 100 % done', 11000, 2400000, 26400, 'USD', 3852, 3960, '2026-10-06', '2026-10-06', '[["ACME-15","Retrieval, the \"second\" design — it''s 100 % done",""]]', '["e2ciznvcqqjav"]', '240.00 USD an hour for activity Architecture, role senior; more specific than 150.00 and 180.00', 'up to 6 minutes per entry, 30 seconds free');
INSERT INTO "line" ("id", "draft", "revision", "position", "workstream", "description", "quantity", "unit_price", "amount_minor", "currency", "seconds", "rounded_seconds", "service_from", "service_to", "tasks", "entries", "rate_rule", "rounding") VALUES ('llblvxymb5hvm', 'dz3bnfjsdcqet', 2, 1, 'ACME-IMPL', 'ACME-19 Mapped by a person', 13000, 1800000, 23400, 'USD', 4500, 4680, '2026-10-23', '2026-10-23', '[["ACME-19","Mapped by a person",""]]', '["eti7ebgdpqjbp"]', '180.00 USD an hour for role senior; more specific than 150.00', 'up to 6 minutes per entry, 30 seconds free');
INSERT INTO "line" ("id", "draft", "revision", "position", "workstream", "description", "quantity", "unit_price", "amount_minor", "currency", "seconds", "rounded_seconds", "service_from", "service_to", "tasks", "entries", "rate_rule", "rounding") VALUES ('lnejvenpudn2b', 'dqchdvy6w6hro', 1, 0, 'KYO-CARE', 'Sam Ortiz: Care', 10047, 145000000, 14568, 'JPY', 3617, 3617, '2026-11-01', '2026-11-01', '[]', '["eq6k5cbws4j45"]', '14500.00 JPY an hour for everyone', 'not rounded');
INSERT INTO "line" ("id", "draft", "revision", "position", "workstream", "description", "quantity", "unit_price", "amount_minor", "currency", "seconds", "rounded_seconds", "service_from", "service_to", "tasks", "entries", "rate_rule", "rounding") VALUES ('lptqebuueqetl', 'dljnwjqb5fta2', 1, 1, 'KYO-CARE', 'Kim Allen: Care', 15000, 145000000, 21750, 'JPY', 5400, 5400, '2026-10-12', '2026-10-12', '[]', '["e3nve4pkprvxw"]', '14500.00 JPY an hour for everyone', 'not rounded');
INSERT INTO "line" ("id", "draft", "revision", "position", "workstream", "description", "quantity", "unit_price", "amount_minor", "currency", "seconds", "rounded_seconds", "service_from", "service_to", "tasks", "entries", "rate_rule", "rounding") VALUES ('lvdjcmwllheu2', 'd4n742c4q2su3', 1, 3, 'ACME-IMPL', 'Implementation: work without a task', 5000, 1500000, 7500, 'USD', 1800, 1800, '2026-10-08', '2026-10-08', '[]', '["ebed3526eoch5"]', '150.00 USD an hour for everyone', 'up to 6 minutes per entry, 30 seconds free');
INSERT INTO "line" ("id", "draft", "revision", "position", "workstream", "description", "quantity", "unit_price", "amount_minor", "currency", "seconds", "rounded_seconds", "service_from", "service_to", "tasks", "entries", "rate_rule", "rounding") VALUES ('lvdjcmwllheu2', 'd4n742c4q2su3', 2, 3, 'ACME-IMPL', 'Implementation: work without a task', 5000, 1500000, 7500, 'USD', 1800, 1800, '2026-10-08', '2026-10-08', '[]', '["ebed3526eoch5"]', '150.00 USD an hour for everyone', 'up to 6 minutes per entry, 30 seconds free');
INSERT INTO "line" ("id", "draft", "revision", "position", "workstream", "description", "quantity", "unit_price", "amount_minor", "currency", "seconds", "rounded_seconds", "service_from", "service_to", "tasks", "entries", "rate_rule", "rounding") VALUES ('lwuhrazf6sb5m', 'dz3bnfjsdcqet', 1, 1, 'ACME-IMPL', 'ACME-18 Deleted later', 10000, 1800000, 18000, 'USD', 3600, 3600, '2026-10-22', '2026-10-22', '[["ACME-18","Deleted later",""]]', '["ejfsqj4knycbr"]', '180.00 USD an hour for role senior; more specific than 150.00', 'up to 6 minutes per entry, 30 seconds free');
INSERT INTO "mapping" ("id", "connector", "project", "code", "since", "until", "decided_by", "decided_at", "why") VALUES (1, 'harvest', 'Acme Corp / Prototype', 'ACME-IMPL', NULL, NULL, 'ops@northwind.test', '2026-11-03 12:00:00.000000+00', 'asked the team');
SELECT setval(pg_get_serial_sequence('"mapping"', 'id'), (SELECT coalesce(max("id"), 0) + 1 FROM "mapping"), false);
INSERT INTO "run" ("id", "kind", "due_at", "started_at", "finished_at", "outcome", "configuration", "detail") VALUES (1, 'import', NULL, '2026-11-03 12:00:00.000000+00', '2026-11-03 12:00:00.000000+00', 'done', 'ecf7aea7d293df950240fb748ac9c49a', '{"entries":5,"files":1,"refused":0}');
INSERT INTO "run" ("id", "kind", "due_at", "started_at", "finished_at", "outcome", "configuration", "detail") VALUES (2, 'import', NULL, '2026-11-03 12:00:00.000000+00', '2026-11-03 12:00:00.000000+00', 'done', 'ecf7aea7d293df950240fb748ac9c49a', '{"entries":12,"files":1,"refused":0}');
INSERT INTO "run" ("id", "kind", "due_at", "started_at", "finished_at", "outcome", "configuration", "detail") VALUES (3, 'run', NULL, '2026-11-03 12:00:00.000000+00', '2026-11-03 12:00:00.000000+00', 'done', 'ecf7aea7d293df950240fb748ac9c49a', '{"changed":2,"contracts":2,"period":"2026-10"}');
INSERT INTO "run" ("id", "kind", "due_at", "started_at", "finished_at", "outcome", "configuration", "detail") VALUES (4, 'run', NULL, '2026-11-03 12:00:00.000000+00', '2026-11-03 12:00:00.000000+00', 'done', 'ecf7aea7d293df950240fb748ac9c49a', '{"changed":1,"contracts":1,"period":"2026-11"}');
INSERT INTO "run" ("id", "kind", "due_at", "started_at", "finished_at", "outcome", "configuration", "detail") VALUES (5, 'import', NULL, '2026-11-03 12:00:00.000000+00', '2026-11-03 12:00:00.000000+00', 'done', 'ecf7aea7d293df950240fb748ac9c49a', '{"entries":11,"files":1,"refused":0}');
INSERT INTO "run" ("id", "kind", "due_at", "started_at", "finished_at", "outcome", "configuration", "detail") VALUES (6, 'run', NULL, '2026-11-03 12:00:00.000000+00', '2026-11-03 12:00:00.000000+00', 'done', 'ecf7aea7d293df950240fb748ac9c49a', '{"changed":1,"contracts":2,"period":"2026-10"}');
INSERT INTO "run" ("id", "kind", "due_at", "started_at", "finished_at", "outcome", "configuration", "detail") VALUES (7, 'run', NULL, '2026-11-03 12:00:00.000000+00', '2026-11-03 12:00:00.000000+00', 'done', 'ecf7aea7d293df950240fb748ac9c49a', '{"changed":0,"contracts":1,"period":"2026-11"}');
SELECT setval(pg_get_serial_sequence('"run"', 'id'), (SELECT coalesce(max("id"), 0) + 1 FROM "run"), false);
INSERT INTO "issue" ("id", "scope", "code", "entry", "client", "person", "day", "month", "seconds", "link", "subject", "facts", "first_run", "resolved_run") VALUES ('ib6i3yedgu7yr', 'match', 'missing_project_code', 'enevh5ylut35y', 'Acme Corp', 'Kim Allen', '2026-10-19', '2026-10', 9900, '', '', '[["connector","harvest"],["project","Pilot"]]', 3, 6);
INSERT INTO "issue" ("id", "scope", "code", "entry", "client", "person", "day", "month", "seconds", "link", "subject", "facts", "first_run", "resolved_run") VALUES ('ih4kbjhthjvrx', 'bad rows:harvest', 'bad_row', '', '', '', '2026-10-20', '2026-10', 0, '', 'harvest 7bd574e63c497110f8aeb2a36d94de2d 1', '[["file","harvest-2.csv"],["line","11"],["reason","its duration is ''soon'', which is not a number"]]', 2, NULL);
INSERT INTO "issue" ("id", "scope", "code", "entry", "client", "person", "day", "month", "seconds", "link", "subject", "facts", "first_run", "resolved_run") VALUES ('iipbgqeeuteow', 'match', 'running', 'enzmov3s7xkxv', '京都 Ltd', 'Kim Allen', '2026-10-30', '2026-10', 600, '', '', '[["connector","toggl"],["project","Care KYO-CARE"]]', 3, NULL);
INSERT INTO "issue" ("id", "scope", "code", "entry", "client", "person", "day", "month", "seconds", "link", "subject", "facts", "first_run", "resolved_run") VALUES ('ijgh5zmvgnjrl', 'match', 'no_task', 'e3nve4pkprvxw', '京都 Ltd', 'Kim Allen', '2026-10-12', '2026-10', 5400, '', '', '[["connector","toggl"],["project","Care KYO-CARE"]]', 3, NULL);
INSERT INTO "issue" ("id", "scope", "code", "entry", "client", "person", "day", "month", "seconds", "link", "subject", "facts", "first_run", "resolved_run") VALUES ('ilizyrul6hadx', 'match', 'missing_project_code', 'eti7ebgdpqjbp', 'Acme Corp', 'A. N.', '2026-10-23', '2026-10', 4500, '', '', '[["connector","harvest"],["project","Prototype"]]', 3, 6);
INSERT INTO "issue" ("id", "scope", "code", "entry", "client", "person", "day", "month", "seconds", "link", "subject", "facts", "first_run", "resolved_run") VALUES ('ilmebzl2lqtep', 'match', 'no_task', 'ebed3526eoch5', 'Acme Corp', 'Sam Ortiz', '2026-10-08', '2026-10', 1800, '', '', '[["connector","harvest"],["project","Intake bot"]]', 3, NULL);
INSERT INTO "issue" ("id", "scope", "code", "entry", "client", "person", "day", "month", "seconds", "link", "subject", "facts", "first_run", "resolved_run") VALUES ('inbitqqvlwyk5', 'match', 'not_approved', 'eidrcqprceaiu', 'Acme Corp', 'Kim Allen', '2026-10-21', '2026-10', 5400, '', '', '[["connector","harvest"],["project","Intake bot"]]', 3, NULL);
INSERT INTO "issue" ("id", "scope", "code", "entry", "client", "person", "day", "month", "seconds", "link", "subject", "facts", "first_run", "resolved_run") VALUES ('iofgi7fu45usp', 'unit:acme:2026-10', 'tracker_rate_differs', '', 'Acme Corp', 'Kim Allen', NULL, '2026-10', 9900, '', 'acme harvest Kim Allen Pilot 195.00 2026-10', '[["connector","harvest"],["contract","acme"],["contract_rate","180.00 USD"],["project","Pilot"],["tracker_rate","195.00 USD"]]', 6, NULL);
INSERT INTO "issue" ("id", "scope", "code", "entry", "client", "person", "day", "month", "seconds", "link", "subject", "facts", "first_run", "resolved_run") VALUES ('iofjlrszlndsb', 'match', 'unknown_person', 'e26rbk6fuuy5x', '京都 Ltd', 'Nobody Known', '2026-10-14', '2026-10', 1200, '', '', '[["connector","toggl"],["count","0"],["project","Care KYO-CARE"],["who","Nobody Known"]]', 3, NULL);
INSERT INTO "issue" ("id", "scope", "code", "entry", "client", "person", "day", "month", "seconds", "link", "subject", "facts", "first_run", "resolved_run") VALUES ('iw5iesqgh5pfe', 'unit:acme:2026-10', 'tracker_rate_differs', '', 'Acme Corp', 'Sam Ortiz', NULL, '2026-10', 14760, '', 'acme harvest Sam Ortiz Intake bot 150.00 2026-10', '[["connector","harvest"],["contract","acme"],["contract_rate","180.00 USD"],["project","Intake bot"],["tracker_rate","150.00 USD"]]', 3, NULL);
INSERT INTO "issue" ("id", "scope", "code", "entry", "client", "person", "day", "month", "seconds", "link", "subject", "facts", "first_run", "resolved_run") VALUES ('iwiklnl4aao6h', 'match', 'no_task', 'e4ewen2gfyvfr', '京都 Ltd', 'Ada Ng', '2026-10-15', '2026-10', 2700, '', '', '[["connector","toggl"],["project","Care KYO-CARE"]]', 3, NULL);
INSERT INTO "issue" ("id", "scope", "code", "entry", "client", "person", "day", "month", "seconds", "link", "subject", "facts", "first_run", "resolved_run") VALUES ('izi4kgg472wti', 'match', 'no_task', 'eq6k5cbws4j45', '京都 Ltd', 'Sam Ortiz', '2026-10-31', '2026-11', 3617, '', '', '[["connector","toggl"],["project","Care KYO-CARE"]]', 3, NULL);
INSERT INTO "plan" ("id", "contract", "period", "revision", "digest", "inputs", "configuration", "run") VALUES ('p3bve3xmuyead', 'acme', '2026-10', 2, 'e777320d7dc86bbbad8ba1395232826b', '\x789ccd97db6edb3810865f8520b0e8c5da8d245b3e017b61740b6cb04d6b6cd0ab2630286962d3964885a4943881813ec43ee13ec90e29279615274ddca6e89dcdc31cfe6f8663df526d20d774e4b76821b8a1a35b1a49b9c4157ac153d0b44563298c62b1db8b530e023fd1719c017927556e0f144a818857b8fcf9f44f5ce0097e6478c27e16a5e4314c13660057b9d6059084ad702be502f434b2f70cd34b5c9102a639285cd838c2259580c270bedc52516491db9c7c6af7fb031f773517319a15459ada040c4f713bf0825edbf7da7e8827aea45a6aa38065d6c8f9bab56b67e007ded6cef66a8fdedbab8c37ed9cb7a8c294aac850a2841b2e85db6bd15c7167ce0fbddd20adfb9dc35fa892a9d54983e052d1f3faedc1b76f23175e7263e51cab78ce0dc4a65040cf5b4f590eba4dcb361d59a069317319ed085bb2b4008b3fe10aeda373b45158f4332c0c986ab05161401d0f7d3869119eb241d9f2aaedf7bcb575d594dbebe051032ad34f3967ab8d8b2517b6c2041877edda545f48c7a3cefc2eb83988a9e1194cb99ece21b537239ea6c4cc8128d0e64191dcba7d16a17a23a30ab02d90d870c7ef4edeb78f4f261ff08a60995d3acef21432cc963959f657e41dbbadd90b96ea86ddd3f187f7a75bc3130c8d550df8a8494cf5065b064fd3b5139ecbc42a054e9e4a5cbfedd946b9e04a9bbae2fed6d566cdda70423809ee0b6bb45b58ee3d10f8455acc73a6ca4a42dbd235f3b67f5c0d4cdd630041cc6f44195f5e2e58895b1b0e360669ee25f043f20f18c50199b71c9f335ad5ce192509683e13e4bfafff126ede68e27b1ef98d24367f97bb7655f937cfc8384dc1a2c8955c807db7e831f2590289a48dd4b5c5e8ae2df07b21842bfb0d946db50ec2c056305306923bfd0d9b6d9adcbe5995564b586d53b025c98d73716032854a1d52eb03fb6b096afae089bddb50d5b35a3574892ab8e6f4eb25bd53b8b60c6b68274a620b6799cdff7964fd26d9ee525d275a07d9d54c3d4eb647fe6222911821319230b201562377ca32f249197ef303c8f9dd7ecf7b31ba5e0ddd23d11e80a69a013f038d1736d0b00e5ba69d4ed8ed2d9e68ba2e4157596ef0312cb90d9260ee04479bd187f15914dfe2331c7a2fc7d3ade1792ae2ef67143c97d10980c104f573010d1a8022483a61d00319cfc37d80fef07ff749cc7058b14816c6bd22394fa521676724c21474caf4fcb528e1ef8fe750fa257b21f01b52f344c597b98a81f1622b35ea4c588e429590102e9cc09b989b6dd2271feb8757eec7c7abcc9db07b4077f46bddb127d0439a62f0d366cab0014b40390f5769613ae1ea7b66ca7e2a13db412f0172d073f54ad364181ef4521dd0419d0614c3fb10cd92fc7211e58f431992132c3dacbb68b517c93861e4e36c978792469a550e2f61d20d0f6032ac31d91be62fdd260fe6fb35747b5969022ecb9b17ccf7d77ab7fca0f763c7fa3d90b931b91e1d1d09a9ccfc0afffdbd6506279fe64cbcc53f7e479192571a8eee0cbe0ebef3f5fa7f91f08471', 'ecf7aea7d293df950240fb748ac9c49a', 6);
INSERT INTO "plan" ("id", "contract", "period", "revision", "digest", "inputs", "configuration", "run") VALUES ('poztgkthk6hze', 'kyoto', '2026-11', 1, '9d6a9dfc33fb5b6921906287b03fcf7a', '\x789c5d534b6edb3010bd8ac06d6554f22f807741d04d1b20459b4d5004022d8ded8968d22547769d40ab5ea72728d0db74935b7486625aa5802070def0cdf7f14905824350ab32579d4552ab27b576ae65446dd04050b9aa9d25afebe8ab0d82e593fafdf3c7f3f75fd9353572a3f31e6c7d66fcfdc73b06b0e1637b76e4c4b0478735548d26601843e8206bf4995d062d846a2dc403f8e02c63ce42c50643291943be61af5a7db9cf95e728727c92ba1a247436790e9eb330ad9c2f8a825901add8b633a617a2ebf8bedd0e9793534d8be97252169362c60c02bf1f628fb8b93a6ad38174cf45cba816b96ad14a8b1628d2bed16064e542f592acb384e6857fda81ad08f75061a8766084b9466332da41e621488c93f36d200f3a15207ebd369c967c07b28446cafd707733b9bafcf48e1956ef05b9d21e5e37fb2abb14f3c823e59b9701f5db5bc76b517d2ef346d74857105b1906319d142547dba00ff4172c0730254c98c48845c772591e784492450e8ab15093932592db6e0d63b2f0ff02f272fdb98a5a81afcb7651af4f61fe305fb02b4d49b2baa89a6b5e7be66c1c99d1819280926a56eab3de67379ef05140ef1e40f41a87938d66e69d4c5405b0c8c5b1dd591b25b1d126f0940388a8b8a5d9b2bc6093b4276846329995b7e5c5aa28f87b13ffb27ebd4d0a241dda9723bf98167c357a1aea1feae35348eae216507a28c72a18efbabfeffb3f4e3428e9', 'ecf7aea7d293df950240fb748ac9c49a', 4);
INSERT INTO "plan" ("id", "contract", "period", "revision", "digest", "inputs", "configuration", "run") VALUES ('ppnjgn6obayk2', 'kyoto', '2026-10', 1, 'f53409618ad8f84d4750e17850936560', '\x789ccd94df6a134114c65f65995b93ba7f9214736528bdb1a2a20529529649f624197732b3cccc6eb22db9106f7c07117d00e90308e2c3582fbcf3113c6777db6c432b22450a21ec7c67cecc99dff9664e99759059360c3a2c57c2b1e1291b6b9da2c2a64282651d36d1ca193ea962132940e1173bfff2f9e7dbafde6397d08cdc18509312f547cf8e5010097ea6a5769a06aad0620271c21da02caccdc14b7889212914d8784c891918ab156a5a418c03949acd50320946d9f0d57187195c853e4fa9ae4438a15513c90cee826941afeffb986585a2b1caa55c53a2ce71be9ad5939b200bfd70d00dfcae1f618603b3a8d76ee57658c1650e747a2c9a50f53b2c158a8ea8c055692b570fbca0cfd6b459ae9c9017f9cb39a8d88905c4c2c67390943916527a6e0e9e014b6b2cb549ad33c09b0228cec712b77526076a4242e51e1c3dedee8d9eef6386e20b52f6b881ab87bdb23b1573824871e6c80a7eff50635bd8ba43bc854ee854501da5061174fd00579b0a635d9b4eb0d9b0d1688daae8aa5cb4872884a346d68e5130719a9ae8f46c2651a3866f160c7a2861734d19575e817060c6e9609ae7657f85a18692d2639d949e505e063a93b053f285f4e6dc7a75e4a1d2c6cd97d88c1d577354ba32d9cbb9f684f504498db3aaca32a35f0359b9e2e6b5701a4db0698ec995aa7c32e5d2227a0be4346a7ce8fb3874dc3848ae1ce6308886be8fbf7bd53f7982cf1a5b3a6ed38b4fbc462998b8755fd84635d5fd682c87350b2a3a685ba36d8075e71fa8875bd42355402f4b3353ac961bea1b8cf52dfffee6ecfcdb871f67efbc5f1fdf7f6a133d100b6f2425a8bf416b41092cee0f80fbbd1b008737026693daff97dbdd31e2832de23d58820a67d3b2989aeb88ef1750b169411e25dc7b32bb1dc2e1ee0d8407877e348ceebe85a3600ba83a59e822b2bbab74556c80d2cb4a2faea157c03a7a6c2f985ca27eb125df96abeb07fb12f9e07ae2917f183cf8ef8fc6f17afd1ba5d28739', 'ecf7aea7d293df950240fb748ac9c49a', 3);
INSERT INTO "plan" ("id", "contract", "period", "revision", "digest", "inputs", "configuration", "run") VALUES ('pzumljh6xcsco', 'acme', '2026-10', 1, '84a97dd1e1c6fa5f3dfa3a9249d9401b', '\x789ccd97dd6edb3614c75f852030ec624e23c9b66c18d885d11658b0660d1aecaa310c4a3ab16953a442524a9cc0c01e624fb827d92165c7b2f2d1d46882de49fc381fffdf39a474478d85c2d051d8a1a5e4968eee68a2d41247e82517606887a64a5acd523f970a0e129fe838cd81bc57ba700b4aad41a62b1cfefbfc030ef00c1f19ae70cfb2523c8569c62ce02837a60492b1154e092ec14c13b7cf32b3c41125615a80c6818d231cd219680ce7eb1d95659ef8c9b3cf4783c130c459c3658a666529844bc07281d35110c547617014f671c5b5d24b6335b0dc1999ac3bfb76866114ecececb6c6f4de5e6dbc6d67d2a11a53aa234389326eb9927eae430bcdbdb9b01fec07e9dcef2dfe4ab5124e2703922b4d27cdddc36fef462ebce2d6c939d6e99c5b486da9814e3acf598e7a6dcb2e1d55a26939f319ed095b315182c39f718df6d139da281dfa1916064c0db8a830a06e803ebcb4084fbba05c7935e6e360ed5cb5e50ebab8d482cecd73ced96ae362c9a5ab3009d66fbbb1f50be906d49bdf07370739b53c872937d33908b733e142103b07a2c1d8074572e7e75982ea8dac2ec1b540e6c21dbf3ffd7874727af609b74896bba193bc109063b6cccbf278456ed9edcc5e32615a76cfc79f3e9eef0c9f6168ac6ec0274d62aab7d832b89aaebdf05c654e29f0f2d4e28647816b944bae8d6d2a1eee5c6dc69c0d2f8497e0beb046fb85e5cf03892fca619e335dd512ba966e9877fde36b60ea0f0388527e2babf4ea6ac12a9cda707031287b2f41d8275fc06a0ec8bce3f95cd0ba762e28c9c0f09924fffdf32fe1f65743c22020bf90cce5ef7337be2affe439190b010e45a1d502dcb9454f90cf1248a25ca4be2d46dbb6c0f7524a5ff61b28bb6a1df62357c14c5bc8b6fa5b36db34b93bb36aad96b0daa5e04a925befe2c0644a2d3c52e703fb6b097afae088dd4ee8fa58ad1bba42157c7386cd92de2b5c57860db4675a610be7b9cbff6564c336d9de52df64c644f9f54c3f4d36267f3099298c90584518d9006b903b6739f9ac2dbffd01e4c2de200ebe1b5ddc40f744b407a0a9ef80b74013f45b6858972d45b7dbefc58b679aae47d0555e583c0c2b6ef8a15416e5b7a80cb1cabf1b4aaf01e5619c6fc8e314c0625ae6a530862d180964dd7e14834ae7fdc760fc1efe169294e1c5c412555a7f62145c284b2e2e48822918c1ccfcb5d8e0b7c64bd8fc94751f852da979a6d3ab42a7c078b9931a7526ac40a12ac808975ee04dcced961890bf9a8b57fe43e355ee987eef809e18347ae291400f698ae19bc18a5ab01697e66ad15bca559a3c737f0cc90710801a118111eb57bbf2e303700c1b38da51fed42c1e5c1837d08bf3ca465c55b7075e183f9246181d82e32537c6dcdac28c8e8fa5d2767e8dbf13ef98c5e3d57026dfe19fc471a2d5b581e3adc1d7c13759afff07c964f9d3', 'ecf7aea7d293df950240fb748ac9c49a', 3);
INSERT INTO "rejected_row" ("connector", "content", "number", "path", "file", "line", "reason", "day", "month", "seconds", "run") VALUES ('harvest', '7bd574e63c497110f8aeb2a36d94de2d', 1, '/srv/tieout/exports/harvest-2.csv', 'harvest-2.csv', 11, 'its duration is ''soon'', which is not a number', '2026-10-20', '2026-10', 0, 5);
INSERT INTO "source_file" ("id", "connector", "digest", "name", "kind", "zone", "entries", "rejected", "seconds", "first_day", "last_day", "run") VALUES (1, 'toggl', '5b2bf154f15547cd81e92fb756be2eaf', 'toggl.csv', 'toggl', 'America/New_York', 5, 0, 13517, '2026-10-12', '2026-10-31', 1);
INSERT INTO "source_file" ("id", "connector", "digest", "name", "kind", "zone", "entries", "rejected", "seconds", "first_day", "last_day", "run") VALUES (2, 'harvest', '32a1be028290ef6397fabf86bc48ae9b', 'harvest-1.csv', 'harvest', 'America/New_York', 12, 1, 86112, '2026-10-02', '2026-10-23', 2);
INSERT INTO "source_file" ("id", "connector", "digest", "name", "kind", "zone", "entries", "rejected", "seconds", "first_day", "last_day", "run") VALUES (3, 'harvest', 'd65947d8fa8d279da027b71b1a926fee', 'harvest-2.csv', 'harvest', 'America/New_York', 11, 1, 84312, '2026-10-02', '2026-10-23', 5);
SELECT setval(pg_get_serial_sequence('"source_file"', 'id'), (SELECT coalesce(max("id"), 0) + 1 FROM "source_file"), false);
INSERT INTO "draft" ("id", "revision", "plan", "status", "contract", "client", "period", "part", "currency", "total_minor", "purchase_order", "terms", "invoice_date", "service_from", "service_to", "content_hash") VALUES ('d4n742c4q2su3', 1, 'pzumljh6xcsco', 'superseded', 'acme', 'Acme Corp', '2026-10', 'order PO-7781', 'USD', 131400, 'PO-7781', 'net 30', 'issue day', '2026-10-05', '2026-10-08', '22a6a6af536e36a8702b0750a2e4bf63');
INSERT INTO "draft" ("id", "revision", "plan", "status", "contract", "client", "period", "part", "currency", "total_minor", "purchase_order", "terms", "invoice_date", "service_from", "service_to", "content_hash") VALUES ('d4n742c4q2su3', 2, 'p3bve3xmuyead', 'draft', 'acme', 'Acme Corp', '2026-10', 'order PO-7781', 'USD', 138900, 'PO-7781', 'net 30', 'issue day', '2026-10-05', '2026-10-08', '35444257f7ce849cc88c30f0d7c00b1a');
INSERT INTO "draft" ("id", "revision", "plan", "status", "contract", "client", "period", "part", "currency", "total_minor", "purchase_order", "terms", "invoice_date", "service_from", "service_to", "content_hash") VALUES ('dljnwjqb5fta2', 1, 'ppnjgn6obayk2', 'draft', 'kyoto', '京都 Ltd', '2026-10', 'all', 'JPY', 32625, '', 'net 15', 'issue day', '2026-10-12', '2026-10-16', '8d6aee31325b2ac8cc3b64bde806aa09');
INSERT INTO "draft" ("id", "revision", "plan", "status", "contract", "client", "period", "part", "currency", "total_minor", "purchase_order", "terms", "invoice_date", "service_from", "service_to", "content_hash") VALUES ('dqchdvy6w6hro', 1, 'poztgkthk6hze', 'draft', 'kyoto', '京都 Ltd', '2026-11', 'all', 'JPY', 14568, '', 'net 15', 'issue day', '2026-11-01', '2026-11-01', '3832b3a76e51834eedbf406eb57cf9d7');
INSERT INTO "draft" ("id", "revision", "plan", "status", "contract", "client", "period", "part", "currency", "total_minor", "purchase_order", "terms", "invoice_date", "service_from", "service_to", "content_hash") VALUES ('dz3bnfjsdcqet', 1, 'pzumljh6xcsco', 'superseded', 'acme', 'Acme Corp', '2026-10', 'order PO-8120', 'USD', 91800, 'PO-8120', 'net 30', 'issue day', '2026-10-16', '2026-10-22', '95d888f53e1a2a8ca2e98f9fd97ec5cd');
INSERT INTO "draft" ("id", "revision", "plan", "status", "contract", "client", "period", "part", "currency", "total_minor", "purchase_order", "terms", "invoice_date", "service_from", "service_to", "content_hash") VALUES ('dz3bnfjsdcqet', 2, 'p3bve3xmuyead', 'draft', 'acme', 'Acme Corp', '2026-10', 'order PO-8120', 'USD', 147600, 'PO-8120', 'net 30', 'issue day', '2026-10-16', '2026-10-23', '710e1f4d82c00b6cc1d03991275e2dac');
INSERT INTO "entry" ("id", "version", "connector", "present", "day", "seconds", "person", "email", "client", "project", "project_code", "activity", "note", "tags", "started", "ended", "running", "billable", "approved", "invoiced", "rate", "currency", "task_url", "clock_seconds", "how", "file", "line", "run") VALUES ('e26rbk6fuuy5x', 1, 'toggl', true, '2026-10-14', 1200, 'Nobody Known', 'nobody@northwind.test', '京都 Ltd', 'Care KYO-CARE', '', '', 'Who is it', '[]', '2026-10-14 13:00:00.000000+00', '2026-10-14 13:20:00.000000+00', false, true, NULL, NULL, NULL, '', '', NULL, 'first seen', 1, 5, 1);
INSERT INTO "entry" ("id", "version", "connector", "present", "day", "seconds", "person", "email", "client", "project", "project_code", "activity", "note", "tags", "started", "ended", "running", "billable", "approved", "invoiced", "rate", "currency", "task_url", "clock_seconds", "how", "file", "line", "run") VALUES ('e2ciznvcqqjav', 1, 'harvest', true, '2026-10-06', 3852, 'Kim Allen', '', 'Acme Corp', 'Intake bot', 'ACME-IMPL', 'Architecture', 'ACME-15 Retrieval, the "second" design — it''s 100 % done', '[]', NULL, NULL, false, true, true, false, 2400000, 'USD', '', NULL, 'first seen', 2, 5, 2);
INSERT INTO "entry" ("id", "version", "connector", "present", "day", "seconds", "person", "email", "client", "project", "project_code", "activity", "note", "tags", "started", "ended", "running", "billable", "approved", "invoiced", "rate", "currency", "task_url", "clock_seconds", "how", "file", "line", "run") VALUES ('e3nqppddcvgs4', 1, 'harvest', true, '2026-10-13', 7200, 'Kim Allen', '', 'Acme Corp', 'Presales', 'ACME-SALES', 'Meetings', 'ACME-40 Offer for phase two', '[]', NULL, NULL, false, false, true, false, NULL, 'USD', '', NULL, 'first seen', 2, 8, 2);
INSERT INTO "entry" ("id", "version", "connector", "present", "day", "seconds", "person", "email", "client", "project", "project_code", "activity", "note", "tags", "started", "ended", "running", "billable", "approved", "invoiced", "rate", "currency", "task_url", "clock_seconds", "how", "file", "line", "run") VALUES ('e3nve4pkprvxw', 1, 'toggl', true, '2026-10-12', 5400, 'Kim Allen', 'kim@northwind.test', '京都 Ltd', 'Care KYO-CARE', '', '', '京都の保守 🛠', '["care","KYO-CARE"]', '2026-10-12 13:00:00.000000+00', '2026-10-12 14:30:00.000000+00', false, true, NULL, NULL, NULL, '', '', NULL, 'first seen', 1, 2, 1);
INSERT INTO "entry" ("id", "version", "connector", "present", "day", "seconds", "person", "email", "client", "project", "project_code", "activity", "note", "tags", "started", "ended", "running", "billable", "approved", "invoiced", "rate", "currency", "task_url", "clock_seconds", "how", "file", "line", "run") VALUES ('e4ewen2gfyvfr', 1, 'toggl', true, '2026-10-15', 2700, 'Ada Ng', '', '京都 Ltd', 'Care KYO-CARE', '', '', 'Evening', '[]', '2026-10-16 03:30:00.000000+00', '2026-10-16 04:15:00.000000+00', false, true, NULL, NULL, NULL, '', '', NULL, 'first seen', 1, 4, 1);
INSERT INTO "entry" ("id", "version", "connector", "present", "day", "seconds", "person", "email", "client", "project", "project_code", "activity", "note", "tags", "started", "ended", "running", "billable", "approved", "invoiced", "rate", "currency", "task_url", "clock_seconds", "how", "file", "line", "run") VALUES ('e4krxdss2mwgr', 1, 'harvest', true, '2026-10-16', 14760, 'Sam Ortiz', '', 'Acme Corp', 'Intake bot', 'ACME-IMPL', 'Programming', 'ACME-16 Handover to a person', '[]', NULL, NULL, false, true, true, false, 1500000, 'USD', '', NULL, 'first seen', 2, 9, 2);
INSERT INTO "entry" ("id", "version", "connector", "present", "day", "seconds", "person", "email", "client", "project", "project_code", "activity", "note", "tags", "started", "ended", "running", "billable", "approved", "invoiced", "rate", "currency", "task_url", "clock_seconds", "how", "file", "line", "run") VALUES ('ea3akl33546jv', 2, 'harvest', true, '2026-10-05', 9900, 'Sam Ortiz', '', 'Acme Corp', 'Intake bot', 'ACME-IMPL', 'Programming', 'ACME-14 Prompt revision and tests', '[]', NULL, NULL, false, true, true, false, 1500000, 'USD', '', NULL, 'same person, day, project and activity', 3, 4, 5);
INSERT INTO "entry" ("id", "version", "connector", "present", "day", "seconds", "person", "email", "client", "project", "project_code", "activity", "note", "tags", "started", "ended", "running", "billable", "approved", "invoiced", "rate", "currency", "task_url", "clock_seconds", "how", "file", "line", "run") VALUES ('ebed3526eoch5', 1, 'harvest', true, '2026-10-08', 1800, 'Sam Ortiz', '', 'Acme Corp', 'Intake bot', 'ACME-IMPL', 'Meetings', '=1+1 call about the pilot \ backslash', '[]', NULL, NULL, false, true, true, false, 1500000, 'USD', '', NULL, 'first seen', 2, 7, 2);
INSERT INTO "entry" ("id", "version", "connector", "present", "day", "seconds", "person", "email", "client", "project", "project_code", "activity", "note", "tags", "started", "ended", "running", "billable", "approved", "invoiced", "rate", "currency", "task_url", "clock_seconds", "how", "file", "line", "run") VALUES ('edbecnlmlv3bd', 1, 'harvest', true, '2026-10-07', 3600, 'Kim Allen', '', 'Northwind AI', 'Internal', '', 'Meetings', 'Weekly planning', '[]', NULL, NULL, false, false, true, false, NULL, 'USD', '', NULL, 'first seen', 2, 6, 2);
INSERT INTO "entry" ("id", "version", "connector", "present", "day", "seconds", "person", "email", "client", "project", "project_code", "activity", "note", "tags", "started", "ended", "running", "billable", "approved", "invoiced", "rate", "currency", "task_url", "clock_seconds", "how", "file", "line", "run") VALUES ('eidrcqprceaiu', 1, 'harvest', true, '2026-10-21', 5400, 'Kim Allen', '', 'Acme Corp', 'Intake bot', 'ACME-IMPL', 'Programming', 'ACME-17 Not approved yet', '[]', NULL, NULL, false, true, false, false, 1800000, 'USD', '', NULL, 'first seen', 2, 12, 2);
INSERT INTO "entry" ("id", "version", "connector", "present", "day", "seconds", "person", "email", "client", "project", "project_code", "activity", "note", "tags", "started", "ended", "running", "billable", "approved", "invoiced", "rate", "currency", "task_url", "clock_seconds", "how", "file", "line", "run") VALUES ('ejfsqj4knycbr', 2, 'harvest', false, '2026-10-22', 3600, 'Kim Allen', '', 'Acme Corp', 'Intake bot', 'ACME-IMPL', 'Programming', 'ACME-18 Deleted later', '[]', NULL, NULL, false, true, true, false, 1800000, 'USD', '', NULL, 'not in a complete export', 3, NULL, 5);
INSERT INTO "entry" ("id", "version", "connector", "present", "day", "seconds", "person", "email", "client", "project", "project_code", "activity", "note", "tags", "started", "ended", "running", "billable", "approved", "invoiced", "rate", "currency", "task_url", "clock_seconds", "how", "file", "line", "run") VALUES ('enevh5ylut35y', 2, 'harvest', true, '2026-10-19', 9900, 'Kim Allen', '', 'Acme Corp', 'Pilot', 'ACME-IMPL', 'Programming', 'ACME-16 Handover to a person', '[]', NULL, NULL, false, true, true, false, 1950000, 'USD', '', NULL, 'same person, day, project and activity', 3, 10, 5);
INSERT INTO "entry" ("id", "version", "connector", "present", "day", "seconds", "person", "email", "client", "project", "project_code", "activity", "note", "tags", "started", "ended", "running", "billable", "approved", "invoiced", "rate", "currency", "task_url", "clock_seconds", "how", "file", "line", "run") VALUES ('enzmov3s7xkxv', 1, 'toggl', true, '2026-10-30', 600, 'Kim Allen', 'kim@northwind.test', '京都 Ltd', 'Care KYO-CARE', '', '', 'Still running', '[]', '2026-10-30 19:00:00.000000+00', NULL, true, true, NULL, NULL, NULL, '', '', NULL, 'first seen', 1, 6, 1);
INSERT INTO "entry" ("id", "version", "connector", "present", "day", "seconds", "person", "email", "client", "project", "project_code", "activity", "note", "tags", "started", "ended", "running", "billable", "approved", "invoiced", "rate", "currency", "task_url", "clock_seconds", "how", "file", "line", "run") VALUES ('eq6k5cbws4j45', 1, 'toggl', true, '2026-10-31', 3617, 'Sam Ortiz', 'sam@northwind.test', '京都 Ltd', 'Care KYO-CARE', '', '', 'Late on the last day', '[]', '2026-10-31 17:00:00.000000+00', '2026-10-31 18:00:17.000000+00', false, true, NULL, NULL, NULL, '', '', NULL, 'first seen', 1, 3, 1);
INSERT INTO "entry" ("id", "version", "connector", "present", "day", "seconds", "person", "email", "client", "project", "project_code", "activity", "note", "tags", "started", "ended", "running", "billable", "approved", "invoiced", "rate", "currency", "task_url", "clock_seconds", "how", "file", "line", "run") VALUES ('eti7ebgdpqjbp', 1, 'harvest', true, '2026-10-23', 4500, 'A. N.', '', 'Acme Corp', 'Prototype', '', 'Programming', 'ACME-19 Mapped by a person', '[]', NULL, NULL, false, true, true, false, 1800000, 'USD', '', NULL, 'first seen', 2, 14, 2);
INSERT INTO "entry" ("id", "version", "connector", "present", "day", "seconds", "person", "email", "client", "project", "project_code", "activity", "note", "tags", "started", "ended", "running", "billable", "approved", "invoiced", "rate", "currency", "task_url", "clock_seconds", "how", "file", "line", "run") VALUES ('euiyqoikmhyys', 1, 'harvest', true, '2026-10-02', 10800, 'Kim Allen', '', 'Acme Corp', 'Intake bot', 'ACME-IMPL', 'Programming', 'ACME-13 Before go-live', '[]', NULL, NULL, false, true, true, true, 1800000, 'USD', '', NULL, 'first seen', 2, 2, 2);
INSERT INTO "entry" ("id", "version", "connector", "present", "day", "seconds", "person", "email", "client", "project", "project_code", "activity", "note", "tags", "started", "ended", "running", "billable", "approved", "invoiced", "rate", "currency", "task_url", "clock_seconds", "how", "file", "line", "run") VALUES ('exe46mvt2iovz', 1, 'harvest', true, '2026-10-05', 12600, 'Kim Allen', '', 'Acme Corp', 'Intake bot', 'ACME-IMPL', 'Programming', 'ACME-14 Prompt revision', '[]', NULL, NULL, false, true, true, false, 1800000, 'USD', 'https://northwind.atlassian.net/browse/ACME-14', NULL, 'first seen', 2, 3, 2);
INSERT INTO "allocation" ("entry", "number", "version", "portion", "state", "line", "plan", "seconds", "charged_seconds", "minor", "currency", "reverses", "reason", "run") VALUES ('e26rbk6fuuy5x', 1, 1, 1, 'held', '', NULL, 1200, 0, 0, '', NULL, 'nobody in people.yaml has nobody@northwind.test', 3);
INSERT INTO "allocation" ("entry", "number", "version", "portion", "state", "line", "plan", "seconds", "charged_seconds", "minor", "currency", "reverses", "reason", "run") VALUES ('e2ciznvcqqjav', 1, 1, 1, 'drafted', 'lh3wib3boczhw', 'pzumljh6xcsco', 3852, 3960, 26400, 'USD', NULL, 'on a draft for 2026-10', 3);
INSERT INTO "allocation" ("entry", "number", "version", "portion", "state", "line", "plan", "seconds", "charged_seconds", "minor", "currency", "reverses", "reason", "run") VALUES ('e3nqppddcvgs4', 1, 1, 1, 'non_billable', '', NULL, 7200, 0, 0, '', NULL, 'workstream ACME-SALES is non-billable', 3);
INSERT INTO "allocation" ("entry", "number", "version", "portion", "state", "line", "plan", "seconds", "charged_seconds", "minor", "currency", "reverses", "reason", "run") VALUES ('e3nve4pkprvxw', 1, 1, 1, 'drafted', 'lptqebuueqetl', 'ppnjgn6obayk2', 5400, 5400, 21750, 'JPY', NULL, 'on a draft for 2026-10', 3);
INSERT INTO "allocation" ("entry", "number", "version", "portion", "state", "line", "plan", "seconds", "charged_seconds", "minor", "currency", "reverses", "reason", "run") VALUES ('e4ewen2gfyvfr', 1, 1, 1, 'drafted', 'l7raspujk5uod', 'ppnjgn6obayk2', 2700, 2700, 10875, 'JPY', NULL, 'on a draft for 2026-10', 3);
INSERT INTO "allocation" ("entry", "number", "version", "portion", "state", "line", "plan", "seconds", "charged_seconds", "minor", "currency", "reverses", "reason", "run") VALUES ('e4krxdss2mwgr', 1, 1, 1, 'drafted', 'lbjsvghedtvpj', 'pzumljh6xcsco', 14760, 14760, 73800, 'USD', NULL, 'on a draft for 2026-10', 3);
INSERT INTO "allocation" ("entry", "number", "version", "portion", "state", "line", "plan", "seconds", "charged_seconds", "minor", "currency", "reverses", "reason", "run") VALUES ('ea3akl33546jv', 1, 1, 1, 'drafted', 'l5xiljjiu7gdc', 'pzumljh6xcsco', 8100, 8280, 34500, 'USD', NULL, 'on a draft for 2026-10', 3);
INSERT INTO "allocation" ("entry", "number", "version", "portion", "state", "line", "plan", "seconds", "charged_seconds", "minor", "currency", "reverses", "reason", "run") VALUES ('ea3akl33546jv', 2, 1, 1, 'drafted', 'l5xiljjiu7gdc', 'pzumljh6xcsco', -8100, -8280, -34500, 'USD', 1, 'its tracker changed it', 5);
INSERT INTO "allocation" ("entry", "number", "version", "portion", "state", "line", "plan", "seconds", "charged_seconds", "minor", "currency", "reverses", "reason", "run") VALUES ('ea3akl33546jv', 3, 2, 1, 'drafted', 'l5xiljjiu7gdc', 'p3bve3xmuyead', 9900, 10080, 42000, 'USD', NULL, 'on a draft for 2026-10', 6);
INSERT INTO "allocation" ("entry", "number", "version", "portion", "state", "line", "plan", "seconds", "charged_seconds", "minor", "currency", "reverses", "reason", "run") VALUES ('ebed3526eoch5', 1, 1, 1, 'drafted', 'lvdjcmwllheu2', 'pzumljh6xcsco', 1800, 1800, 7500, 'USD', NULL, 'on a draft for 2026-10', 3);
INSERT INTO "allocation" ("entry", "number", "version", "portion", "state", "line", "plan", "seconds", "charged_seconds", "minor", "currency", "reverses", "reason", "run") VALUES ('edbecnlmlv3bd', 1, 1, 1, 'out_of_scope', '', NULL, 3600, 0, 0, '', NULL, 'not client work', 3);
INSERT INTO "allocation" ("entry", "number", "version", "portion", "state", "line", "plan", "seconds", "charged_seconds", "minor", "currency", "reverses", "reason", "run") VALUES ('eidrcqprceaiu', 1, 1, 1, 'held', '', NULL, 5400, 0, 0, '', NULL, 'not approved in the tracker', 3);
INSERT INTO "allocation" ("entry", "number", "version", "portion", "state", "line", "plan", "seconds", "charged_seconds", "minor", "currency", "reverses", "reason", "run") VALUES ('ejfsqj4knycbr', 1, 1, 1, 'drafted', 'lwuhrazf6sb5m', 'pzumljh6xcsco', 3600, 3600, 18000, 'USD', NULL, 'on a draft for 2026-10', 3);
INSERT INTO "allocation" ("entry", "number", "version", "portion", "state", "line", "plan", "seconds", "charged_seconds", "minor", "currency", "reverses", "reason", "run") VALUES ('ejfsqj4knycbr', 2, 1, 1, 'drafted', 'lwuhrazf6sb5m', 'pzumljh6xcsco', -3600, -3600, -18000, 'USD', 1, 'its tracker no longer has it', 5);
INSERT INTO "allocation" ("entry", "number", "version", "portion", "state", "line", "plan", "seconds", "charged_seconds", "minor", "currency", "reverses", "reason", "run") VALUES ('enevh5ylut35y', 1, 1, 1, 'held', '', NULL, 9900, 0, 0, '', NULL, 'no project code', 3);
INSERT INTO "allocation" ("entry", "number", "version", "portion", "state", "line", "plan", "seconds", "charged_seconds", "minor", "currency", "reverses", "reason", "run") VALUES ('enevh5ylut35y', 2, 1, 1, 'held', '', NULL, -9900, 0, 0, '', 1, 'its tracker changed it', 5);
INSERT INTO "allocation" ("entry", "number", "version", "portion", "state", "line", "plan", "seconds", "charged_seconds", "minor", "currency", "reverses", "reason", "run") VALUES ('enevh5ylut35y', 3, 2, 1, 'drafted', 'lbjsvghedtvpj', 'p3bve3xmuyead', 9900, 10080, 50400, 'USD', NULL, 'on a draft for 2026-10', 6);
INSERT INTO "allocation" ("entry", "number", "version", "portion", "state", "line", "plan", "seconds", "charged_seconds", "minor", "currency", "reverses", "reason", "run") VALUES ('eq6k5cbws4j45', 1, 1, 1, 'drafted', 'lnejvenpudn2b', 'poztgkthk6hze', 3617, 3617, 14568, 'JPY', NULL, 'on a draft for 2026-11', 4);
INSERT INTO "allocation" ("entry", "number", "version", "portion", "state", "line", "plan", "seconds", "charged_seconds", "minor", "currency", "reverses", "reason", "run") VALUES ('eti7ebgdpqjbp', 1, 1, 1, 'held', '', NULL, 4500, 0, 0, '', NULL, 'no project code', 3);
INSERT INTO "allocation" ("entry", "number", "version", "portion", "state", "line", "plan", "seconds", "charged_seconds", "minor", "currency", "reverses", "reason", "run") VALUES ('eti7ebgdpqjbp', 2, 1, 1, 'held', '', NULL, -4500, 0, 0, '', 1, 'it may be billed', 6);
INSERT INTO "allocation" ("entry", "number", "version", "portion", "state", "line", "plan", "seconds", "charged_seconds", "minor", "currency", "reverses", "reason", "run") VALUES ('eti7ebgdpqjbp', 3, 1, 1, 'drafted', 'llblvxymb5hvm', 'p3bve3xmuyead', 4500, 4680, 23400, 'USD', NULL, 'on a draft for 2026-10', 6);
INSERT INTO "allocation" ("entry", "number", "version", "portion", "state", "line", "plan", "seconds", "charged_seconds", "minor", "currency", "reverses", "reason", "run") VALUES ('euiyqoikmhyys', 1, 1, 1, 'outside', '', NULL, 10800, 0, 0, '', NULL, 'before go_live 2026-10-03', 3);
INSERT INTO "allocation" ("entry", "number", "version", "portion", "state", "line", "plan", "seconds", "charged_seconds", "minor", "currency", "reverses", "reason", "run") VALUES ('exe46mvt2iovz', 1, 1, 1, 'drafted', 'l4lvkuqou7are', 'pzumljh6xcsco', 12600, 12600, 63000, 'USD', NULL, 'on a draft for 2026-10', 3);
INSERT INTO "entry_history" ("id", "version", "present", "day", "seconds", "person", "email", "client", "project", "project_code", "activity", "note", "tags", "started", "ended", "running", "billable", "approved", "invoiced", "rate", "currency", "task_url", "clock_seconds", "how", "file", "line", "run") VALUES ('ea3akl33546jv', 1, true, '2026-10-05', 8100, 'Sam Ortiz', '', 'Acme Corp', 'Intake bot', 'ACME-IMPL', 'Programming', 'ACME-14 Prompt revision', '[]', NULL, NULL, false, true, true, false, 1500000, 'USD', '', NULL, 'first seen', 2, 4, 2);
INSERT INTO "entry_history" ("id", "version", "present", "day", "seconds", "person", "email", "client", "project", "project_code", "activity", "note", "tags", "started", "ended", "running", "billable", "approved", "invoiced", "rate", "currency", "task_url", "clock_seconds", "how", "file", "line", "run") VALUES ('ejfsqj4knycbr', 1, true, '2026-10-22', 3600, 'Kim Allen', '', 'Acme Corp', 'Intake bot', 'ACME-IMPL', 'Programming', 'ACME-18 Deleted later', '[]', NULL, NULL, false, true, true, false, 1800000, 'USD', '', NULL, 'first seen', 2, 13, 2);
INSERT INTO "entry_history" ("id", "version", "present", "day", "seconds", "person", "email", "client", "project", "project_code", "activity", "note", "tags", "started", "ended", "running", "billable", "approved", "invoiced", "rate", "currency", "task_url", "clock_seconds", "how", "file", "line", "run") VALUES ('enevh5ylut35y', 1, true, '2026-10-19', 9900, 'Kim Allen', '', 'Acme Corp', 'Pilot', '', 'Programming', 'ACME-16 Handover to a person', '[]', NULL, NULL, false, true, true, false, 1950000, 'USD', '', NULL, 'first seen', 2, 10, 2);
INSERT INTO "match" ("entry", "version", "basis", "day", "verdict", "verdict_reason", "code", "code_reason", "person", "person_reason", "contract", "tasks", "hold") VALUES ('e26rbk6fuuy5x', 1, '5c2dfb228dd68da65fc70ce4b9c35953', '2026-10-14', 'held', 'nobody in people.yaml has nobody@northwind.test', 'KYO-CARE', 'KYO-CARE in the project''s name', '', 'nobody in people.yaml has nobody@northwind.test', 'kyoto', '[]', '');
INSERT INTO "match" ("entry", "version", "basis", "day", "verdict", "verdict_reason", "code", "code_reason", "person", "person_reason", "contract", "tasks", "hold") VALUES ('e2ciznvcqqjav', 1, '5c2dfb228dd68da65fc70ce4b9c35953', '2026-10-06', 'open', 'to be billed', 'ACME-IMPL', 'ACME-IMPL in the project''s code field', 'Kim Allen', 'by name', 'acme', '[["ACME-15","Retrieval, the \"second\" design — it''s 100 % done","","key in the note"]]', '');
INSERT INTO "match" ("entry", "version", "basis", "day", "verdict", "verdict_reason", "code", "code_reason", "person", "person_reason", "contract", "tasks", "hold") VALUES ('e3nqppddcvgs4', 1, '5c2dfb228dd68da65fc70ce4b9c35953', '2026-10-13', 'non_billable', 'workstream ACME-SALES is non-billable', 'ACME-SALES', 'ACME-SALES in the project''s code field', 'Kim Allen', 'by name', 'acme', '[["ACME-40","Offer for phase two","","key in the note"]]', '');
INSERT INTO "match" ("entry", "version", "basis", "day", "verdict", "verdict_reason", "code", "code_reason", "person", "person_reason", "contract", "tasks", "hold") VALUES ('e3nve4pkprvxw', 1, '5c2dfb228dd68da65fc70ce4b9c35953', '2026-10-12', 'open', 'to be billed', 'KYO-CARE', 'KYO-CARE in the project''s name, a tag', 'Kim Allen', 'by e-mail', 'kyoto', '[]', '');
INSERT INTO "match" ("entry", "version", "basis", "day", "verdict", "verdict_reason", "code", "code_reason", "person", "person_reason", "contract", "tasks", "hold") VALUES ('e4ewen2gfyvfr', 1, '5c2dfb228dd68da65fc70ce4b9c35953', '2026-10-16', 'open', 'to be billed', 'KYO-CARE', 'KYO-CARE in the project''s name', 'Ada Ng', 'by name', 'kyoto', '[]', '');
INSERT INTO "match" ("entry", "version", "basis", "day", "verdict", "verdict_reason", "code", "code_reason", "person", "person_reason", "contract", "tasks", "hold") VALUES ('e4krxdss2mwgr', 1, '5c2dfb228dd68da65fc70ce4b9c35953', '2026-10-16', 'open', 'to be billed', 'ACME-IMPL', 'ACME-IMPL in the project''s code field', 'Sam Ortiz', 'by name', 'acme', '[["ACME-16","Handover to a person","","key in the note"]]', '');
INSERT INTO "match" ("entry", "version", "basis", "day", "verdict", "verdict_reason", "code", "code_reason", "person", "person_reason", "contract", "tasks", "hold") VALUES ('ea3akl33546jv', 2, '5c2dfb228dd68da65fc70ce4b9c35953', '2026-10-05', 'open', 'to be billed', 'ACME-IMPL', 'ACME-IMPL in the project''s code field', 'Sam Ortiz', 'by name', 'acme', '[["ACME-14","Prompt revision and tests","","key in the note"]]', '');
INSERT INTO "match" ("entry", "version", "basis", "day", "verdict", "verdict_reason", "code", "code_reason", "person", "person_reason", "contract", "tasks", "hold") VALUES ('ebed3526eoch5', 1, '5c2dfb228dd68da65fc70ce4b9c35953', '2026-10-08', 'open', 'to be billed', 'ACME-IMPL', 'ACME-IMPL in the project''s code field', 'Sam Ortiz', 'by name', 'acme', '[]', '');
INSERT INTO "match" ("entry", "version", "basis", "day", "verdict", "verdict_reason", "code", "code_reason", "person", "person_reason", "contract", "tasks", "hold") VALUES ('edbecnlmlv3bd', 1, '5c2dfb228dd68da65fc70ce4b9c35953', '2026-10-07', 'out_of_scope', 'not client work', '', 'no code field, project name or tag names one', 'Kim Allen', 'by name', '', '[]', '');
INSERT INTO "match" ("entry", "version", "basis", "day", "verdict", "verdict_reason", "code", "code_reason", "person", "person_reason", "contract", "tasks", "hold") VALUES ('eidrcqprceaiu', 1, '5c2dfb228dd68da65fc70ce4b9c35953', '2026-10-21', 'held', 'not approved in the tracker', 'ACME-IMPL', 'ACME-IMPL in the project''s code field', 'Kim Allen', 'by name', 'acme', '[["ACME-17","Not approved yet","","key in the note"]]', '');
INSERT INTO "match" ("entry", "version", "basis", "day", "verdict", "verdict_reason", "code", "code_reason", "person", "person_reason", "contract", "tasks", "hold") VALUES ('enevh5ylut35y', 2, '5c2dfb228dd68da65fc70ce4b9c35953', '2026-10-19', 'open', 'to be billed', 'ACME-IMPL', 'ACME-IMPL in the project''s code field', 'Kim Allen', 'by name', 'acme', '[["ACME-16","Handover to a person","","key in the note"]]', '');
INSERT INTO "match" ("entry", "version", "basis", "day", "verdict", "verdict_reason", "code", "code_reason", "person", "person_reason", "contract", "tasks", "hold") VALUES ('enzmov3s7xkxv', 1, '5c2dfb228dd68da65fc70ce4b9c35953', '2026-10-31', 'held', 'the timer is still running', 'KYO-CARE', 'KYO-CARE in the project''s name', 'Kim Allen', 'by e-mail', 'kyoto', '[]', '');
INSERT INTO "match" ("entry", "version", "basis", "day", "verdict", "verdict_reason", "code", "code_reason", "person", "person_reason", "contract", "tasks", "hold") VALUES ('eq6k5cbws4j45', 1, '5c2dfb228dd68da65fc70ce4b9c35953', '2026-11-01', 'open', 'to be billed', 'KYO-CARE', 'KYO-CARE in the project''s name', 'Sam Ortiz', 'by e-mail', 'kyoto', '[]', '');
INSERT INTO "match" ("entry", "version", "basis", "day", "verdict", "verdict_reason", "code", "code_reason", "person", "person_reason", "contract", "tasks", "hold") VALUES ('eti7ebgdpqjbp', 1, '5c2dfb228dd68da65fc70ce4b9c35953', '2026-10-23', 'open', 'to be billed', 'ACME-IMPL', 'project Acme Corp / Prototype was mapped to it by a person', 'Ada Ng', 'A. N. was mapped by a person', 'acme', '[["ACME-19","Mapped by a person","","key in the note"]]', '');
INSERT INTO "match" ("entry", "version", "basis", "day", "verdict", "verdict_reason", "code", "code_reason", "person", "person_reason", "contract", "tasks", "hold") VALUES ('euiyqoikmhyys', 1, '5c2dfb228dd68da65fc70ce4b9c35953', '2026-10-02', 'outside', 'before go_live 2026-10-03', 'ACME-IMPL', 'ACME-IMPL in the project''s code field', 'Kim Allen', 'by name', 'acme', '[["ACME-13","Before go-live","","key in the note"]]', '');
INSERT INTO "match" ("entry", "version", "basis", "day", "verdict", "verdict_reason", "code", "code_reason", "person", "person_reason", "contract", "tasks", "hold") VALUES ('exe46mvt2iovz', 1, '5c2dfb228dd68da65fc70ce4b9c35953', '2026-10-05', 'open', 'to be billed', 'ACME-IMPL', 'ACME-IMPL in the project''s code field', 'Kim Allen', 'by name', 'acme', '[["ACME-14","Prompt revision","https://northwind.atlassian.net/browse/ACME-14","the tracker''s own reference"]]', '');
INSERT INTO "placement" ("entry", "portion", "number", "version", "state", "line", "plan", "seconds", "charged_seconds", "minor", "currency", "reason") VALUES ('e26rbk6fuuy5x', 1, 1, 1, 'held', '', NULL, 1200, 0, 0, '', 'nobody in people.yaml has nobody@northwind.test');
INSERT INTO "placement" ("entry", "portion", "number", "version", "state", "line", "plan", "seconds", "charged_seconds", "minor", "currency", "reason") VALUES ('e2ciznvcqqjav', 1, 1, 1, 'drafted', 'lh3wib3boczhw', 'pzumljh6xcsco', 3852, 3960, 26400, 'USD', 'on a draft for 2026-10');
INSERT INTO "placement" ("entry", "portion", "number", "version", "state", "line", "plan", "seconds", "charged_seconds", "minor", "currency", "reason") VALUES ('e3nqppddcvgs4', 1, 1, 1, 'non_billable', '', NULL, 7200, 0, 0, '', 'workstream ACME-SALES is non-billable');
INSERT INTO "placement" ("entry", "portion", "number", "version", "state", "line", "plan", "seconds", "charged_seconds", "minor", "currency", "reason") VALUES ('e3nve4pkprvxw', 1, 1, 1, 'drafted', 'lptqebuueqetl', 'ppnjgn6obayk2', 5400, 5400, 21750, 'JPY', 'on a draft for 2026-10');
INSERT INTO "placement" ("entry", "portion", "number", "version", "state", "line", "plan", "seconds", "charged_seconds", "minor", "currency", "reason") VALUES ('e4ewen2gfyvfr', 1, 1, 1, 'drafted', 'l7raspujk5uod', 'ppnjgn6obayk2', 2700, 2700, 10875, 'JPY', 'on a draft for 2026-10');
INSERT INTO "placement" ("entry", "portion", "number", "version", "state", "line", "plan", "seconds", "charged_seconds", "minor", "currency", "reason") VALUES ('e4krxdss2mwgr', 1, 1, 1, 'drafted', 'lbjsvghedtvpj', 'pzumljh6xcsco', 14760, 14760, 73800, 'USD', 'on a draft for 2026-10');
INSERT INTO "placement" ("entry", "portion", "number", "version", "state", "line", "plan", "seconds", "charged_seconds", "minor", "currency", "reason") VALUES ('ea3akl33546jv', 1, 3, 2, 'drafted', 'l5xiljjiu7gdc', 'p3bve3xmuyead', 9900, 10080, 42000, 'USD', 'on a draft for 2026-10');
INSERT INTO "placement" ("entry", "portion", "number", "version", "state", "line", "plan", "seconds", "charged_seconds", "minor", "currency", "reason") VALUES ('ebed3526eoch5', 1, 1, 1, 'drafted', 'lvdjcmwllheu2', 'pzumljh6xcsco', 1800, 1800, 7500, 'USD', 'on a draft for 2026-10');
INSERT INTO "placement" ("entry", "portion", "number", "version", "state", "line", "plan", "seconds", "charged_seconds", "minor", "currency", "reason") VALUES ('edbecnlmlv3bd', 1, 1, 1, 'out_of_scope', '', NULL, 3600, 0, 0, '', 'not client work');
INSERT INTO "placement" ("entry", "portion", "number", "version", "state", "line", "plan", "seconds", "charged_seconds", "minor", "currency", "reason") VALUES ('eidrcqprceaiu', 1, 1, 1, 'held', '', NULL, 5400, 0, 0, '', 'not approved in the tracker');
INSERT INTO "placement" ("entry", "portion", "number", "version", "state", "line", "plan", "seconds", "charged_seconds", "minor", "currency", "reason") VALUES ('enevh5ylut35y', 1, 3, 2, 'drafted', 'lbjsvghedtvpj', 'p3bve3xmuyead', 9900, 10080, 50400, 'USD', 'on a draft for 2026-10');
INSERT INTO "placement" ("entry", "portion", "number", "version", "state", "line", "plan", "seconds", "charged_seconds", "minor", "currency", "reason") VALUES ('eq6k5cbws4j45', 1, 1, 1, 'drafted', 'lnejvenpudn2b', 'poztgkthk6hze', 3617, 3617, 14568, 'JPY', 'on a draft for 2026-11');
INSERT INTO "placement" ("entry", "portion", "number", "version", "state", "line", "plan", "seconds", "charged_seconds", "minor", "currency", "reason") VALUES ('eti7ebgdpqjbp', 1, 3, 1, 'drafted', 'llblvxymb5hvm', 'p3bve3xmuyead', 4500, 4680, 23400, 'USD', 'on a draft for 2026-10');
INSERT INTO "placement" ("entry", "portion", "number", "version", "state", "line", "plan", "seconds", "charged_seconds", "minor", "currency", "reason") VALUES ('euiyqoikmhyys', 1, 1, 1, 'outside', '', NULL, 10800, 0, 0, '', 'before go_live 2026-10-03');
INSERT INTO "placement" ("entry", "portion", "number", "version", "state", "line", "plan", "seconds", "charged_seconds", "minor", "currency", "reason") VALUES ('exe46mvt2iovz', 1, 1, 1, 'drafted', 'l4lvkuqou7are', 'pzumljh6xcsco', 12600, 12600, 63000, 'USD', 'on a draft for 2026-10');
INSERT INTO "source_ref" ("connector", "external_id", "entry") VALUES ('harvest', 'row:0418daece31429cad7bb97e9e2573474#1', 'ea3akl33546jv');
INSERT INTO "source_ref" ("connector", "external_id", "entry") VALUES ('harvest', 'row:064e7b6e5622971af1616ce1ddafbc7a#1', 'enevh5ylut35y');
INSERT INTO "source_ref" ("connector", "external_id", "entry") VALUES ('harvest', 'row:1e184142ea3984a74666840a63ced1a8#1', 'edbecnlmlv3bd');
INSERT INTO "source_ref" ("connector", "external_id", "entry") VALUES ('harvest', 'row:36e666594857e3c3edd22aacbe94f204#1', 'e3nqppddcvgs4');
INSERT INTO "source_ref" ("connector", "external_id", "entry") VALUES ('harvest', 'row:3c9a03dde44fabba414c52cb38d8e12d#1', 'eti7ebgdpqjbp');
INSERT INTO "source_ref" ("connector", "external_id", "entry") VALUES ('harvest', 'row:79dc5df4577c810ff125fce17d6f1e62#1', 'exe46mvt2iovz');
INSERT INTO "source_ref" ("connector", "external_id", "entry") VALUES ('harvest', 'row:a662a1e8a2c765e81071a74251919aab#1', 'e2ciznvcqqjav');
INSERT INTO "source_ref" ("connector", "external_id", "entry") VALUES ('harvest', 'row:a8b8f3d030bd8f0baeb67d66c4850846#1', 'e4krxdss2mwgr');
INSERT INTO "source_ref" ("connector", "external_id", "entry") VALUES ('harvest', 'row:a9b78deb49f8f4dde68a91ad93dc85f4#1', 'euiyqoikmhyys');
INSERT INTO "source_ref" ("connector", "external_id", "entry") VALUES ('harvest', 'row:cf0f43cfe9dd5c1424e5710b0a94a6f1#1', 'eidrcqprceaiu');
INSERT INTO "source_ref" ("connector", "external_id", "entry") VALUES ('harvest', 'row:dae7174a546e25a64bddfa0851e76391#1', 'ebed3526eoch5');
INSERT INTO "source_ref" ("connector", "external_id", "entry") VALUES ('harvest', 'row:ee08038f5672977253943e2235747b22#1', 'ejfsqj4knycbr');
INSERT INTO "source_ref" ("connector", "external_id", "entry") VALUES ('toggl', 'row:07f6efecfee629f987e26935f3a0dc6a#1', 'e26rbk6fuuy5x');
INSERT INTO "source_ref" ("connector", "external_id", "entry") VALUES ('toggl', 'row:5e787c62affcc4364671d3038f0feb6a#1', 'eq6k5cbws4j45');
INSERT INTO "source_ref" ("connector", "external_id", "entry") VALUES ('toggl', 'row:a25cccde6579d06918f673ba151388b6#1', 'e4ewen2gfyvfr');
INSERT INTO "source_ref" ("connector", "external_id", "entry") VALUES ('toggl', 'row:cfab70deab59f022f221538fd556766e#1', 'enzmov3s7xkxv');
INSERT INTO "source_ref" ("connector", "external_id", "entry") VALUES ('toggl', 'row:ea51d134e408beba97cc8a6f34e86dac#1', 'e3nve4pkprvxw');

COMMIT;
