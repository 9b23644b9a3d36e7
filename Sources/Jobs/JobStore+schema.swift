internal import SQLite

extension JobStore {
    /// The schema, step by step. A released step is never changed; a new need is a new step.
    static let migrations = [
        Migration(
            1,
            """
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
            );
            CREATE UNIQUE INDEX jobs_key ON jobs (instance_id, namespace);
            CREATE INDEX jobs_class ON jobs (namespace, class);
            CREATE INDEX jobs_state ON jobs (state);
            CREATE INDEX jobs_removal ON jobs (removal) WHERE removal IS NOT NULL;
            CREATE TABLE owners (
                name TEXT PRIMARY KEY COLLATE NOCASE,
                jobs INTEGER NOT NULL
            ) WITHOUT ROWID;
            CREATE TABLE element_states (
                element TEXT NOT NULL COLLATE NOCASE,
                property TEXT NOT NULL COLLATE NOCASE,
                value TEXT NOT NULL,
                PRIMARY KEY (element, property)
            ) WITHOUT ROWID;
            """),
        // The jobs of an element, both of those it is the work of and of those it started.
        Migration(
            2,
            """
            ALTER TABLE jobs ADD COLUMN origin TEXT;
            CREATE INDEX jobs_target ON jobs (target COLLATE NOCASE) WHERE target IS NOT NULL;
            CREATE INDEX jobs_origin ON jobs (origin COLLATE NOCASE) WHERE origin IS NOT NULL;
            """),
        // Jobs that run again, and what is kept of them; the steady clock.
        Migration(
            3,
            """
            ALTER TABLE jobs ADD COLUMN handed_over INTEGER NOT NULL DEFAULT 0;
            ALTER TABLE jobs ADD COLUMN runs INTEGER NOT NULL DEFAULT 0;
            ALTER TABLE jobs ADD COLUMN reruns INTEGER NOT NULL DEFAULT 0;
            ALTER TABLE jobs ADD COLUMN retry_at INTEGER;
            UPDATE jobs SET handed_over = 1 WHERE state IN (2, 3, 4, 5, 6, 11, 12) AND attempt > 0;
            CREATE TABLE steady_clock (
                boot TEXT NOT NULL,
                ahead INTEGER NOT NULL
            );
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
            """),
        // Jobs that are removed, in the order in which they were.
        Migration(
            4,
            """
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
            CREATE INDEX history_key ON history (instance_id, namespace);
            """),
        // What happened to jobs, and who follows it.
        Migration(
            5,
            """
            CREATE TABLE changes (
                first INTEGER PRIMARY KEY,
                count INTEGER NOT NULL,
                time INTEGER NOT NULL,
                data BLOB NOT NULL
            );
            CREATE TABLE change_log (
                id INTEGER PRIMARY KEY CHECK (id = 1),
                begun INTEGER NOT NULL
            );
            CREATE TABLE followers (
                identifier TEXT PRIMARY KEY,
                definition BLOB NOT NULL,
                cursor INTEGER NOT NULL,
                lost INTEGER NOT NULL,
                expires INTEGER NOT NULL
            ) WITHOUT ROWID;
            """),
    ]
}
