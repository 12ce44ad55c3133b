-- +goose Up
-- The searchable copy of a piece: a PDF/A made in the background from its pages'
-- images and words. It can be made again at any time and never stands in for the
-- original.
CREATE TABLE copies (
	piece_id    bigint PRIMARY KEY REFERENCES pieces,
	state       text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'made', 'failed')),
	state_since timestamptz NOT NULL DEFAULT now(),
	sha256      text NOT NULL DEFAULT '',
	size        bigint NOT NULL DEFAULT 0 CHECK (size >= 0),
	swept       int NOT NULL DEFAULT 0,
	CHECK ((state = 'made') = (sha256 ~ '^[0-9a-f]{64}$'))
);
CREATE INDEX copies_waiting ON copies (piece_id) WHERE state = 'waiting';

-- Size of the page in its file, to tell where on the original a word stands, and
-- the page in black and white for the copy; '' when its greys or colours matter.
ALTER TABLE pages
	ADD COLUMN page_width     int NOT NULL DEFAULT 0,
	ADD COLUMN page_height    int NOT NULL DEFAULT 0,
	ADD COLUMN bitonal_key    text NOT NULL DEFAULT '',
	ADD COLUMN bitonal_width  int NOT NULL DEFAULT 0,
	ADD COLUMN bitonal_height int NOT NULL DEFAULT 0;

ALTER TABLE files DROP CONSTRAINT files_kind_check;
ALTER TABLE files ADD CONSTRAINT files_kind_check CHECK (kind IN ('pdf', 'tiff', 'jpeg', 'png', 'heic', 'answers'));

-- The sweep gives every piece that was read before a copy too.
INSERT INTO copies (piece_id)
SELECT id FROM pieces p
WHERE stage <> 'received' AND EXISTS (SELECT 1 FROM pages WHERE piece_id = p.id AND mark = '');
