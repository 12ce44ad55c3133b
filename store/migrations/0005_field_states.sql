-- +goose Up
-- A field says more exactly how it stands, and keeps the words that it was read from.
ALTER TABLE fields DROP CONSTRAINT fields_state_check;
ALTER TABLE fields ADD CONSTRAINT fields_state_check
	CHECK (state IN ('ok', 'repaired', 'check', 'suggested', 'conflicting', 'missing', 'wrong'));
ALTER TABLE fields ADD COLUMN read_text text NOT NULL DEFAULT ''; -- as it stands on the page; never changed
