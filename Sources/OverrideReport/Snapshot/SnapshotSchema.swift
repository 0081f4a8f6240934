/// The tables of a snapshot. SQLite keeps the comments, so that `.schema` in any SQLite tool is the documentation.
///
/// Everywhere: `fetch_id` tells which course of the list a row belongs to, `position` is the place in its canonical
/// order, ids are Canvas's, a date is ISO 8601 in UTC or NULL, a boolean is 0 or 1. An item is named by
/// `assignment_id`, or by `practice_quiz_id` where no assignment stands behind it, and by `part` for one checkpoint of
/// a discussion.
enum SnapshotSchema {
    /// `PRAGMA user_version`: counts up with every change of the tables. Another version is refused, not guessed at.
    static let version = 4

    /// `PRAGMA application_id`: "OvRp", so that `file` and this program tell a snapshot from any other SQLite file.
    static let applicationID: Int64 = 0x4F76_5270

    static let statements = """
        CREATE TABLE run (
            -- One row: the run that filled this file. finished_at is NULL until every listed course has been tried.
            run_id INTEGER PRIMARY KEY CHECK (run_id = 1),
            canvas_url TEXT NOT NULL,
            viewer_id INTEGER,              -- whose token read the courses
            viewer_name TEXT NOT NULL,
            accommodations INTEGER NOT NULL, -- 1: every course was asked for extra time and attempts
            teachers INTEGER NOT NULL,      -- 1: every course was asked for its teachers
            tool_version TEXT NOT NULL,
            schema_version INTEGER NOT NULL,
            started_at TEXT NOT NULL,
            has_reports INTEGER NOT NULL,   -- 1: reports are put in place before this file is
            finished_at TEXT
        );
        CREATE TABLE course_list (
            -- The courses asked for, in the order of the reports.
            position INTEGER PRIMARY KEY,
            reference_kind TEXT NOT NULL CHECK (reference_kind IN ('canvas', 'sis')),
            reference_value TEXT NOT NULL,  -- the Canvas course id or the SIS course id
            reference_text TEXT NOT NULL,   -- as it was written in the list
            lines TEXT NOT NULL,            -- of the list, all that name the course: 2, 5; may be empty
            UNIQUE (reference_kind, reference_value)
        );
        CREATE TABLE course_fetch (
            -- What became of a listed course. Everything below belongs to one row of this table.
            fetch_id INTEGER PRIMARY KEY,
            reference_kind TEXT NOT NULL CHECK (reference_kind IN ('canvas', 'sis')),
            reference_value TEXT NOT NULL,
            reference_text TEXT NOT NULL,
            lines TEXT NOT NULL,
            status TEXT NOT NULL CHECK (status IN ('complete', 'partial', 'failed')),
            failure_reason TEXT,            -- a sentence, for failed courses
            fetched_at TEXT NOT NULL,
            request_count INTEGER NOT NULL,
            UNIQUE (reference_kind, reference_value)
        );
        CREATE TABLE canvas_course (
            fetch_id INTEGER PRIMARY KEY REFERENCES course_fetch ON DELETE CASCADE,
            position INTEGER NOT NULL,      -- always 0: a fetch reads one course
            course_id INTEGER NOT NULL,
            sis_course_id TEXT,
            course_code TEXT NOT NULL,
            course_name TEXT NOT NULL,
            workflow_state TEXT NOT NULL,
            time_zone TEXT,
            start_at TEXT,
            end_at TEXT,
            restrict_enrollments_to_course_dates INTEGER NOT NULL,
            term_id INTEGER,
            sis_term_id TEXT,
            term_name TEXT,
            term_start_at TEXT,
            term_end_at TEXT,
            term_student_dates_read INTEGER NOT NULL, -- 0: the two below could not be read
            term_student_start_at TEXT,     -- when students can enter, where nothing else decides it
            term_student_end_at TEXT,
            canvas_due_dates_read INTEGER NOT NULL, -- 0: canvas_due_date is empty because it could not be read
            accommodations_asked_for INTEGER NOT NULL,
            account_id INTEGER,
            account_name TEXT,              -- NULL where teachers were not asked for
            teachers_read INTEGER NOT NULL, -- 0: teacher is empty because they were not asked for, or are hidden
            teachers_hidden INTEGER NOT NULL
        );
        CREATE TABLE section (
            fetch_id INTEGER NOT NULL REFERENCES canvas_course ON DELETE CASCADE,
            position INTEGER NOT NULL,
            section_id INTEGER NOT NULL,
            sis_section_id TEXT,
            section_name TEXT NOT NULL,
            start_at TEXT,
            end_at TEXT,
            restrict_enrollments_to_section_dates INTEGER NOT NULL,
            PRIMARY KEY (fetch_id, position)
        ) WITHOUT ROWID;
        CREATE TABLE student (
            fetch_id INTEGER NOT NULL REFERENCES canvas_course ON DELETE CASCADE,
            position INTEGER NOT NULL,
            student_id INTEGER NOT NULL,
            sis_user_id TEXT,
            sortable_name TEXT NOT NULL,
            PRIMARY KEY (fetch_id, position)
        ) WITHOUT ROWID;
        CREATE TABLE teacher (
            fetch_id INTEGER NOT NULL REFERENCES canvas_course ON DELETE CASCADE,
            position INTEGER NOT NULL,
            teacher_id INTEGER NOT NULL,
            sortable_name TEXT NOT NULL,
            PRIMARY KEY (fetch_id, position)
        ) WITHOUT ROWID;
        CREATE TABLE enrollment (
            -- Student enrollments but deleted and rejected ones.
            fetch_id INTEGER NOT NULL REFERENCES canvas_course ON DELETE CASCADE,
            position INTEGER NOT NULL,
            student_id INTEGER NOT NULL,
            section_id INTEGER NOT NULL,
            state TEXT NOT NULL,
            start_at TEXT,                  -- most enrollments have no dates of their own
            end_at TEXT,
            PRIMARY KEY (fetch_id, position)
        ) WITHOUT ROWID;
        CREATE TABLE student_group (
            -- Groups and differentiation tags that an override names.
            fetch_id INTEGER NOT NULL REFERENCES canvas_course ON DELETE CASCADE,
            position INTEGER NOT NULL,
            group_id INTEGER NOT NULL,
            group_name TEXT,
            group_category_id INTEGER,
            is_differentiation_tag INTEGER NOT NULL,
            PRIMARY KEY (fetch_id, position)
        ) WITHOUT ROWID;
        CREATE TABLE student_group_member (
            fetch_id INTEGER NOT NULL,
            group_position INTEGER NOT NULL,
            position INTEGER NOT NULL,
            student_id INTEGER NOT NULL,
            PRIMARY KEY (fetch_id, group_position, position),
            FOREIGN KEY (fetch_id, group_position) REFERENCES student_group (fetch_id, position) ON DELETE CASCADE
        ) WITHOUT ROWID;
        CREATE TABLE item (
            -- Assignments, quizzes, discussions and their parts; the dates are those for everyone.
            fetch_id INTEGER NOT NULL REFERENCES canvas_course ON DELETE CASCADE,
            position INTEGER NOT NULL,
            assignment_id INTEGER,
            practice_quiz_id INTEGER,
            part TEXT,
            item_kind TEXT NOT NULL,
            quiz_id INTEGER,
            discussion_topic_id INTEGER,
            item_name TEXT NOT NULL,
            is_published INTEGER NOT NULL,
            url TEXT,
            due_at TEXT,
            unlock_at TEXT,
            lock_at TEXT,
            only_visible_to_overrides INTEGER NOT NULL,
            visible_to_everyone INTEGER,    -- NULL: Canvas does not say
            group_category_id INTEGER,
            override_source TEXT NOT NULL,
            has_hidden_parts INTEGER NOT NULL,
            quiz_endpoint_read INTEGER NOT NULL, -- 1: quiz_endpoint_listing holds what the quiz endpoint lists
            quiz_limits_read INTEGER NOT NULL, -- 0: the two below were not asked for, or could not be read
            time_limit_minutes INTEGER,     -- NULL: none
            allowed_attempts INTEGER,       -- NULL: unlimited
            PRIMARY KEY (fetch_id, position),
            CHECK ((assignment_id IS NULL) <> (practice_quiz_id IS NULL))
        ) WITHOUT ROWID;
        CREATE TABLE quiz_endpoint_listing (
            -- The override ids that the quiz override endpoint lists for an item.
            fetch_id INTEGER NOT NULL,
            item_position INTEGER NOT NULL,
            position INTEGER NOT NULL,
            override_id INTEGER NOT NULL,
            PRIMARY KEY (fetch_id, item_position, position),
            FOREIGN KEY (fetch_id, item_position) REFERENCES item (fetch_id, position) ON DELETE CASCADE
        ) WITHOUT ROWID;
        CREATE TABLE override (
            -- Overrides of items, and of modules where module_id is set. due_overridden = 1 with due_at NULL is
            -- "overridden to no date"; 0 lets another override or the date for everyone through.
            fetch_id INTEGER NOT NULL REFERENCES canvas_course ON DELETE CASCADE,
            position INTEGER NOT NULL,
            override_id INTEGER NOT NULL,
            assignment_id INTEGER,
            practice_quiz_id INTEGER,
            part TEXT,
            module_id INTEGER,
            title TEXT NOT NULL,
            set_type TEXT NOT NULL,         -- student, group, section, course, mastery_path, unknown
            group_id INTEGER,
            section_id INTEGER,
            due_overridden INTEGER NOT NULL,
            due_at TEXT,
            unlock_overridden INTEGER NOT NULL,
            unlock_at TEXT,
            lock_overridden INTEGER NOT NULL,
            lock_at TEXT,
            unassigns INTEGER NOT NULL,
            PRIMARY KEY (fetch_id, position),
            CHECK ((assignment_id IS NOT NULL) + (practice_quiz_id IS NOT NULL) + (module_id IS NOT NULL) = 1)
        ) WITHOUT ROWID;
        CREATE TABLE override_student (
            -- The students that an override of set_type 'student' names.
            fetch_id INTEGER NOT NULL,
            override_position INTEGER NOT NULL,
            position INTEGER NOT NULL,
            student_id INTEGER NOT NULL,
            PRIMARY KEY (fetch_id, override_position, position),
            FOREIGN KEY (fetch_id, override_position) REFERENCES override (fetch_id, position) ON DELETE CASCADE
        ) WITHOUT ROWID;
        CREATE TABLE module (
            fetch_id INTEGER NOT NULL REFERENCES canvas_course ON DELETE CASCADE,
            position INTEGER NOT NULL,
            module_id INTEGER NOT NULL,
            module_name TEXT NOT NULL,
            canvas_position INTEGER NOT NULL,
            is_published INTEGER,           -- NULL: not known
            PRIMARY KEY (fetch_id, position)
        ) WITHOUT ROWID;
        CREATE TABLE module_item (
            fetch_id INTEGER NOT NULL,
            module_position INTEGER NOT NULL,
            position INTEGER NOT NULL,
            assignment_id INTEGER,
            practice_quiz_id INTEGER,
            part TEXT,
            PRIMARY KEY (fetch_id, module_position, position),
            FOREIGN KEY (fetch_id, module_position) REFERENCES module (fetch_id, position) ON DELETE CASCADE
        ) WITHOUT ROWID;
        CREATE TABLE canvas_due_date (
            -- effective_due_dates: who has which due date by Canvas's own reckoning.
            fetch_id INTEGER NOT NULL REFERENCES canvas_course ON DELETE CASCADE,
            position INTEGER NOT NULL,
            assignment_id INTEGER NOT NULL,
            student_id INTEGER NOT NULL,
            due_at TEXT,
            grading_period_id INTEGER,
            in_closed_grading_period INTEGER, -- NULL: Canvas does not say
            PRIMARY KEY (fetch_id, position)
        ) WITHOUT ROWID;
        CREATE TABLE accommodation (
            -- Who has extra time, extra attempts or a manual unlock in a Classic Quiz: all that is kept of a submission.
            fetch_id INTEGER NOT NULL REFERENCES canvas_course ON DELETE CASCADE,
            position INTEGER NOT NULL,
            quiz_id INTEGER NOT NULL,
            student_id INTEGER NOT NULL,
            extra_time_minutes INTEGER NOT NULL,
            extra_attempts INTEGER NOT NULL,
            manually_unlocked INTEGER NOT NULL,
            state TEXT NOT NULL,            -- settings_only: the student has not begun
            PRIMARY KEY (fetch_id, position)
        ) WITHOUT ROWID;
        CREATE TABLE data_gap (
            -- What the token could not see; a course with a gap is partial.
            fetch_id INTEGER NOT NULL REFERENCES canvas_course ON DELETE CASCADE,
            position INTEGER NOT NULL,
            kind TEXT NOT NULL,
            permission TEXT,
            message TEXT NOT NULL,
            assignment_id INTEGER,
            practice_quiz_id INTEGER,
            part TEXT,
            module_id INTEGER,
            PRIMARY KEY (fetch_id, position)
        ) WITHOUT ROWID;
        """
}
