-- A store of schema version 4: the schema as that version made it, and a job in each of three states, with an earlier attempt and a removed job.
BEGIN TRANSACTION;
CREATE TABLE attempts (
    job INTEGER NOT NULL,
    attempt INTEGER NOT NULL,
    run INTEGER NOT NULL,
    state INTEGER NOT NULL,
    started INTEGER,
    ended INTEGER,
    elapsed INTEGER NOT NULL,
    exit_code INTEGER,
    exit_signal INTEGER,
    error_code INTEGER,
    error_description TEXT,
    error_summary TEXT,
    PRIMARY KEY (job, attempt)
) WITHOUT ROWID;
INSERT INTO "attempts" VALUES(1,1,1,7,1789999990000000,1789999991000000,1000000,0,NULL,NULL,NULL,NULL);
CREATE TABLE element_states (
    element TEXT NOT NULL COLLATE NOCASE,
    property TEXT NOT NULL COLLATE NOCASE,
    value TEXT NOT NULL,
    PRIMARY KEY (element, property)
) WITHOUT ROWID;
CREATE TABLE history (
    place INTEGER PRIMARY KEY AUTOINCREMENT,
    job INTEGER NOT NULL,
    namespace TEXT NOT NULL COLLATE NOCASE,
    instance_id TEXT NOT NULL COLLATE NOCASE,
    class TEXT NOT NULL,
    template TEXT NOT NULL,
    owner TEXT NOT NULL,
    target TEXT,
    submitted INTEGER NOT NULL,
    started INTEGER,
    ended INTEGER,
    removed INTEGER NOT NULL,
    state INTEGER NOT NULL,
    status TEXT NOT NULL,
    runs INTEGER NOT NULL,
    attempt INTEGER NOT NULL,
    elapsed INTEGER NOT NULL,
    exit_code INTEGER,
    exit_signal INTEGER,
    error_code INTEGER,
    error_description TEXT,
    error_summary TEXT
);
INSERT INTO "history" VALUES(1,99,'root/virtualization/v2','removed','Msvm_ConcreteJob','worker','chaos',NULL,1789990000000000,1789990001000000,1789990002000000,1789990302000000,10,'Job is completed with error',1,1,1000000,9,NULL,9,'It was cold.','The program ended with exit code 9.');
CREATE TABLE jobs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    namespace TEXT NOT NULL COLLATE NOCASE,
    instance_id TEXT NOT NULL COLLATE NOCASE,
    class TEXT NOT NULL COLLATE NOCASE,
    template TEXT NOT NULL COLLATE NOCASE,
    owner TEXT NOT NULL COLLATE NOCASE,
    name TEXT NOT NULL,
    caption TEXT NOT NULL,
    description TEXT NOT NULL,
    element_name TEXT NOT NULL,
    job_type INTEGER,
    submitted INTEGER NOT NULL,
    scheduled_start INTEGER,
    arguments TEXT NOT NULL,
    target TEXT,
    priority INTEGER NOT NULL,
    notify TEXT,
    cancellable INTEGER NOT NULL,
    delete_on_completion INTEGER NOT NULL,
    time_before_removal INTEGER NOT NULL,
    run_times INTEGER NOT NULL,
    run_month INTEGER,
    run_day INTEGER,
    run_day_of_week INTEGER,
    run_start_interval INTEGER,
    local_or_utc INTEGER,
    until_time INTEGER,
    recovery_action INTEGER NOT NULL,
    elapsed_before INTEGER NOT NULL,
    active_since INTEGER,
    percent INTEGER NOT NULL,
    segment_step INTEGER,
    segment_target INTEGER,
    segment_start INTEGER,
    segment_duration INTEGER,
    status TEXT NOT NULL,
    warnings TEXT NOT NULL,
    properties TEXT NOT NULL,
    state INTEGER NOT NULL,
    toward INTEGER,
    state_changed INTEGER,
    started INTEGER,
    ended INTEGER,
    exit_code INTEGER,
    exit_signal INTEGER,
    attempt INTEGER NOT NULL,
    error_code INTEGER,
    error_description TEXT,
    error_summary TEXT,
    removal INTEGER
, origin TEXT, handed_over INTEGER NOT NULL DEFAULT 0, runs INTEGER NOT NULL DEFAULT 0, reruns INTEGER NOT NULL DEFAULT 0, retry_at INTEGER);
INSERT INTO "jobs" VALUES(1,'root/virtualization/v2','ended','Msvm_ConcreteJob','worker','chaos','Msvm_ConcreteJob','','','',NULL,1790000000000000,NULL,'Ü	tab\tand ü',NULL,0,NULL,1,0,300000000,1,NULL,NULL,NULL,NULL,NULL,NULL,2,115,NULL,0,NULL,NULL,NULL,NULL,'Job is completed with error','','',10,NULL,1790000001000000,1790000001000000,1790000002000000,1,NULL,2,1,'The program ended with exit code 1.','The program ended with exit code 1.',NULL,'root/winch:Winch_JobService.CreationClassName="Winch_JobService",Name="Winch",SystemCreationClassName="CIM_ComputerSystem",SystemName="vm"',0,1,0,NULL);
INSERT INTO "jobs" VALUES(2,'root/virtualization/v2','running','Msvm_ConcreteJob','export','chaos','Msvm_ConcreteJob','','','',NULL,1790000000000000,NULL,'',NULL,0,NULL,1,0,300000000,1,NULL,NULL,NULL,NULL,NULL,NULL,2,0,1790000001000000,0,0,50,0,3600000000,'Copying','','',4,NULL,1790000001000000,1790000001000000,NULL,NULL,NULL,1,NULL,NULL,NULL,NULL,'root/winch:Winch_JobService.CreationClassName="Winch_JobService",Name="Winch",SystemCreationClassName="CIM_ComputerSystem",SystemName="vm"',1,0,0,NULL);
INSERT INTO "jobs" VALUES(3,'root/virtualization/v2','suspended','Msvm_ConcreteJob','export','chaos','Msvm_ConcreteJob','','','',NULL,1790000000000000,NULL,'',NULL,0,NULL,1,0,300000000,1,NULL,NULL,NULL,NULL,NULL,NULL,2,7000000,NULL,0,0,50,0,3600000000,'Copying','','',5,NULL,1790000001000000,1790000001000000,NULL,NULL,NULL,1,NULL,NULL,NULL,NULL,'root/winch:Winch_JobService.CreationClassName="Winch_JobService",Name="Winch",SystemCreationClassName="CIM_ComputerSystem",SystemName="vm"',1,0,0,NULL);
CREATE TABLE owners (
    name TEXT PRIMARY KEY COLLATE NOCASE,
    jobs INTEGER NOT NULL
) WITHOUT ROWID;
INSERT INTO "owners" VALUES('chaos',3);
CREATE TABLE steady_clock (
    boot TEXT NOT NULL,
    ahead INTEGER NOT NULL
);
INSERT INTO "steady_clock" VALUES('an earlier start of the host',1789999000000000);
CREATE UNIQUE INDEX jobs_key ON jobs (instance_id, namespace);
CREATE INDEX jobs_class ON jobs (namespace, class);
CREATE INDEX jobs_state ON jobs (state);
CREATE INDEX jobs_removal ON jobs (removal) WHERE removal IS NOT NULL;
CREATE INDEX jobs_target ON jobs (target COLLATE NOCASE) WHERE target IS NOT NULL;
CREATE INDEX jobs_origin ON jobs (origin COLLATE NOCASE) WHERE origin IS NOT NULL;
CREATE INDEX history_key ON history (instance_id, namespace);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('jobs',3);
INSERT INTO "sqlite_sequence" VALUES('history',1);
COMMIT;
PRAGMA user_version = 4;
