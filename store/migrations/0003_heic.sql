-- +goose Up
-- Photographs of an iPhone are taken in as well.
ALTER TABLE files DROP CONSTRAINT files_kind_check;
ALTER TABLE files ADD CONSTRAINT files_kind_check CHECK (kind IN ('pdf', 'tiff', 'jpeg', 'png', 'heic', 'answers'));

-- +goose Down
ALTER TABLE files DROP CONSTRAINT files_kind_check;
ALTER TABLE files ADD CONSTRAINT files_kind_check CHECK (kind IN ('pdf', 'tiff', 'jpeg', 'png', 'answers'));
