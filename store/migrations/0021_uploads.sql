-- +goose Up
-- Files that citizens add to a form before it is sent. The bytes lie under uploads/id
-- in the object store; when the form is sent they become originals. What has no row
-- here, or was sent, is cleaned there.
CREATE TABLE draft_files (
	id       text PRIMARY KEY,
	draft_id text NOT NULL REFERENCES drafts ON DELETE CASCADE,
	question text NOT NULL,
	name     text NOT NULL, -- as the phone calls it; display only
	sha256   text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
	size     bigint NOT NULL CHECK (size > 0),
	kind     text NOT NULL CHECK (kind IN ('pdf', 'jpeg', 'png', 'heic')),
	pages    int NOT NULL CHECK (pages > 0),
	flags    text[] NOT NULL DEFAULT '{}',
	added_at timestamptz NOT NULL DEFAULT clock_timestamp(),
	sent     boolean NOT NULL DEFAULT false, -- the form was sent with it: the original has its bytes
	UNIQUE (draft_id, question, sha256) -- the same file again is the same file
);

-- A file that comes in parts over a line that breaks. The parts are objects, up to got.
CREATE TABLE draft_file_parts (
	id       text PRIMARY KEY,
	draft_id text NOT NULL REFERENCES drafts ON DELETE CASCADE,
	question text NOT NULL,
	name     text NOT NULL,
	size     bigint NOT NULL CHECK (size > 0),
	got      bigint NOT NULL DEFAULT 0 CHECK (got BETWEEN 0 AND size),
	begun_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX draft_file_parts_draft ON draft_file_parts (draft_id);

-- What the virus scanner said of a content that citizens sent. Without a row it was
-- never asked: there was no scanner.
CREATE TABLE scans (
	id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	sha256      text NOT NULL UNIQUE CHECK (sha256 ~ '^[0-9a-f]{64}$'),
	state       text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'clean', 'infected')),
	found       text NOT NULL DEFAULT '', -- the scanner's name for what is in it
	state_since timestamptz NOT NULL DEFAULT now(),
	asked_at    timestamptz NOT NULL DEFAULT now(),
	swept       int NOT NULL DEFAULT 0,
	CHECK ((state = 'infected') = (found <> ''))
);
CREATE INDEX scans_waiting ON scans (id) WHERE state = 'waiting';
