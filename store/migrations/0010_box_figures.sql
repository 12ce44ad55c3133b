-- +goose Up
-- The balance of a box looks up the second person's pages by piece.
CREATE INDEX page_checks_piece ON page_checks (piece_id);
