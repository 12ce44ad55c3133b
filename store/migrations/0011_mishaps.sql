-- +goose Up
-- A page from a scanner of which something went wrong on its way into a stack. The
-- stack waits until somebody said what became of the paper.
CREATE TABLE mishaps (
	batch_id   bigint NOT NULL REFERENCES batches,
	part       text NOT NULL CHECK (part <> ''),
	kind       text NOT NULL CHECK (kind IN ('refused', 'late', 'profile')),
	why        text NOT NULL CHECK (why <> ''),
	at         timestamptz NOT NULL DEFAULT now(),
	behind     bigint REFERENCES pages, -- the page that had come in last; NULL: none
	settled_at timestamptz,
	settled_by text NOT NULL DEFAULT '',
	answer     text NOT NULL DEFAULT '',
	PRIMARY KEY (batch_id, part),
	CHECK ((settled_at IS NULL) = (settled_by = '')),
	CHECK ((settled_at IS NULL) = (answer = ''))
);
CREATE INDEX mishaps_open ON mishaps (batch_id) WHERE settled_at IS NULL;

-- An act that cannot be taken back any more, because somebody changed the same later,
-- does not keep earlier ones from being taken back.
ALTER TABLE acts ADD COLUMN lapsed_at timestamptz;

-- A page was scanned again after the piece was decided about: it is looked at once more.
ALTER TABLE pieces ADD COLUMN again_at timestamptz;
CREATE INDEX pieces_again ON pieces (again_at) WHERE again_at IS NOT NULL;

-- Two clicks on one button open one box.
ALTER TABLE boxes ADD COLUMN token text UNIQUE;

-- A stack that once waited for a look is never released by rule any more.
UPDATE batches SET attended = true WHERE state = 'looking' AND NOT attended;
