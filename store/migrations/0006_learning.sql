-- +goose Up
-- A label is the kind that a person left a letter with when its case was closed:
-- what the computer learns from. The text is not copied; it stays with the pages.
CREATE TABLE labels (
	piece_id    bigint PRIMARY KEY REFERENCES pieces,
	case_id     bigint NOT NULL UNIQUE REFERENCES cases,
	kind_before text NOT NULL,                  -- as the program decided
	kind        text NOT NULL CHECK (kind <> ''),
	corrected   boolean GENERATED ALWAYS AS (kind <> kind_before) STORED,
	chosen_by   text NOT NULL CHECK (chosen_by <> ''), -- who said what kind it is
	chosen_at   timestamptz NOT NULL,
	closed_by   text NOT NULL CHECK (closed_by <> ''),
	closed_at   timestamptz NOT NULL DEFAULT now(),
	tried       bigint                          -- the first model that learned from it
);
CREATE INDEX labels_new ON labels (closed_at) WHERE tried IS NULL;
CREATE INDEX labels_corrected ON labels (closed_at) WHERE corrected;

-- A case that is opened again, or of which the kind changes after all, teaches
-- nothing any more, whoever writes that.
-- +goose StatementBegin
CREATE FUNCTION forget_label() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	DELETE FROM labels WHERE case_id = NEW.id;
	RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER cases_forget_label
	AFTER UPDATE OF state, case_type ON cases
	FOR EACH ROW
	WHEN (OLD.state = 'done' AND (NEW.state <> 'done' OR NEW.case_type <> OLD.case_type))
	EXECUTE FUNCTION forget_label();

-- What was made of the labels. The bytes of a model are in the object store, under
-- their hash. Without an installed one the model that comes with the program works.
CREATE TABLE models (
	id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	made_at     timestamptz NOT NULL DEFAULT now(),
	state       text NOT NULL CHECK (state IN ('installed', 'retired', 'refused', 'failed')),
	state_since timestamptz NOT NULL DEFAULT now(),
	by_name     text NOT NULL CHECK (by_name <> ''), -- who brought it into that state
	sha256      text NOT NULL DEFAULT '' CHECK (sha256 ~ '^[0-9a-f]{64}$' OR state IN ('refused', 'failed') AND sha256 = ''),
	size        bigint NOT NULL DEFAULT 0 CHECK (size >= 0),
	base_id     bigint REFERENCES models,            -- what worked then; NULL: that of the program
	labels      int NOT NULL DEFAULT 0 CHECK (labels >= 0),
	corrections int NOT NULL DEFAULT 0 CHECK (corrections BETWEEN 0 AND labels),
	families    int NOT NULL DEFAULT 0 CHECK (families BETWEEN 0 AND labels),
	seconds     double precision NOT NULL DEFAULT 0,
	measures    jsonb NOT NULL DEFAULT '{}'
);
CREATE UNIQUE INDEX models_installed ON models ((true)) WHERE state = 'installed';
ALTER TABLE labels ADD FOREIGN KEY (tried) REFERENCES models;
