-- +goose Up
-- Why a person must look comes with what was read and where, and with what to say
-- to the citizen, in both tones.
ALTER TABLE doubts
	ADD COLUMN say     text NOT NULL DEFAULT '',
	ADD COLUMN quote   text NOT NULL DEFAULT '', -- the words that were read
	ADD COLUMN page_id bigint REFERENCES pages,
	ADD COLUMN x       int NOT NULL DEFAULT 0,
	ADD COLUMN y       int NOT NULL DEFAULT 0,
	ADD COLUMN w       int NOT NULL DEFAULT 0 CHECK (w >= 0),
	ADD COLUMN h       int NOT NULL DEFAULT 0 CHECK (h >= 0),
	ADD CHECK (w = 0 OR page_id IS NOT NULL);

-- Every decision as a whole, so that it can be made again with another model or
-- policy. The text and the answers are with the piece; earlier is what was known
-- of earlier pieces then. Rows are only ever added.
CREATE TABLE decisions (
	id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	piece_id bigint NOT NULL REFERENCES pieces,
	case_id  bigint NOT NULL REFERENCES cases,
	at       timestamptz NOT NULL DEFAULT now(),
	rule     text NOT NULL CHECK (rule <> ''),
	ready    boolean NOT NULL,
	model    text NOT NULL, -- checksum; '' without a model
	policy   text NOT NULL, -- fingerprint
	earlier  jsonb NOT NULL DEFAULT '[]',
	verdict  jsonb NOT NULL
);
CREATE INDEX decisions_piece ON decisions (piece_id, id);
CREATE INDEX decisions_at ON decisions (at);

-- How the words of a piece run, to find the same letter once more. No word can be
-- read back from it.
CREATE TABLE sketches (
	piece_id bigint PRIMARY KEY REFERENCES pieces,
	sketch   bigint[] NOT NULL CHECK (cardinality(sketch) = 64),
	bands    bigint[] NOT NULL -- two sketches that are much alike share one
);
CREATE INDEX sketches_bands ON sketches USING gin (bands);

-- A later piece that has to do with an earlier one. Both keep their own case.
CREATE TABLE relations (
	piece_id bigint NOT NULL REFERENCES pieces, -- the later one
	other_id bigint NOT NULL REFERENCES pieces, -- the earlier one
	kind     text NOT NULL CHECK (kind IN ('belongs', 'duplicate', 'withdraws')),
	at       timestamptz NOT NULL DEFAULT now(),
	PRIMARY KEY (piece_id, other_id),
	CHECK (piece_id <> other_id)
);
CREATE INDEX relations_other ON relations (other_id);

-- Earlier pieces of the same person.
CREATE INDEX fields_bsn ON fields (value) WHERE name = 'bsn';
