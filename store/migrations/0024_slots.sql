-- +goose Up
-- Times that citizens choose, requests to be phoned, and forms filled in at the counter.

-- A time that a citizen has: to be phoned ("bel") or to come ("afspraak"). Of the seats
-- of one time each is given out once; a time that was given back is free again.
CREATE TABLE slot_bookings (
	id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	kind        text NOT NULL CHECK (kind IN ('bel', 'afspraak')),
	starts_at   timestamptz NOT NULL,
	ends_at     timestamptz NOT NULL CHECK (ends_at > starts_at),
	seat        int NOT NULL CHECK (seat > 0),
	piece_id    bigint NOT NULL REFERENCES pieces,
	came        text NOT NULL DEFAULT '' CHECK (came IN ('', 'came', 'absent')),
	version     int NOT NULL DEFAULT 1,
	booked_at   timestamptz NOT NULL DEFAULT now(),
	released_at timestamptz,
	released_by text NOT NULL DEFAULT '', -- a colleague, or "inwoner"
	CHECK ((released_at IS NULL) = (released_by = '')),
	CHECK (came = '' OR released_at IS NULL)
);
CREATE UNIQUE INDEX slot_bookings_seat ON slot_bookings (kind, starts_at, seat) WHERE released_at IS NULL;
CREATE UNIQUE INDEX slot_bookings_piece ON slot_bookings (piece_id, kind) WHERE released_at IS NULL;

-- Until when a promised call is made; a promise is of some hours.
ALTER TABLE call_tasks ADD COLUMN promised_until timestamptz CHECK (promised_until > promised_at);

-- The form that somebody was filling in who asked to be phoned: who phones may see
-- what stands in it. It goes when either draft does.
CREATE TABLE call_drafts (
	draft_id text PRIMARY KEY REFERENCES drafts ON DELETE CASCADE, -- of the request
	about_id text NOT NULL REFERENCES drafts ON DELETE CASCADE CHECK (about_id <> draft_id),
	page     text NOT NULL DEFAULT ''                              -- at which they were
);
CREATE INDEX call_drafts_about ON call_drafts (about_id);
CREATE INDEX IF NOT EXISTS drafts_reference ON drafts (reference) WHERE reference <> '';

-- A form that a colleague fills in at the counter, for a citizen who is there.
CREATE TABLE counter_drafts (
	draft_id  text PRIMARY KEY REFERENCES drafts ON DELETE CASCADE,
	person_id bigint NOT NULL REFERENCES people,
	identity  text NOT NULL, -- the kind of document that was seen; empty: none
	begun_at  timestamptz NOT NULL DEFAULT now()
);
