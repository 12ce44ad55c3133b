-- +goose Up
-- A case without a last day, as a letter that still has to be sorted, has its turn as if
-- it had one two weeks after it came: behind everything with a term it would wait for
-- ever where there is always more. The columns of the expression are included, so that
-- the next of a pile is still found in the index alone.
DROP INDEX cases_next;
CREATE INDEX cases_next ON cases (queue, needs, priority, (returned_at IS NULL), (coalesce(due_on, (created_at AT TIME ZONE 'UTC')::date + 14)), id)
	INCLUDE (returned_at, due_on, created_at) WHERE state = 'open';
DROP INDEX cases_open;
CREATE INDEX cases_open ON cases (queue, priority, (returned_at IS NULL), (coalesce(due_on, (created_at AT TIME ZONE 'UTC')::date + 14)), id) WHERE state = 'open';

-- +goose Down
DROP INDEX cases_open;
CREATE INDEX cases_open ON cases (queue, priority, (returned_at IS NULL), due_on, id) WHERE state = 'open';
DROP INDEX cases_next;
CREATE INDEX cases_next ON cases (queue, needs, priority, (returned_at IS NULL), due_on, id) INCLUDE (returned_at) WHERE state = 'open';
