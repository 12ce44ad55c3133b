-- +goose Up
-- A BSN that was typed into another field than its own, or with points between, does not
-- stand in the search row either. It is found by its hash, as any other.
-- +goose StatementBegin
CREATE FUNCTION search_masked(s text) RETURNS text IMMUTABLE PARALLEL SAFE LANGUAGE plpgsql AS $$
DECLARE
	number text;
BEGIN
	IF s !~ '[0-9]{9}|[0-9]{3}[ .-][0-9]{3}[ .-][0-9]{3}|[0-9]{4}[ .-][0-9]{2}[ .-][0-9]{3}' THEN
		RETURN s;
	END IF;
	FOR number IN
		SELECT DISTINCT m[1]
		FROM regexp_matches(s, '(?<![0-9])([0-9]{9}|[0-9]{3}[ .-][0-9]{3}[ .-][0-9]{3}|[0-9]{4}[ .-][0-9]{2}[ .-][0-9]{3})(?![0-9])', 'g') m
	LOOP
		IF is_bsn(regexp_replace(number, '[^0-9]', '', 'g')) THEN
			s := replace(s, number, ' ');
		END IF;
	END LOOP;
	RETURN s;
END $$;
-- +goose StatementEnd

CREATE OR REPLACE FUNCTION search_text(s text) RETURNS text IMMUTABLE PARALLEL SAFE LANGUAGE sql
RETURN translate(search_masked(left(s, 300000)), '-/_.@:\&', '        ');
CREATE OR REPLACE FUNCTION search_plain(s text) RETURNS text STABLE PARALLEL SAFE LANGUAGE sql
RETURN lower(unaccent(search_masked(s)));

-- Numbers by which a piece is found: one that may be a BSN is kept as its hash, whatever
-- field it stands in.
-- +goose StatementBegin
CREATE FUNCTION search_hide() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	NEW.keys := ARRAY(
		SELECT DISTINCT CASE WHEN k LIKE 'i:%' AND is_bsn(substr(k, 3)) THEN 'h:' || search_hash(substr(k, 3)) ELSE k END AS key
		FROM unnest(NEW.keys) k
		ORDER BY key);
	RETURN NEW;
END $$;
-- +goose StatementEnd
CREATE TRIGGER search_hide BEFORE INSERT OR UPDATE OF keys ON search
	FOR EACH ROW WHEN (array_to_string(NEW.keys, ' ') ~ 'i:[0-9]{9}( |$)') EXECUTE FUNCTION search_hide();

-- Rows that hold such a number now are made anew.
SELECT search_again(c.piece_id)
FROM cases c
WHERE EXISTS (
	SELECT 1 FROM fields f
	WHERE f.case_id = c.id AND f.name <> 'bsn' AND (search_masked(f.value) <> f.value OR is_bsn(search_code(f.value))));

-- +goose Down
DROP TRIGGER search_hide ON search;
DROP FUNCTION search_hide;
CREATE OR REPLACE FUNCTION search_text(s text) RETURNS text IMMUTABLE PARALLEL SAFE LANGUAGE sql
RETURN translate(left(s, 300000), '-/_.@:\&', '        ');
CREATE OR REPLACE FUNCTION search_plain(s text) RETURNS text STABLE PARALLEL SAFE LANGUAGE sql
RETURN lower(unaccent(s));
DROP FUNCTION search_masked;
