-- +goose Up
-- How far the program may go by itself with one kind of post of one channel. A
-- kind without a row is in shadow: decided and compared, nothing more.
CREATE TABLE modes (
	kind        text NOT NULL,
	channel     text NOT NULL CHECK (channel IN ('scan', 'form')),
	mode        text NOT NULL DEFAULT 'shadow' CHECK (mode IN ('off', 'shadow', 'trial', 'live')),
	since       timestamptz NOT NULL DEFAULT now(),
	by_name     text NOT NULL DEFAULT '',
	why         text NOT NULL DEFAULT '',
	counts_from timestamptz NOT NULL DEFAULT '-infinity', -- what came of earlier decisions proves nothing any more
	PRIMARY KEY (kind, channel)
);

-- What a decision was about, to count by.
ALTER TABLE decisions
	ADD COLUMN kind        text GENERATED ALWAYS AS (verdict ->> 'case_type') STORED,
	ADD COLUMN probability double precision GENERATED ALWAYS AS ((verdict ->> 'probability')::double precision) STORED;

-- How a piece is phrased. Pieces of one family are made after one example; the
-- family is named by its first piece. No word can be read back from a print.
CREATE TABLE prints (
	piece_id bigint PRIMARY KEY REFERENCES pieces,
	kind     text NOT NULL,
	print    bytea NOT NULL CHECK (length(print) = 256),
	family   bigint NOT NULL REFERENCES pieces
);
CREATE INDEX prints_kind ON prints (kind, piece_id DESC);
CREATE INDEX prints_family ON prints (family);

-- What became of a decision: once when a person settled the case with its page
-- open, and once when a second person judged it blind. Rows are only ever added.
CREATE TABLE outcomes (
	id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	case_id        bigint NOT NULL REFERENCES cases,
	kind           text NOT NULL, -- as the program decided
	channel        text NOT NULL CHECK (channel IN ('scan', 'form')),
	family         bigint NOT NULL REFERENCES pieces,
	ready          boolean NOT NULL, -- as the program decided
	mode           text NOT NULL CHECK (mode IN ('off', 'shadow', 'trial', 'live')),
	kind_changed   boolean NOT NULL,
	fields_changed int NOT NULL CHECK (fields_changed >= 0),
	stood          boolean GENERATED ALWAYS AS (NOT kind_changed AND fields_changed = 0) STORED,
	judged         text NOT NULL CHECK (judged IN ('person', 'sample')),
	by_id          bigint NOT NULL REFERENCES people,
	at             timestamptz NOT NULL DEFAULT now(),
	UNIQUE (case_id, judged)
);
CREATE INDEX outcomes_kind ON outcomes (kind, channel, at);
CREATE INDEX outcomes_wrong ON outcomes (family) WHERE NOT stood;

-- Ready cases that went through on what the program decided: unopened, or opened
-- and approved in trial. The sample is drawn from these.
CREATE TABLE passages (
	case_id     bigint PRIMARY KEY REFERENCES cases,
	kind        text NOT NULL,
	channel     text NOT NULL CHECK (channel IN ('scan', 'form')),
	family      bigint NOT NULL REFERENCES pieces,
	opened      boolean NOT NULL,
	approved_by bigint NOT NULL REFERENCES people,
	lot         double precision NOT NULL CHECK (lot >= 0 AND lot < 1), -- drawn when below the share
	at          timestamptz NOT NULL DEFAULT now(),
	UNIQUE (case_id, approved_by)
);
CREATE INDEX passages_at ON passages (at);
CREATE INDEX passages_family ON passages (family) WHERE NOT opened;

-- What a second person must look at, blind: never who approved it.
CREATE TABLE samples (
	case_id     bigint PRIMARY KEY REFERENCES passages,
	reason      text NOT NULL CHECK (reason IN ('drawn', 'filled', 'sibling')), -- by lot, to have enough in a week, like one that was wrong
	approved_by bigint NOT NULL,
	drawn_at    timestamptz NOT NULL DEFAULT now(),
	judge       bigint REFERENCES people,
	judged_at   timestamptz,
	judged_kind text NOT NULL DEFAULT '',
	stood       boolean,
	FOREIGN KEY (case_id, approved_by) REFERENCES passages (case_id, approved_by),
	CHECK (judge <> approved_by),
	CHECK ((judge IS NULL) = (judged_at IS NULL)),
	CHECK ((judge IS NULL) = (stood IS NULL))
);
CREATE INDEX samples_waiting ON samples (drawn_at) WHERE judge IS NULL;

-- The key of the draw, made once: with it anybody can do the draw again, without
-- it nobody can know beforehand what will be looked at.
CREATE TABLE sample_key (
	single boolean PRIMARY KEY DEFAULT true CHECK (single),
	key    bytea NOT NULL CHECK (length(key) = 32)
);
INSERT INTO sample_key (key) VALUES (decode(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), 'hex'));
