-- +goose Up
-- What comes later than the form it belongs to: evidence, by post with a cover sheet or
-- through the website, and the signature of a partner.

-- Which case a piece belongs to, as a sheet of ours in its envelope says, or the citizen
-- who proved who it is. A piece may name two: then a person decides.
CREATE TABLE covers (
	piece_id  bigint NOT NULL REFERENCES pieces,
	reference text NOT NULL CHECK (reference <> ''), -- normal form; of a piece that need not be known here
	page_id   bigint REFERENCES pages,               -- the sheet; NULL: none, it came through the website
	at        timestamptz NOT NULL DEFAULT now(),
	PRIMARY KEY (piece_id, reference)
);
CREATE INDEX covers_reference ON covers (reference);

-- What a citizen said would come later, by the question of the form. Whether it is there
-- and enough only a person says, on the case.
CREATE TABLE promises (
	piece_id bigint NOT NULL REFERENCES pieces, -- the form
	name     text NOT NULL CHECK (name <> ''),  -- of the question
	label    text NOT NULL CHECK (label <> ''), -- the question, with both tones; nothing personal
	until    date NOT NULL,                     -- day before which it was asked for
	came_id  bigint REFERENCES pieces,          -- the last piece that was sent for it
	came_at  timestamptz,
	PRIMARY KEY (piece_id, name),
	CHECK ((came_id IS NULL) = (came_at IS NULL))
);

-- The code with which evidence may be sent, beside reference and birth date. It shows
-- what is missing and no answer, and stands on the receipt: so it is kept as it is.
CREATE TABLE later_codes (
	piece_id bigint PRIMARY KEY REFERENCES pieces,
	code     text NOT NULL UNIQUE,
	made_at  timestamptz NOT NULL DEFAULT now()
);

-- The partner who must sign a form, once per form.
CREATE TABLE signatures (
	piece_id    bigint PRIMARY KEY REFERENCES pieces,
	born        date NOT NULL,            -- of the partner, as the form says
	contact     text NOT NULL DEFAULT '', -- e-mail address or telephone number of the partner
	way         text NOT NULL CHECK (way IN ('mail', 'phone', 'paper')),
	state       text NOT NULL DEFAULT 'asked' CHECK (state IN ('asked', 'signed', 'refused')),
	code_hash   text NOT NULL DEFAULT '', -- empty: no code was made, or it was used
	expires_at  timestamptz,              -- of the code
	sent_on     date,                     -- day on which the last code went: once a day
	asked_at    timestamptz NOT NULL DEFAULT now(),
	answered_at timestamptz,
	CHECK ((state = 'asked') = (answered_at IS NULL)),
	CHECK (state = 'asked' OR code_hash = ''),
	CHECK ((code_hash = '') = (expires_at IS NULL))
);
CREATE UNIQUE INDEX signatures_code ON signatures (code_hash) WHERE code_hash <> '';

-- Why a piece is decided about once more. Empty: a page of it was scanned again.
ALTER TABLE pieces ADD COLUMN again_why text NOT NULL DEFAULT '' CHECK (again_why IN ('', 'signed'));
