-- +goose Up
-- The legal clock, waiting for the citizen, letters, and pieces that are put together
-- or cut after they were routed.

-- A case may wait for the citizen: until a day at most, and it says for what.
ALTER TABLE cases DROP CONSTRAINT cases_state_check;
ALTER TABLE cases
	ADD CONSTRAINT cases_state_check CHECK (state IN ('open', 'claimed', 'calling', 'waiting', 'done')),
	ADD COLUMN waits_until  date,
	ADD COLUMN waits_for    text NOT NULL DEFAULT '',
	ADD COLUMN returned_why text NOT NULL DEFAULT '', -- a sentence: why it came back by itself
	-- The term as it was when the kind became known; all 0: not kept, first_due_on says it.
	ADD COLUMN term_weeks   int NOT NULL DEFAULT 0 CHECK (term_weeks >= 0),
	ADD COLUMN term_days    int NOT NULL DEFAULT 0 CHECK (term_days >= 0),
	ADD COLUMN term_working int NOT NULL DEFAULT 0 CHECK (term_working >= 0),
	ADD COLUMN first_due_on date, -- last day before any suspension or extension
	ADD COLUMN attached_to  bigint REFERENCES cases, -- goes on in that case
	ADD CHECK ((state = 'waiting') = (waits_until IS NOT NULL)),
	ADD CHECK ((state = 'waiting') = (waits_for <> '')),
	ADD CHECK (attached_to IS NULL OR state = 'done'),
	ADD CHECK (attached_to <> id);
UPDATE cases SET first_due_on = due_on;
CREATE INDEX cases_waiting ON cases (waits_until) WHERE state = 'waiting';
CREATE INDEX cases_attached ON cases (attached_to) WHERE attached_to IS NOT NULL;

-- Letters that are printed at once. A run that nobody confirmed stays on the page.
CREATE TABLE print_runs (
	id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	made_by      text NOT NULL CHECK (made_by <> ''),
	made_at      timestamptz NOT NULL DEFAULT now(),
	confirmed_by text NOT NULL DEFAULT '',
	confirmed_at timestamptz,
	CHECK ((confirmed_by = '') = (confirmed_at IS NULL))
);
CREATE INDEX print_runs_open ON print_runs (id) WHERE confirmed_at IS NULL;

CREATE TABLE letters (
	id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	case_id       bigint NOT NULL REFERENCES cases,
	key           text NOT NULL UNIQUE, -- of the page it was made on: two clicks are one letter
	template      text NOT NULL CHECK (template <> ''),
	way           text NOT NULL CHECK (way IN ('paper', 'mail')),
	state         text NOT NULL CHECK (state IN ('made', 'printed', 'mailed', 'withdrawn')),
	text          jsonb NOT NULL, -- LetterText
	answer_by     date,
	code          text NOT NULL DEFAULT '', -- until it is on paper
	code_hash     text NOT NULL DEFAULT '',
	sha256        text NOT NULL DEFAULT '' CHECK (sha256 = '' OR sha256 ~ '^[0-9a-f]{64}$'),
	size          bigint NOT NULL DEFAULT 0,
	run_id        bigint REFERENCES print_runs,
	mail_id       bigint, -- of the mail that took it along
	made_by       text NOT NULL CHECK (made_by <> ''),
	made_at       timestamptz NOT NULL DEFAULT now(),
	sent_by       text NOT NULL DEFAULT '',
	sent_at       timestamptz,
	why_withdrawn text NOT NULL DEFAULT '',
	CHECK ((state IN ('printed', 'mailed')) = (sent_at IS NOT NULL)),
	CHECK (state NOT IN ('printed', 'mailed') OR sha256 <> ''),
	CHECK ((state = 'withdrawn') = (why_withdrawn <> '')),
	CHECK (code = '' OR state = 'made'),
	CHECK (run_id IS NULL OR way = 'paper')
);
CREATE INDEX letters_case ON letters (case_id);
CREATE INDEX letters_made ON letters (id) WHERE state = 'made';
CREATE INDEX letters_run ON letters (run_id) WHERE run_id IS NOT NULL;
CREATE UNIQUE INDEX letters_code ON letters (code_hash) WHERE code_hash <> '';

-- Days on which the term of a case stands still (Awb 4:15). A case may have several.
CREATE TABLE suspensions (
	id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	case_id   bigint NOT NULL REFERENCES cases,
	ground    text NOT NULL CHECK (ground IN ('complete', 'abroad', 'agreed', 'applicant', 'force')),
	asked_on  date NOT NULL,
	answer_by date NOT NULL,
	ended_on  date,
	how_ended text NOT NULL DEFAULT '' CHECK (how_ended IN ('', 'answered', 'unused', 'stopped')),
	letter_id bigint REFERENCES letters,
	by_name   text NOT NULL CHECK (by_name <> ''),
	at        timestamptz NOT NULL DEFAULT now(),
	CHECK ((how_ended = '') = (ended_on IS NULL)),
	CHECK (answer_by >= asked_on)
);
CREATE INDEX suspensions_case ON suspensions (case_id);
CREATE UNIQUE INDEX suspensions_one_open ON suspensions (case_id) WHERE ended_on IS NULL;

-- More time, of which the citizen was told (Awb 4:14).
CREATE TABLE extensions (
	id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	case_id   bigint NOT NULL REFERENCES cases,
	weeks     int NOT NULL CHECK (weeks BETWEEN 1 AND 52),
	told_on   date NOT NULL,
	why       text NOT NULL CHECK (why <> ''),
	letter_id bigint REFERENCES letters,
	by_name   text NOT NULL CHECK (by_name <> ''),
	at        timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX extensions_case ON extensions (case_id);

-- Pages of a piece that became a piece of their own after it was routed. Taken back,
-- the new piece has no pages left and says where they went.
CREATE TABLE cuts (
	id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	piece_id bigint NOT NULL REFERENCES pieces,
	new_id   bigint NOT NULL UNIQUE REFERENCES pieces,
	page_ids bigint[] NOT NULL CHECK (cardinality(page_ids) > 0),
	by_name  text NOT NULL CHECK (by_name <> ''),
	at       timestamptz NOT NULL DEFAULT now(),
	undone_at timestamptz,
	CHECK (piece_id <> new_id)
);
CREATE INDEX cuts_piece ON cuts (piece_id);
