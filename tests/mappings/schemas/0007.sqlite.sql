BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0007');
CREATE TABLE alert (
	"key" TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	audience TEXT NOT NULL, 
	about TEXT DEFAULT '' NOT NULL, 
	subject TEXT NOT NULL, 
	body TEXT NOT NULL, 
	raised_at DATETIME NOT NULL, 
	ended_at DATETIME, 
	run INTEGER, 
	CONSTRAINT pk_alert PRIMARY KEY ("key"), 
	CONSTRAINT fk_alert_run FOREIGN KEY(run) REFERENCES run (id)
);
CREATE TABLE "allocation" (
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
	CONSTRAINT uq_allocation_entry_reverses UNIQUE (entry, reverses), 
	CONSTRAINT fk_allocation_run FOREIGN KEY(run) REFERENCES run (id), 
	CONSTRAINT fk_allocation_plan FOREIGN KEY("plan") REFERENCES "plan" (id)
);
INSERT INTO "allocation" VALUES('e33hrcmtsppay',1,1,1,'held','',NULL,5400,0,0,'',NULL,'not approved in the tracker',3);
INSERT INTO "allocation" VALUES('e6ixlp6ccunex',1,1,1,'held','',NULL,1200,0,0,'',NULL,'nobody in people.yaml has nobody@northwind.test',3);
INSERT INTO "allocation" VALUES('eb4spbsace7p2',1,1,1,'out_of_scope','',NULL,3600,0,0,'',NULL,'not client work',3);
INSERT INTO "allocation" VALUES('edhtcayqzlq23',1,1,1,'non_billable','',NULL,7200,0,0,'',NULL,'workstream ACME-SALES is non-billable',3);
INSERT INTO "allocation" VALUES('epss7cmpzx6rw',1,1,1,'held','',NULL,9900,0,0,'',NULL,'no project code',3);
INSERT INTO "allocation" VALUES('eto5mj2aju7lo',1,1,1,'outside','',NULL,10800,0,0,'',NULL,'before go_live 2026-10-03',3);
INSERT INTO "allocation" VALUES('ey74wb23ryiru',1,1,1,'held','',NULL,4500,0,0,'',NULL,'no project code',3);
INSERT INTO "allocation" VALUES('enni7mq4d7e3f',1,1,1,'drafted','l4lvkuqou7are','pzumljh6xcsco',12600,12600,63000,'USD',NULL,'on a draft for 2026-10',3);
INSERT INTO "allocation" VALUES('eleploecsrjuu',1,1,1,'drafted','l5xiljjiu7gdc','pzumljh6xcsco',8100,8280,34500,'USD',NULL,'on a draft for 2026-10',3);
INSERT INTO "allocation" VALUES('ezx2g5outym35',1,1,1,'drafted','lh3wib3boczhw','pzumljh6xcsco',3852,3960,26400,'USD',NULL,'on a draft for 2026-10',3);
INSERT INTO "allocation" VALUES('et6necnz2thax',1,1,1,'drafted','lvdjcmwllheu2','pzumljh6xcsco',1800,1800,7500,'USD',NULL,'on a draft for 2026-10',3);
INSERT INTO "allocation" VALUES('e4whiztmmiqxp',1,1,1,'drafted','lbjsvghedtvpj','pzumljh6xcsco',14760,14760,73800,'USD',NULL,'on a draft for 2026-10',3);
INSERT INTO "allocation" VALUES('ehnoqt3syuxxn',1,1,1,'drafted','lwuhrazf6sb5m','pzumljh6xcsco',3600,3600,18000,'USD',NULL,'on a draft for 2026-10',3);
INSERT INTO "allocation" VALUES('e4gudgkhvgjll',1,1,1,'drafted','l7raspujk5uod','ppnjgn6obayk2',2700,2700,10875,'JPY',NULL,'on a draft for 2026-10',3);
INSERT INTO "allocation" VALUES('ep6z23xpxooz3',1,1,1,'drafted','lptqebuueqetl','ppnjgn6obayk2',5400,5400,21750,'JPY',NULL,'on a draft for 2026-10',3);
INSERT INTO "allocation" VALUES('eed4adyappeyp',1,1,1,'drafted','lnejvenpudn2b','poztgkthk6hze',3617,3617,14568,'JPY',NULL,'on a draft for 2026-11',4);
INSERT INTO "allocation" VALUES('eleploecsrjuu',2,1,1,'drafted','l5xiljjiu7gdc','pzumljh6xcsco',-8100,-8280,-34500,'USD',1,'its tracker changed it',5);
INSERT INTO "allocation" VALUES('epss7cmpzx6rw',2,1,1,'held','',NULL,-9900,0,0,'',1,'its tracker changed it',5);
INSERT INTO "allocation" VALUES('ehnoqt3syuxxn',2,1,1,'drafted','lwuhrazf6sb5m','pzumljh6xcsco',-3600,-3600,-18000,'USD',1,'its tracker no longer has it',5);
INSERT INTO "allocation" VALUES('ey74wb23ryiru',2,1,1,'held','',NULL,-4500,0,0,'',1,'it may be billed',6);
INSERT INTO "allocation" VALUES('eleploecsrjuu',3,2,1,'drafted','l5xiljjiu7gdc','p3bve3xmuyead',9900,10080,42000,'USD',NULL,'on a draft for 2026-10',6);
INSERT INTO "allocation" VALUES('epss7cmpzx6rw',3,2,1,'drafted','lbjsvghedtvpj','p3bve3xmuyead',9900,10080,50400,'USD',NULL,'on a draft for 2026-10',6);
INSERT INTO "allocation" VALUES('ey74wb23ryiru',3,1,1,'drafted','llblvxymb5hvm','p3bve3xmuyead',4500,4680,23400,'USD',NULL,'on a draft for 2026-10',6);
CREATE TABLE audit (
	id INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	who TEXT NOT NULL, 
	what TEXT NOT NULL, 
	subject TEXT DEFAULT '' NOT NULL, 
	detail TEXT, 
	CONSTRAINT pk_audit PRIMARY KEY (id)
);
CREATE TABLE closing (
	id INTEGER NOT NULL, 
	contract TEXT NOT NULL, 
	period TEXT NOT NULL, 
	run INTEGER NOT NULL, 
	closed_at DATETIME NOT NULL, 
	closed_by TEXT NOT NULL, 
	why TEXT NOT NULL, 
	statement TEXT NOT NULL, 
	reopened_at DATETIME, 
	reopened_by TEXT DEFAULT '' NOT NULL, 
	reopened_why TEXT DEFAULT '' NOT NULL, 
	CONSTRAINT pk_closing PRIMARY KEY (id)
);
CREATE TABLE configuration (
	hash TEXT NOT NULL, 
	snapshot TEXT NOT NULL, 
	CONSTRAINT pk_configuration PRIMARY KEY (hash)
);
INSERT INTO "configuration" VALUES('e45be8ee7e7a64b3f6e288fed5a4fd61','{"catalogue":{"contracts":[{"bill_to":{"books":"files","branding":"","customer":"","email":""},"cadences":[],"caps":[],"carry":null,"client":"Acme Corp","completed":[],"currency":"USD","discounts":[],"expenses":null,"final":false,"id":"acme","invoice_date":"issue day","late_time":"next invoice","lines_by":"task","locked_before":null,"minimums":[],"one_per":"client","opening":null,"order_required":null,"orders":[{"alert_at":[],"limit":null,"limit_seconds":null,"number":"PO-7781","priority":0,"reserved":false,"since":null,"until":"2026-10-15","workstreams":[]},{"alert_at":[],"limit":null,"limit_seconds":null,"number":"PO-8120","priority":0,"reserved":false,"since":"2026-10-16","until":null,"workstreams":[]}],"posting":[],"rates":[{"conditions":[],"price":"150","since":null},{"conditions":[["role","senior"]],"price":"180","since":null},{"conditions":[["activity","Architecture"],["role","senior"]],"price":"240","since":null}],"retainers":[],"rounding":[{"since":null,"value":{"direction":"up","grace_seconds":30,"per":"entry","step_seconds":360}}],"since":"2026-10-03","taxation":null,"terms":[{"since":null,"value":{"days":30,"kind":"net","text":"net 30"}}],"until":null,"use_deposits":"100","when_order_is_used_up":"next order","when_time_is_held":"bill the rest","wishes":{"no_charge_lines":false,"show":{"hours":true,"notes":false,"people":"no","rates":true,"tasks":true},"texts":{"header":"","language":"en","late":"","line":"","note":"","order":"","service_period":""}},"workstreams":[{"billable":true,"code":"ACME-IMPL","name":"Implementation","price":null,"since":null,"until":null},{"billable":false,"code":"ACME-SALES","name":"Presales","price":null,"since":null,"until":null}],"zone":""},{"bill_to":{"books":"files","branding":"","customer":"","email":""},"cadences":[],"caps":[],"carry":null,"client":"京都 Ltd","completed":[],"currency":"JPY","discounts":[],"expenses":null,"final":false,"id":"kyoto","invoice_date":"issue day","late_time":"next invoice","lines_by":"person","locked_before":null,"minimums":[],"one_per":"client","opening":null,"order_required":null,"orders":[],"posting":[],"rates":[{"conditions":[],"price":"14500","since":null}],"retainers":[],"rounding":[],"since":"2026-10-03","taxation":null,"terms":[{"since":null,"value":{"days":15,"kind":"net","text":"net 15"}}],"until":null,"use_deposits":"100","when_order_is_used_up":"next order","when_time_is_held":"bill the rest","wishes":{"no_charge_lines":false,"show":{"hours":true,"notes":false,"people":"names","rates":true,"tasks":true},"texts":{"header":"","language":"en","late":"","line":"","note":"","order":"","service_period":""}},"workstreams":[{"billable":true,"code":"KYO-CARE","name":"Care","price":null,"since":null,"until":null}],"zone":"Asia/Tokyo"}],"go_live":"2026-10-03","ignores":[{"conditions":[["connector","harvest"],["project","Internal"]],"why":"not client work"}],"implied":["clockify","csv","expenses"],"people":[{"days_off":[],"emails":["kim@northwind.test"],"id":"Kim Allen","name":"Kim Allen","roles":[{"since":null,"value":"senior"}],"weekly_capacity_seconds":null},{"days_off":[],"emails":["sam@northwind.test"],"id":"Sam Ortiz","name":"Sam Ortiz","roles":[{"since":null,"value":"junior"},{"since":"2026-10-15","value":"senior"}],"weekly_capacity_seconds":null},{"days_off":[],"emails":["ada@northwind.test"],"id":"Ada Ng","name":"Ada Ng","roles":[{"since":null,"value":"senior"}],"weekly_capacity_seconds":null}],"projects":[],"require_task":"warn","sources":[{"billable_from_tracker":true,"code_pattern":"","name":"harvest","require_approval":true},{"billable_from_tracker":true,"code_pattern":"","name":"toggl","require_approval":false}],"trackers":[],"users":[],"zone":"America/New_York"},"charges":[],"main":{"calendar":{"closed":[],"country":"US","subdivision":""},"company":{"currency":"USD","name":"Northwind AI","timezone":"America/New_York"},"exceptions":{"expense_limit":null,"max_hours_per_day":36000,"require_task":"warn"},"go_live":"2026-10-03","ignore":[{"activity":"","client":"","connector":"harvest","person":"","project":"Internal","why":"not client work"}],"taxes":{},"version":"1"},"milestones":[]}');
CREATE TABLE connection (
	name TEXT NOT NULL, 
	provider TEXT NOT NULL, 
	account TEXT DEFAULT '' NOT NULL, 
	company TEXT DEFAULT '' NOT NULL, 
	access_ends DATETIME NOT NULL, 
	refresh_ends DATETIME, 
	ends DATETIME, 
	connected_at DATETIME NOT NULL, 
	renewed_at DATETIME NOT NULL, 
	renewing_at DATETIME, 
	lapsed_at DATETIME, 
	version INTEGER NOT NULL, 
	sealed BLOB NOT NULL, 
	CONSTRAINT pk_connection PRIMARY KEY (name)
);
CREATE TABLE "decision" (
	id INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	subject TEXT NOT NULL, 
	detail TEXT, 
	decided_by TEXT NOT NULL, 
	decided_at DATETIME NOT NULL, 
	why TEXT NOT NULL, 
	undoes INTEGER, 
	CONSTRAINT pk_decision PRIMARY KEY (id), 
	CONSTRAINT fk_decision_undoes FOREIGN KEY(undoes) REFERENCES decision (id), 
	CONSTRAINT uq_decision_undoes UNIQUE (undoes)
);
CREATE TABLE delivery (
	id INTEGER NOT NULL, 
	connector TEXT NOT NULL, 
	"key" TEXT NOT NULL, 
	received_at DATETIME NOT NULL, 
	hints TEXT NOT NULL, 
	done_at DATETIME, 
	CONSTRAINT pk_delivery PRIMARY KEY (id), 
	CONSTRAINT uq_delivery_connector_key UNIQUE (connector, "key")
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
	changed_at DATETIME, 
	seen_run INTEGER NOT NULL, 
	CONSTRAINT pk_document PRIMARY KEY (books, kind, id), 
	CONSTRAINT fk_document_seen_run FOREIGN KEY(seen_run) REFERENCES run (id)
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
	content_hash TEXT NOT NULL, bill_to TEXT DEFAULT '[]' NOT NULL, looks TEXT DEFAULT '' NOT NULL, 
	CONSTRAINT pk_draft PRIMARY KEY (id, revision), 
	CONSTRAINT fk_draft_plan FOREIGN KEY("plan") REFERENCES "plan" (id)
);
INSERT INTO "draft" VALUES('d4n742c4q2su3',1,'pzumljh6xcsco','superseded','acme','Acme Corp','2026-10','order PO-7781','USD',131400,'PO-7781','net 30','issue day','2026-10-05','2026-10-08','ad0213590b4f4add17370a62732884f4','["files","","",""]','1d212d62133ca6d3735cc3e690289fd1');
INSERT INTO "draft" VALUES('dz3bnfjsdcqet',1,'pzumljh6xcsco','superseded','acme','Acme Corp','2026-10','order PO-8120','USD',91800,'PO-8120','net 30','issue day','2026-10-16','2026-10-22','c3537ca9df92fb2d94ee85f4f47961d9','["files","","",""]','1d212d62133ca6d3735cc3e690289fd1');
INSERT INTO "draft" VALUES('dljnwjqb5fta2',1,'ppnjgn6obayk2','draft','kyoto','京都 Ltd','2026-10','all','JPY',32625,'','net 15','issue day','2026-10-12','2026-10-16','5ed5b0fc2bfdaec51923d05e8bc42213','["files","","",""]','2eb53d2084b99972baddc9d099d7d292');
INSERT INTO "draft" VALUES('dqchdvy6w6hro',1,'poztgkthk6hze','draft','kyoto','京都 Ltd','2026-11','all','JPY',14568,'','net 15','issue day','2026-11-01','2026-11-01','ed37b6518486c339bac05964ff08905c','["files","","",""]','c2b5ca4ae8eb5720145eae7d3238d920');
INSERT INTO "draft" VALUES('d4n742c4q2su3',2,'p3bve3xmuyead','draft','acme','Acme Corp','2026-10','order PO-7781','USD',138900,'PO-7781','net 30','issue day','2026-10-05','2026-10-08','9ce8b7a12c2484cc636a271604df1008','["files","","",""]','1d212d62133ca6d3735cc3e690289fd1');
INSERT INTO "draft" VALUES('dz3bnfjsdcqet',2,'p3bve3xmuyead','draft','acme','Acme Corp','2026-10','order PO-8120','USD',147600,'PO-8120','net 30','issue day','2026-10-16','2026-10-23','ea49003aeacd65845cb69088f5e1810f','["files","","",""]','1d212d62133ca6d3735cc3e690289fd1');
CREATE TABLE due (
	kind TEXT NOT NULL, 
	name TEXT NOT NULL, 
	period TEXT NOT NULL, 
	marks INTEGER NOT NULL, 
	CONSTRAINT pk_due PRIMARY KEY (kind, name, period)
);
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
	run INTEGER NOT NULL, kind TEXT DEFAULT 'time' NOT NULL, cost_minor BIGINT, receipt TEXT DEFAULT '' NOT NULL, content TEXT DEFAULT '' NOT NULL, project_id TEXT DEFAULT '' NOT NULL, person_id TEXT DEFAULT '' NOT NULL, 
	CONSTRAINT pk_entry PRIMARY KEY (id), 
	CONSTRAINT fk_entry_file FOREIGN KEY(file) REFERENCES source_file (id), 
	CONSTRAINT fk_entry_run FOREIGN KEY(run) REFERENCES run (id)
);
INSERT INTO "entry" VALUES('e4gudgkhvgjll',1,'toggl',1,'2026-10-15',2700,'Ada Ng','','京都 Ltd','Care KYO-CARE','','','Evening','[]','2026-10-16 03:30:00.000000','2026-10-16 04:15:00.000000',0,1,NULL,NULL,NULL,'','',NULL,'first seen',1,4,1,'time',NULL,'','38d8667812ad1d72b46e7a8a18805b8d','','');
INSERT INTO "entry" VALUES('e6ixlp6ccunex',1,'toggl',1,'2026-10-14',1200,'Nobody Known','nobody@northwind.test','京都 Ltd','Care KYO-CARE','','','Who is it','[]','2026-10-14 13:00:00.000000','2026-10-14 13:20:00.000000',0,1,NULL,NULL,NULL,'','',NULL,'first seen',1,5,1,'time',NULL,'','968839c064ea8f77b9dc5e37ca1dcd5c','','');
INSERT INTO "entry" VALUES('eed4adyappeyp',1,'toggl',1,'2026-10-31',3617,'Sam Ortiz','sam@northwind.test','京都 Ltd','Care KYO-CARE','','','Late on the last day','[]','2026-10-31 17:00:00.000000','2026-10-31 18:00:17.000000',0,1,NULL,NULL,NULL,'','',NULL,'first seen',1,3,1,'time',NULL,'','3d9224cbcafced5f7509d38485a1f5b3','','');
INSERT INTO "entry" VALUES('ep6z23xpxooz3',1,'toggl',1,'2026-10-12',5400,'Kim Allen','kim@northwind.test','京都 Ltd','Care KYO-CARE','','','京都の保守 🛠','["care","KYO-CARE"]','2026-10-12 13:00:00.000000','2026-10-12 14:30:00.000000',0,1,NULL,NULL,NULL,'','',NULL,'first seen',1,2,1,'time',NULL,'','97816eeb5d59cb35e1d9d5f678d4d4d5','','');
INSERT INTO "entry" VALUES('ex7ctraz435we',1,'toggl',1,'2026-10-30',600,'Kim Allen','kim@northwind.test','京都 Ltd','Care KYO-CARE','','','Still running','[]','2026-10-30 19:00:00.000000',NULL,1,1,NULL,NULL,NULL,'','',NULL,'first seen',1,6,1,'time',NULL,'','362d51d97e763af14ae89f2e89246f7e','','');
INSERT INTO "entry" VALUES('e33hrcmtsppay',1,'harvest',1,'2026-10-21',5400,'Kim Allen','','Acme Corp','Intake bot','ACME-IMPL','Programming','ACME-17 Not approved yet','[]',NULL,NULL,0,1,0,0,1800000,'USD','',NULL,'first seen',2,12,2,'time',NULL,'','52d85ce76a3f1fa6b5c424e686c9de80','','');
INSERT INTO "entry" VALUES('e4whiztmmiqxp',1,'harvest',1,'2026-10-16',14760,'Sam Ortiz','','Acme Corp','Intake bot','ACME-IMPL','Programming','ACME-16 Handover to a person','[]',NULL,NULL,0,1,1,0,1500000,'USD','',NULL,'first seen',2,9,2,'time',NULL,'','fb2f60a417abadf3827984f03933cc91','','');
INSERT INTO "entry" VALUES('eb4spbsace7p2',1,'harvest',1,'2026-10-07',3600,'Kim Allen','','Northwind AI','Internal','','Meetings','Weekly planning','[]',NULL,NULL,0,0,1,0,NULL,'USD','',NULL,'first seen',2,6,2,'time',NULL,'','a9e704566ca152b4dd9b0001fd52435a','','');
INSERT INTO "entry" VALUES('edhtcayqzlq23',1,'harvest',1,'2026-10-13',7200,'Kim Allen','','Acme Corp','Presales','ACME-SALES','Meetings','ACME-40 Offer for phase two','[]',NULL,NULL,0,0,1,0,NULL,'USD','',NULL,'first seen',2,8,2,'time',NULL,'','a16ba49b31afd5e55577e8976a0add37','','');
INSERT INTO "entry" VALUES('ehnoqt3syuxxn',2,'harvest',0,'2026-10-22',3600,'Kim Allen','','Acme Corp','Intake bot','ACME-IMPL','Programming','ACME-18 Deleted later','[]',NULL,NULL,0,1,1,0,1800000,'USD','',NULL,'not in a complete export',3,NULL,5,'time',NULL,'','71841ee56daab7a600f86257e137fbad','','');
INSERT INTO "entry" VALUES('eleploecsrjuu',2,'harvest',1,'2026-10-05',9900,'Sam Ortiz','','Acme Corp','Intake bot','ACME-IMPL','Programming','ACME-14 Prompt revision and tests','[]',NULL,NULL,0,1,1,0,1500000,'USD','',NULL,'same person, day, project and activity',3,4,5,'time',NULL,'','99b04c67621f6c6cc92729028e89d8c5','','');
INSERT INTO "entry" VALUES('enni7mq4d7e3f',1,'harvest',1,'2026-10-05',12600,'Kim Allen','','Acme Corp','Intake bot','ACME-IMPL','Programming','ACME-14 Prompt revision','[]',NULL,NULL,0,1,1,0,1800000,'USD','https://northwind.atlassian.net/browse/ACME-14',NULL,'first seen',2,3,2,'time',NULL,'','2d3e1830821535d04dda19a7822ec72c','','');
INSERT INTO "entry" VALUES('epss7cmpzx6rw',2,'harvest',1,'2026-10-19',9900,'Kim Allen','','Acme Corp','Pilot','ACME-IMPL','Programming','ACME-16 Handover to a person','[]',NULL,NULL,0,1,1,0,1950000,'USD','',NULL,'same person, day, project and activity',3,10,5,'time',NULL,'','e7f1aed36b26ac2e1881cff6a00adc98','','');
INSERT INTO "entry" VALUES('et6necnz2thax',1,'harvest',1,'2026-10-08',1800,'Sam Ortiz','','Acme Corp','Intake bot','ACME-IMPL','Meetings','=1+1 call about the pilot \ backslash','[]',NULL,NULL,0,1,1,0,1500000,'USD','',NULL,'first seen',2,7,2,'time',NULL,'','82df070e9013c3312572ecb431395e80','','');
INSERT INTO "entry" VALUES('eto5mj2aju7lo',1,'harvest',1,'2026-10-02',10800,'Kim Allen','','Acme Corp','Intake bot','ACME-IMPL','Programming','ACME-13 Before go-live','[]',NULL,NULL,0,1,1,1,1800000,'USD','',NULL,'first seen',2,2,2,'time',NULL,'','a1e6bd5a3a81409a4367c8fe2239b565','','');
INSERT INTO "entry" VALUES('ey74wb23ryiru',1,'harvest',1,'2026-10-23',4500,'A. N.','','Acme Corp','Prototype','','Programming','ACME-19 Mapped by a person','[]',NULL,NULL,0,1,1,0,1800000,'USD','',NULL,'first seen',2,14,2,'time',NULL,'','f3da3efa957c9953803b7c89336143f5','','');
INSERT INTO "entry" VALUES('ezx2g5outym35',1,'harvest',1,'2026-10-06',3852,'Kim Allen','','Acme Corp','Intake bot','ACME-IMPL','Architecture','ACME-15 Retrieval, the "second" design — it''s 100 % done','[]',NULL,NULL,0,1,1,0,2400000,'USD','',NULL,'first seen',2,5,2,'time',NULL,'','1f53a68a367ddbc7df38a085c0b1f0dc','','');
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
	run INTEGER NOT NULL, kind TEXT DEFAULT 'time' NOT NULL, cost_minor BIGINT, receipt TEXT DEFAULT '' NOT NULL, project_id TEXT DEFAULT '' NOT NULL, person_id TEXT DEFAULT '' NOT NULL, 
	CONSTRAINT pk_entry_history PRIMARY KEY (id, version), 
	CONSTRAINT fk_entry_history_file FOREIGN KEY(file) REFERENCES source_file (id), 
	CONSTRAINT fk_entry_history_id FOREIGN KEY(id) REFERENCES entry (id), 
	CONSTRAINT fk_entry_history_run FOREIGN KEY(run) REFERENCES run (id)
);
INSERT INTO "entry_history" VALUES('eleploecsrjuu',1,1,'2026-10-05',8100,'Sam Ortiz','','Acme Corp','Intake bot','ACME-IMPL','Programming','ACME-14 Prompt revision','[]',NULL,NULL,0,1,1,0,1500000,'USD','',NULL,'first seen',2,4,2,'time',NULL,'','','');
INSERT INTO "entry_history" VALUES('epss7cmpzx6rw',1,1,'2026-10-19',9900,'Kim Allen','','Acme Corp','Pilot','','Programming','ACME-16 Handover to a person','[]',NULL,NULL,0,1,1,0,1950000,'USD','',NULL,'first seen',2,10,2,'time',NULL,'','','');
INSERT INTO "entry_history" VALUES('ehnoqt3syuxxn',1,1,'2026-10-22',3600,'Kim Allen','','Acme Corp','Intake bot','ACME-IMPL','Programming','ACME-18 Deleted later','[]',NULL,NULL,0,1,1,0,1800000,'USD','',NULL,'first seen',2,13,2,'time',NULL,'','','');
CREATE TABLE evidence (
	id INTEGER NOT NULL, 
	subject TEXT NOT NULL, 
	condition TEXT NOT NULL, 
	ref TEXT NOT NULL, 
	what TEXT NOT NULL, 
	set_by TEXT DEFAULT '' NOT NULL, 
	set_at DATETIME NOT NULL, 
	found_run INTEGER NOT NULL, 
	gone_run INTEGER, 
	CONSTRAINT pk_evidence PRIMARY KEY (id), 
	CONSTRAINT fk_evidence_found_run FOREIGN KEY(found_run) REFERENCES run (id), 
	CONSTRAINT fk_evidence_gone_run FOREIGN KEY(gone_run) REFERENCES run (id)
);
CREATE TABLE followed (
	books TEXT NOT NULL, 
	until DATETIME NOT NULL, 
	CONSTRAINT pk_followed PRIMARY KEY (books)
);
CREATE TABLE hook (
	id INTEGER NOT NULL, 
	connector TEXT NOT NULL, 
	place TEXT NOT NULL, 
	vendor_id TEXT DEFAULT '' NOT NULL, 
	topic TEXT DEFAULT '' NOT NULL, 
	state TEXT NOT NULL, 
	made_at DATETIME NOT NULL, 
	ends_at DATETIME, 
	last_at DATETIME, 
	sealed BLOB NOT NULL, 
	CONSTRAINT pk_hook PRIMARY KEY (id), 
	CONSTRAINT uq_hook_place UNIQUE (place)
);
CREATE TABLE identity (
	connector TEXT NOT NULL, 
	user TEXT NOT NULL, 
	person TEXT NOT NULL, 
	decided_by TEXT NOT NULL, 
	decided_at DATETIME NOT NULL, 
	why TEXT NOT NULL, seen TEXT DEFAULT '{}' NOT NULL, 
	CONSTRAINT pk_identity PRIMARY KEY (connector, user)
);
INSERT INTO "identity" VALUES('harvest','A. N.','Ada Ng','ops@northwind.test','2026-11-03 12:00:00.000000','asked the team','{}');
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
INSERT INTO "issue" VALUES('ij7wj7de5chmh','match','not_approved','e33hrcmtsppay','Acme Corp','Kim Allen','2026-10-21','2026-10',5400,'','','[["connector","harvest"],["project","Intake bot"]]',3,NULL);
INSERT INTO "issue" VALUES('iyptr2xk6lzip','match','no_task','e4gudgkhvgjll','京都 Ltd','Ada Ng','2026-10-15','2026-10',2700,'','','[["connector","toggl"],["project","Care KYO-CARE"]]',3,NULL);
INSERT INTO "issue" VALUES('iizf24n6t6j27','match','unknown_person','e6ixlp6ccunex','京都 Ltd','Nobody Known','2026-10-14','2026-10',1200,'','','[["connector","toggl"],["count","0"],["project","Care KYO-CARE"],["who","Nobody Known"]]',3,NULL);
INSERT INTO "issue" VALUES('ifijnsqjms3wn','match','no_task','eed4adyappeyp','京都 Ltd','Sam Ortiz','2026-10-31','2026-11',3617,'','','[["connector","toggl"],["project","Care KYO-CARE"]]',3,NULL);
INSERT INTO "issue" VALUES('i7shgu4vocsuc','match','no_task','ep6z23xpxooz3','京都 Ltd','Kim Allen','2026-10-12','2026-10',5400,'','','[["connector","toggl"],["project","Care KYO-CARE"]]',3,NULL);
INSERT INTO "issue" VALUES('ijc3oeqh4b2bz','match','missing_project_code','epss7cmpzx6rw','Acme Corp','Kim Allen','2026-10-19','2026-10',9900,'','','[["connector","harvest"],["project","Pilot"]]',3,6);
INSERT INTO "issue" VALUES('isivkjp22xykx','match','no_task','et6necnz2thax','Acme Corp','Sam Ortiz','2026-10-08','2026-10',1800,'','','[["connector","harvest"],["project","Intake bot"]]',3,NULL);
INSERT INTO "issue" VALUES('i7wzyxqrssewn','match','running','ex7ctraz435we','京都 Ltd','Kim Allen','2026-10-30','2026-10',600,'','','[["connector","toggl"],["project","Care KYO-CARE"]]',3,NULL);
INSERT INTO "issue" VALUES('ifc25iokwczzp','match','missing_project_code','ey74wb23ryiru','Acme Corp','A. N.','2026-10-23','2026-10',4500,'','','[["connector","harvest"],["project","Prototype"]]',3,6);
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
	rounding TEXT NOT NULL, kind TEXT DEFAULT 'time' NOT NULL, posting TEXT DEFAULT '[]' NOT NULL, late TEXT DEFAULT '' NOT NULL, 
	CONSTRAINT pk_line PRIMARY KEY (id, revision), 
	CONSTRAINT uq_line_draft_revision_position UNIQUE (draft, revision, position)
);
INSERT INTO "line" VALUES('l4lvkuqou7are','d4n742c4q2su3',1,0,'ACME-IMPL','ACME-14 Prompt revision',35000,1800000,63000,'USD',12600,12600,'2026-10-05','2026-10-05','[["ACME-14","Prompt revision","https://northwind.atlassian.net/browse/ACME-14"]]','["enni7mq4d7e3f"]','180.00 USD an hour for role senior; more specific than 150.00','up to 6 minutes per entry, 30 seconds free','time','["","","",[]]','');
INSERT INTO "line" VALUES('l5xiljjiu7gdc','d4n742c4q2su3',1,1,'ACME-IMPL','ACME-14 Prompt revision',23000,1500000,34500,'USD',8100,8280,'2026-10-05','2026-10-05','[["ACME-14","Prompt revision","https://northwind.atlassian.net/browse/ACME-14"]]','["eleploecsrjuu"]','150.00 USD an hour for everyone','up to 6 minutes per entry, 30 seconds free','time','["","","",[]]','');
INSERT INTO "line" VALUES('lh3wib3boczhw','d4n742c4q2su3',1,2,'ACME-IMPL','ACME-15 Retrieval, the "second" design — it''s 100 % done',11000,2400000,26400,'USD',3852,3960,'2026-10-06','2026-10-06','[["ACME-15","Retrieval, the \"second\" design — it''s 100 % done",""]]','["ezx2g5outym35"]','240.00 USD an hour for activity Architecture, role senior; more specific than 150.00 and 180.00','up to 6 minutes per entry, 30 seconds free','time','["","","",[]]','');
INSERT INTO "line" VALUES('lvdjcmwllheu2','d4n742c4q2su3',1,3,'ACME-IMPL','Implementation: work without a task',5000,1500000,7500,'USD',1800,1800,'2026-10-08','2026-10-08','[]','["et6necnz2thax"]','150.00 USD an hour for everyone','up to 6 minutes per entry, 30 seconds free','time','["","","",[]]','');
INSERT INTO "line" VALUES('lbjsvghedtvpj','dz3bnfjsdcqet',1,0,'ACME-IMPL','ACME-16 Handover to a person',41000,1800000,73800,'USD',14760,14760,'2026-10-16','2026-10-16','[["ACME-16","Handover to a person",""]]','["e4whiztmmiqxp"]','180.00 USD an hour for role senior; more specific than 150.00','up to 6 minutes per entry, 30 seconds free','time','["","","",[]]','');
INSERT INTO "line" VALUES('lwuhrazf6sb5m','dz3bnfjsdcqet',1,1,'ACME-IMPL','ACME-18 Deleted later',10000,1800000,18000,'USD',3600,3600,'2026-10-22','2026-10-22','[["ACME-18","Deleted later",""]]','["ehnoqt3syuxxn"]','180.00 USD an hour for role senior; more specific than 150.00','up to 6 minutes per entry, 30 seconds free','time','["","","",[]]','');
INSERT INTO "line" VALUES('l7raspujk5uod','dljnwjqb5fta2',1,0,'KYO-CARE','Ada Ng: Care',7500,145000000,10875,'JPY',2700,2700,'2026-10-16','2026-10-16','[]','["e4gudgkhvgjll"]','14500.00 JPY an hour for everyone','not rounded','time','["","","",[]]','');
INSERT INTO "line" VALUES('lptqebuueqetl','dljnwjqb5fta2',1,1,'KYO-CARE','Kim Allen: Care',15000,145000000,21750,'JPY',5400,5400,'2026-10-12','2026-10-12','[]','["ep6z23xpxooz3"]','14500.00 JPY an hour for everyone','not rounded','time','["","","",[]]','');
INSERT INTO "line" VALUES('lnejvenpudn2b','dqchdvy6w6hro',1,0,'KYO-CARE','Sam Ortiz: Care',10047,145000000,14568,'JPY',3617,3617,'2026-11-01','2026-11-01','[]','["eed4adyappeyp"]','14500.00 JPY an hour for everyone','not rounded','time','["","","",[]]','');
INSERT INTO "line" VALUES('l4lvkuqou7are','d4n742c4q2su3',2,0,'ACME-IMPL','ACME-14 Prompt revision and tests',35000,1800000,63000,'USD',12600,12600,'2026-10-05','2026-10-05','[["ACME-14","Prompt revision and tests","https://northwind.atlassian.net/browse/ACME-14"]]','["enni7mq4d7e3f"]','180.00 USD an hour for role senior; more specific than 150.00','up to 6 minutes per entry, 30 seconds free','time','["","","",[]]','');
INSERT INTO "line" VALUES('l5xiljjiu7gdc','d4n742c4q2su3',2,1,'ACME-IMPL','ACME-14 Prompt revision and tests',28000,1500000,42000,'USD',9900,10080,'2026-10-05','2026-10-05','[["ACME-14","Prompt revision and tests","https://northwind.atlassian.net/browse/ACME-14"]]','["eleploecsrjuu"]','150.00 USD an hour for everyone','up to 6 minutes per entry, 30 seconds free','time','["","","",[]]','');
INSERT INTO "line" VALUES('lh3wib3boczhw','d4n742c4q2su3',2,2,'ACME-IMPL','ACME-15 Retrieval, the "second" design — it''s 100 % done',11000,2400000,26400,'USD',3852,3960,'2026-10-06','2026-10-06','[["ACME-15","Retrieval, the \"second\" design — it''s 100 % done",""]]','["ezx2g5outym35"]','240.00 USD an hour for activity Architecture, role senior; more specific than 150.00 and 180.00','up to 6 minutes per entry, 30 seconds free','time','["","","",[]]','');
INSERT INTO "line" VALUES('lvdjcmwllheu2','d4n742c4q2su3',2,3,'ACME-IMPL','Implementation: work without a task',5000,1500000,7500,'USD',1800,1800,'2026-10-08','2026-10-08','[]','["et6necnz2thax"]','150.00 USD an hour for everyone','up to 6 minutes per entry, 30 seconds free','time','["","","",[]]','');
INSERT INTO "line" VALUES('lbjsvghedtvpj','dz3bnfjsdcqet',2,0,'ACME-IMPL','ACME-16 Handover to a person',69000,1800000,124200,'USD',24660,24840,'2026-10-16','2026-10-19','[["ACME-16","Handover to a person",""]]','["e4whiztmmiqxp","epss7cmpzx6rw"]','180.00 USD an hour for role senior; more specific than 150.00','up to 6 minutes per entry, 30 seconds free','time','["","","",[]]','');
INSERT INTO "line" VALUES('llblvxymb5hvm','dz3bnfjsdcqet',2,1,'ACME-IMPL','ACME-19 Mapped by a person',13000,1800000,23400,'USD',4500,4680,'2026-10-23','2026-10-23','[["ACME-19","Mapped by a person",""]]','["ey74wb23ryiru"]','180.00 USD an hour for role senior; more specific than 150.00','up to 6 minutes per entry, 30 seconds free','time','["","","",[]]','');
CREATE TABLE mapping (
	id INTEGER NOT NULL, 
	connector TEXT NOT NULL, 
	project TEXT NOT NULL, 
	code TEXT NOT NULL, 
	since DATE, 
	until DATE, 
	decided_by TEXT NOT NULL, 
	decided_at DATETIME NOT NULL, 
	why TEXT NOT NULL, seen TEXT DEFAULT '{}' NOT NULL, 
	CONSTRAINT pk_mapping PRIMARY KEY (id), 
	CONSTRAINT uq_mapping_connector_project_since UNIQUE (connector, project, since)
);
INSERT INTO "mapping" VALUES(1,'harvest','Acme Corp / Prototype','ACME-IMPL',NULL,NULL,'ops@northwind.test','2026-11-03 12:00:00.000000','asked the team','{}');
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
	hold TEXT DEFAULT '' NOT NULL, who TEXT DEFAULT '' NOT NULL, bill_in TEXT DEFAULT '' NOT NULL, moved TEXT DEFAULT '' NOT NULL, accepted TEXT DEFAULT '[]' NOT NULL, 
	CONSTRAINT pk_match PRIMARY KEY (entry), 
	CONSTRAINT fk_match_entry FOREIGN KEY(entry) REFERENCES entry (id)
);
INSERT INTO "match" VALUES('e33hrcmtsppay',1,'f3c5cea3d12be18d9bbdde759f18f8cb','2026-10-21','held','not approved in the tracker','ACME-IMPL','ACME-IMPL in the project''s code field','Kim Allen','by name','acme','[["ACME-17","Not approved yet","","key in the note"]]','','Kim Allen','2026-10','','[]');
INSERT INTO "match" VALUES('e4gudgkhvgjll',1,'f3c5cea3d12be18d9bbdde759f18f8cb','2026-10-16','open','to be billed','KYO-CARE','KYO-CARE in the project''s name','Ada Ng','by name','kyoto','[]','','Ada Ng','2026-10','','[]');
INSERT INTO "match" VALUES('e4whiztmmiqxp',1,'f3c5cea3d12be18d9bbdde759f18f8cb','2026-10-16','open','to be billed','ACME-IMPL','ACME-IMPL in the project''s code field','Sam Ortiz','by name','acme','[["ACME-16","Handover to a person","","key in the note"]]','','Sam Ortiz','2026-10','','[]');
INSERT INTO "match" VALUES('e6ixlp6ccunex',1,'f3c5cea3d12be18d9bbdde759f18f8cb','2026-10-14','held','nobody in people.yaml has nobody@northwind.test','KYO-CARE','KYO-CARE in the project''s name','','nobody in people.yaml has nobody@northwind.test','kyoto','[]','','Nobody Known','2026-10','','[]');
INSERT INTO "match" VALUES('eb4spbsace7p2',1,'f3c5cea3d12be18d9bbdde759f18f8cb','2026-10-07','out_of_scope','not client work','','no code field, project name or tag names one','Kim Allen','by name','','[]','','Kim Allen','2026-10','','[]');
INSERT INTO "match" VALUES('edhtcayqzlq23',1,'f3c5cea3d12be18d9bbdde759f18f8cb','2026-10-13','non_billable','workstream ACME-SALES is non-billable','ACME-SALES','ACME-SALES in the project''s code field','Kim Allen','by name','acme','[["ACME-40","Offer for phase two","","key in the note"]]','','Kim Allen','2026-10','','[]');
INSERT INTO "match" VALUES('eed4adyappeyp',1,'f3c5cea3d12be18d9bbdde759f18f8cb','2026-11-01','open','to be billed','KYO-CARE','KYO-CARE in the project''s name','Sam Ortiz','by e-mail','kyoto','[]','','Sam Ortiz','2026-11','','[]');
INSERT INTO "match" VALUES('eleploecsrjuu',2,'f3c5cea3d12be18d9bbdde759f18f8cb','2026-10-05','open','to be billed','ACME-IMPL','ACME-IMPL in the project''s code field','Sam Ortiz','by name','acme','[["ACME-14","Prompt revision and tests","","key in the note"]]','','Sam Ortiz','2026-10','','[]');
INSERT INTO "match" VALUES('enni7mq4d7e3f',1,'f3c5cea3d12be18d9bbdde759f18f8cb','2026-10-05','open','to be billed','ACME-IMPL','ACME-IMPL in the project''s code field','Kim Allen','by name','acme','[["ACME-14","Prompt revision","https://northwind.atlassian.net/browse/ACME-14","the tracker''s own reference"]]','','Kim Allen','2026-10','','[]');
INSERT INTO "match" VALUES('ep6z23xpxooz3',1,'f3c5cea3d12be18d9bbdde759f18f8cb','2026-10-12','open','to be billed','KYO-CARE','KYO-CARE in the project''s name, a tag','Kim Allen','by e-mail','kyoto','[]','','Kim Allen','2026-10','','[]');
INSERT INTO "match" VALUES('epss7cmpzx6rw',2,'f3c5cea3d12be18d9bbdde759f18f8cb','2026-10-19','open','to be billed','ACME-IMPL','ACME-IMPL in the project''s code field','Kim Allen','by name','acme','[["ACME-16","Handover to a person","","key in the note"]]','','Kim Allen','2026-10','','[]');
INSERT INTO "match" VALUES('et6necnz2thax',1,'f3c5cea3d12be18d9bbdde759f18f8cb','2026-10-08','open','to be billed','ACME-IMPL','ACME-IMPL in the project''s code field','Sam Ortiz','by name','acme','[]','','Sam Ortiz','2026-10','','[]');
INSERT INTO "match" VALUES('eto5mj2aju7lo',1,'f3c5cea3d12be18d9bbdde759f18f8cb','2026-10-02','outside','before go_live 2026-10-03','ACME-IMPL','ACME-IMPL in the project''s code field','Kim Allen','by name','acme','[["ACME-13","Before go-live","","key in the note"]]','','Kim Allen','2026-10','','[]');
INSERT INTO "match" VALUES('ex7ctraz435we',1,'f3c5cea3d12be18d9bbdde759f18f8cb','2026-10-31','held','the timer is still running','KYO-CARE','KYO-CARE in the project''s name','Kim Allen','by e-mail','kyoto','[]','','Kim Allen','2026-10','','[]');
INSERT INTO "match" VALUES('ey74wb23ryiru',1,'f3c5cea3d12be18d9bbdde759f18f8cb','2026-10-23','open','to be billed','ACME-IMPL','project Acme Corp / Prototype was mapped to it by a person','Ada Ng','A. N. was mapped by a person','acme','[["ACME-19","Mapped by a person","","key in the note"]]','','Ada Ng','2026-10','','[]');
INSERT INTO "match" VALUES('ezx2g5outym35',1,'f3c5cea3d12be18d9bbdde759f18f8cb','2026-10-06','open','to be billed','ACME-IMPL','ACME-IMPL in the project''s code field','Kim Allen','by name','acme','[["ACME-15","Retrieval, the \"second\" design — it''s 100 % done","","key in the note"]]','','Kim Allen','2026-10','','[]');
CREATE TABLE matched (
	id INTEGER NOT NULL, 
	basis TEXT NOT NULL, 
	run INTEGER NOT NULL, 
	CONSTRAINT pk_matched PRIMARY KEY (id)
);
INSERT INTO "matched" VALUES(1,'f3c5cea3d12be18d9bbdde759f18f8cb',5);
CREATE TABLE mention (
	entry TEXT NOT NULL, 
	name TEXT NOT NULL, 
	CONSTRAINT pk_mention PRIMARY KEY (entry, name), 
	CONSTRAINT fk_mention_entry FOREIGN KEY(entry) REFERENCES entry (id)
);
CREATE TABLE message (
	id INTEGER NOT NULL, 
	alert TEXT NOT NULL, 
	channel TEXT NOT NULL, 
	recipient TEXT NOT NULL, 
	state TEXT NOT NULL, 
	attempts INTEGER NOT NULL, 
	try_at DATETIME, 
	sent_at DATETIME, 
	problem TEXT DEFAULT '' NOT NULL, 
	CONSTRAINT pk_message PRIMARY KEY (id), 
	CONSTRAINT fk_message_alert FOREIGN KEY(alert) REFERENCES alert ("key"), 
	CONSTRAINT uq_message_alert_channel_recipient UNIQUE (alert, channel, recipient)
);
CREATE TABLE numbering (
	books TEXT NOT NULL, 
	prefix TEXT NOT NULL, 
	next INTEGER NOT NULL, 
	CONSTRAINT pk_numbering PRIMARY KEY (books, prefix)
);
CREATE TABLE "placement" (
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
	settled BOOLEAN DEFAULT 0 NOT NULL, 
	CONSTRAINT pk_placement PRIMARY KEY (entry, portion), 
	CONSTRAINT fk_placement_plan FOREIGN KEY("plan") REFERENCES "plan" (id)
);
INSERT INTO "placement" VALUES('e33hrcmtsppay',1,1,1,'held','',NULL,5400,0,0,'','not approved in the tracker',0);
INSERT INTO "placement" VALUES('e6ixlp6ccunex',1,1,1,'held','',NULL,1200,0,0,'','nobody in people.yaml has nobody@northwind.test',0);
INSERT INTO "placement" VALUES('eb4spbsace7p2',1,1,1,'out_of_scope','',NULL,3600,0,0,'','not client work',0);
INSERT INTO "placement" VALUES('edhtcayqzlq23',1,1,1,'non_billable','',NULL,7200,0,0,'','workstream ACME-SALES is non-billable',0);
INSERT INTO "placement" VALUES('eto5mj2aju7lo',1,1,1,'outside','',NULL,10800,0,0,'','before go_live 2026-10-03',0);
INSERT INTO "placement" VALUES('enni7mq4d7e3f',1,1,1,'drafted','l4lvkuqou7are','pzumljh6xcsco',12600,12600,63000,'USD','on a draft for 2026-10',0);
INSERT INTO "placement" VALUES('ezx2g5outym35',1,1,1,'drafted','lh3wib3boczhw','pzumljh6xcsco',3852,3960,26400,'USD','on a draft for 2026-10',0);
INSERT INTO "placement" VALUES('et6necnz2thax',1,1,1,'drafted','lvdjcmwllheu2','pzumljh6xcsco',1800,1800,7500,'USD','on a draft for 2026-10',0);
INSERT INTO "placement" VALUES('e4whiztmmiqxp',1,1,1,'drafted','lbjsvghedtvpj','pzumljh6xcsco',14760,14760,73800,'USD','on a draft for 2026-10',0);
INSERT INTO "placement" VALUES('e4gudgkhvgjll',1,1,1,'drafted','l7raspujk5uod','ppnjgn6obayk2',2700,2700,10875,'JPY','on a draft for 2026-10',0);
INSERT INTO "placement" VALUES('ep6z23xpxooz3',1,1,1,'drafted','lptqebuueqetl','ppnjgn6obayk2',5400,5400,21750,'JPY','on a draft for 2026-10',0);
INSERT INTO "placement" VALUES('eed4adyappeyp',1,1,1,'drafted','lnejvenpudn2b','poztgkthk6hze',3617,3617,14568,'JPY','on a draft for 2026-11',0);
INSERT INTO "placement" VALUES('eleploecsrjuu',1,3,2,'drafted','l5xiljjiu7gdc','p3bve3xmuyead',9900,10080,42000,'USD','on a draft for 2026-10',0);
INSERT INTO "placement" VALUES('epss7cmpzx6rw',1,3,2,'drafted','lbjsvghedtvpj','p3bve3xmuyead',9900,10080,50400,'USD','on a draft for 2026-10',0);
INSERT INTO "placement" VALUES('ey74wb23ryiru',1,3,1,'drafted','llblvxymb5hvm','p3bve3xmuyead',4500,4680,23400,'USD','on a draft for 2026-10',0);
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
INSERT INTO "plan" VALUES('pzumljh6xcsco','acme','2026-10',1,'1bc85ef64a0728fa15f8e04658f9aa4a',X'7801AD57DD6EDB36187D1582C0B08B298D653BB6616017415B60C5DA3558B0AB24106889B1584BA44252B19320C01E624FB827D9F948D991D3344DDBDDD122F9FD9E733EFA8E3B2F1BC7E79384B75A793EBFE3A2F8D43AAFF4927E2C5455C922AB953696CF07095FAA6BA9F9FCEC22E156166DEE95D1B87F76719FF085312BACF9A5AAA4E3F86D4DBB2C61944EE7A5B04B9929E75A6CF63E6D7F18EDADC84308E435F32604F0994DA18B101C87871C919A5A2234FA256BA12A5A22965C1452E73B4F82920C61086B6FF85CB755854395921A1EF9715E4BF6DAD8866C9ABAA9A4974577A1B516967087FF75FA06FB8572B969B5EF0CCA4D23B52347D1E6A5D202415C8ACAC9842B58E102D67151E96BA3729915C24B7C0D956085B8C156854F99573836E75A6E3CEBCED296D2D2650BF2EF855BD11793AFD09385BC341617A25B7448D56DDD0565B4CC9A50962EC5841B8419EA16CF1B5B489B5979D52AF4716B257C251B804125ADCF44D7BD4AD5848E7837FCC89CCC8D2E7679EBB65E048F271F0FA6D3598A401BAB8C551EA10338563A69AFC955571AA7D09FAD49D433B46E38184E0ED2C1417A84FB6B6357CE5B29625AF7C98F45354B87839746C577814C70A58B2E66FF382A60BB311D61022DD0CB5842AA8FDA1124D48332E6E911C5D1CB9F32DB3B7CC6ADA908330E4D03F32EC8890578E8F6ECEBB7C123754D954FF8B1CD4BE565EE5B80E52279CEF270FCD832DC5AE90520683B6481D21DFF80915E0A09BF16558BF8EE40100B77D00504DB360861095ECB07BC8C8086084E900F64449610A1DEFE64707F0FCF9DF55D2B06231CF56223A2EDD80D2F6D40C717831137889C5CAE9426326AE9C90C48167FB0D18007777B4D6E1D782AD157453CE7E9802AB32EA5CE227194CB70A4C8905FC7D8F07D7B88A80CA9CB4A59914FD233E64BC94002F2BE56AE248CDC716DB24E1803CF1FC8519A35ED97A6A5CA7BDB424CB409C8EAF8D348039D22F706266D445D3C4842D1DDBA8FB90667A58428765A5909BD6CC592EE43CFA302614D2B743BAEC85F5CC5E4C236B198540C1D54869243F51E5335CE0DB1A0F06244B929C8D4F1EB0F6F0FDE7D38790F3F5A04B97B476A5B0309B1AD3B9CC7F6EE21ACD721620C5535FAE82AD277727AFCFEEDE9839713541E8A4653A9E3D157EC037FB750D1901FCD040C8187598721B0C30651BEB062DD0DC5B0CC8CCEF2DDC8E92644B6A7A110BFAA2DB64326CC0214938C45798FEB6D91EFD024AA7554A5F46040F27AA92CD0B4FD38881FBBAA76F2459330E81599EBADCFB81C8D4A9BD7DE350D4DA034D9D16C08DB47E30118D3EFD6EFAA66C7780B10563A514AF88935E0768DD9B3E409623F3B8B77D2294EFD613C134D630D449FDD04D6051D0B56D3297B62FF1D50B0926C618824782F5C07BAC44E45D90B23B86B37E0F9E040E940307A42AC80F1249EA17A86B19A4423DD779241395E97EAD623F8AB0D44AA578014929F8EA7934715381535FB68BDBA7D5105686CFC86A70AB2B7CC1B26187AE9A08909EF5561C2BE70E6D94A84F1D1AFC44BD22DB5B9F22377D36E3608A297EE70C893D1E4C7FA3D435A6F647835317ACBA001FD3467ECF1E6B3F98501F7ADF955B2A98CCC9DFDD4B67BF90DF0949841C0F7F1DCEFE6273C7D31649FC1F3386ED68D87845F2B47C36D2FC33103171E6D3F9BE377F5506B35ADAFC6C5548E2E3FCB311DFE60139F4EB2F4BE71F3C343FC01F0E51A33F495F095704E09FD0AB3F4108FFCB5938791D5E31EB6BFB924DFD5763FD132D7B7435F8ACD7E49804968C64BDAFE414AFABF83E1401A06C9F835FD2565B9C0D0160BD3FAA02C8DAAA037E7E76C018571A8400904FCFF2DBEDD0C9747F079538F80DB1E4D075094D1EC68B80FE3276579EFC9B7A7CBF4AAFE537AAB245E6B49C8EB1C724E6FCF73CE0AE9D452B37FFFFE8729FFB363200DFB89153406F7C07EC4BED3C673E58A8FCF6F61FDC5FD7F892CB078','e45be8ee7e7a64b3f6e288fed5a4fd61',3);
INSERT INTO "plan" VALUES('ppnjgn6obayk2','kyoto','2026-10',1,'cd51924a0a8948dbff47854f140ace9a',X'78018D55CB8EDC4414FD15ABB67882DDAF885E318AB22108108C84A2D1C8AAB6ABED4A97AB4C55B9BB675AB388D8F00F280A1F80F20148888F212CD8F1099C5BE5EE780284DE58F53CF7DC7BCE2D1F98F3A2736CB94859AFA567CB03E3D58BDE79A96B9AACA452A22A5AA98D65CB2C65B5DC0ACD96D73729B3A2EA4B2F8DC6FDEB9BFB94AD8CD960CCD65209C730B7A6AF1B80D2E9B2E1B6168574AEC7E668E93831DA5B5E060A14B5F02610F80726D75520C710A10453D30A50A39968B95434049792574297A7489C920C34B8B5B76CA97BA5704849A11191BDFDE5E73FBFFF35F9DC57046ADA4E092FAAE1466F2DA070897DF6D573EC57D295A6D77E4014FB4E68479122E85A6A0E166BAE9C4899040ADBDC1A648389DE1A598AA2E25E6039D422A9F82DB614960A2F5B5AD762EF93E12C6D492D5CB122029DB0CE685A33E506BAACC4DA585C8991A1926CFB76E065B428701EB786345366C034D42E9E37B612B6B0E2BB5E42CB234A581D303A333821E80D8AB47E4085A0C149F99475165921503E9B6719D83989D247BCFB6014CF91831D40E18A4142421DCEB24936595CE4D945360580E77B4EF8474E5ED890D6E1783C26B0E5AA479C03430D019ECF53B6919A2AAE85271814324E927CCEEE890B74238FC4FBBD831602494A1293E581FCAE11BA88A591AEC091AAE8BB800255C23A90C321920B862E1AA12826B936F18D48AC70147D275D43053B306D8AC1FE41CB93395C6376B4DF989E8AE36D0FC76813CA3CF8A7130666A4F0BC0518BA2EAA10CF7AEEA8E36802CF53BA215E23E0FEA12914D775CF6B8240E346A3614C2368124714328E627E61DB09BB25B3C243D2507E2820923276E3BC157CD08392E62B62181995A622A867CFBFBC7872F9F5538421E25879C261D4935562FD473E79A00C097507FFE2DAA593FCE32B830E0A5D6DD08BEFDE1CF4E2493DF25265F96E789CC2B030BA284FAD3F346AA1644B2F5DA400A7AABE3AF67AE848E44A60B1C5E2F85883036A48A58866CD2FB21C29ADA585DEC74538981687AC075713F75039821B8DAF9998D57D556F9A6DFD422996E6E9A911F2054B278F33BCB9A3625E563CF9A206BE4327E3494E2124C812DFA77898A9B9D350EA6474C99BBA06F608F92A9B2EA7D932CB3ECAE8CBD2580C960EAE3B0E08373C4A0F0F2020130BB957DDA22C7B3C570F89CF309DBC473C307D47F6DBC624D225D0E10CBAB3AB7C0A96FF4D579B95A96EF16426B15D1EDDF256250D7749DCF9147F2FDFECF0343C426F21664CF343D9758BBBC974DFED8DB9C383349665C2D2F9ECBDEC9EC936B9C49F921A6CAC0C7E43C1F52731A254F177F3FBCB376F7F7BF5C79B1F92BF5EFFF8D3398598FC5F21CEC96CFFB8C48FF66E369DEFD090A3CCA6F0EDE2CCC4621EDFE02D5589EDF599C69B6657F927FFAEE4F09EE1F524BF5932077E3D63F40F6B7673FF37341CC8D6','e45be8ee7e7a64b3f6e288fed5a4fd61',3);
INSERT INTO "plan" VALUES('poztgkthk6hze','kyoto','2026-11',1,'3dd5e13dd1a2abf7c6b8a72c48b2707f',X'78016554CB8EDC3610FC1581D7681169D7BB06E66618B924061C24BE188B85C0117B46CC50A4C2C7EE8E077BF2EFF80B02E46F72F15FB89AA4C66304180C48AA595DDD55CD93089196203677AD485647B13909A9FE4A216ABBE7CD561B436A98B5755E6CBA56ECF52359B1B97F68852795C6A89DC5FDFB8797566C9D3B602D76DA5010D87B97F61340397A9CA4DFD3A04348F87871B46E9C8D5E8E9902671DA2CB04FE8729ADCAE404328C60EA660235DED12CB5E125B88C52911DCF992417996948EF8F6263933108329A2C328AFFFEF9F2F5F3BFCDBBA818D4CD8BA148AADE48DE030A97C4AFBF7FC477A5C3E8928D15919E17B2813315D09DB6122C76D2046A85068A381C1DAAC1C63E3A3DD2A064241CE75E344A1EF1C9E068887AE6734BCFB1A9B1FC495B0AC396092CE483B37CE6C60374D9D2CE795C2999A1929ED35C79394B03E271AB96D90A07A6B97725DE79457EF0F477D2D07245C9A7156371D509596F50E4F3133A040DCECAB762F1A80A89FA57B75D077641A3F505EF251B254AD4E02B285C512564D41A2BAEBBEBBBABBEBBEA6E0010E5B364FC9553249FCB3AADE1A580476912F29C047A08F0FEB615076DB9E39622C3A09165D3F4B7E285B94037F648B99F02B42014A9594CD167F24F13D9A1B4468701216A484B46812AF91CC83988E582A187890CE764D73671A2C653E0EC4F3A4CDCB093B06EA8F6CF5A9ECD1126F7C4DF2797B839D12738C6BADCE6EA9F851CCCC8E9E50C304C5D51A1C4461978E27803CF73B939DF44707F1D0A23ED3EC93D4360708BD1B0E61534292B4E5956A5BEFC39907F64B3C243DA717D68208A72FE10A22759F5E0A2E596191646A3530CF5DBC7F7576FDFFCF10BD230719CBC9530EAD92AA5FF173EF9411916EA13FC8B6B6F82963F7F7098A03CD50EB3F8FDCDC12C9ED5632F292F9FEAE3949783B3C3781EFD3AA883D133BF7485029C6A925A673D4F246A65B0326265BDF6E0841E722B8A59AFAFBA1E25EDB487DEEB615F0E6BD525B067EEB9730C77B1BE1744EA955447B92C745C44DBB715BBC0DCDCF5AFDBCB66FE29E7E6BD8FFA13F2060C335EE5165A822F537E076F34CE66131A19627D5BB8F5CD8522D1EDF706F7D691BBE93FF4AF375D87DF4FF95FB4A539A2AD2E5C179C243F523F063C3CBC7C03F24F0C4C','e45be8ee7e7a64b3f6e288fed5a4fd61',4);
INSERT INTO "plan" VALUES('p3bve3xmuyead','acme','2026-10',2,'a7586d84e54e5a32876fe6be7bc5eadd',X'7801AD57DD6EDB36187D1582C0B08B298D653B76126017415760C59A3658B0AB24106889B19848A44A52719C20C01E624FB827D9F948C591DDFCB6BBA345F2FB3DE77CF42D775E368EEF4F12DE6AE5F9FE2D17C545EBBCD273FA315355258BAC56DA58BE3F48F85C5D49CDF74FCE126E65D1E65E198DFB276777099F197389353F5795741CBFAD69E7258CD2E9BC14762E33E55C8BCDDEA7FB1F467B2BF2100279CDBC09017C6353E82204C7E12147A4A696088D7EC95AA88A9688251785D4F9CA93A0244318C2DA25DFD76D55E150A5A486477E90D792BD37B6219BA66E2AE965D15D68AD8525DCE17F1DFF86FD42B9DCB4DA7706E57523B52347D1E6B9D202419C8BCAC9842B58E102D67151E92BA3729915C24B7C0D9560855862ABC2A7CC2B1CDBE75A5E7BD69DA52DA5A5CB66E4DF0B77495F4C7E899ECCE4B9B1B810DDA243AA6EEB2E28A365D684B2742926DC20CC50B778DED842DACCCAAFAD421FEFAD84AF640330A8A4F599E8BA57A99AD011EF861F9993B9D1C52A6FDDD6B3E0F1E8CBD674BA9B22D0C62A639547E8008E954EDA2B72D595C629F4E7DE24EA195A371C0C275BE9602BDDC1FD85B197CE5B29625A77C98F45B59B0E07AF8D8AAF0299E04A175DCC7E332A60BB311D61022DD0CB5842AA8F5A1124D48332E6E90EC5D1CB9F325B3B7CC2ADA908330E4D03F3CEC8890578E8F6EECBB7C1237545954FF881CD4BE565EE5B80E52C79CEF270BC69196EADF40210B41DB240E98E7FC0482F85845F89AA457CB72088853BE802826D1B843007AFE5035E4640430427C80732224B88506F7F32B8BB83E7CEFAAA1583118E7A712DA2EDD80D2F6D40C793C18825222797974A1319B5F46406248B3FD868C083BBB526B70E3C95E8AB229EF3744095599452679138CA65385264C8AF636CF87E7F88A80CA9CB4A59914FD233E64BC94002F2BE50AE248CDC726DB24E1803CF1FC8519A05ED97A6A5CA7BDB424CB409C8EAF8D348039D22F706266D445D3C4842D1DDBA8BB90667A58428765A59093D6FC59CEE43CFA302614D2B743BAEC85F5CC5E4C236B198540C1D54869243F536A91AE78698517831A2DC1464EAE0FDE187AD8F87479FE0478B20771F496D6B2021B67585F3D8DE3584F53A448CA1AA461F5D45FA4E8E0F3E7D387EF07284CA43D1682A753C7AC13EF07703150DF9D14CC01078987518022B6C10E50B2B16DD500CCBCCE82C5F8D9C6E42646B1A0AF1ABDAE27EC88459806292B128EF717D5FE45B34896A1D5529DD1A90BC9E2B0B34DD7F1CC48F5D553BF9A24918F48ACCF5D6275C8E46A5CD6BEF9A8626509AAC683684ED9DF1008CE977EB0F55B303BC05082B9D2825FCC81A70BBC6EC99F304B19F9CC43BE914A73E1BCF44D35803D167CBC0BAA063C16A3A658FEC7F040A2E259B192209DE0B57812EB15351F6C208EEDA0D783E38503A108C9E1097C07812CF503DC3584DA291EE3BC9A01C2F4A75E311FCD76B8854AF0029243F1D4F271B15381635FB62BDBA795505686CFC8EA70AB2B7CC1B26187AE9A08909EF5561C29E38F36C25C2F8E857E235E956B2A98CCC9DBD685B9E0C1FFA3DC0A8DDDBDBEC773FDB0B3C0D31849EE9F7386ED68D87C45D2907F167489E41AFA09F6B298F1950F3E4C1FF3F6FADD5B4FE3A2EA67274BED666CA3B1D4E36137F1BD01F491CE996DE376E7F7B1B8F665F2E3077DE095F09E794D0EF307FB6F1305E38B91D9930EEE1E19BE2C0D8B325096F81B742A1716E9AD7CDCDF5C42ED6A090EE3D0685B755E407817FA4AA47D9BF470FC2B726EA275AE6FA66E84B71BDDEFB5DFCDCDD6CFDA3983F9492FE0C01C52470D0935FD35F52960B4C743133AD0FB2D350D4ECF494CD203F0EAD2E5F6ADC777178391D2F66C3915D2A0B0EF7246B38E2C97867339F8342B0CF50E65708361ACF0FA1D690EAD9F209B1DA638F9E009DBDF1CB869EAB2F6AF66B94EAE67A38DF416597F58828DA532A606BB4BB03ED7A7132ADBD7AD74613E1E84FE9AD9278B026A17BA728103DBF4F392BA45373CDFEFDFB1FA6FCCF8EE1E1C77E6205BD04D6546C877DA78DE7D81CDFDF6F01F9D9DD7FE29DFEB8','e45be8ee7e7a64b3f6e288fed5a4fd61',6);
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
	held BOOLEAN DEFAULT 0 NOT NULL, 
	run INTEGER NOT NULL, zone TEXT DEFAULT '' NOT NULL, 
	CONSTRAINT pk_proof PRIMARY KEY (connector, kind, period), 
	CONSTRAINT fk_proof_run FOREIGN KEY(run) REFERENCES run (id)
);
CREATE TABLE push (
	id INTEGER NOT NULL, 
	"key" TEXT NOT NULL, 
	draft TEXT NOT NULL, 
	revision INTEGER NOT NULL, 
	action TEXT NOT NULL, 
	status TEXT NOT NULL, 
	books TEXT NOT NULL, 
	number TEXT DEFAULT '' NOT NULL, 
	issued DATE, 
	due DATE, 
	place TEXT NOT NULL, 
	body BLOB NOT NULL, 
	fingerprint TEXT DEFAULT '' NOT NULL, 
	intended_run INTEGER NOT NULL, 
	confirmed_run INTEGER, 
	CONSTRAINT pk_push PRIMARY KEY (id), 
	CONSTRAINT fk_push_confirmed_run FOREIGN KEY(confirmed_run) REFERENCES run (id), 
	CONSTRAINT fk_push_intended_run FOREIGN KEY(intended_run) REFERENCES run (id), 
	CONSTRAINT uq_push_key UNIQUE ("key")
);
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
	detail TEXT, period TEXT, 
	CONSTRAINT pk_run PRIMARY KEY (id), 
	CONSTRAINT fk_run_configuration FOREIGN KEY(configuration) REFERENCES configuration (hash), 
	CONSTRAINT uq_run_kind_due_at UNIQUE (kind, due_at)
);
INSERT INTO "run" VALUES(1,'import',NULL,'2026-11-03 12:00:00.000000','2026-11-03 12:00:00.000000','done','e45be8ee7e7a64b3f6e288fed5a4fd61','{"entries":5,"files":1,"refused":0}',NULL);
INSERT INTO "run" VALUES(2,'import',NULL,'2026-11-03 12:00:00.000000','2026-11-03 12:00:00.000000','done','e45be8ee7e7a64b3f6e288fed5a4fd61','{"entries":12,"files":1,"refused":0}',NULL);
INSERT INTO "run" VALUES(3,'run',NULL,'2026-11-03 12:00:00.000000','2026-11-03 12:00:00.000000','done','e45be8ee7e7a64b3f6e288fed5a4fd61','{"changed":2,"contracts":2,"period":"2026-10"}','2026-10');
INSERT INTO "run" VALUES(4,'run',NULL,'2026-11-03 12:00:00.000000','2026-11-03 12:00:00.000000','done','e45be8ee7e7a64b3f6e288fed5a4fd61','{"changed":1,"contracts":1,"period":"2026-11"}','2026-11');
INSERT INTO "run" VALUES(5,'import',NULL,'2026-11-03 12:00:00.000000','2026-11-03 12:00:00.000000','done','e45be8ee7e7a64b3f6e288fed5a4fd61','{"entries":11,"files":1,"refused":0}',NULL);
INSERT INTO "run" VALUES(6,'run',NULL,'2026-11-03 12:00:00.000000','2026-11-03 12:00:00.000000','done','e45be8ee7e7a64b3f6e288fed5a4fd61','{"changed":1,"contracts":2,"period":"2026-10"}','2026-10');
INSERT INTO "run" VALUES(7,'run',NULL,'2026-11-03 12:00:00.000000','2026-11-03 12:00:00.000000','done','e45be8ee7e7a64b3f6e288fed5a4fd61','{"changed":0,"contracts":1,"period":"2026-11"}','2026-11');
CREATE TABLE serving (
	id TEXT NOT NULL, 
	host TEXT NOT NULL, 
	process INTEGER NOT NULL, 
	version TEXT NOT NULL, 
	began_at DATETIME NOT NULL, 
	seen_at DATETIME NOT NULL, 
	ended_at DATETIME, 
	CONSTRAINT pk_serving PRIMARY KEY (id)
);
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
INSERT INTO "source_ref" VALUES('toggl','row:38d8667812ad1d72b46e7a8a18805b8d#1','e4gudgkhvgjll');
INSERT INTO "source_ref" VALUES('toggl','row:968839c064ea8f77b9dc5e37ca1dcd5c#1','e6ixlp6ccunex');
INSERT INTO "source_ref" VALUES('toggl','row:3d9224cbcafced5f7509d38485a1f5b3#1','eed4adyappeyp');
INSERT INTO "source_ref" VALUES('toggl','row:97816eeb5d59cb35e1d9d5f678d4d4d5#1','ep6z23xpxooz3');
INSERT INTO "source_ref" VALUES('toggl','row:362d51d97e763af14ae89f2e89246f7e#1','ex7ctraz435we');
INSERT INTO "source_ref" VALUES('harvest','row:52d85ce76a3f1fa6b5c424e686c9de80#1','e33hrcmtsppay');
INSERT INTO "source_ref" VALUES('harvest','row:fb2f60a417abadf3827984f03933cc91#1','e4whiztmmiqxp');
INSERT INTO "source_ref" VALUES('harvest','row:a9e704566ca152b4dd9b0001fd52435a#1','eb4spbsace7p2');
INSERT INTO "source_ref" VALUES('harvest','row:a16ba49b31afd5e55577e8976a0add37#1','edhtcayqzlq23');
INSERT INTO "source_ref" VALUES('harvest','row:71841ee56daab7a600f86257e137fbad#1','ehnoqt3syuxxn');
INSERT INTO "source_ref" VALUES('harvest','row:46e01269a5a6b1d65d90a9c0a0d992fa#1','eleploecsrjuu');
INSERT INTO "source_ref" VALUES('harvest','row:2d3e1830821535d04dda19a7822ec72c#1','enni7mq4d7e3f');
INSERT INTO "source_ref" VALUES('harvest','row:0f88bb1d9594ec7c33c2be7370ea74c6#1','epss7cmpzx6rw');
INSERT INTO "source_ref" VALUES('harvest','row:82df070e9013c3312572ecb431395e80#1','et6necnz2thax');
INSERT INTO "source_ref" VALUES('harvest','row:a1e6bd5a3a81409a4367c8fe2239b565#1','eto5mj2aju7lo');
INSERT INTO "source_ref" VALUES('harvest','row:f3da3efa957c9953803b7c89336143f5#1','ey74wb23ryiru');
INSERT INTO "source_ref" VALUES('harvest','row:1f53a68a367ddbc7df38a085c0b1f0dc#1','ezx2g5outym35');
CREATE TABLE standstill (
	what TEXT NOT NULL, 
	why TEXT NOT NULL, 
	since DATETIME NOT NULL, 
	CONSTRAINT pk_standstill PRIMARY KEY (what)
);
CREATE TABLE task (
	ref TEXT NOT NULL, 
	"key" TEXT NOT NULL, 
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
	closed_at DATETIME, 
	changed_at DATETIME, 
	estimate_seconds BIGINT, 
	fields TEXT NOT NULL, 
	old_keys TEXT NOT NULL, 
	present BOOLEAN NOT NULL, 
	checked_at DATETIME NOT NULL, 
	run INTEGER NOT NULL, 
	CONSTRAINT pk_task PRIMARY KEY (ref), 
	CONSTRAINT fk_task_run FOREIGN KEY(run) REFERENCES run (id)
);
CREATE TABLE task_name (
	name TEXT NOT NULL, 
	ref TEXT NOT NULL, 
	CONSTRAINT pk_task_name PRIMARY KEY (name, ref), 
	CONSTRAINT fk_task_name_ref FOREIGN KEY(ref) REFERENCES task (ref)
);
CREATE TABLE task_project (
	ref TEXT NOT NULL, 
	"key" TEXT NOT NULL, 
	name TEXT NOT NULL, 
	archived BOOLEAN NOT NULL, 
	code TEXT DEFAULT '' NOT NULL, 
	url TEXT DEFAULT '' NOT NULL, 
	CONSTRAINT pk_task_project PRIMARY KEY (ref)
);
CREATE TABLE unfound (
	connector TEXT NOT NULL, 
	name TEXT NOT NULL, 
	why TEXT NOT NULL, 
	asked_at DATETIME NOT NULL, 
	CONSTRAINT pk_unfound PRIMARY KEY (connector, name)
);
CREATE TABLE unit (
	contract TEXT NOT NULL, 
	period TEXT NOT NULL, 
	rules TEXT DEFAULT '' NOT NULL, 
	"plan" TEXT DEFAULT '' NOT NULL, 
	closed BOOLEAN DEFAULT 0 NOT NULL, 
	client TEXT DEFAULT '' NOT NULL, 
	currency TEXT DEFAULT '' NOT NULL, 
	unbilled_minor BIGINT DEFAULT '0' NOT NULL, 
	unpriced_seconds BIGINT DEFAULT '0' NOT NULL, 
	CONSTRAINT pk_unit PRIMARY KEY (contract, period)
);
INSERT INTO "unit" VALUES('','2026-10','2b15fe7d1f834a8a828f07faaf244917','',0,'','',0,0);
INSERT INTO "unit" VALUES('acme','2026-10','5de4b9172c2965f70628c850fe4ba438','p3bve3xmuyead',0,'Acme Corp','USD',313500,0);
INSERT INTO "unit" VALUES('kyoto','2026-10','deb1c2da583b73fe7c58e3a3c7270f2d','ppnjgn6obayk2',0,'京都 Ltd','JPY',39875,0);
INSERT INTO "unit" VALUES('','2026-11','ecd96a6e1afd49e4f9557ee0b47a6e98','',0,'','',0,0);
INSERT INTO "unit" VALUES('kyoto','2026-11','deb1c2da583b73fe7c58e3a3c7270f2d','poztgkthk6hze',0,'京都 Ltd','JPY',14568,0);
CREATE TABLE watermark (
	connector TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	at DATETIME NOT NULL, 
	run INTEGER NOT NULL, 
	CONSTRAINT pk_watermark PRIMARY KEY (connector, kind), 
	CONSTRAINT fk_watermark_run FOREIGN KEY(run) REFERENCES run (id)
);
CREATE INDEX ix_issue_scope ON issue (scope);
CREATE INDEX ix_draft_contract_period ON draft (contract, period);
CREATE INDEX ix_entry_connector_day ON entry (connector, day);
CREATE INDEX ix_entry_day ON entry (day);
CREATE INDEX ix_source_ref_entry ON source_ref (entry);
CREATE INDEX ix_closing_contract_period ON closing (contract, period);
CREATE INDEX ix_push_draft ON push (draft);
CREATE INDEX ix_decision_subject ON decision (subject);
CREATE INDEX ix_entry_run ON entry (run);
CREATE INDEX ix_match_contract_bill_in ON "match" (contract, bill_in);
CREATE INDEX ix_match_who_day ON "match" (who, day);
CREATE INDEX ix_placement_plan ON placement ("plan");
CREATE INDEX ix_placement_line ON placement (line);
CREATE INDEX ix_task_project ON task (project);
CREATE INDEX ix_mention_name ON mention (name);
CREATE INDEX ix_evidence_subject ON evidence (subject);
CREATE INDEX ix_document_draft ON document (draft);
CREATE INDEX ix_audit_at ON audit (at);
CREATE INDEX ix_delivery_done_at ON delivery (done_at);
CREATE INDEX ix_alert_kind ON alert (kind);
CREATE INDEX ix_message_state ON message (state);
CREATE TRIGGER audit_stays_as_it_is BEFORE UPDATE ON audit BEGIN SELECT raise(ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER audit_stays BEFORE DELETE ON audit BEGIN SELECT raise(ABORT, 'the audit log is append-only'); END;
CREATE INDEX ix_alert_run ON alert (run);
CREATE INDEX ix_allocation_run ON allocation (run);
CREATE INDEX ix_document_seen_run ON document (seen_run);
CREATE INDEX ix_entry_history_run ON entry_history (run);
CREATE INDEX ix_evidence_found_run ON evidence (found_run);
CREATE INDEX ix_evidence_gone_run ON evidence (gone_run);
CREATE INDEX ix_issue_first_run ON issue (first_run);
CREATE INDEX ix_issue_resolved_run ON issue (resolved_run);
CREATE INDEX ix_plan_run ON "plan" (run);
CREATE INDEX ix_proof_run ON proof (run);
CREATE INDEX ix_push_confirmed_run ON push (confirmed_run);
CREATE INDEX ix_push_intended_run ON push (intended_run);
CREATE INDEX ix_reference_run ON reference (run);
CREATE INDEX ix_rejected_row_run ON rejected_row (run);
CREATE INDEX ix_source_file_run ON source_file (run);
CREATE INDEX ix_task_run ON task (run);
CREATE INDEX ix_watermark_run ON watermark (run);
CREATE INDEX ix_run_period_id ON run (period, id);
COMMIT;
