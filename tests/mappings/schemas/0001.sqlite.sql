BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0001');
CREATE TABLE allocation (
	entry TEXT NOT NULL, 
	number INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	portion INTEGER NOT NULL, 
	state TEXT NOT NULL, 
	line TEXT NOT NULL, 
	"plan" TEXT, 
	seconds BIGINT NOT NULL, 
	charged_seconds BIGINT NOT NULL, 
	minor BIGINT NOT NULL, 
	currency TEXT NOT NULL, 
	reverses INTEGER, 
	reason TEXT NOT NULL, 
	run INTEGER NOT NULL, 
	CONSTRAINT pk_allocation PRIMARY KEY (entry, number), 
	CONSTRAINT fk_allocation_entry FOREIGN KEY(entry) REFERENCES entry (id), 
	CONSTRAINT fk_allocation_plan FOREIGN KEY("plan") REFERENCES "plan" (id), 
	CONSTRAINT fk_allocation_run FOREIGN KEY(run) REFERENCES run (id), 
	CONSTRAINT uq_allocation_entry_reverses UNIQUE (entry, reverses)
);
INSERT INTO "allocation" VALUES('e26rbk6fuuy5x',1,1,1,'held','',NULL,1200,0,0,'',NULL,'nobody in people.yaml has nobody@northwind.test',3);
INSERT INTO "allocation" VALUES('e3nqppddcvgs4',1,1,1,'non_billable','',NULL,7200,0,0,'',NULL,'workstream ACME-SALES is non-billable',3);
INSERT INTO "allocation" VALUES('edbecnlmlv3bd',1,1,1,'out_of_scope','',NULL,3600,0,0,'',NULL,'not client work',3);
INSERT INTO "allocation" VALUES('eidrcqprceaiu',1,1,1,'held','',NULL,5400,0,0,'',NULL,'not approved in the tracker',3);
INSERT INTO "allocation" VALUES('enevh5ylut35y',1,1,1,'held','',NULL,9900,0,0,'',NULL,'no project code',3);
INSERT INTO "allocation" VALUES('eti7ebgdpqjbp',1,1,1,'held','',NULL,4500,0,0,'',NULL,'no project code',3);
INSERT INTO "allocation" VALUES('euiyqoikmhyys',1,1,1,'outside','',NULL,10800,0,0,'',NULL,'before go_live 2026-10-03',3);
INSERT INTO "allocation" VALUES('exe46mvt2iovz',1,1,1,'drafted','l4lvkuqou7are','pzumljh6xcsco',12600,12600,63000,'USD',NULL,'on a draft for 2026-10',3);
INSERT INTO "allocation" VALUES('ea3akl33546jv',1,1,1,'drafted','l5xiljjiu7gdc','pzumljh6xcsco',8100,8280,34500,'USD',NULL,'on a draft for 2026-10',3);
INSERT INTO "allocation" VALUES('e2ciznvcqqjav',1,1,1,'drafted','lh3wib3boczhw','pzumljh6xcsco',3852,3960,26400,'USD',NULL,'on a draft for 2026-10',3);
INSERT INTO "allocation" VALUES('ebed3526eoch5',1,1,1,'drafted','lvdjcmwllheu2','pzumljh6xcsco',1800,1800,7500,'USD',NULL,'on a draft for 2026-10',3);
INSERT INTO "allocation" VALUES('e4krxdss2mwgr',1,1,1,'drafted','lbjsvghedtvpj','pzumljh6xcsco',14760,14760,73800,'USD',NULL,'on a draft for 2026-10',3);
INSERT INTO "allocation" VALUES('ejfsqj4knycbr',1,1,1,'drafted','lwuhrazf6sb5m','pzumljh6xcsco',3600,3600,18000,'USD',NULL,'on a draft for 2026-10',3);
INSERT INTO "allocation" VALUES('e4ewen2gfyvfr',1,1,1,'drafted','l7raspujk5uod','ppnjgn6obayk2',2700,2700,10875,'JPY',NULL,'on a draft for 2026-10',3);
INSERT INTO "allocation" VALUES('e3nve4pkprvxw',1,1,1,'drafted','lptqebuueqetl','ppnjgn6obayk2',5400,5400,21750,'JPY',NULL,'on a draft for 2026-10',3);
INSERT INTO "allocation" VALUES('eq6k5cbws4j45',1,1,1,'drafted','lnejvenpudn2b','poztgkthk6hze',3617,3617,14568,'JPY',NULL,'on a draft for 2026-11',4);
INSERT INTO "allocation" VALUES('ea3akl33546jv',2,1,1,'drafted','l5xiljjiu7gdc','pzumljh6xcsco',-8100,-8280,-34500,'USD',1,'its tracker changed it',5);
INSERT INTO "allocation" VALUES('enevh5ylut35y',2,1,1,'held','',NULL,-9900,0,0,'',1,'its tracker changed it',5);
INSERT INTO "allocation" VALUES('ejfsqj4knycbr',2,1,1,'drafted','lwuhrazf6sb5m','pzumljh6xcsco',-3600,-3600,-18000,'USD',1,'its tracker no longer has it',5);
INSERT INTO "allocation" VALUES('eti7ebgdpqjbp',2,1,1,'held','',NULL,-4500,0,0,'',1,'it may be billed',6);
INSERT INTO "allocation" VALUES('ea3akl33546jv',3,2,1,'drafted','l5xiljjiu7gdc','p3bve3xmuyead',9900,10080,42000,'USD',NULL,'on a draft for 2026-10',6);
INSERT INTO "allocation" VALUES('enevh5ylut35y',3,2,1,'drafted','lbjsvghedtvpj','p3bve3xmuyead',9900,10080,50400,'USD',NULL,'on a draft for 2026-10',6);
INSERT INTO "allocation" VALUES('eti7ebgdpqjbp',3,1,1,'drafted','llblvxymb5hvm','p3bve3xmuyead',4500,4680,23400,'USD',NULL,'on a draft for 2026-10',6);
CREATE TABLE configuration (
	hash TEXT NOT NULL, 
	snapshot TEXT NOT NULL, 
	CONSTRAINT pk_configuration PRIMARY KEY (hash)
);
INSERT INTO "configuration" VALUES('ecf7aea7d293df950240fb748ac9c49a','{"catalogue":{"contracts":[{"client":"Acme Corp","currency":"USD","id":"acme","invoice_date":"issue day","lines_by":"task","one_per":"client","orders":[{"number":"PO-7781","since":null,"until":"2026-10-15","workstreams":[]},{"number":"PO-8120","since":"2026-10-16","until":null,"workstreams":[]}],"rates":[{"conditions":[],"price":"150","since":null},{"conditions":[["role","senior"]],"price":"180","since":null},{"conditions":[["activity","Architecture"],["role","senior"]],"price":"240","since":null}],"rounding":[{"since":null,"value":{"direction":"up","grace_seconds":30,"per":"entry","step_seconds":360}}],"since":"2026-10-03","terms":[{"since":null,"value":{"days":30,"kind":"net","text":"net 30"}}],"until":null,"when_time_is_held":"bill the rest","workstreams":[{"billable":true,"code":"ACME-IMPL","name":"Implementation","since":null,"until":null},{"billable":false,"code":"ACME-SALES","name":"Presales","since":null,"until":null}],"zone":""},{"client":"京都 Ltd","currency":"JPY","id":"kyoto","invoice_date":"issue day","lines_by":"person","one_per":"client","orders":[],"rates":[{"conditions":[],"price":"14500","since":null}],"rounding":[],"since":"2026-10-03","terms":[{"since":null,"value":{"days":15,"kind":"net","text":"net 15"}}],"until":null,"when_time_is_held":"bill the rest","workstreams":[{"billable":true,"code":"KYO-CARE","name":"Care","since":null,"until":null}],"zone":"Asia/Tokyo"}],"go_live":"2026-10-03","ignores":[{"conditions":[["connector","harvest"],["project","Internal"]],"why":"not client work"}],"implied":["clockify","csv"],"people":[{"days_off":[],"emails":["kim@northwind.test"],"id":"Kim Allen","name":"Kim Allen","roles":[{"since":null,"value":"senior"}],"weekly_capacity_seconds":null},{"days_off":[],"emails":["sam@northwind.test"],"id":"Sam Ortiz","name":"Sam Ortiz","roles":[{"since":null,"value":"junior"},{"since":"2026-10-15","value":"senior"}],"weekly_capacity_seconds":null},{"days_off":[],"emails":["ada@northwind.test"],"id":"Ada Ng","name":"Ada Ng","roles":[{"since":null,"value":"senior"}],"weekly_capacity_seconds":null}],"projects":[],"require_task":"warn","sources":[{"billable_from_tracker":true,"code_pattern":"","name":"harvest","require_approval":true},{"billable_from_tracker":true,"code_pattern":"","name":"toggl","require_approval":false}],"users":[]},"main":{"calendar":{"closed":[],"country":"US","subdivision":""},"company":{"currency":"USD","name":"Northwind AI","timezone":"America/New_York"},"exceptions":{"max_hours_per_day":36000,"require_task":"warn"},"go_live":"2026-10-03","ignore":[{"activity":"","client":"","connector":"harvest","person":"","project":"Internal","why":"not client work"}],"version":"1"}}');
CREATE TABLE decision (
	id INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	subject TEXT NOT NULL, 
	detail TEXT, 
	decided_by TEXT NOT NULL, 
	decided_at DATETIME NOT NULL, 
	why TEXT NOT NULL, 
	undoes INTEGER, 
	CONSTRAINT pk_decision PRIMARY KEY (id), 
	CONSTRAINT fk_decision_undoes FOREIGN KEY(undoes) REFERENCES decision (id)
);
CREATE TABLE draft (
	id TEXT NOT NULL, 
	revision INTEGER NOT NULL, 
	"plan" TEXT NOT NULL, 
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
	CONSTRAINT fk_draft_plan FOREIGN KEY("plan") REFERENCES "plan" (id)
);
INSERT INTO "draft" VALUES('d4n742c4q2su3',1,'pzumljh6xcsco','superseded','acme','Acme Corp','2026-10','order PO-7781','USD',131400,'PO-7781','net 30','issue day','2026-10-05','2026-10-08','22a6a6af536e36a8702b0750a2e4bf63');
INSERT INTO "draft" VALUES('dz3bnfjsdcqet',1,'pzumljh6xcsco','superseded','acme','Acme Corp','2026-10','order PO-8120','USD',91800,'PO-8120','net 30','issue day','2026-10-16','2026-10-22','95d888f53e1a2a8ca2e98f9fd97ec5cd');
INSERT INTO "draft" VALUES('dljnwjqb5fta2',1,'ppnjgn6obayk2','draft','kyoto','京都 Ltd','2026-10','all','JPY',32625,'','net 15','issue day','2026-10-12','2026-10-16','8d6aee31325b2ac8cc3b64bde806aa09');
INSERT INTO "draft" VALUES('dqchdvy6w6hro',1,'poztgkthk6hze','draft','kyoto','京都 Ltd','2026-11','all','JPY',14568,'','net 15','issue day','2026-11-01','2026-11-01','3832b3a76e51834eedbf406eb57cf9d7');
INSERT INTO "draft" VALUES('d4n742c4q2su3',2,'p3bve3xmuyead','draft','acme','Acme Corp','2026-10','order PO-7781','USD',138900,'PO-7781','net 30','issue day','2026-10-05','2026-10-08','35444257f7ce849cc88c30f0d7c00b1a');
INSERT INTO "draft" VALUES('dz3bnfjsdcqet',2,'p3bve3xmuyead','draft','acme','Acme Corp','2026-10','order PO-8120','USD',147600,'PO-8120','net 30','issue day','2026-10-16','2026-10-23','710e1f4d82c00b6cc1d03991275e2dac');
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
	started DATETIME, 
	ended DATETIME, 
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
INSERT INTO "entry" VALUES('e3nve4pkprvxw',1,'toggl',1,'2026-10-12',5400,'Kim Allen','kim@northwind.test','京都 Ltd','Care KYO-CARE','','','京都の保守 🛠','["care","KYO-CARE"]','2026-10-12 13:00:00.000000','2026-10-12 14:30:00.000000',0,1,NULL,NULL,NULL,'','',NULL,'first seen',1,2,1);
INSERT INTO "entry" VALUES('eq6k5cbws4j45',1,'toggl',1,'2026-10-31',3617,'Sam Ortiz','sam@northwind.test','京都 Ltd','Care KYO-CARE','','','Late on the last day','[]','2026-10-31 17:00:00.000000','2026-10-31 18:00:17.000000',0,1,NULL,NULL,NULL,'','',NULL,'first seen',1,3,1);
INSERT INTO "entry" VALUES('e4ewen2gfyvfr',1,'toggl',1,'2026-10-15',2700,'Ada Ng','','京都 Ltd','Care KYO-CARE','','','Evening','[]','2026-10-16 03:30:00.000000','2026-10-16 04:15:00.000000',0,1,NULL,NULL,NULL,'','',NULL,'first seen',1,4,1);
INSERT INTO "entry" VALUES('e26rbk6fuuy5x',1,'toggl',1,'2026-10-14',1200,'Nobody Known','nobody@northwind.test','京都 Ltd','Care KYO-CARE','','','Who is it','[]','2026-10-14 13:00:00.000000','2026-10-14 13:20:00.000000',0,1,NULL,NULL,NULL,'','',NULL,'first seen',1,5,1);
INSERT INTO "entry" VALUES('enzmov3s7xkxv',1,'toggl',1,'2026-10-30',600,'Kim Allen','kim@northwind.test','京都 Ltd','Care KYO-CARE','','','Still running','[]','2026-10-30 19:00:00.000000',NULL,1,1,NULL,NULL,NULL,'','',NULL,'first seen',1,6,1);
INSERT INTO "entry" VALUES('euiyqoikmhyys',1,'harvest',1,'2026-10-02',10800,'Kim Allen','','Acme Corp','Intake bot','ACME-IMPL','Programming','ACME-13 Before go-live','[]',NULL,NULL,0,1,1,1,1800000,'USD','',NULL,'first seen',2,2,2);
INSERT INTO "entry" VALUES('exe46mvt2iovz',1,'harvest',1,'2026-10-05',12600,'Kim Allen','','Acme Corp','Intake bot','ACME-IMPL','Programming','ACME-14 Prompt revision','[]',NULL,NULL,0,1,1,0,1800000,'USD','https://northwind.atlassian.net/browse/ACME-14',NULL,'first seen',2,3,2);
INSERT INTO "entry" VALUES('ea3akl33546jv',2,'harvest',1,'2026-10-05',9900,'Sam Ortiz','','Acme Corp','Intake bot','ACME-IMPL','Programming','ACME-14 Prompt revision and tests','[]',NULL,NULL,0,1,1,0,1500000,'USD','',NULL,'same person, day, project and activity',3,4,5);
INSERT INTO "entry" VALUES('e2ciznvcqqjav',1,'harvest',1,'2026-10-06',3852,'Kim Allen','','Acme Corp','Intake bot','ACME-IMPL','Architecture','ACME-15 Retrieval, the "second" design — it''s 100 % done','[]',NULL,NULL,0,1,1,0,2400000,'USD','',NULL,'first seen',2,5,2);
INSERT INTO "entry" VALUES('edbecnlmlv3bd',1,'harvest',1,'2026-10-07',3600,'Kim Allen','','Northwind AI','Internal','','Meetings','Weekly planning','[]',NULL,NULL,0,0,1,0,NULL,'USD','',NULL,'first seen',2,6,2);
INSERT INTO "entry" VALUES('ebed3526eoch5',1,'harvest',1,'2026-10-08',1800,'Sam Ortiz','','Acme Corp','Intake bot','ACME-IMPL','Meetings','=1+1 call about the pilot \ backslash','[]',NULL,NULL,0,1,1,0,1500000,'USD','',NULL,'first seen',2,7,2);
INSERT INTO "entry" VALUES('e3nqppddcvgs4',1,'harvest',1,'2026-10-13',7200,'Kim Allen','','Acme Corp','Presales','ACME-SALES','Meetings','ACME-40 Offer for phase two','[]',NULL,NULL,0,0,1,0,NULL,'USD','',NULL,'first seen',2,8,2);
INSERT INTO "entry" VALUES('e4krxdss2mwgr',1,'harvest',1,'2026-10-16',14760,'Sam Ortiz','','Acme Corp','Intake bot','ACME-IMPL','Programming','ACME-16 Handover to a person','[]',NULL,NULL,0,1,1,0,1500000,'USD','',NULL,'first seen',2,9,2);
INSERT INTO "entry" VALUES('enevh5ylut35y',2,'harvest',1,'2026-10-19',9900,'Kim Allen','','Acme Corp','Pilot','ACME-IMPL','Programming','ACME-16 Handover to a person','[]',NULL,NULL,0,1,1,0,1950000,'USD','',NULL,'same person, day, project and activity',3,10,5);
INSERT INTO "entry" VALUES('eidrcqprceaiu',1,'harvest',1,'2026-10-21',5400,'Kim Allen','','Acme Corp','Intake bot','ACME-IMPL','Programming','ACME-17 Not approved yet','[]',NULL,NULL,0,1,0,0,1800000,'USD','',NULL,'first seen',2,12,2);
INSERT INTO "entry" VALUES('ejfsqj4knycbr',2,'harvest',0,'2026-10-22',3600,'Kim Allen','','Acme Corp','Intake bot','ACME-IMPL','Programming','ACME-18 Deleted later','[]',NULL,NULL,0,1,1,0,1800000,'USD','',NULL,'not in a complete export',3,NULL,5);
INSERT INTO "entry" VALUES('eti7ebgdpqjbp',1,'harvest',1,'2026-10-23',4500,'A. N.','','Acme Corp','Prototype','','Programming','ACME-19 Mapped by a person','[]',NULL,NULL,0,1,1,0,1800000,'USD','',NULL,'first seen',2,14,2);
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
	started DATETIME, 
	ended DATETIME, 
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
INSERT INTO "entry_history" VALUES('ea3akl33546jv',1,1,'2026-10-05',8100,'Sam Ortiz','','Acme Corp','Intake bot','ACME-IMPL','Programming','ACME-14 Prompt revision','[]',NULL,NULL,0,1,1,0,1500000,'USD','',NULL,'first seen',2,4,2);
INSERT INTO "entry_history" VALUES('enevh5ylut35y',1,1,'2026-10-19',9900,'Kim Allen','','Acme Corp','Pilot','','Programming','ACME-16 Handover to a person','[]',NULL,NULL,0,1,1,0,1950000,'USD','',NULL,'first seen',2,10,2);
INSERT INTO "entry_history" VALUES('ejfsqj4knycbr',1,1,'2026-10-22',3600,'Kim Allen','','Acme Corp','Intake bot','ACME-IMPL','Programming','ACME-18 Deleted later','[]',NULL,NULL,0,1,1,0,1800000,'USD','',NULL,'first seen',2,13,2);
CREATE TABLE identity (
	connector TEXT NOT NULL, 
	user TEXT NOT NULL, 
	person TEXT NOT NULL, 
	decided_by TEXT NOT NULL, 
	decided_at DATETIME NOT NULL, 
	why TEXT NOT NULL, 
	CONSTRAINT pk_identity PRIMARY KEY (connector, user)
);
INSERT INTO "identity" VALUES('harvest','A. N.','Ada Ng','ops@northwind.test','2026-11-03 12:00:00.000000','asked the team');
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
INSERT INTO "issue" VALUES('ih4kbjhthjvrx','bad rows:harvest','bad_row','','','','2026-10-20','2026-10',0,'','harvest 7bd574e63c497110f8aeb2a36d94de2d 1','[["file","harvest-2.csv"],["line","11"],["reason","its duration is ''soon'', which is not a number"]]',2,NULL);
INSERT INTO "issue" VALUES('ijgh5zmvgnjrl','match','no_task','e3nve4pkprvxw','京都 Ltd','Kim Allen','2026-10-12','2026-10',5400,'','','[["connector","toggl"],["project","Care KYO-CARE"]]',3,NULL);
INSERT INTO "issue" VALUES('izi4kgg472wti','match','no_task','eq6k5cbws4j45','京都 Ltd','Sam Ortiz','2026-10-31','2026-11',3617,'','','[["connector","toggl"],["project","Care KYO-CARE"]]',3,NULL);
INSERT INTO "issue" VALUES('iwiklnl4aao6h','match','no_task','e4ewen2gfyvfr','京都 Ltd','Ada Ng','2026-10-15','2026-10',2700,'','','[["connector","toggl"],["project","Care KYO-CARE"]]',3,NULL);
INSERT INTO "issue" VALUES('iofjlrszlndsb','match','unknown_person','e26rbk6fuuy5x','京都 Ltd','Nobody Known','2026-10-14','2026-10',1200,'','','[["connector","toggl"],["count","0"],["project","Care KYO-CARE"],["who","Nobody Known"]]',3,NULL);
INSERT INTO "issue" VALUES('iipbgqeeuteow','match','running','enzmov3s7xkxv','京都 Ltd','Kim Allen','2026-10-30','2026-10',600,'','','[["connector","toggl"],["project","Care KYO-CARE"]]',3,NULL);
INSERT INTO "issue" VALUES('ilmebzl2lqtep','match','no_task','ebed3526eoch5','Acme Corp','Sam Ortiz','2026-10-08','2026-10',1800,'','','[["connector","harvest"],["project","Intake bot"]]',3,NULL);
INSERT INTO "issue" VALUES('ib6i3yedgu7yr','match','missing_project_code','enevh5ylut35y','Acme Corp','Kim Allen','2026-10-19','2026-10',9900,'','','[["connector","harvest"],["project","Pilot"]]',3,6);
INSERT INTO "issue" VALUES('inbitqqvlwyk5','match','not_approved','eidrcqprceaiu','Acme Corp','Kim Allen','2026-10-21','2026-10',5400,'','','[["connector","harvest"],["project","Intake bot"]]',3,NULL);
INSERT INTO "issue" VALUES('ilizyrul6hadx','match','missing_project_code','eti7ebgdpqjbp','Acme Corp','A. N.','2026-10-23','2026-10',4500,'','','[["connector","harvest"],["project","Prototype"]]',3,6);
INSERT INTO "issue" VALUES('iw5iesqgh5pfe','unit:acme:2026-10','tracker_rate_differs','','Acme Corp','Sam Ortiz',NULL,'2026-10',14760,'','acme harvest Sam Ortiz Intake bot 150.00 2026-10','[["connector","harvest"],["contract","acme"],["contract_rate","180.00 USD"],["project","Intake bot"],["tracker_rate","150.00 USD"]]',3,NULL);
INSERT INTO "issue" VALUES('iofgi7fu45usp','unit:acme:2026-10','tracker_rate_differs','','Acme Corp','Kim Allen',NULL,'2026-10',9900,'','acme harvest Kim Allen Pilot 195.00 2026-10','[["connector","harvest"],["contract","acme"],["contract_rate","180.00 USD"],["project","Pilot"],["tracker_rate","195.00 USD"]]',6,NULL);
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
INSERT INTO "line" VALUES('l4lvkuqou7are','d4n742c4q2su3',1,0,'ACME-IMPL','ACME-14 Prompt revision',35000,1800000,63000,'USD',12600,12600,'2026-10-05','2026-10-05','[["ACME-14","Prompt revision","https://northwind.atlassian.net/browse/ACME-14"]]','["exe46mvt2iovz"]','180.00 USD an hour for role senior; more specific than 150.00','up to 6 minutes per entry, 30 seconds free');
INSERT INTO "line" VALUES('l5xiljjiu7gdc','d4n742c4q2su3',1,1,'ACME-IMPL','ACME-14 Prompt revision',23000,1500000,34500,'USD',8100,8280,'2026-10-05','2026-10-05','[["ACME-14","Prompt revision","https://northwind.atlassian.net/browse/ACME-14"]]','["ea3akl33546jv"]','150.00 USD an hour for everyone','up to 6 minutes per entry, 30 seconds free');
INSERT INTO "line" VALUES('lh3wib3boczhw','d4n742c4q2su3',1,2,'ACME-IMPL','ACME-15 Retrieval, the "second" design — it''s 100 % done',11000,2400000,26400,'USD',3852,3960,'2026-10-06','2026-10-06','[["ACME-15","Retrieval, the \"second\" design — it''s 100 % done",""]]','["e2ciznvcqqjav"]','240.00 USD an hour for activity Architecture, role senior; more specific than 150.00 and 180.00','up to 6 minutes per entry, 30 seconds free');
INSERT INTO "line" VALUES('lvdjcmwllheu2','d4n742c4q2su3',1,3,'ACME-IMPL','Implementation: work without a task',5000,1500000,7500,'USD',1800,1800,'2026-10-08','2026-10-08','[]','["ebed3526eoch5"]','150.00 USD an hour for everyone','up to 6 minutes per entry, 30 seconds free');
INSERT INTO "line" VALUES('lbjsvghedtvpj','dz3bnfjsdcqet',1,0,'ACME-IMPL','ACME-16 Handover to a person',41000,1800000,73800,'USD',14760,14760,'2026-10-16','2026-10-16','[["ACME-16","Handover to a person",""]]','["e4krxdss2mwgr"]','180.00 USD an hour for role senior; more specific than 150.00','up to 6 minutes per entry, 30 seconds free');
INSERT INTO "line" VALUES('lwuhrazf6sb5m','dz3bnfjsdcqet',1,1,'ACME-IMPL','ACME-18 Deleted later',10000,1800000,18000,'USD',3600,3600,'2026-10-22','2026-10-22','[["ACME-18","Deleted later",""]]','["ejfsqj4knycbr"]','180.00 USD an hour for role senior; more specific than 150.00','up to 6 minutes per entry, 30 seconds free');
INSERT INTO "line" VALUES('l7raspujk5uod','dljnwjqb5fta2',1,0,'KYO-CARE','Ada Ng: Care',7500,145000000,10875,'JPY',2700,2700,'2026-10-16','2026-10-16','[]','["e4ewen2gfyvfr"]','14500.00 JPY an hour for everyone','not rounded');
INSERT INTO "line" VALUES('lptqebuueqetl','dljnwjqb5fta2',1,1,'KYO-CARE','Kim Allen: Care',15000,145000000,21750,'JPY',5400,5400,'2026-10-12','2026-10-12','[]','["e3nve4pkprvxw"]','14500.00 JPY an hour for everyone','not rounded');
INSERT INTO "line" VALUES('lnejvenpudn2b','dqchdvy6w6hro',1,0,'KYO-CARE','Sam Ortiz: Care',10047,145000000,14568,'JPY',3617,3617,'2026-11-01','2026-11-01','[]','["eq6k5cbws4j45"]','14500.00 JPY an hour for everyone','not rounded');
INSERT INTO "line" VALUES('l4lvkuqou7are','d4n742c4q2su3',2,0,'ACME-IMPL','ACME-14 Prompt revision and tests',35000,1800000,63000,'USD',12600,12600,'2026-10-05','2026-10-05','[["ACME-14","Prompt revision and tests","https://northwind.atlassian.net/browse/ACME-14"]]','["exe46mvt2iovz"]','180.00 USD an hour for role senior; more specific than 150.00','up to 6 minutes per entry, 30 seconds free');
INSERT INTO "line" VALUES('l5xiljjiu7gdc','d4n742c4q2su3',2,1,'ACME-IMPL','ACME-14 Prompt revision and tests',28000,1500000,42000,'USD',9900,10080,'2026-10-05','2026-10-05','[["ACME-14","Prompt revision and tests","https://northwind.atlassian.net/browse/ACME-14"]]','["ea3akl33546jv"]','150.00 USD an hour for everyone','up to 6 minutes per entry, 30 seconds free');
INSERT INTO "line" VALUES('lh3wib3boczhw','d4n742c4q2su3',2,2,'ACME-IMPL','ACME-15 Retrieval, the "second" design — it''s 100 % done',11000,2400000,26400,'USD',3852,3960,'2026-10-06','2026-10-06','[["ACME-15","Retrieval, the \"second\" design — it''s 100 % done",""]]','["e2ciznvcqqjav"]','240.00 USD an hour for activity Architecture, role senior; more specific than 150.00 and 180.00','up to 6 minutes per entry, 30 seconds free');
INSERT INTO "line" VALUES('lvdjcmwllheu2','d4n742c4q2su3',2,3,'ACME-IMPL','Implementation: work without a task',5000,1500000,7500,'USD',1800,1800,'2026-10-08','2026-10-08','[]','["ebed3526eoch5"]','150.00 USD an hour for everyone','up to 6 minutes per entry, 30 seconds free');
INSERT INTO "line" VALUES('lbjsvghedtvpj','dz3bnfjsdcqet',2,0,'ACME-IMPL','ACME-16 Handover to a person',69000,1800000,124200,'USD',24660,24840,'2026-10-16','2026-10-19','[["ACME-16","Handover to a person",""]]','["e4krxdss2mwgr","enevh5ylut35y"]','180.00 USD an hour for role senior; more specific than 150.00','up to 6 minutes per entry, 30 seconds free');
INSERT INTO "line" VALUES('llblvxymb5hvm','dz3bnfjsdcqet',2,1,'ACME-IMPL','ACME-19 Mapped by a person',13000,1800000,23400,'USD',4500,4680,'2026-10-23','2026-10-23','[["ACME-19","Mapped by a person",""]]','["eti7ebgdpqjbp"]','180.00 USD an hour for role senior; more specific than 150.00','up to 6 minutes per entry, 30 seconds free');
CREATE TABLE mapping (
	id INTEGER NOT NULL, 
	connector TEXT NOT NULL, 
	project TEXT NOT NULL, 
	code TEXT NOT NULL, 
	since DATE, 
	until DATE, 
	decided_by TEXT NOT NULL, 
	decided_at DATETIME NOT NULL, 
	why TEXT NOT NULL, 
	CONSTRAINT pk_mapping PRIMARY KEY (id), 
	CONSTRAINT uq_mapping_connector_project_since UNIQUE (connector, project, since)
);
INSERT INTO "mapping" VALUES(1,'harvest','Acme Corp / Prototype','ACME-IMPL',NULL,NULL,'ops@northwind.test','2026-11-03 12:00:00.000000','asked the team');
CREATE TABLE "match" (
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
INSERT INTO "match" VALUES('e3nve4pkprvxw',1,'5c2dfb228dd68da65fc70ce4b9c35953','2026-10-12','open','to be billed','KYO-CARE','KYO-CARE in the project''s name, a tag','Kim Allen','by e-mail','kyoto','[]','');
INSERT INTO "match" VALUES('eq6k5cbws4j45',1,'5c2dfb228dd68da65fc70ce4b9c35953','2026-11-01','open','to be billed','KYO-CARE','KYO-CARE in the project''s name','Sam Ortiz','by e-mail','kyoto','[]','');
INSERT INTO "match" VALUES('e4ewen2gfyvfr',1,'5c2dfb228dd68da65fc70ce4b9c35953','2026-10-16','open','to be billed','KYO-CARE','KYO-CARE in the project''s name','Ada Ng','by name','kyoto','[]','');
INSERT INTO "match" VALUES('e26rbk6fuuy5x',1,'5c2dfb228dd68da65fc70ce4b9c35953','2026-10-14','held','nobody in people.yaml has nobody@northwind.test','KYO-CARE','KYO-CARE in the project''s name','','nobody in people.yaml has nobody@northwind.test','kyoto','[]','');
INSERT INTO "match" VALUES('enzmov3s7xkxv',1,'5c2dfb228dd68da65fc70ce4b9c35953','2026-10-31','held','the timer is still running','KYO-CARE','KYO-CARE in the project''s name','Kim Allen','by e-mail','kyoto','[]','');
INSERT INTO "match" VALUES('euiyqoikmhyys',1,'5c2dfb228dd68da65fc70ce4b9c35953','2026-10-02','outside','before go_live 2026-10-03','ACME-IMPL','ACME-IMPL in the project''s code field','Kim Allen','by name','acme','[["ACME-13","Before go-live","","key in the note"]]','');
INSERT INTO "match" VALUES('exe46mvt2iovz',1,'5c2dfb228dd68da65fc70ce4b9c35953','2026-10-05','open','to be billed','ACME-IMPL','ACME-IMPL in the project''s code field','Kim Allen','by name','acme','[["ACME-14","Prompt revision","https://northwind.atlassian.net/browse/ACME-14","the tracker''s own reference"]]','');
INSERT INTO "match" VALUES('ea3akl33546jv',2,'5c2dfb228dd68da65fc70ce4b9c35953','2026-10-05','open','to be billed','ACME-IMPL','ACME-IMPL in the project''s code field','Sam Ortiz','by name','acme','[["ACME-14","Prompt revision and tests","","key in the note"]]','');
INSERT INTO "match" VALUES('e2ciznvcqqjav',1,'5c2dfb228dd68da65fc70ce4b9c35953','2026-10-06','open','to be billed','ACME-IMPL','ACME-IMPL in the project''s code field','Kim Allen','by name','acme','[["ACME-15","Retrieval, the \"second\" design — it''s 100 % done","","key in the note"]]','');
INSERT INTO "match" VALUES('edbecnlmlv3bd',1,'5c2dfb228dd68da65fc70ce4b9c35953','2026-10-07','out_of_scope','not client work','','no code field, project name or tag names one','Kim Allen','by name','','[]','');
INSERT INTO "match" VALUES('ebed3526eoch5',1,'5c2dfb228dd68da65fc70ce4b9c35953','2026-10-08','open','to be billed','ACME-IMPL','ACME-IMPL in the project''s code field','Sam Ortiz','by name','acme','[]','');
INSERT INTO "match" VALUES('e3nqppddcvgs4',1,'5c2dfb228dd68da65fc70ce4b9c35953','2026-10-13','non_billable','workstream ACME-SALES is non-billable','ACME-SALES','ACME-SALES in the project''s code field','Kim Allen','by name','acme','[["ACME-40","Offer for phase two","","key in the note"]]','');
INSERT INTO "match" VALUES('e4krxdss2mwgr',1,'5c2dfb228dd68da65fc70ce4b9c35953','2026-10-16','open','to be billed','ACME-IMPL','ACME-IMPL in the project''s code field','Sam Ortiz','by name','acme','[["ACME-16","Handover to a person","","key in the note"]]','');
INSERT INTO "match" VALUES('enevh5ylut35y',2,'5c2dfb228dd68da65fc70ce4b9c35953','2026-10-19','open','to be billed','ACME-IMPL','ACME-IMPL in the project''s code field','Kim Allen','by name','acme','[["ACME-16","Handover to a person","","key in the note"]]','');
INSERT INTO "match" VALUES('eidrcqprceaiu',1,'5c2dfb228dd68da65fc70ce4b9c35953','2026-10-21','held','not approved in the tracker','ACME-IMPL','ACME-IMPL in the project''s code field','Kim Allen','by name','acme','[["ACME-17","Not approved yet","","key in the note"]]','');
INSERT INTO "match" VALUES('eti7ebgdpqjbp',1,'5c2dfb228dd68da65fc70ce4b9c35953','2026-10-23','open','to be billed','ACME-IMPL','project Acme Corp / Prototype was mapped to it by a person','Ada Ng','A. N. was mapped by a person','acme','[["ACME-19","Mapped by a person","","key in the note"]]','');
CREATE TABLE placement (
	entry TEXT NOT NULL, 
	portion INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	state TEXT NOT NULL, 
	line TEXT NOT NULL, 
	"plan" TEXT, 
	seconds BIGINT NOT NULL, 
	charged_seconds BIGINT NOT NULL, 
	minor BIGINT NOT NULL, 
	currency TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	CONSTRAINT pk_placement PRIMARY KEY (entry, portion), 
	CONSTRAINT fk_placement_entry FOREIGN KEY(entry) REFERENCES entry (id), 
	CONSTRAINT fk_placement_plan FOREIGN KEY("plan") REFERENCES "plan" (id)
);
INSERT INTO "placement" VALUES('e26rbk6fuuy5x',1,1,1,'held','',NULL,1200,0,0,'','nobody in people.yaml has nobody@northwind.test');
INSERT INTO "placement" VALUES('e3nqppddcvgs4',1,1,1,'non_billable','',NULL,7200,0,0,'','workstream ACME-SALES is non-billable');
INSERT INTO "placement" VALUES('edbecnlmlv3bd',1,1,1,'out_of_scope','',NULL,3600,0,0,'','not client work');
INSERT INTO "placement" VALUES('eidrcqprceaiu',1,1,1,'held','',NULL,5400,0,0,'','not approved in the tracker');
INSERT INTO "placement" VALUES('euiyqoikmhyys',1,1,1,'outside','',NULL,10800,0,0,'','before go_live 2026-10-03');
INSERT INTO "placement" VALUES('exe46mvt2iovz',1,1,1,'drafted','l4lvkuqou7are','pzumljh6xcsco',12600,12600,63000,'USD','on a draft for 2026-10');
INSERT INTO "placement" VALUES('e2ciznvcqqjav',1,1,1,'drafted','lh3wib3boczhw','pzumljh6xcsco',3852,3960,26400,'USD','on a draft for 2026-10');
INSERT INTO "placement" VALUES('ebed3526eoch5',1,1,1,'drafted','lvdjcmwllheu2','pzumljh6xcsco',1800,1800,7500,'USD','on a draft for 2026-10');
INSERT INTO "placement" VALUES('e4krxdss2mwgr',1,1,1,'drafted','lbjsvghedtvpj','pzumljh6xcsco',14760,14760,73800,'USD','on a draft for 2026-10');
INSERT INTO "placement" VALUES('e4ewen2gfyvfr',1,1,1,'drafted','l7raspujk5uod','ppnjgn6obayk2',2700,2700,10875,'JPY','on a draft for 2026-10');
INSERT INTO "placement" VALUES('e3nve4pkprvxw',1,1,1,'drafted','lptqebuueqetl','ppnjgn6obayk2',5400,5400,21750,'JPY','on a draft for 2026-10');
INSERT INTO "placement" VALUES('eq6k5cbws4j45',1,1,1,'drafted','lnejvenpudn2b','poztgkthk6hze',3617,3617,14568,'JPY','on a draft for 2026-11');
INSERT INTO "placement" VALUES('ea3akl33546jv',1,3,2,'drafted','l5xiljjiu7gdc','p3bve3xmuyead',9900,10080,42000,'USD','on a draft for 2026-10');
INSERT INTO "placement" VALUES('enevh5ylut35y',1,3,2,'drafted','lbjsvghedtvpj','p3bve3xmuyead',9900,10080,50400,'USD','on a draft for 2026-10');
INSERT INTO "placement" VALUES('eti7ebgdpqjbp',1,3,1,'drafted','llblvxymb5hvm','p3bve3xmuyead',4500,4680,23400,'USD','on a draft for 2026-10');
CREATE TABLE "plan" (
	id TEXT NOT NULL, 
	contract TEXT NOT NULL, 
	period TEXT NOT NULL, 
	revision INTEGER NOT NULL, 
	digest TEXT NOT NULL, 
	inputs BLOB NOT NULL, 
	configuration TEXT NOT NULL, 
	run INTEGER NOT NULL, 
	CONSTRAINT pk_plan PRIMARY KEY (id), 
	CONSTRAINT fk_plan_configuration FOREIGN KEY(configuration) REFERENCES configuration (hash), 
	CONSTRAINT fk_plan_run FOREIGN KEY(run) REFERENCES run (id), 
	CONSTRAINT uq_plan_contract_period_revision UNIQUE (contract, period, revision)
);
INSERT INTO "plan" VALUES('pzumljh6xcsco','acme','2026-10',1,'84a97dd1e1c6fa5f3dfa3a9249d9401b',X'789CCD97DD6EDB3614C75F852030EC624E23C9B66C18D885D11658B0660D1AECAA310C4A3AB16953A442524A9CC0C01E624FB827D92165C7B2F2D1D46882DE49FC381FFFDF39A474478D85C2D051D8A1A5E4968EEE68A2D41247E82517606887A64A5ACD523F970A0E129FE838CD81BC57BA700B4AAD41A62B1CFEFBFC030EF00C1F19AE70CFB2523C8569C62CE02837A60492B1154E092EC14C13B7CF32B3C41125615A80C6818D231CD219680CE7EB1D95659EF8C9B3CF4783C130C459C3658A666529844BC07281D35110C547617014F671C5B5D24B6335B0DC1999AC3BFB76866114ECECECB6C6F4DE5E6DBC6D67D2A11A53AA234389326EB9927EAE430BCDBDB9B01FEC07E9DCEF2DFE4AB5124E2703922B4D27CDDDC36FEF462EBCE2D6C939D6E99C5B486DA9814E3ACF598E7A6DCB2E1D55A26939F319ED095B315182C39F718DF6D139DA281DFA1916064C0DB8A830A06E803EBCB4084FBBA05C7935E6E360ED5CB5E50EBAB8D482CECD73CED96AE362C9A5AB3009D66FBBB1F50BE906D49BDF07370739B53C872937D33908B733E142103B07A2C1D8074572E7E75982EA8DAC2EC1B540E6C21DBF3FFD7874727AF609B74896BBA193BC109063B6CCCBF278456ED9EDCC5E32615A76CFC79F3E9EEF0C9F6168AC6EC0274D62AAB7D832B89AAEBDF05C654E29F0F2D4E28647816B944BAE8D6D2A1EEE5C6DC69C0D2F8497E0BEB046FB85E5CF03892FCA619E335DD512BA966E9877FDE36B60EA0F0388527E2BABF4EA6AC12A9CDA707031287B2F41D8275FC06A0EC8BCE3F95CD0BA762E28C9C0F09924FFFDF32FE1F65743C22020BF90CCE5EF7337BE2AFFE439190B010E45A1D502DCB9454F90CF1248A25CA4BE2D46DBB6C0F7524A5FF61B28BB6A1DF62357C14C5BC8B6FA5B36DB34B93BB36AAD96B0DAA5E04A925BEFE2C0644A2D3C52E703FB6B097AFAE088DD4EE8FA58AD1BBA42157C7386CD92DE2B5C57860DB4675A610BE7B9CBFF6564C336D9DE52DF64C644F9F54C3F4D36267F3099298C90584518D9006B903B6739F9AC2DBFFD01E4C2DE200EBE1B5DDC40F744B407A0A9EF80B74013F45B6858972D45B7DBEFC58B679AAE47D0555E583C0C2B6EF8A15416E5B7A80CB1CABF1B4AAF01E5619C6FC8E314C0625AE6A530862D180964DD7E14834AE7FDC760FC1EFE169294E1C5C412555A7F62145C284B2E2E48822918C1CCFCB5D8E0B7C64BD8FC94751F852DA979A6D3AB42A7C078B9931A7526AC40A12AC808975EE04DCCED961890BF9A8B57FE43E355EE987EEF809E18347AE291400F698AE19BC18A5AB01697E66AD15BCA559A3C737F0CC90710801A118111EB57BBF2E303700C1B38DA51FED42C1E5C1837D08BF3CA465C55B7075E183F9246181D82E32537C6DCDAC28C8E8FA5D2767E8DBF13EF98C5E3D57026DFE19FC471A2D5B581E3ADC1D7C13759AFFF07C964F9D3','ecf7aea7d293df950240fb748ac9c49a',3);
INSERT INTO "plan" VALUES('ppnjgn6obayk2','kyoto','2026-10',1,'f53409618ad8f84d4750e17850936560',X'789CCD94DF6A134114C65F65995B93BA7F9214736528BDB1A2A20529529649F624197732B3CCCC6EB22DB9106F7C07117D00E90308E2C3582FBCF3113C6777DB6C432B22450A21EC7C67CECC99DFF9664E99759059360C3A2C57C2B1E1291B6B9DA2C2A64282651D36D1CA193EA962132940E1173BFFF2F9E7DBAFDE6397D08CDC18509312F547CF8E5010097EA6A5769A06AAD0620271C21DA02CACCDC14B7889212914D8784C891918AB156A5A418C03949ACD50320946D9F0D57187195C853E4FA9AE4438A15513C90CEE826941AFEFFB986585A2B1CAA55C53A2CE71BE9AD5939B200BFD70D00DFCAE1F618603B3A8D76EE57658C1650E747A2C9A50F53B2C158A8EA8C055692B570FBCA0CFD6B459AE9C9017F9CB39A8D88905C4C2C67390943916527A6E0E9E014B6B2CB549AD33C09B0228CEC712B77526076A4242E51E1C3DEDEE8D9EEF6386E20B52F6B881AB87BDB23B1573824871E6C80A7EFF50635BD8BA43BC854EE854501DA5061174FD00579B0A635D9B4EB0D9B0D1688DAAE8AA5CB4872884A346D68E5130719A9AE8F46C2651A3866F160C7A2861734D19575E817060C6E9609AE7657F85A18692D2639D949E505E063A93B053F285F4E6DC7A75E4A1D2C6CD97D88C1D577354BA32D9CBB9F684F504498DB3AACA32A35F0359B9E2E6B5701A4DB0698EC995AA7C32E5D2227A0BE4346A7CE8FB3874DC3848AE1CE6308886BE8FBF7BD53F7982CF1A5B3A6ED38B4FBC462998B8755FD84635D5FD682C87350B2A3A685BA36D8075E71FA8875BD42355402F4B3353AC961BEA1B8CF52DFFFEE6ECFCDB871F67EFBC5F1FDF7F6A133D100B6F2425A8BF416B41092CEE0F80FBBD1B008737026693DAFF97DBDD31E2832DE23D58820A67D3B2989AEB88EF1750B169411E25DC7B32BB1DC2E1EE0D8407877E348CEEBE85A3600BA83A59E822B2BBAB74556C80D2CB4A2FAEA157C03A7A6C2F985CA27EB125DF96ABEB07FB12F9E07AE2917F183CF8EF8FC6F17AFD1BA5D28739','ecf7aea7d293df950240fb748ac9c49a',3);
INSERT INTO "plan" VALUES('poztgkthk6hze','kyoto','2026-11',1,'9d6a9dfc33fb5b6921906287b03fcf7a',X'789C5D534B6EDB3010BD8AC06D6554F22F807741D04D1B20459B4D5004022D8DED8968D22547769D40AB5EA72728D0DB74935B7486625AA5802070DEF0CDF7F14905824350AB32579D4552AB27B576AE65446DD04050B9AA9D25AFEBE8AB0D82E593FAFDF3C7F3F75FD9353572A3F31E6C7D66FCFDC73B06B0E1637B76E4C4B0478735548D26601843E8206BF4995D062D846A2DC403F8E02C63CE42C50643291943BE61AF5A7DB9CF95E728727C92BA1A247436790E9EB330AD9C2F8A825901ADD8B633A617A2EBF8BEDD0E9793534D8BE97252169362C60C02BF1F628FB8B93A6AD38174CF45CBA816B96AD14A8B1628D2BED16064E542F592ACB384E6857FDA81AD08F75061A8766084B9466332DA41E621488C93F36D200F3A15207EBD369C967C07B28446CAFD707733B9BAFCF48E1956EF05B9D21E5E37FB2ABB14F3C823E59B9701F5DB5BC76B517D2EF346D74857105B1906319D142547DBA00FF4172C0730254C98C48845C772591E784492450E8AB15093932592DB6E0D63B2F0FF02F272FDB98A5A81AFCB7651AF4F61FE305FB02B4D49B2BAA89A6B5E7BE66C1C99D1819280926A56EAB3DE67379EF05140EF1E40F41A87938D66E69D4C5405B0C8C5B1DD591B25B1D126F0940388A8B8A5D9B2BC6093B4276846329995B7E5C5AA28F87B13FFB27EBD4D0A241DDA9723BF98167C357A1AEA1FEAE35348EAE216507A28C72A18EFBABFEFFB3F4E3428E9','ecf7aea7d293df950240fb748ac9c49a',4);
INSERT INTO "plan" VALUES('p3bve3xmuyead','acme','2026-10',2,'e777320d7dc86bbbad8ba1395232826b',X'789CCD97DB6EDB3810865F8520B0E8C5DA8D245B3E017B61740B6CB04D6B6CD0AB2630286962D3964885A4943881813EC43EE13EC90E29279615274DDCA6E89DCDC31CFE6F8663DF526D20D774E4B76821B8A1A35B1A49B9C4157AC153D0B44563298C62B1DB8B530E023FD1719C017927556E0F144A818857B8FCF9F44F5CE0097E6478C27E16A5E4314C13660057B9D6059084AD702BE502F434B2F70CD34B5C9102A639285CD838C2259580C270BEDC52516491DB9C7C6AF7FB031F773517319A15459ADA040C4F713BF0825EDBF7DA7E8827AEA45A6AA38065D6C8F9BAB56B67E007DED6CEF66A8FDEDBAB8C37ED9CB7A8C294AAC850A2841B2E85DB6BD15C7167CE0FBDDD20ADFB9DC35FA892A9D54983E052D1F3FAEDC1B76F23175E7263E51CAB78CE0DC4A65040CF5B4F590EBA4DCB361D59A069317319ED085BB2B4008B3FE10AEDA373B45158F4332C0C986AB05161401D0F7D3869119EB241D9F2AAEDF7BCB575D594DBEBE051032AD34F3967AB8D8B2517B6C2041877EDDA545F48C7A3CEFC2EB83988A9E1194CB99ECE21B537239EA6C4CC8128D0E64191DCBA7D16A17A23A30AB02D90D870C7EF4EDEB78F4F261FF08A60995D3ACEF21432CC963959F657E41DBBADD90B96EA86DDD3F187F7A75BC3130C8D550DF8A8494CF5065B064FD3B5139ECBC42A054E9E4A5CBFEDD946B9E04A9BBAE2FED6D566CDDA70423809EE0B6BB45B58EE3D10F8455ACC73A6CA4A42DBD235F3B67F5C0D4CDD630041CC6F44195F5E2E58895B1B0E360669EE25F043F20F18C50199B71C9F335AD5CE192509683E13E4BFAFFF126EDE68E27B1EF98D24367F97BB7655F937CFC8384DC1A2C8955C807DB7E831F2590289A48DD4B5C5E8AE2DF07B21842BFB0D946DB50EC2C056305306923BFD0D9B6D9ADCBE5995564B586D53B025C98D73716032854A1D52EB03FB6B096AFAE089BDDB50D5B35A3574892AB8E6F4EB25BD53B8B60C6B68274A620B6799CDFF7964FD26D9EE525D275A07D9D54C3D4EB647FE6222911821319230B201562377CA32F249197EF303C8F9DD7ECF7B31BA5E0DDD23D11E80A69A013F038D1736D0B00E5BA69D4ED8ED2D9E68BA2E4157596EF0312CB90D9260EE04479BD187F15914DFE2331C7A2FC7D3ADE1792AE2EF67143C97D10980C104F573010D1A8022483A61D00319CFC37D80FEF07FF749CC7058B14816C6BD22394FA521676724C21474CAF4FCB528E1EF8FE750FA257B21F01B52F344C597B98A81F1622B35EA4C588E429590102E9CC09B989B6DD2271FEB8757EEC7C7ABCC9DB07B4077F46BDDB127D0439A62F0D366CAB0014B40390F5769613AE1EA7B66CA7E2A13DB412F0172D073F54AD364181EF4521DD0419D0614C3FB10CD92FC7211E58F431992132C3DACBB68B517C93861E4E36C978792469A550E2F61D20D0F6032AC31D91BE62FDD260FE6FB35747B5969022ECB9B17CCF7D77AB7FCA0F763C7FA3D90B931B91E1D1D09A9CCFC0AFFFDBD6506279FE64CBCC53F7E479192571A8EEE0CBE0EBEF3F5FA7F91F08471','ecf7aea7d293df950240fb748ac9c49a',6);
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
INSERT INTO "rejected_row" VALUES('harvest','7bd574e63c497110f8aeb2a36d94de2d',1,'/srv/tieout/exports/harvest-2.csv','harvest-2.csv',11,'its duration is ''soon'', which is not a number','2026-10-20','2026-10',0,5);
CREATE TABLE run (
	id INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	due_at DATETIME, 
	started_at DATETIME NOT NULL, 
	finished_at DATETIME, 
	outcome TEXT DEFAULT 'unfinished' NOT NULL, 
	configuration TEXT, 
	detail TEXT, 
	CONSTRAINT pk_run PRIMARY KEY (id), 
	CONSTRAINT fk_run_configuration FOREIGN KEY(configuration) REFERENCES configuration (hash), 
	CONSTRAINT uq_run_kind_due_at UNIQUE (kind, due_at)
);
INSERT INTO "run" VALUES(1,'import',NULL,'2026-11-03 12:00:00.000000','2026-11-03 12:00:00.000000','done','ecf7aea7d293df950240fb748ac9c49a','{"entries":5,"files":1,"refused":0}');
INSERT INTO "run" VALUES(2,'import',NULL,'2026-11-03 12:00:00.000000','2026-11-03 12:00:00.000000','done','ecf7aea7d293df950240fb748ac9c49a','{"entries":12,"files":1,"refused":0}');
INSERT INTO "run" VALUES(3,'run',NULL,'2026-11-03 12:00:00.000000','2026-11-03 12:00:00.000000','done','ecf7aea7d293df950240fb748ac9c49a','{"changed":2,"contracts":2,"period":"2026-10"}');
INSERT INTO "run" VALUES(4,'run',NULL,'2026-11-03 12:00:00.000000','2026-11-03 12:00:00.000000','done','ecf7aea7d293df950240fb748ac9c49a','{"changed":1,"contracts":1,"period":"2026-11"}');
INSERT INTO "run" VALUES(5,'import',NULL,'2026-11-03 12:00:00.000000','2026-11-03 12:00:00.000000','done','ecf7aea7d293df950240fb748ac9c49a','{"entries":11,"files":1,"refused":0}');
INSERT INTO "run" VALUES(6,'run',NULL,'2026-11-03 12:00:00.000000','2026-11-03 12:00:00.000000','done','ecf7aea7d293df950240fb748ac9c49a','{"changed":1,"contracts":2,"period":"2026-10"}');
INSERT INTO "run" VALUES(7,'run',NULL,'2026-11-03 12:00:00.000000','2026-11-03 12:00:00.000000','done','ecf7aea7d293df950240fb748ac9c49a','{"changed":0,"contracts":1,"period":"2026-11"}');
CREATE TABLE source_file (
	id INTEGER NOT NULL, 
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
INSERT INTO "source_file" VALUES(1,'toggl','5b2bf154f15547cd81e92fb756be2eaf','toggl.csv','toggl','America/New_York',5,0,13517,'2026-10-12','2026-10-31',1);
INSERT INTO "source_file" VALUES(2,'harvest','32a1be028290ef6397fabf86bc48ae9b','harvest-1.csv','harvest','America/New_York',12,1,86112,'2026-10-02','2026-10-23',2);
INSERT INTO "source_file" VALUES(3,'harvest','d65947d8fa8d279da027b71b1a926fee','harvest-2.csv','harvest','America/New_York',11,1,84312,'2026-10-02','2026-10-23',5);
CREATE TABLE source_ref (
	connector TEXT NOT NULL, 
	external_id TEXT NOT NULL, 
	entry TEXT NOT NULL, 
	CONSTRAINT pk_source_ref PRIMARY KEY (connector, external_id), 
	CONSTRAINT fk_source_ref_entry FOREIGN KEY(entry) REFERENCES entry (id)
);
INSERT INTO "source_ref" VALUES('toggl','row:ea51d134e408beba97cc8a6f34e86dac#1','e3nve4pkprvxw');
INSERT INTO "source_ref" VALUES('toggl','row:5e787c62affcc4364671d3038f0feb6a#1','eq6k5cbws4j45');
INSERT INTO "source_ref" VALUES('toggl','row:a25cccde6579d06918f673ba151388b6#1','e4ewen2gfyvfr');
INSERT INTO "source_ref" VALUES('toggl','row:07f6efecfee629f987e26935f3a0dc6a#1','e26rbk6fuuy5x');
INSERT INTO "source_ref" VALUES('toggl','row:cfab70deab59f022f221538fd556766e#1','enzmov3s7xkxv');
INSERT INTO "source_ref" VALUES('harvest','row:a9b78deb49f8f4dde68a91ad93dc85f4#1','euiyqoikmhyys');
INSERT INTO "source_ref" VALUES('harvest','row:79dc5df4577c810ff125fce17d6f1e62#1','exe46mvt2iovz');
INSERT INTO "source_ref" VALUES('harvest','row:0418daece31429cad7bb97e9e2573474#1','ea3akl33546jv');
INSERT INTO "source_ref" VALUES('harvest','row:a662a1e8a2c765e81071a74251919aab#1','e2ciznvcqqjav');
INSERT INTO "source_ref" VALUES('harvest','row:1e184142ea3984a74666840a63ced1a8#1','edbecnlmlv3bd');
INSERT INTO "source_ref" VALUES('harvest','row:dae7174a546e25a64bddfa0851e76391#1','ebed3526eoch5');
INSERT INTO "source_ref" VALUES('harvest','row:36e666594857e3c3edd22aacbe94f204#1','e3nqppddcvgs4');
INSERT INTO "source_ref" VALUES('harvest','row:a8b8f3d030bd8f0baeb67d66c4850846#1','e4krxdss2mwgr');
INSERT INTO "source_ref" VALUES('harvest','row:064e7b6e5622971af1616ce1ddafbc7a#1','enevh5ylut35y');
INSERT INTO "source_ref" VALUES('harvest','row:cf0f43cfe9dd5c1424e5710b0a94a6f1#1','eidrcqprceaiu');
INSERT INTO "source_ref" VALUES('harvest','row:ee08038f5672977253943e2235747b22#1','ejfsqj4knycbr');
INSERT INTO "source_ref" VALUES('harvest','row:3c9a03dde44fabba414c52cb38d8e12d#1','eti7ebgdpqjbp');
CREATE INDEX ix_decision_subject ON decision (subject);
CREATE INDEX ix_issue_scope ON issue (scope);
CREATE INDEX ix_draft_contract_period ON draft (contract, period);
CREATE INDEX ix_entry_connector_day ON entry (connector, day);
CREATE INDEX ix_entry_day ON entry (day);
CREATE INDEX ix_match_contract_day ON "match" (contract, day);
CREATE INDEX ix_placement_line ON placement (line);
CREATE INDEX ix_placement_plan ON placement ("plan");
CREATE INDEX ix_source_ref_entry ON source_ref (entry);
COMMIT;
