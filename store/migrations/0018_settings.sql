-- +goose Up

-- What the municipality changed of its own file, one row per version, never
-- changed afterwards. Only what differs from the file is in it, as YAML with the
-- keys of the file. The newest version holds.
CREATE TABLE settings_versions (
	id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	version  integer NOT NULL UNIQUE CHECK (version > 0),
	overlay  text NOT NULL CHECK (octet_length(overlay) <= 1000000),
	why      text NOT NULL,
	made_by  text NOT NULL CHECK (made_by <> ''),
	made_at  timestamptz NOT NULL DEFAULT now(),
	reverted integer REFERENCES settings_versions (version) -- the version whose contents were set back
);

-- +goose StatementBegin
CREATE FUNCTION settings_never_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION 'a version of the settings is never changed: add another';
END
$$;
-- +goose StatementEnd

CREATE TRIGGER settings_versions_stay BEFORE UPDATE OR DELETE ON settings_versions
	FOR EACH ROW EXECUTE FUNCTION settings_never_change();

-- Roles that the municipality gives a person itself, where the login provider
-- gives none. The newest row of a person holds; no roles takes them away.
CREATE TABLE role_grants (
	id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	person_id bigint NOT NULL REFERENCES people,
	roles     text[] NOT NULL,
	why       text NOT NULL,
	made_by   text NOT NULL CHECK (made_by <> ''),
	made_at   timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX role_grants_newest ON role_grants (person_id, id DESC);

CREATE TRIGGER role_grants_stay BEFORE UPDATE OR DELETE ON role_grants
	FOR EACH ROW EXECUTE FUNCTION settings_never_change();

-- +goose Down
DROP TABLE role_grants;
DROP TABLE settings_versions;
DROP FUNCTION settings_never_change();
