-- +goose Up
-- Mail that goes out, and what calls need besides.

ALTER TABLE people ADD COLUMN email text NOT NULL DEFAULT ''; -- as the login provider says; empty: none

-- The outbox. A row is written in the transaction of what it tells of and waits until
-- the mail server took it over; it is never removed.
CREATE TABLE mails (
	id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	key        text NOT NULL UNIQUE, -- the same key is the same mail
	kind       text NOT NULL CHECK (kind <> ''),
	to_address text NOT NULL CHECK (to_address LIKE '%_@_%'),
	subject    text NOT NULL CHECK (subject <> '' AND subject !~ '[\r\n]'),
	body       text NOT NULL,
	case_id    bigint REFERENCES cases,
	person_id  bigint REFERENCES people,
	file_key   text NOT NULL DEFAULT '', -- object that goes with it
	file_name  text NOT NULL DEFAULT '',
	not_after  timestamptz,              -- of no use later
	state      text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sent', 'failed', 'dropped', 'settled')),
	state_since timestamptz NOT NULL DEFAULT now(),
	tries      int NOT NULL DEFAULT 0,
	why        text NOT NULL DEFAULT '',
	swept      int NOT NULL DEFAULT 0,
	created_at timestamptz NOT NULL DEFAULT now(),
	sent_at    timestamptz,
	CHECK ((state = 'sent') = (sent_at IS NOT NULL)),
	CHECK ((file_key = '') = (file_name = '')),
	CHECK (state NOT IN ('failed', 'dropped') OR why <> '')
);
CREATE INDEX mails_open ON mails (id) WHERE state IN ('waiting', 'failed');
CREATE INDEX mails_case ON mails (case_id) WHERE case_id IS NOT NULL;

-- The days on which staff were reminded of calls that wait too long: once a day.
CREATE TABLE reminders (
	day     date PRIMARY KEY,
	at      timestamptz NOT NULL DEFAULT now(),
	overdue int NOT NULL,
	mailed  int NOT NULL
);

ALTER TABLE call_tasks
	ADD COLUMN handed_by_id bigint REFERENCES people, -- NULL: the procedure
	ADD COLUMN receiver_id  bigint REFERENCES people, -- the colleague to whom a caller left it
	ADD COLUMN passed_by    text NOT NULL DEFAULT '',
	ADD COLUMN passed_at    timestamptz,
	ADD COLUMN part         text NOT NULL DEFAULT '' CHECK (part IN ('', 'morning', 'afternoon', 'late')), -- when the citizen likes to be phoned
	ADD COLUMN incoming     boolean NOT NULL DEFAULT false, -- the citizen phoned us
	ADD COLUMN claimed_at   timestamptz,
	ADD COLUMN done_at      timestamptz,
	ADD CHECK ((receiver_id IS NULL) = (passed_at IS NULL)),
	ADD CHECK ((receiver_id IS NULL) = (passed_by = ''));
UPDATE call_tasks t
SET done_at = coalesce((SELECT max(at) FROM call_attempts WHERE task_id = t.id), t.created_at)
WHERE done;
ALTER TABLE call_tasks ADD CHECK (done = (done_at IS NOT NULL));
CREATE INDEX call_tasks_case ON call_tasks (case_id, id);
CREATE INDEX call_tasks_asked ON call_tasks (handed_by_id, id) WHERE handed_by_id IS NOT NULL;
ALTER TABLE call_attempts ADD COLUMN identified boolean NOT NULL DEFAULT false; -- the caller is sure that it was the citizen
