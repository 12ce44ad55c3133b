-- +goose Up
-- The queue in which a case was before it went on in another: there it goes back to when
-- the two are taken apart.
ALTER TABLE cases ADD COLUMN queue_before text NOT NULL DEFAULT '';
