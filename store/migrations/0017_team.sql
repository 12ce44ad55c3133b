-- +goose Up
-- What is planned and brings more post, and the indexes of figures about today and
-- the last weeks.

CREATE TABLE mailings (
	id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	on_day   date NOT NULL,
	what     text NOT NULL CHECK (what <> ''),
	queue    text NOT NULL DEFAULT '', -- where the extra post will come; '': it cannot be said
	extra    int NOT NULL DEFAULT 0 CHECK (extra >= 0),
	days     int NOT NULL CHECK (days > 0), -- working days over which it comes in
	made_by  text NOT NULL,
	made_at  timestamptz NOT NULL DEFAULT now(),
	token    text NOT NULL UNIQUE, -- of the form: two clicks plan one mailing
	ended_by text NOT NULL DEFAULT '', -- withdrawn; rows are never removed
	ended_at timestamptz,
	CHECK ((ended_by = '') = (ended_at IS NULL))
);
CREATE INDEX mailings_standing ON mailings (on_day) WHERE ended_at IS NULL;

CREATE INDEX cases_created ON cases (created_at);
CREATE INDEX cases_finished ON cases (done_at) WHERE done_at IS NOT NULL;
-- The live figures are counted from the index alone: the table has a million rows more.
CREATE INDEX cases_undone ON cases (queue, case_type, state, priority, due_on, claimed_by, piece_id) WHERE state <> 'done';
CREATE INDEX pieces_arrived ON pieces (received_at);
CREATE INDEX call_attempts_at ON call_attempts (at);
CREATE INDEX call_tasks_made ON call_tasks (created_at);
CREATE INDEX call_tasks_undone ON call_tasks (created_at) WHERE NOT done;

-- +goose Down
DROP INDEX call_tasks_undone;
DROP INDEX call_tasks_made;
DROP INDEX call_attempts_at;
DROP INDEX pieces_arrived;
DROP INDEX cases_undone;
DROP INDEX cases_finished;
DROP INDEX cases_created;
DROP TABLE mailings;
