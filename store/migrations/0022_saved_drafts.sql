-- +goose Up
-- Forms that citizens keep for later, what they posted when their time was over, and
-- how often somebody guessed at a code or a reference.

-- Who fills a draft in now. The one who went on last holds it: another screen on which
-- it is still open shows nothing of it any more.
ALTER TABLE drafts
	ADD COLUMN holder  text NOT NULL DEFAULT '', -- secret of that session, beside the draft's id
	ADD COLUMN browser text NOT NULL DEFAULT '', -- hash of the session's token, to know the browser when the session is over
	ADD COLUMN born    date;                     -- who fills it in; to know them again
CREATE INDEX drafts_browser ON drafts (browser) WHERE browser <> '';

-- A draft that its citizen keeps until a day. The row outlives the answers for a while,
-- so that who comes too late is told so.
CREATE TABLE saved_drafts (
	draft_id   text PRIMARY KEY REFERENCES drafts ON DELETE CASCADE,
	code       text NOT NULL UNIQUE, -- hash of the code; nobody can read the code here
	birth_date date NOT NULL,
	saved_at   timestamptz NOT NULL DEFAULT now(),
	keep_until timestamptz NOT NULL
);
CREATE INDEX saved_drafts_until ON saved_drafts (keep_until);

-- One page that was posted when the session was over. It is shown to nobody before
-- that person has said who they are.
CREATE TABLE late_pages (
	id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	draft_id text NOT NULL REFERENCES drafts ON DELETE CASCADE,
	slug     text NOT NULL,
	fields   jsonb NOT NULL,
	at       timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX late_pages_draft ON late_pages (draft_id);

-- How often somebody tried, by the hash of what was tried or of the address from which.
CREATE TABLE tries (
	key       text PRIMARY KEY,
	since     timestamptz NOT NULL DEFAULT now(), -- of the short time
	tried     int NOT NULL,
	day_since timestamptz NOT NULL DEFAULT now(),
	day_tried int NOT NULL
);
CREATE INDEX tries_day ON tries (day_since);
