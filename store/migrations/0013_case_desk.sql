-- +goose Up
-- What somebody did to a case a moment ago, to take it back: of each row that changed
-- how it was and what the act made of it. It is emptied after some minutes, for it
-- holds values of fields.
CREATE TABLE undos (
	id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	case_id   bigint NOT NULL REFERENCES cases,
	by_id     bigint NOT NULL REFERENCES people,
	kind      text NOT NULL CHECK (kind <> ''), -- the event that the act logged
	version   int NOT NULL,                     -- of the case after the act: anything later is in the way
	at        timestamptz NOT NULL DEFAULT now(),
	changes   jsonb NOT NULL,
	undone_at timestamptz
);
CREATE INDEX undos_at ON undos (at);
CREATE INDEX undos_case ON undos (case_id, id);

-- What colleagues tell each other about a case. A note is never changed; who wrote
-- it can take it back at once.
CREATE TABLE notes (
	id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	case_id bigint NOT NULL REFERENCES cases,
	by_id   bigint NOT NULL REFERENCES people,
	by_name text NOT NULL CHECK (by_name <> ''),
	at      timestamptz NOT NULL DEFAULT now(),
	body    text NOT NULL CHECK (body <> '')
);
CREATE INDEX notes_case ON notes (case_id, id);

-- Who has a case on the screen now. A row counts for as long as its page asks how
-- things stand; the log says who looked.
CREATE TABLE case_viewers (
	case_id   bigint NOT NULL REFERENCES cases,
	person_id bigint NOT NULL REFERENCES people,
	since     timestamptz NOT NULL DEFAULT now(),
	seen_at   timestamptz NOT NULL DEFAULT now(),
	PRIMARY KEY (case_id, person_id)
);
CREATE INDEX case_viewers_seen ON case_viewers (seen_at);

-- A person may add a field that was not read.
ALTER TABLE fields DROP CONSTRAINT fields_state_check;
ALTER TABLE fields ADD CONSTRAINT fields_state_check
	CHECK (state IN ('ok', 'repaired', 'check', 'suggested', 'conflicting', 'missing', 'wrong', 'added'));
