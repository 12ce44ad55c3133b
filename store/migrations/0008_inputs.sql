-- +goose Up
-- What else a decision rested on at that moment: what the table of addresses said,
-- and which kinds were turned off. NULL: decided before it was kept.
ALTER TABLE decisions ADD COLUMN inputs jsonb;
