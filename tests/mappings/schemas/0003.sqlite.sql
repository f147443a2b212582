BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0003');
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
	CONSTRAINT fk_allocation_run FOREIGN KEY(run) REFERENCES run (id), 
	CONSTRAINT fk_allocation_plan FOREIGN KEY("plan") REFERENCES "plan" (id), 
	CONSTRAINT uq_allocation_entry_reverses UNIQUE (entry, reverses)
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
INSERT INTO "configuration" VALUES('ff942111c541e3d71278273bc3bb204d','{"catalogue":{"contracts":[{"bill_to":{"books":"files","branding":"","customer":"","email":""},"client":"Acme Corp","currency":"USD","expenses":null,"id":"acme","invoice_date":"issue day","late_time":"next invoice","lines_by":"task","one_per":"client","opening":null,"orders":[{"number":"PO-7781","since":null,"until":"2026-10-15","workstreams":[]},{"number":"PO-8120","since":"2026-10-16","until":null,"workstreams":[]}],"posting":[],"rates":[{"conditions":[],"price":"150","since":null},{"conditions":[["role","senior"]],"price":"180","since":null},{"conditions":[["activity","Architecture"],["role","senior"]],"price":"240","since":null}],"rounding":[{"since":null,"value":{"direction":"up","grace_seconds":30,"per":"entry","step_seconds":360}}],"since":"2026-10-03","terms":[{"since":null,"value":{"days":30,"kind":"net","text":"net 30"}}],"until":null,"when_time_is_held":"bill the rest","wishes":{"no_charge_lines":false,"show":{"hours":true,"notes":false,"people":"no","rates":true,"tasks":true},"texts":{"header":"","language":"en","late":"","line":"","note":"","order":"","service_period":""}},"workstreams":[{"billable":true,"code":"ACME-IMPL","name":"Implementation","since":null,"until":null},{"billable":false,"code":"ACME-SALES","name":"Presales","since":null,"until":null}],"zone":""},{"bill_to":{"books":"files","branding":"","customer":"","email":""},"client":"京都 Ltd","currency":"JPY","expenses":null,"id":"kyoto","invoice_date":"issue day","late_time":"next invoice","lines_by":"person","one_per":"client","opening":null,"orders":[],"posting":[],"rates":[{"conditions":[],"price":"14500","since":null}],"rounding":[],"since":"2026-10-03","terms":[{"since":null,"value":{"days":15,"kind":"net","text":"net 15"}}],"until":null,"when_time_is_held":"bill the rest","wishes":{"no_charge_lines":false,"show":{"hours":true,"notes":false,"people":"names","rates":true,"tasks":true},"texts":{"header":"","language":"en","late":"","line":"","note":"","order":"","service_period":""}},"workstreams":[{"billable":true,"code":"KYO-CARE","name":"Care","since":null,"until":null}],"zone":"Asia/Tokyo"}],"go_live":"2026-10-03","ignores":[{"conditions":[["connector","harvest"],["project","Internal"]],"why":"not client work"}],"implied":["clockify","csv","expenses"],"people":[{"days_off":[],"emails":["kim@northwind.test"],"id":"Kim Allen","name":"Kim Allen","roles":[{"since":null,"value":"senior"}],"weekly_capacity_seconds":null},{"days_off":[],"emails":["sam@northwind.test"],"id":"Sam Ortiz","name":"Sam Ortiz","roles":[{"since":null,"value":"junior"},{"since":"2026-10-15","value":"senior"}],"weekly_capacity_seconds":null},{"days_off":[],"emails":["ada@northwind.test"],"id":"Ada Ng","name":"Ada Ng","roles":[{"since":null,"value":"senior"}],"weekly_capacity_seconds":null}],"projects":[],"require_task":"warn","sources":[{"billable_from_tracker":true,"code_pattern":"","name":"harvest","require_approval":true},{"billable_from_tracker":true,"code_pattern":"","name":"toggl","require_approval":false}],"users":[]},"charges":[],"main":{"calendar":{"closed":[],"country":"US","subdivision":""},"company":{"currency":"USD","name":"Northwind AI","timezone":"America/New_York"},"exceptions":{"expense_limit":null,"max_hours_per_day":36000,"require_task":"warn"},"go_live":"2026-10-03","ignore":[{"activity":"","client":"","connector":"harvest","person":"","project":"Internal","why":"not client work"}],"version":"1"},"milestones":[]}');
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
INSERT INTO "match" VALUES('e33hrcmtsppay',1,'dcc1c042056e4b3566d25b8edbba71ee','2026-10-21','held','not approved in the tracker','ACME-IMPL','ACME-IMPL in the project''s code field','Kim Allen','by name','acme','[["ACME-17","Not approved yet","","key in the note"]]','','Kim Allen','2026-10','','[]');
INSERT INTO "match" VALUES('e4gudgkhvgjll',1,'dcc1c042056e4b3566d25b8edbba71ee','2026-10-16','open','to be billed','KYO-CARE','KYO-CARE in the project''s name','Ada Ng','by name','kyoto','[]','','Ada Ng','2026-10','','[]');
INSERT INTO "match" VALUES('e4whiztmmiqxp',1,'dcc1c042056e4b3566d25b8edbba71ee','2026-10-16','open','to be billed','ACME-IMPL','ACME-IMPL in the project''s code field','Sam Ortiz','by name','acme','[["ACME-16","Handover to a person","","key in the note"]]','','Sam Ortiz','2026-10','','[]');
INSERT INTO "match" VALUES('e6ixlp6ccunex',1,'dcc1c042056e4b3566d25b8edbba71ee','2026-10-14','held','nobody in people.yaml has nobody@northwind.test','KYO-CARE','KYO-CARE in the project''s name','','nobody in people.yaml has nobody@northwind.test','kyoto','[]','','Nobody Known','2026-10','','[]');
INSERT INTO "match" VALUES('eb4spbsace7p2',1,'dcc1c042056e4b3566d25b8edbba71ee','2026-10-07','out_of_scope','not client work','','no code field, project name or tag names one','Kim Allen','by name','','[]','','Kim Allen','2026-10','','[]');
INSERT INTO "match" VALUES('edhtcayqzlq23',1,'dcc1c042056e4b3566d25b8edbba71ee','2026-10-13','non_billable','workstream ACME-SALES is non-billable','ACME-SALES','ACME-SALES in the project''s code field','Kim Allen','by name','acme','[["ACME-40","Offer for phase two","","key in the note"]]','','Kim Allen','2026-10','','[]');
INSERT INTO "match" VALUES('eed4adyappeyp',1,'dcc1c042056e4b3566d25b8edbba71ee','2026-11-01','open','to be billed','KYO-CARE','KYO-CARE in the project''s name','Sam Ortiz','by e-mail','kyoto','[]','','Sam Ortiz','2026-11','','[]');
INSERT INTO "match" VALUES('eleploecsrjuu',2,'dcc1c042056e4b3566d25b8edbba71ee','2026-10-05','open','to be billed','ACME-IMPL','ACME-IMPL in the project''s code field','Sam Ortiz','by name','acme','[["ACME-14","Prompt revision and tests","","key in the note"]]','','Sam Ortiz','2026-10','','[]');
INSERT INTO "match" VALUES('enni7mq4d7e3f',1,'dcc1c042056e4b3566d25b8edbba71ee','2026-10-05','open','to be billed','ACME-IMPL','ACME-IMPL in the project''s code field','Kim Allen','by name','acme','[["ACME-14","Prompt revision","https://northwind.atlassian.net/browse/ACME-14","the tracker''s own reference"]]','','Kim Allen','2026-10','','[]');
INSERT INTO "match" VALUES('ep6z23xpxooz3',1,'dcc1c042056e4b3566d25b8edbba71ee','2026-10-12','open','to be billed','KYO-CARE','KYO-CARE in the project''s name, a tag','Kim Allen','by e-mail','kyoto','[]','','Kim Allen','2026-10','','[]');
INSERT INTO "match" VALUES('epss7cmpzx6rw',2,'dcc1c042056e4b3566d25b8edbba71ee','2026-10-19','open','to be billed','ACME-IMPL','ACME-IMPL in the project''s code field','Kim Allen','by name','acme','[["ACME-16","Handover to a person","","key in the note"]]','','Kim Allen','2026-10','','[]');
INSERT INTO "match" VALUES('et6necnz2thax',1,'dcc1c042056e4b3566d25b8edbba71ee','2026-10-08','open','to be billed','ACME-IMPL','ACME-IMPL in the project''s code field','Sam Ortiz','by name','acme','[]','','Sam Ortiz','2026-10','','[]');
INSERT INTO "match" VALUES('eto5mj2aju7lo',1,'dcc1c042056e4b3566d25b8edbba71ee','2026-10-02','outside','before go_live 2026-10-03','ACME-IMPL','ACME-IMPL in the project''s code field','Kim Allen','by name','acme','[["ACME-13","Before go-live","","key in the note"]]','','Kim Allen','2026-10','','[]');
INSERT INTO "match" VALUES('ex7ctraz435we',1,'dcc1c042056e4b3566d25b8edbba71ee','2026-10-31','held','the timer is still running','KYO-CARE','KYO-CARE in the project''s name','Kim Allen','by e-mail','kyoto','[]','','Kim Allen','2026-10','','[]');
INSERT INTO "match" VALUES('ey74wb23ryiru',1,'dcc1c042056e4b3566d25b8edbba71ee','2026-10-23','open','to be billed','ACME-IMPL','project Acme Corp / Prototype was mapped to it by a person','Ada Ng','A. N. was mapped by a person','acme','[["ACME-19","Mapped by a person","","key in the note"]]','','Ada Ng','2026-10','','[]');
INSERT INTO "match" VALUES('ezx2g5outym35',1,'dcc1c042056e4b3566d25b8edbba71ee','2026-10-06','open','to be billed','ACME-IMPL','ACME-IMPL in the project''s code field','Kim Allen','by name','acme','[["ACME-15","Retrieval, the \"second\" design — it''s 100 % done","","key in the note"]]','','Kim Allen','2026-10','','[]');
CREATE TABLE matched (
	id INTEGER NOT NULL, 
	basis TEXT NOT NULL, 
	run INTEGER NOT NULL, 
	CONSTRAINT pk_matched PRIMARY KEY (id)
);
INSERT INTO "matched" VALUES(1,'dcc1c042056e4b3566d25b8edbba71ee',5);
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
INSERT INTO "plan" VALUES('pzumljh6xcsco','acme','2026-10',1,'fa914ec84bc54e9da08e8a151f142403',X'7801AD56DB6EE33610FD158240D1872A1BCB7718E843B0BB40836EBA41833E258141CB8CC5B5442A24E5D8090CF423FA85FD929EA16447F2EE7AB3D9BE49E47066CECC99433E71E765E1F8A417F1522BCF274F7C66CC122BFC4E65D2F18827A9B00B3955CE95F89F5CDFEE96763F467B2B92EAACCAB2A9375F7233B342CF955EC033392D9D37B9B4D59FCC85CAE8738B9D4C490D67FC2CC9257B6B6C11CCAD953AD960F9AFAB775890EB426A47F9E832CB22AEE6D81238813DA5574625723A175E623524CEE66283AD0C4B53AF6036E15AAE3DAB6D694B69E9A6330AE1855B62C568392D428A754E5842D480A18A6AEC5C5A2AC313D7653E0BB6971F4F46A3718CF34EE904812AD352FB00B1DBE90E4FE2CE493C80C583B14BE7AD1479A8E5366AFB19C7DDCEB31FBE3F3AC462EDAF727EE8072D2A8CF32153EA9705EC2ACDC4A0095E191D02C2CCA252801C0F1A91C829E5D232BEE6D664545E871218CB6F29C8EEF4F8DBA7C110B5529EBA706693547999F8D24A7E1B1DF3DCED1F7A2638A6ACA984C2B7AABC125909384F7CAE2CFC0327B09505622E405139759230017BAF83EC43BF40364B49D12034F6879DED16A16AEFFBDA777A30F5D286867D35B8D8D421964A1331B5F4E1D89A788D1FD6EBF0E0BEDDC554EA404ECCDA3495199D9C61A0984F25B3D2918F07E5526A258862A6F56406E6F2C99DC89C44C6A979A0FDD494444D6F4B2C6A1308509B14D21468255231705993A33224EAD7A7B60474ED43B0540A301D27609F09BD28C582CE4B1DFEC398D11746A8B2A178D5571891EAD349BBA2B944DD952170A8C1E10C407E8058CC28BD2AA3C4CCC9D5D9DB8BF727E717971F10478B30C0E73950E4E89F088DDE37AB35703B2E3FBBAD8BD0F47B75F6E1FDD5B3E34B145B54E2D76257A35BC48D47084440B197A369A67212D12A83203CC04913B8C3FC849A11F46A96E3930E09C59DB268EE6EB1532DD620EBA127650C534EEE1ADFD75CF67AA94D72EF8A82242E8EF65CEDC2F7A0DF01D39BC5FB5DE5EC2CCB42EBEA518EF8A53518903C27C58890EFF57575261E21BD3F8C67A228AC59C939DB042A87E90F5EE311FBC2FE399AB2946C6688B3B83F5681BD5559E2201641C6EB56802DCF01940E7CA72B6509CA45950DD530E8765439A9D7493C64FF21558F1EC9DFAF31E98D02C410CAB83F1A1E54E04AE4ECA3F5EA11B97DBB0224B6BFE1EA027ACBBC6182A1970EC212F1461586EC2B36472B1144B7598997C04DB5B9F73DB729D76B24D180DBEDF2A837FCB17E8F01EB9DCCA447ABE9B244039A30C7EC70F328BECF3AFD127C992C322313673F95650B5F0757E6383EC4D7ECE627BC6170351DE173BFDACC0B0F455D294737440B619F61160EB68F627C550FB556A3FCBE3F1FC9DEDD6718E3EE0F36F1CB2053EF0B37393DD5C6FAF40117D31BE133E19C12FA0DEEA4D399350F4E9E5653DD6F70FBBB4BF2AAB6FBA196897EECFA54ACDB250127A119478678DFF60B29E9D183572B691824E3D7F89798250277A89899D20765295406BDB9B96133288C43055230E0FF6FF1E3BABB1820E626EF81B78D31ED40517AE341F705B2DC7A28B574995E8F7F4A6F95C493270AB86E2066F4BAB9E16C2E9D5A68F6EFDFFF30E57F760C43C37E6273BAAF5A641FB057FA3856AEEAC9F63DAA76BBFD0F0B18EB3E','ff942111c541e3d71278273bc3bb204d',3);
INSERT INTO "plan" VALUES('ppnjgn6obayk2','kyoto','2026-10',1,'14781510f5f866ce80ef90527429d507',X'78018D55CB8EDB3614FD1581DB6A52C9B21DC4AB0E826C9AA22DDA018A2008045AE248AC695220293FC6F0A2C8A6FF5004C90704F98000413EA6C922BB7C42CE25E5A9264893D918E4BDD4BDE79C7B481F98F3A2736C51A4ACD7D2B3C5812D8D5921C22EA5128EA5AC6AB96D44299DEBB15F3C7E720A9D36467BCBABF8AD54AAF4E64B659696EB5AEA0695A968EFBC590B1B7762CDA5A2E5111925854631F6EEF5CB0F4FDF243FF93A9CB756E86A8FF88FBF3E4240EC3AA11D01D2BD5229933552ABBD41736CF4C6C84A9435F702E1003DA9F91E298550E9E59AE25AEC7C329CA594D4C2954BEAD109EB8C46CC68516283D0800B21340E3C6263636B1C8EBA74C6F99022912C3A51FCC02A03E65E1A7D3A66010E25F3E92CCBD0C4494D7BAA77A40F4D3F28456586249B6493F9599E9D6505BEF0C2AE63EDD1B729DB70D5A3D081812BD2F92C652BA949192D7CF86C47CA6293E43376A466BDF6247DE4B26D850EE260DA652B147DB9C44813DF8AC40A4735B6D2B5C4EBC0B429076F04E5D8E2922B2780B8355BCAB7A62761BCED11D426A8311CE984E95418015FA3D8B558F1ACE78E1C489B2371DDF9D0AF151C520312CE2BAE9B9E375442D09C68AC4306538C2B6A1957614671E984DD9035305469881F6400296357CE5BC1075589345F12C288A83235957AF8E897B3FBE7BF3D40430DE088DCE7566077630A234949E12B780827CF9DE4DF5F1858945C3ED8B754724DB76EF0305D3160A2B19FF01DC08F60C6F1E767598E7697D26216A7203C41C101D1E0136A125851B9D1FA3113D3A6AF9B55BB69FE548AA5797A6DAD7CCED2C9DD2C4BC744CF6B9EFCDC1047D8DE582C580A8084F1C126DE8434C8908CD4F1A669507B54F9222B1645B6C8B2EF32FA6569A4CCD2C111A705D50DD7F3E6013464622E77AA9B57558F8B7B13F814DBC967C003D2FFC0FED19A44BA046ADF02EEF4222F80F2FFE16AB334F51E8F4712AD7C67CFD72A69B94B62E6076DAC6FB7B87C77E07BF48C34BFC6AE9B5F4D8A5DB733E60A577C3C96094B67D3CFD83D94EBE45CA960FEF16458151D793D8C38AAF898FEFBD7AB776F9FBD7FF577F2F1F93F2F6E23C4E45B42DC86D9EE6E857F88AB6931DBE2B28C9815F0EDFC96C4228FDFF15AA9C4F63A3CC1DF9E64915DE4F7BE3CC9E1ADC1CB467EB3640EBCDEE3EA5F9FD993E327236D3F0D','ff942111c541e3d71278273bc3bb204d',3);
INSERT INTO "plan" VALUES('poztgkthk6hze','kyoto','2026-11',1,'1b5617b1bf7adacacf8bb7b67dd66be5',X'78016D53CD6A1B31107E9545D7AEE9AE9D1FF02D845EDA404A9B4B086191BD13AFB0565A246D62C7F8D4D7E91314FA36BDF42DFA8DA40D0E148CD17C33F3CDCC37B307E1030D5E2C17A5188D0A6279102B6BB740C493D2E44529D69D741B6A94F723ECE5C3E3044D8635C1C975CA555A37C1FE8F66E5A46995D9809949471F6C4F2E59D44BA5F97984472B3220137F7EFDFCFBE3777113DA18EF1C99F51EF8E7AFF700683790F1DC9019B52E856AE1DAEE2D8AC330CF56ADA9696520C0B1F5A2957BB834A026A89E7143BB50E458762943BE59718D819CB7069835D4C00094FB0284C2718E54D8BA16C14997C1FA105D2C924325C60F626D317950D64C610ECD81B23E3BAF2A14F1CAB0CD7C474EB463568A69B253CCABF9C5ACAE66D50219815C9FB84F724BF12CF508A283C0AC70D7E7A5D82AC3CA180A316DC7CAC228EA7371E462A3092C7D9AE5A52313C5C1B69B8E3467AEB0D222745438F2CCF1A27CC7731D84B14DBE8DA89C583E49ED091D77F685FD9D1D5998E04680C6463572C84076D07105B207D99B58293648CF17C8C69167DD8558AF2309A9D112E2B5349B516E9882784FBCD6ECC116D38B4BA657DC517A7A72CF7C1A58AAB23C1F64C050D66D7D7024B3AA3CB45C7187A9A3B56D99EACBFDEDECFAEADB271434681CC8B57404EBDD164E2465855F714388BCF24A7EBCB33851BEF27CBE8D563D7F75F986F913434FBCF6A9BF03E6E336D3FAE7B3AA46B927E5B08B09AC13983B4A813517895331DDC9FB4110B567B2DDCB61A0FD20CABACCDC896671515F96A7837E977D71EB827AE53171F9D6E1214AF4C86DDE40F7C29A78205AFA90BF3296A538512BD8CD46236F3AE2457D575F2EAB0ABF0FF15F94490251E60B991E5C247EAEEF031E1F8FFF007FF88274','ff942111c541e3d71278273bc3bb204d',4);
INSERT INTO "plan" VALUES('p3bve3xmuyead','acme','2026-10',2,'e5e24323d666a68a15a9e645c3de2dfc',X'7801AD56DB6EDC3610FD158240D187CAB1B457DB401F8C34408DC68951A34FB6B1E06AE915638954486A6F86817C44BFB05FD233946C4B9BF52DED9B440E67E6CC9C39E42D775E968E1FF5235E69E5F9D12D9F1A7383157EAD72E978C4D34CD8B99C28E72AFC1F5D5CDD2FDDFF18EDAD48EBB32ACF27DEEC7233B542CF949EC33339AD9C3785B4F59F2C84CAE9F30E3BB9921ACEF8715A48F6DED832985B2B75BAC6F25FE7BF6141AE4AA91DE5A3AB3C8FB89A614BE004F6945E1895CAC94C7889D590389B8935B6722C4DBC82D911D772E559634B5B4A4B379952082FDC0D568C969332A4D8E48425440D18EAA8C6CEA4A532DC725D15D3607BF6796F3C3E4870DE299D22506D5A691F20F6E2DE682F89F792212C96C6DE386FA528422DEFA2AE9F83A4173FFAE10F4747586CFCD5CEB7FDA045A5713E644AFDB2805DA7991A34C12BA343409859540A9093612B1239A55C3AC617DC9A9CCAEB500263F91505B93F7DF0F26930442D94A72E1CDB34535EA6BEB2925F45CF79EE0DB63D131C53355442E13B555E88BC029C5B3E5316FE8113D8AA1231E7A0A89C38499880BD1F23FBD02F90CD52523408ADFD517C7787508DF787DAC77D987A6943C39E0C2ED64D881BA589985AFA706C45BCC60FEBC73CB8EF7631933A9013B336C9644E27A71828E633C9AC74E463A95C46AD0451CCA499CCC05C7E742D722791716696B49F998AA8E96D85456D02011A93529A12AD442A062E1B72D48644FDE6D41D015DF9102C93024CC709D8E742CF2B31A7F35287FF3066F48511AA6D285EFD1546A4FE74D22E682E517765081C6AB03D03901F2016534AAFCE2835337275FCFEF4C3DEC9E9D947C4D1220CF049011405FA2742A31F9AD519B87B2E3FBA6D8AD0F67B7EFCF1C3F9A3E333145BD4E2D76157AB5BC48D0D0422A07890A349AE0A12D13A83203CC04913788FF9163523E8F52C277B3109C5B5B268EEFD625C2F36209BA127650C534EEE5ADF175CF6FB994D0BEFCA92242E891EB8DA83EFE12006D3DBC5FB4315EC38CF43EB9A518EF899351890A220C58890EFC5457D261923BD4FC6335196D62CE48CAD0395C3F407AFC998EDD83F41536E249B1AE22CEE8F45606F5D9624884590F1A61560CB6300A503DFE94AB901E5A2DA866A18743BAA9D34EB241E72B0CCD4C623F9AF2B4C7AAB00098432198C475B15381705FB6CBDDA20B7972B4062FB3BAE2EA0B7CC1B26187AE9202C116F5561C49EB079B6124174DB95780DDC5C96B991A9B35FAA8A47BDC77EC7B8520E0FB7FBDD46FB05773CA4FB997E0FEACDA2F4509C8572505006F00CF20125E8401E30B0E649C3FF1FB7D66A5C7C1DCCC6B27FDD6933E14E7AA36DE06F23FA0EE0809B795FBAA3FD7D6DACCF9610F377C2E7C23925F43BE8F8FED49AA593FBF5240C5A7CF8AE3870F66C49BE1B8AD750A1746E9C16E56635B2CB0E1592C35D54785B45FE23F1CF54BE73FA0FE9E1F356CEFB9196A9DEF47C2656DDDE1FE0F760BBF53B397F2A25BD88C0621238E8C9AFC92F094B052E583135950FB25352D6ECF2924D213F0EADCE5E6ADC0FCDF07A3C584E7B7DBB561633DC92AC1EDE1783E1369EE399609FA0CCAF902B349E9F42AD21D5D3F5136275C8765A609CBDF1EB921E792F6AF66BE8B959F5E64354765DF469445B4A056EF50F86D0AE176FA6CE5BB17335118FFE94DE2A89575F14BA778902D103EF92B399746AAED93FDFFE66CAFFEC5812C7EC2736A32BBBA36243F6833E9E9BE6FAD5FA16925FDDFD0BDE50398D','ff942111c541e3d71278273bc3bb204d',6);
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
	run INTEGER NOT NULL, 
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
	detail TEXT, 
	CONSTRAINT pk_run PRIMARY KEY (id), 
	CONSTRAINT fk_run_configuration FOREIGN KEY(configuration) REFERENCES configuration (hash), 
	CONSTRAINT uq_run_kind_due_at UNIQUE (kind, due_at)
);
INSERT INTO "run" VALUES(1,'import',NULL,'2026-11-03 12:00:00.000000','2026-11-03 12:00:00.000000','done','ff942111c541e3d71278273bc3bb204d','{"entries":5,"files":1,"refused":0}');
INSERT INTO "run" VALUES(2,'import',NULL,'2026-11-03 12:00:00.000000','2026-11-03 12:00:00.000000','done','ff942111c541e3d71278273bc3bb204d','{"entries":12,"files":1,"refused":0}');
INSERT INTO "run" VALUES(3,'run',NULL,'2026-11-03 12:00:00.000000','2026-11-03 12:00:00.000000','done','ff942111c541e3d71278273bc3bb204d','{"changed":2,"contracts":2,"period":"2026-10"}');
INSERT INTO "run" VALUES(4,'run',NULL,'2026-11-03 12:00:00.000000','2026-11-03 12:00:00.000000','done','ff942111c541e3d71278273bc3bb204d','{"changed":1,"contracts":1,"period":"2026-11"}');
INSERT INTO "run" VALUES(5,'import',NULL,'2026-11-03 12:00:00.000000','2026-11-03 12:00:00.000000','done','ff942111c541e3d71278273bc3bb204d','{"entries":11,"files":1,"refused":0}');
INSERT INTO "run" VALUES(6,'run',NULL,'2026-11-03 12:00:00.000000','2026-11-03 12:00:00.000000','done','ff942111c541e3d71278273bc3bb204d','{"changed":1,"contracts":2,"period":"2026-10"}');
INSERT INTO "run" VALUES(7,'run',NULL,'2026-11-03 12:00:00.000000','2026-11-03 12:00:00.000000','done','ff942111c541e3d71278273bc3bb204d','{"changed":0,"contracts":1,"period":"2026-11"}');
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
INSERT INTO "unit" VALUES('acme','2026-10','919c55139293812aa94dfbdce633a2bc','p3bve3xmuyead',0,'Acme Corp','USD',313500,0);
INSERT INTO "unit" VALUES('kyoto','2026-10','06a284fc9b12efaee148e10b4f5bad46','ppnjgn6obayk2',0,'京都 Ltd','JPY',39875,0);
INSERT INTO "unit" VALUES('','2026-11','ecd96a6e1afd49e4f9557ee0b47a6e98','',0,'','',0,0);
INSERT INTO "unit" VALUES('kyoto','2026-11','06a284fc9b12efaee148e10b4f5bad46','poztgkthk6hze',0,'京都 Ltd','JPY',14568,0);
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
COMMIT;
