-- +goose Up
-- Receipts of what citizens send by a form, and the times in which they could not.

-- A piece that came in by a form has one row, written in the transaction that adds it.
CREATE TABLE receipts (
	piece_id    bigint PRIMARY KEY REFERENCES pieces,
	way         text NOT NULL CHECK (way IN ('mail', 'letter', 'page')),
	words       jsonb NOT NULL,             -- ReceiptWords: what was said, about nobody
	mail_id     bigint REFERENCES mails,
	letter_id   bigint REFERENCES letters,
	unsent      text NOT NULL DEFAULT '',   -- why no letter could be written
	state       text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'made', 'failed')),
	state_since timestamptz NOT NULL DEFAULT now(),
	sha256      text NOT NULL DEFAULT '' CHECK (sha256 = '' OR sha256 ~ '^[0-9a-f]{64}$'),
	size        bigint NOT NULL DEFAULT 0,
	swept       int NOT NULL DEFAULT 0,
	CHECK ((way = 'mail') = (mail_id IS NOT NULL)),
	CHECK (letter_id IS NULL OR way = 'letter'),
	CHECK ((state = 'made') = (sha256 <> ''))
);
CREATE INDEX receipts_open ON receipts (piece_id) WHERE state = 'waiting';
CREATE INDEX receipts_mail ON receipts (mail_id) WHERE mail_id IS NOT NULL;
CREATE INDEX receipts_letter ON receipts (piece_id) WHERE way = 'letter' AND letter_id IS NULL AND unsent = '';

-- What was in order when; a program that stops keeps it from getting fresh.
CREATE TABLE heartbeats (
	name text PRIMARY KEY,
	at   timestamptz NOT NULL
);

-- Times in which citizens could not send anything. A row is never removed.
CREATE TABLE outages (
	id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	what     text NOT NULL CHECK (what <> ''),
	began_at timestamptz NOT NULL,
	ended_at timestamptz,
	by_name  text NOT NULL CHECK (by_name <> ''),
	at       timestamptz NOT NULL DEFAULT now(),
	gone_at  timestamptz, -- taken back as a mistake
	gone_by  text NOT NULL DEFAULT '',
	gone_why text NOT NULL DEFAULT '',
	CHECK (ended_at > began_at),
	CHECK ((gone_at IS NULL) = (gone_by = ''))
);
CREATE INDEX outages_began ON outages (began_at);

-- The day on which a piece counts as sent when terms of citizens are looked at: the day
-- an outage began that had only just ended. NULL: the day of receipt.
ALTER TABLE pieces ADD COLUMN counts_on date CHECK (counts_on < received_on);
