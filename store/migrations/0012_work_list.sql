-- +goose Up
-- Who works on what: what people know, where they work for a while, who stands in for
-- whom; what a case asks of its caseworker; who skipped what; saved lists; and cases
-- that nobody is offered.

-- English is read at every desk, until a team leader says otherwise.
ALTER TABLE people ADD COLUMN languages text[] NOT NULL DEFAULT '{engels}';
ALTER TABLE people ADD COLUMN skills text[] NOT NULL DEFAULT '{}';
ALTER TABLE people ADD COLUMN likes_calling boolean NOT NULL DEFAULT false;

-- Somebody works another queue for some days.
CREATE TABLE postings (
	id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	person_id bigint NOT NULL REFERENCES people,
	queue     text NOT NULL CHECK (queue <> ''),
	leaves    text NOT NULL DEFAULT '', -- '': besides the own queues; '*': instead of all; else instead of that one
	first_day date NOT NULL,
	last_day  date, -- NULL: until it is ended
	made_by   text NOT NULL CHECK (made_by <> ''),
	made_at   timestamptz NOT NULL DEFAULT now(),
	ended_at  timestamptz,
	CHECK (last_day >= first_day),
	CHECK (leaves <> queue)
);
CREATE INDEX postings_now ON postings (person_id) WHERE ended_at IS NULL;

-- Somebody is not there, and who works their queues meanwhile.
CREATE TABLE absences (
	id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	person_id bigint NOT NULL REFERENCES people,
	deputy_id bigint REFERENCES people, -- NULL: nobody
	first_day date NOT NULL,
	last_day  date, -- NULL: until it is ended
	made_by   text NOT NULL CHECK (made_by <> ''),
	made_at   timestamptz NOT NULL DEFAULT now(),
	ended_at  timestamptz,
	CHECK (last_day >= first_day),
	CHECK (deputy_id <> person_id)
);
CREATE INDEX absences_now ON absences (person_id) WHERE ended_at IS NULL;
CREATE INDEX absences_deputy ON absences (deputy_id) WHERE ended_at IS NULL;

-- home_desks is everybody's own part on a day: everything is true for who works all
-- queues, and then queues is empty.
-- +goose StatementBegin
CREATE FUNCTION home_desks(today date) RETURNS TABLE (person_id bigint, away boolean, everything boolean, queues text[])
LANGUAGE sql STABLE AS $$
	SELECT p.id,
		EXISTS (
			SELECT 1 FROM absences a
			WHERE a.person_id = p.id AND a.ended_at IS NULL AND a.first_day <= today AND coalesce(a.last_day >= today, true)),
		p.queues = '{}' AND w.leaves IS NULL,
		ARRAY(
			SELECT q FROM unnest(p.queues) q WHERE NOT coalesce('*' = ANY (w.leaves) OR q = ANY (w.leaves), false)
			UNION
			SELECT q FROM unnest(w.posted) q WHERE p.queues <> '{}' OR w.leaves IS NOT NULL
			ORDER BY 1)
	FROM people p
	CROSS JOIN LATERAL (
		SELECT array_agg(o.queue) AS posted, array_agg(o.leaves) FILTER (WHERE o.leaves <> '') AS leaves
		FROM postings o
		WHERE o.person_id = p.id AND o.ended_at IS NULL AND o.first_day <= today AND coalesce(o.last_day >= today, true)
	) w
$$;
-- +goose StatementEnd

-- desks is everybody's desk on a day: the own part, and that of whom they stand in for.
-- +goose StatementBegin
CREATE FUNCTION desks(today date) RETURNS TABLE (person_id bigint, away boolean, everything boolean, queues text[])
LANGUAGE sql STABLE AS $$
	WITH home AS MATERIALIZED (SELECT * FROM home_desks(today)), part AS (
		SELECT h.person_id, h.everything, h.queues FROM home h
		UNION ALL
		SELECT a.deputy_id, h.everything, h.queues
		FROM absences a JOIN home h ON h.person_id = a.person_id
		WHERE a.deputy_id IS NOT NULL AND a.ended_at IS NULL AND a.first_day <= today AND coalesce(a.last_day >= today, true)
	), whole AS MATERIALIZED (
		SELECT p.person_id, bool_or(p.everything) AS everything, array_agg(DISTINCT q ORDER BY q) FILTER (WHERE q IS NOT NULL) AS queues
		FROM part p LEFT JOIN LATERAL unnest(p.queues) q ON true
		GROUP BY p.person_id
	)
	SELECT h.person_id, h.away, w.everything, coalesce(w.queues, '{}')
	FROM home h JOIN whole w ON w.person_id = h.person_id
$$;
-- +goose StatementEnd

-- A kind of case asks a skill of who handles it.
CREATE TABLE kind_needs (
	kind    text NOT NULL CHECK (kind <> ''),
	skill   text NOT NULL CHECK (skill <> '' AND skill NOT LIKE '%:%'),
	made_by text NOT NULL CHECK (made_by <> ''),
	made_at timestamptz NOT NULL DEFAULT now(),
	PRIMARY KEY (kind, skill)
);

-- The language of a letter that is not in Dutch, in Dutch and small letters.
ALTER TABLE doubts ADD COLUMN language text NOT NULL DEFAULT '';
UPDATE doubts
SET language = lower((regexp_match(why, '(Engels|Duits|Frans|Turks|Pools|Spaans|Arabisch)\.$'))[1])
WHERE code = 'LANGUAGE' AND why ~ '(Engels|Duits|Frans|Turks|Pools|Spaans|Arabisch)\.$';

-- What a case asks of who gets it as the next: skills, and languages as taal:turks.
ALTER TABLE cases ADD COLUMN needs text[] NOT NULL DEFAULT '{}';
-- +goose StatementBegin
CREATE FUNCTION needs_of(its_case bigint, its_kind text) RETURNS text[] LANGUAGE sql STABLE AS $$
	SELECT ARRAY(
		SELECT n.skill FROM kind_needs n WHERE n.kind = its_kind
		UNION
		SELECT 'taal:' || d.language FROM doubts d WHERE d.case_id = its_case AND d.language <> '' AND d.settled_at IS NULL
		ORDER BY 1)
$$;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE FUNCTION case_needs() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	NEW.needs := needs_of(NEW.id, NEW.case_type);
	RETURN NEW;
END $$;
-- +goose StatementEnd
CREATE TRIGGER case_needs_new BEFORE INSERT ON cases
	FOR EACH ROW WHEN (NEW.state <> 'done') EXECUTE FUNCTION case_needs();
CREATE TRIGGER case_needs_changed BEFORE UPDATE OF case_type, state ON cases
	FOR EACH ROW WHEN (NEW.case_type <> OLD.case_type OR OLD.state = 'done') EXECUTE FUNCTION case_needs();
-- +goose StatementBegin
CREATE FUNCTION doubt_needs() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	UPDATE cases c SET needs = needs_of(c.id, c.case_type) WHERE c.id = NEW.case_id AND c.needs <> needs_of(c.id, c.case_type);
	RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER doubt_needs AFTER INSERT OR UPDATE OF settled_at, language ON doubts
	FOR EACH ROW WHEN (NEW.language <> '') EXECUTE FUNCTION doubt_needs();
UPDATE cases c SET needs = needs_of(c.id, c.case_type)
WHERE c.state <> 'done' AND EXISTS (SELECT 1 FROM doubts d WHERE d.case_id = c.id AND d.language <> '');

-- Who did not want a case, and why: on that day it is not offered to them again.
CREATE TABLE skips (
	case_id   bigint NOT NULL REFERENCES cases,
	person_id bigint NOT NULL REFERENCES people,
	day       date NOT NULL,
	reason    text NOT NULL CHECK (reason <> ''),
	at        timestamptz NOT NULL DEFAULT now(),
	PRIMARY KEY (person_id, day, case_id)
);
CREATE INDEX skips_case ON skips (case_id);

-- A list that somebody made of a queue and keeps; a shared one is for all of the queue.
CREATE TABLE work_views (
	id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	person_id bigint NOT NULL REFERENCES people,
	name      text NOT NULL CHECK (name <> ''),
	queue     text NOT NULL, -- '': all queues of who looks
	filter    text NOT NULL, -- as in the address of the list
	shared    boolean NOT NULL DEFAULT false,
	made_at   timestamptz NOT NULL DEFAULT now(),
	gone_at   timestamptz
);
CREATE UNIQUE INDEX work_views_name ON work_views (person_id, name) WHERE gone_at IS NULL;

-- Open cases that nobody is offered: nobody works the queue, nobody knows what they
-- need, or everybody who does skipped them today.
CREATE TABLE alarms (
	id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	queue    text NOT NULL,
	needs    text[] NOT NULL,
	skipped  boolean NOT NULL,
	since    timestamptz NOT NULL DEFAULT now(),
	ended_at timestamptz
);
CREATE UNIQUE INDEX alarms_open ON alarms (queue, needs, skipped) WHERE ended_at IS NULL;

-- The next of each pile (queue and needs) is found without sorting; the lists of a queue
-- are read in their order; the counts need no row.
CREATE INDEX cases_next ON cases (queue, needs, priority, (returned_at IS NULL), due_on, id) INCLUDE (returned_at) WHERE state = 'open';
DROP INDEX cases_open;
CREATE INDEX cases_open ON cases (queue, priority, (returned_at IS NULL), due_on, id) WHERE state = 'open';
CREATE INDEX cases_open_due ON cases (queue, due_on, id) WHERE state = 'open';
CREATE INDEX cases_open_age ON cases (queue, id) WHERE state = 'open';
CREATE INDEX cases_load ON cases (queue, state, priority) WHERE state <> 'done';
CREATE INDEX cases_special ON cases (queue, needs) WHERE state = 'open' AND needs <> '{}';
CREATE INDEX cases_due ON cases (due_on) WHERE state <> 'done';
CREATE INDEX cases_owner ON cases (owner_id) WHERE owner_id IS NOT NULL;
CREATE INDEX cases_claim_until ON cases (claim_until) WHERE state = 'claimed';
