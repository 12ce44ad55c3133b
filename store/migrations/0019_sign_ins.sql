-- +goose Up
-- Who is logged in where, so that a session can be ended from elsewhere, and what
-- somebody was typing when their session ended or their screen locked.

CREATE TABLE sign_ins (
	id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	person_id bigint NOT NULL REFERENCES people,
	token     text NOT NULL UNIQUE, -- hash of the session's token, as in sessions
	device    text NOT NULL,        -- "Firefox op Windows"
	began_at  timestamptz NOT NULL DEFAULT now(),
	seen_at   timestamptz NOT NULL DEFAULT now(),
	ended_at  timestamptz
);
CREATE INDEX sign_ins_person ON sign_ins (person_id) WHERE ended_at IS NULL;

-- Typed work that did not arrive. Only its owner gets it back; it goes after a day.
CREATE TABLE kept_work (
	id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	person_id bigint NOT NULL REFERENCES people,
	path      text NOT NULL, -- of the form (sent) or of the page (typed)
	typed     boolean NOT NULL, -- not sent yet: to be put back in the fields of the page
	fields    jsonb NOT NULL,
	kept_at   timestamptz NOT NULL DEFAULT now(),
	UNIQUE (person_id, path, typed)
);
