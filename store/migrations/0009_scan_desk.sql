-- +goose Up
-- The scan desk: how paper became pages (profiles), stacks that stay open and are
-- looked at, what the operator did (acts), sheet sets, boxes with their balance, pages
-- that are asked for again, and the second person's sample.

-- Numbers for people, without a gap: the row is locked until the transaction ends,
-- and what is rolled back gives its number back.
CREATE TABLE day_numbers (
	series text NOT NULL CHECK (series IN ('batch', 'box')),
	day    date NOT NULL, -- of boxes the first of January
	last   int NOT NULL CHECK (last > 0),
	PRIMARY KEY (series, day)
);

-- A profile is never changed: what differs is a new version.
CREATE TABLE profiles (
	id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	name         text NOT NULL CHECK (name <> ''),
	version      int NOT NULL CHECK (version > 0),
	device       text NOT NULL DEFAULT '',
	settings     jsonb NOT NULL,
	software     text NOT NULL DEFAULT '',
	attended     boolean NOT NULL,
	file_piece   boolean NOT NULL,
	sample       int NOT NULL CHECK (sample BETWEEN 0 AND 100),
	sample_first int NOT NULL CHECK (sample_first >= 0),
	limits       jsonb, -- NULL: those of the program
	sheets       jsonb NOT NULL DEFAULT '{}',
	why          text NOT NULL DEFAULT '',
	made_by      text NOT NULL CHECK (made_by <> ''),
	made_at      timestamptz NOT NULL DEFAULT now(),
	UNIQUE (name, version)
);
-- +goose StatementBegin
CREATE FUNCTION profiles_only_grow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION 'a version of a profile is never changed or removed';
END $$;
-- +goose StatementEnd
CREATE TRIGGER profiles_only_grow BEFORE UPDATE OR DELETE ON profiles
	FOR EACH ROW EXECUTE FUNCTION profiles_only_grow();
INSERT INTO profiles (name, version, settings, attended, file_piece, sample, sample_first, made_by) VALUES
	('scanner', 1, '{"resolution": 300, "mode": "color", "duplex": true, "page": "a4"}', true, false, 5, 100, 'postkamer'),
	('hotfolder', 1, '{"resolution": 300, "mode": "color", "duplex": false, "page": "a4"}', false, true, 5, 100, 'postkamer'),
	('upload', 1, '{"resolution": 300, "mode": "color", "duplex": false, "page": "a4"}', false, true, 0, 0, 'postkamer'),
	('import', 1, '{"resolution": 300, "mode": "color", "duplex": false, "page": "a4"}', false, true, 0, 0, 'postkamer');

CREATE TABLE boxes (
	id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	year           int NOT NULL,
	number         int NOT NULL CHECK (number > 0),
	place          text NOT NULL DEFAULT '',
	opened_at      timestamptz NOT NULL DEFAULT now(),
	opened_by      text NOT NULL CHECK (opened_by <> ''),
	closed_at      timestamptz,
	closed_by      text NOT NULL DEFAULT '',
	keep_until     date,
	proposed_at    timestamptz,
	proposed_by    text NOT NULL DEFAULT '',
	proposed_by_id bigint REFERENCES people,
	list_sha256    text NOT NULL DEFAULT '',
	approved_at    timestamptz,
	approved_by    text NOT NULL DEFAULT '',
	approved_by_id bigint REFERENCES people,
	destroyed_at   timestamptz,
	destroyed_by   text NOT NULL DEFAULT '',
	destroyed_in   text NOT NULL DEFAULT '',
	UNIQUE (year, number),
	CHECK ((closed_at IS NULL) = (closed_by = '')),
	CHECK ((closed_at IS NULL) = (keep_until IS NULL)),
	CHECK ((proposed_at IS NULL) = (proposed_by_id IS NULL)),
	CHECK ((proposed_at IS NULL) = (list_sha256 = '')),
	CHECK ((approved_at IS NULL) = (approved_by_id IS NULL)),
	CHECK ((destroyed_at IS NULL) = (destroyed_by = '')),
	CHECK (proposed_at IS NULL OR closed_at IS NOT NULL),
	CHECK (approved_at IS NULL OR proposed_at IS NOT NULL),
	CHECK (destroyed_at IS NULL OR approved_at IS NOT NULL),
	CHECK (approved_by_id <> proposed_by_id) -- never the same person
);

-- What was proposed to destroy, as it was then. Rows are only ever added.
CREATE TABLE destruction_lists (
	sha256      text PRIMARY KEY CHECK (sha256 ~ '^[0-9a-f]{64}$'),
	box_id      bigint NOT NULL REFERENCES boxes,
	content     text NOT NULL,
	proposed_by text NOT NULL,
	proposed_at timestamptz NOT NULL DEFAULT now()
);

ALTER TABLE batches
	ADD COLUMN day            date,
	ADD COLUMN number         int CHECK (number > 0),
	ADD COLUMN received_why   text NOT NULL DEFAULT '',
	ADD COLUMN origin         text NOT NULL DEFAULT 'post' CHECK (origin IN ('post', 'counter')),
	ADD COLUMN profile_id     bigint REFERENCES profiles,
	ADD COLUMN device         text NOT NULL DEFAULT '',
	ADD COLUMN attended       boolean NOT NULL DEFAULT false, -- a person looks before it is released
	ADD COLUMN sheets_counted int NOT NULL DEFAULT 0 CHECK (sheets_counted >= 0),
	ADD COLUMN pieces_counted int NOT NULL DEFAULT 0 CHECK (pieces_counted >= 0),
	ADD COLUMN count_why      text NOT NULL DEFAULT '',
	ADD COLUMN idle_at        timestamptz,
	ADD COLUMN released_at    timestamptz,
	ADD COLUMN released_by    text NOT NULL DEFAULT '',
	ADD COLUMN released_by_id bigint REFERENCES people, -- NULL: by rule
	ADD COLUMN closed_at      timestamptz,
	ADD COLUMN closed_by      text NOT NULL DEFAULT '',
	ADD COLUMN box_id         bigint REFERENCES boxes,
	ADD COLUMN box_position   int CHECK (box_position > 0),
	ADD UNIQUE (day, number),
	ADD UNIQUE (box_id, box_position),
	ADD CHECK ((box_id IS NULL) = (box_position IS NULL));

-- Stacks from before get their numbers in the order in which they came in.
UPDATE batches b
SET day = n.day, number = n.number
FROM (
	SELECT id, (received_at AT TIME ZONE 'Europe/Amsterdam')::date AS day,
		row_number() OVER (PARTITION BY (received_at AT TIME ZONE 'Europe/Amsterdam')::date ORDER BY id) AS number
	FROM batches
	WHERE channel = 'scan'
) n
WHERE n.id = b.id;
INSERT INTO day_numbers (series, day, last)
SELECT 'batch', day, max(number) FROM batches WHERE day IS NOT NULL GROUP BY day;
UPDATE batches
SET released_at = state_since, released_by = 'postkamer', closed_at = state_since, closed_by = 'postkamer'
WHERE state = 'split' AND channel = 'scan';

ALTER TABLE batches DROP CONSTRAINT batches_state_check;
ALTER TABLE batches DROP CONSTRAINT batches_source_check;
ALTER TABLE batches
	ADD CONSTRAINT batches_state_check CHECK (state IN ('scanning', 'splitting', 'looking', 'split', 'stuck')),
	ADD CONSTRAINT batches_source_check CHECK (source IN ('scanner', 'upload', 'hotfolder', 'import', 'form')),
	ADD CONSTRAINT batches_numbered CHECK (channel = 'form' OR day IS NOT NULL AND number IS NOT NULL),
	ADD CONSTRAINT batches_released CHECK (channel = 'form' OR (state = 'split') = (released_at IS NOT NULL)),
	ADD CONSTRAINT batches_released_by CHECK ((released_at IS NULL) = (released_by = '')),
	ADD CONSTRAINT batches_closed CHECK (closed_at IS NULL OR state = 'split'),
	ADD CONSTRAINT batches_closed_by CHECK ((closed_at IS NULL) = (closed_by = ''));
DROP INDEX batches_unsplit;
CREATE INDEX batches_unsplit ON batches (id) WHERE state <> 'split';
CREATE INDEX batches_unclosed ON batches (id) WHERE channel = 'scan' AND closed_at IS NULL;

-- A file that was added to an open stack has a key of its own there.
ALTER TABLE files ADD COLUMN part text;
CREATE UNIQUE INDEX files_part ON files (batch_id, part) WHERE part IS NOT NULL;

ALTER TABLE pages
	ADD COLUMN profile_id   bigint REFERENCES profiles,
	ADD COLUMN sheet        int NOT NULL DEFAULT 0,
	ADD COLUMN back         boolean NOT NULL DEFAULT false,
	ADD COLUMN starts       boolean NOT NULL DEFAULT false,
	ADD COLUMN quality      jsonb NOT NULL DEFAULT '{}',
	ADD COLUMN findings     jsonb NOT NULL DEFAULT '[]',
	ADD COLUMN needs_eyes   boolean NOT NULL DEFAULT false, -- its findings ask for a look
	ADD COLUMN blocks       boolean NOT NULL DEFAULT false, -- and the stack waits for it
	ADD COLUMN grouped      boolean NOT NULL DEFAULT false, -- grouping has said what it is
	ADD COLUMN fixed        text[] NOT NULL DEFAULT '{}',   -- mark, starts: as a person wants it, whatever grouping thinks
	ADD COLUMN turn         int NOT NULL DEFAULT 0 CHECK (turn IN (0, 90, 180, 270)),
	ADD COLUMN turned       boolean NOT NULL DEFAULT false,
	ADD COLUMN looked_by    text NOT NULL DEFAULT '',
	ADD COLUMN looked_by_id bigint REFERENCES people,
	ADD COLUMN looked_at    timestamptz,
	ADD COLUMN replaces     bigint REFERENCES pages,
	ADD COLUMN after_id     bigint REFERENCES pages, -- put in behind it afterwards
	ADD COLUMN keep_paper   text NOT NULL DEFAULT '' CHECK (keep_paper IN ('', 'seal', 'return', 'historic')),
	ADD COLUMN keep_why     text NOT NULL DEFAULT '',
	ADD COLUMN back_at      timestamptz,
	ADD COLUMN back_by      text NOT NULL DEFAULT '',
	ADD COLUMN back_to      text NOT NULL DEFAULT '',
	ADD CHECK ((looked_by = '') = (looked_at IS NULL)),
	ADD CHECK ((back_by = '') = (back_at IS NULL)),
	ADD CHECK (back_at IS NULL OR keep_paper <> ''),
	ADD CHECK (replaces <> id),
	ADD CHECK (NOT blocks OR needs_eyes);
-- A page that is turned keeps its view until the new one is there.
ALTER TABLE pages DROP CONSTRAINT pages_check1;
ALTER TABLE pages ADD CONSTRAINT pages_prepared CHECK (state <> 'prepared' OR view_key <> '');
CREATE UNIQUE INDEX pages_one_successor ON pages (replaces) WHERE mark <> 'rejected';
CREATE INDEX pages_kept ON pages (batch_id) WHERE keep_paper <> '';
-- Pages are put in between and moved: within a transaction two may share a place.
ALTER TABLE pages DROP CONSTRAINT pages_batch_id_position_key;
ALTER TABLE pages ADD CONSTRAINT pages_batch_id_position_key UNIQUE (batch_id, position) DEFERRABLE INITIALLY DEFERRED;
UPDATE pages p SET grouped = true FROM batches b WHERE b.id = p.batch_id AND b.state = 'split';
UPDATE pages p SET starts = true
WHERE mark = '' AND piece_id IS NOT NULL
	AND position = (SELECT min(position) FROM pages WHERE piece_id = p.piece_id);

ALTER TABLE pieces
	ADD COLUMN left_at timestamptz, -- handed over to the register
	ADD COLUMN left_by text NOT NULL DEFAULT '',
	ADD COLUMN left_to text NOT NULL DEFAULT '',
	ADD CHECK ((left_at IS NULL) = (left_by = ''));

-- What the operator did, one row per key. before and after hold the pages that it
-- changed; the last one of a stack is taken back by undo.
CREATE TABLE acts (
	id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	batch_id  bigint NOT NULL REFERENCES batches,
	page_id   bigint NOT NULL REFERENCES pages,
	kind      text NOT NULL,
	by_id     bigint REFERENCES people,
	by_name   text NOT NULL CHECK (by_name <> ''),
	at        timestamptz NOT NULL DEFAULT clock_timestamp(),
	changes   jsonb NOT NULL,
	undone_at timestamptz
);
CREATE INDEX acts_batch ON acts (batch_id, id) WHERE undone_at IS NULL;

CREATE TABLE sheet_sets (
	name       text PRIMARY KEY,
	sheets     int NOT NULL CHECK (sheets > 0),
	printed_by text NOT NULL CHECK (printed_by <> ''),
	printed_at timestamptz NOT NULL DEFAULT now(),
	batch_id   bigint REFERENCES batches, -- while that stack is open
	bound_at   timestamptz,
	CHECK ((batch_id IS NULL) = (bound_at IS NULL))
);
CREATE INDEX sheet_sets_batch ON sheet_sets (batch_id) WHERE batch_id IS NOT NULL;

CREATE TABLE rescans (
	id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	piece_id    bigint NOT NULL REFERENCES pieces,
	page_id     bigint NOT NULL REFERENCES pages,
	why         text NOT NULL CHECK (why <> ''),
	asked_by    text NOT NULL CHECK (asked_by <> ''),
	asked_at    timestamptz NOT NULL DEFAULT now(),
	scanned_by  text NOT NULL DEFAULT '',
	state       text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'scanned', 'done', 'refused')),
	done_by     text NOT NULL DEFAULT '',
	done_at     timestamptz,
	answer      text NOT NULL DEFAULT '',
	new_page_id bigint REFERENCES pages,
	CHECK ((state IN ('done', 'refused')) = (done_at IS NOT NULL)),
	CHECK ((done_by = '') = (done_at IS NULL)),
	CHECK (state IN ('open', 'refused') OR new_page_id IS NOT NULL)
);
CREATE UNIQUE INDEX rescans_one ON rescans (page_id) WHERE state IN ('open', 'scanned');
CREATE INDEX rescans_piece ON rescans (piece_id);

-- What a second person looks at, blind: never who looked first, and never who
-- released the stack.
CREATE TABLE page_checks (
	id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	page_id     bigint NOT NULL UNIQUE REFERENCES pages,
	piece_id    bigint NOT NULL REFERENCES pieces,
	profile_id  bigint NOT NULL REFERENCES profiles,
	lot         double precision NOT NULL CHECK (lot >= 0 AND lot < 1),
	looked_by   bigint REFERENCES people, -- NULL: by rule
	released_by bigint REFERENCES people,
	drawn_at    timestamptz NOT NULL DEFAULT now(),
	judge       bigint REFERENCES people,
	judge_name  text NOT NULL DEFAULT '',
	judged_at   timestamptz,
	good        boolean,
	why         text NOT NULL DEFAULT '',
	CHECK (judge <> looked_by),
	CHECK (judge <> released_by),
	CHECK ((judge IS NULL) = (judged_at IS NULL)),
	CHECK ((judge IS NULL) = (good IS NULL)),
	CHECK (good IS NOT FALSE OR why <> '')
);
CREATE INDEX page_checks_open ON page_checks (drawn_at) WHERE judge IS NULL;
CREATE INDEX page_checks_profile ON page_checks (profile_id);

ALTER TABLE events ADD COLUMN box_id bigint REFERENCES boxes;
CREATE INDEX events_box ON events (box_id, id) WHERE box_id IS NOT NULL;

-- A copy may be made again while it is made.
ALTER TABLE copies ADD COLUMN again boolean NOT NULL DEFAULT false;
