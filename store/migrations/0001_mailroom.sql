-- +goose Up
-- The tables of the mail-room. Constraints say what may never be; the promise in
-- docs/design.md says why. One database is one municipality.

CREATE TABLE people (
	id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	subject text NOT NULL UNIQUE, -- the login provider's name for this person
	name    text NOT NULL,
	roles   text[] NOT NULL,
	queues  text[] NOT NULL DEFAULT '{}', -- empty: all queues
	seen_at timestamptz NOT NULL DEFAULT now()
);

-- Sessions of staff and of citizens who are filling in a form (scs).
CREATE TABLE sessions (
	token  text PRIMARY KEY,
	data   bytea NOT NULL,
	expiry timestamptz NOT NULL
);
CREATE INDEX sessions_expiry ON sessions (expiry);

CREATE TABLE batches (
	id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	reference   text NOT NULL UNIQUE,
	channel     text NOT NULL CHECK (channel IN ('scan', 'form')),
	source      text NOT NULL CHECK (source IN ('upload', 'hotfolder', 'import', 'form')),
	key         text NOT NULL UNIQUE, -- the same key is the same batch: two clicks, two watchers
	received_on date NOT NULL,        -- legal fact: asked or from the clock
	received_at timestamptz NOT NULL DEFAULT now(),
	taken_by    text NOT NULL,
	state       text NOT NULL CHECK (state IN ('splitting', 'split', 'stuck')),
	stuck_why   text NOT NULL DEFAULT '',
	pages_left  int CHECK (pages_left >= 0), -- pages still being prepared; NULL until the page rows are made
	swept       int NOT NULL DEFAULT 0,      -- how often the sweep had to set it going again
	state_since timestamptz NOT NULL DEFAULT now(),
	CHECK ((state = 'stuck') = (stuck_why <> '')),
	CHECK (state <> 'split' OR coalesce(pages_left, 0) = 0)
);
CREATE INDEX batches_unsplit ON batches (id) WHERE state <> 'split';
CREATE INDEX batches_received ON batches (received_at);

-- One original as it arrived. Its bytes are in the object store under sha256.
CREATE TABLE files (
	id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	batch_id bigint NOT NULL REFERENCES batches,
	position int NOT NULL CHECK (position >= 0),
	name     text NOT NULL, -- as the sender called it; display only
	sha256   text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
	size     bigint NOT NULL CHECK (size > 0),
	kind     text NOT NULL CHECK (kind IN ('pdf', 'tiff', 'jpeg', 'png', 'answers')),
	pages    int NOT NULL CHECK (pages >= 0),
	flags    text[] NOT NULL DEFAULT '{}',
	UNIQUE (batch_id, position),
	CHECK ((kind = 'answers') = (pages = 0))
);
CREATE INDEX files_sha256 ON files (sha256);

-- Files that were not taken in. They stay with who sent them; this line says why.
CREATE TABLE refusals (
	id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	key      text NOT NULL UNIQUE,
	at       timestamptz NOT NULL DEFAULT now(),
	source   text NOT NULL,
	taken_by text NOT NULL,
	name     text NOT NULL,
	code     text NOT NULL
);
CREATE INDEX refusals_at ON refusals (at);

CREATE TABLE pieces (
	id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	batch_id    bigint NOT NULL REFERENCES batches,
	position    int NOT NULL CHECK (position >= 0), -- order within the batch
	reference   text NOT NULL UNIQUE,
	channel     text NOT NULL CHECK (channel IN ('scan', 'form')),
	stage       text NOT NULL CHECK (stage IN ('received', 'read', 'routed')),
	version     int NOT NULL DEFAULT 1,
	stage_since timestamptz NOT NULL DEFAULT now(),
	received_on date NOT NULL,
	received_at timestamptz NOT NULL,
	pages_left  int NOT NULL CHECK (pages_left >= 0), -- pages still being read
	form        text NOT NULL DEFAULT '',
	answers     jsonb NOT NULL DEFAULT '[]',
	swept       int NOT NULL DEFAULT 0,
	UNIQUE (batch_id, position),
	CHECK (stage = 'received' OR pages_left = 0),
	CHECK ((channel = 'form') = (form <> ''))
);
CREATE INDEX pieces_moving ON pieces (id) WHERE stage <> 'routed';

CREATE TABLE pages (
	id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	batch_id    bigint NOT NULL REFERENCES batches,
	file_id     bigint NOT NULL REFERENCES files,
	piece_id    bigint REFERENCES pieces,
	number      int NOT NULL CHECK (number > 0),    -- within the file
	position    int NOT NULL CHECK (position >= 0), -- within the batch
	state       text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'prepared', 'unreadable')),
	state_since timestamptz NOT NULL DEFAULT now(),
	mark        text NOT NULL DEFAULT '' CHECK (mark IN ('', 'separator', 'blank', 'rejected', 'replaced')),
	marked_by   text NOT NULL DEFAULT '',
	text_state  text NOT NULL DEFAULT 'none' CHECK (text_state IN ('none', 'waiting', 'read', 'failed')),
	text_since  timestamptz NOT NULL DEFAULT now(),
	view_key    text NOT NULL DEFAULT '',
	width       int NOT NULL DEFAULT 0,
	height      int NOT NULL DEFAULT 0,
	dpi         int NOT NULL DEFAULT 0,
	rotation    int NOT NULL DEFAULT 0 CHECK (rotation IN (0, 90, 180, 270)),
	skew        double precision NOT NULL DEFAULT 0,
	blank       boolean NOT NULL DEFAULT false, -- as the preparation saw it; the mark decides
	barcodes    jsonb NOT NULL DEFAULT '[]',
	text        jsonb, -- PageText with its words
	swept       int NOT NULL DEFAULT 0,
	UNIQUE (file_id, number),
	UNIQUE (batch_id, position),
	CHECK ((mark = '') = (marked_by = '')),
	CHECK ((state = 'prepared') = (view_key <> '')),
	CHECK ((text_state = 'read') = (text IS NOT NULL)),
	CHECK (text_state = 'none' OR piece_id IS NOT NULL)
);
CREATE INDEX pages_piece ON pages (piece_id, position);
CREATE INDEX pages_unprepared ON pages (id) WHERE state = 'waiting';
CREATE INDEX pages_unread ON pages (id) WHERE text_state = 'waiting';

CREATE TABLE cases (
	id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	piece_id    bigint NOT NULL UNIQUE REFERENCES pieces, -- one case per piece
	case_type   text NOT NULL,
	probability double precision NOT NULL DEFAULT 0,
	destination text NOT NULL CHECK (destination IN ('queue', 'caller', 'triage')), -- as decided at routing
	queue       text NOT NULL,
	state       text NOT NULL CHECK (state IN ('open', 'claimed', 'calling', 'done')),
	version     int NOT NULL DEFAULT 1,
	priority    int NOT NULL CHECK (priority BETWEEN 1 AND 3),
	due_on      date,
	claimed_by  bigint REFERENCES people,
	claimed_at  timestamptz,
	claim_until timestamptz,
	owner_id    bigint REFERENCES people, -- who handed it to a caller and gets it back
	returned_at timestamptz,              -- came back (claim ended, call answered): first in its queue
	created_at  timestamptz NOT NULL DEFAULT now(),
	done_at     timestamptz,
	done_by     text NOT NULL DEFAULT '',
	CHECK ((state = 'claimed') = (claimed_by IS NOT NULL)),
	CHECK ((state = 'claimed') = (claim_until IS NOT NULL)),
	CHECK ((state = 'done') = (done_at IS NOT NULL))
);
CREATE INDEX cases_open ON cases (queue, priority, due_on, id) WHERE state = 'open';
CREATE INDEX cases_claimed ON cases (claimed_by) WHERE state = 'claimed';

CREATE TABLE doubts (
	id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	case_id    bigint NOT NULL REFERENCES cases,
	code       text NOT NULL,
	why        text NOT NULL,
	field      text NOT NULL DEFAULT '',
	settled_by text NOT NULL DEFAULT '',
	settled_at timestamptz,
	CHECK ((settled_by = '') = (settled_at IS NULL))
);
CREATE INDEX doubts_case ON doubts (case_id);

CREATE TABLE fields (
	case_id    bigint NOT NULL REFERENCES cases,
	name       text NOT NULL,
	position   int NOT NULL,
	read_value text NOT NULL, -- as the machine read it; never changed
	value      text NOT NULL,
	state      text NOT NULL CHECK (state IN ('ok', 'check', 'missing', 'wrong')),
	why        text NOT NULL DEFAULT '',
	page_id    bigint REFERENCES pages,
	x          int NOT NULL DEFAULT 0,
	y          int NOT NULL DEFAULT 0,
	w          int NOT NULL DEFAULT 0,
	h          int NOT NULL DEFAULT 0,
	confidence double precision NOT NULL DEFAULT 0,
	seen_by    text NOT NULL DEFAULT '',
	seen_at    timestamptz,
	PRIMARY KEY (case_id, name),
	CHECK ((seen_by = '') = (seen_at IS NULL))
);

CREATE TABLE call_tasks (
	id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	case_id     bigint NOT NULL REFERENCES cases,
	reason      text NOT NULL,
	why         text NOT NULL,
	question    text NOT NULL DEFAULT '',
	phone       text NOT NULL DEFAULT '',
	handed_by   text NOT NULL DEFAULT '', -- empty: the procedure
	handed_note text NOT NULL DEFAULT '',
	priority    int NOT NULL CHECK (priority BETWEEN 1 AND 3),
	not_before  timestamptz,
	promised_at timestamptz,
	claimed_by  bigint REFERENCES people,
	claim_until timestamptz,
	done        boolean NOT NULL DEFAULT false,
	version     int NOT NULL DEFAULT 1,
	created_at  timestamptz NOT NULL DEFAULT now(),
	CHECK ((claimed_by IS NULL) = (claim_until IS NULL)),
	CHECK (NOT done OR claimed_by IS NULL)
);
CREATE UNIQUE INDEX call_tasks_one_open ON call_tasks (case_id) WHERE NOT done;

CREATE TABLE call_attempts (
	id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	task_id bigint NOT NULL REFERENCES call_tasks,
	at      timestamptz NOT NULL DEFAULT now(),
	by_name text NOT NULL,
	outcome text NOT NULL CHECK (outcome IN ('solved', 'call_later', 'no_answer', 'wrong_number', 'other_person', 'will_visit')),
	note    text NOT NULL DEFAULT ''
);
CREATE INDEX call_attempts_task ON call_attempts (task_id);

-- A citizen's half-filled form. Its id is in the citizen's session, never in a URL.
CREATE TABLE drafts (
	id         text PRIMARY KEY,
	form       text NOT NULL,
	answers    jsonb NOT NULL DEFAULT '{}',
	created_at timestamptz NOT NULL DEFAULT now(),
	changed_at timestamptz NOT NULL DEFAULT now(),
	expires_at timestamptz NOT NULL,
	reference  text NOT NULL DEFAULT '' -- of the piece it became
);
CREATE INDEX drafts_expires ON drafts (expires_at);

-- Who did or saw what, and when. Rows are only ever added.
CREATE TABLE events (
	id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	at       timestamptz NOT NULL DEFAULT clock_timestamp(),
	kind     text NOT NULL,
	actor    text NOT NULL,
	batch_id bigint REFERENCES batches,
	piece_id bigint REFERENCES pieces,
	case_id  bigint REFERENCES cases,
	detail   text NOT NULL DEFAULT ''
);
CREATE INDEX events_piece ON events (piece_id, id);
CREATE INDEX events_batch ON events (batch_id, id);

-- +goose StatementBegin
CREATE FUNCTION events_only_grow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION 'events are never changed or removed';
END $$;
-- +goose StatementEnd
CREATE TRIGGER events_only_grow BEFORE UPDATE OR DELETE ON events
	FOR EACH ROW EXECUTE FUNCTION events_only_grow();
