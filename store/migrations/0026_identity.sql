-- +goose Up
-- Citizens who log in (DigiD, eHerkenning) while they fill in a form, and who sent a piece.

-- A login is for one draft and ends by itself. When it has ended the identity is wiped.
CREATE TABLE citizen_logins (
	token      bytea PRIMARY KEY, -- SHA-256 of the cookie
	draft_id   text NOT NULL REFERENCES drafts ON DELETE CASCADE,
	identity   jsonb NOT NULL,
	who        bytea NOT NULL,    -- SHA-256 of draft and number: tells another person in the same draft
	began_at   timestamptz NOT NULL,
	idle_until timestamptz NOT NULL,
	ends_at    timestamptz NOT NULL,
	ended_at   timestamptz,
	CHECK ((ended_at IS NULL) = (identity <> '{}'))
);
CREATE INDEX citizen_logins_draft ON citizen_logins (draft_id);

-- By what the identity of the sender of a piece was established. Without a row it was not.
CREATE TABLE piece_identities (
	piece_id  bigint PRIMARY KEY REFERENCES pieces ON DELETE CASCADE,
	means     text NOT NULL CHECK (means IN ('digid', 'eherkenning', 'balie')),
	identity  jsonb NOT NULL,
	proven_at timestamptz NOT NULL,
	by_id     bigint REFERENCES people, -- who saw the document at the counter
	CHECK ((means = 'balie') = (by_id IS NOT NULL))
);
