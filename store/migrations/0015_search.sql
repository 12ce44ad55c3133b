-- +goose Up
-- Searching. Every piece has one row here with its words and keys; deferred triggers
-- keep it in the transaction that changes the text, the answers, a field or the
-- queue, whoever writes those. It can be made again at any time; see docs/search.md.
CREATE EXTENSION IF NOT EXISTS unaccent; -- part of PostgreSQL's own contrib; an owner of the database may add it
CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- Words of letters: without accents, Dutch endings off, without the words that are in every letter.
CREATE TEXT SEARCH CONFIGURATION postkamer (COPY = dutch);
ALTER TEXT SEARCH CONFIGURATION postkamer
	ALTER MAPPING FOR asciiword, word, hword, hword_part, asciihword, hword_asciipart WITH unaccent, dutch_stem;
-- Names and values: without accents, nothing else.
CREATE TEXT SEARCH CONFIGURATION postkamer_names (COPY = simple);
ALTER TEXT SEARCH CONFIGURATION postkamer_names
	ALTER MAPPING FOR asciiword, word, hword, hword_part, asciihword, hword_asciipart WITH unaccent, simple;

-- A BSN is in the index as a keyed hash only: without the key nobody can try out
-- which numbers are in it. Two keys, as in HMAC.
CREATE TABLE search_key (
	single    boolean PRIMARY KEY DEFAULT true CHECK (single),
	inner_key bytea NOT NULL CHECK (length(inner_key) = 64),
	outer_key bytea NOT NULL CHECK (length(outer_key) = 64)
);
INSERT INTO search_key (inner_key, outer_key)
SELECT decode(string_agg(CASE WHEN i <= 4 THEN h END, ''), 'hex'), decode(string_agg(CASE WHEN i > 4 THEN h END, ''), 'hex')
FROM (SELECT i, replace(gen_random_uuid()::text, '-', '') AS h FROM generate_series(1, 8) i) random;

CREATE TABLE search (
	piece_id bigint PRIMARY KEY REFERENCES pieces ON DELETE CASCADE,
	words    tsvector NOT NULL DEFAULT '', -- of the letter or the answers, and of the fields
	facts    tsvector NOT NULL DEFAULT '', -- of the fields only
	names    text NOT NULL DEFAULT '',     -- of the people in it: small letters without accents, between bars
	keys     text[] NOT NULL DEFAULT '{}'  -- see search_row
);

CREATE FUNCTION search_hash(number text) RETURNS text STABLE LANGUAGE sql
RETURN (SELECT left(encode(sha256(outer_key || sha256(inner_key || convert_to(number, 'UTF8'))), 'hex'), 32) FROM search_key);

-- Nine digits that pass the eleven-test.
CREATE FUNCTION is_bsn(s text) RETURNS boolean IMMUTABLE PARALLEL SAFE LANGUAGE sql
RETURN s ~ '^[0-9]{9}$' AND (
	9 * substr(s, 1, 1)::int + 8 * substr(s, 2, 1)::int + 7 * substr(s, 3, 1)::int + 6 * substr(s, 4, 1)::int
	+ 5 * substr(s, 5, 1)::int + 4 * substr(s, 6, 1)::int + 3 * substr(s, 7, 1)::int + 2 * substr(s, 8, 1)::int - substr(s, 9, 1)::int) % 11 = 0;

-- Words apart at every mark, so that 2026-123 and 2026/123 are the same; bounded,
-- because what does not fit in a tsvector would stop the reading of the letter.
CREATE FUNCTION search_text(s text) RETURNS text IMMUTABLE PARALLEL SAFE LANGUAGE sql
RETURN translate(left(s, 300000), '-/_.@:\&', '        ');

-- Brieven and brief, huizen and huis: the endings come off, but not what Dutch does
-- to the letter before them.
CREATE FUNCTION search_hard(lexemes text) RETURNS text IMMUTABLE PARALLEL SAFE LANGUAGE sql
RETURN replace(replace(lexemes, 'v''', 'f'''), 'z''', 's''');

-- +goose StatementBegin
CREATE FUNCTION search_words(s text) RETURNS tsvector STABLE PARALLEL SAFE LANGUAGE plpgsql AS $$
DECLARE
	v tsvector := search_hard(strip(to_tsvector('postkamer', search_text(s)))::text)::tsvector;
BEGIN
	IF s !~ '[0-9]{9}' THEN
		RETURN v;
	END IF;
	RETURN ts_delete(v, ARRAY(SELECT lexeme FROM unnest(v) WHERE is_bsn(lexeme)));
END $$;
-- +goose StatementEnd

-- What must be in it: all words, or with more all that begin so, but for short ones:
-- van* is in half of all names. '' when nothing is left, as of words that are in every letter.
CREATE FUNCTION search_query(config regconfig, s text, more boolean) RETURNS tsquery STABLE PARALLEL SAFE LANGUAGE sql
RETURN (
	SELECT CASE WHEN more THEN regexp_replace(q.said, '''([^'']{4,})''( |$)', '''\1'':*\2', 'g') ELSE q.said END::tsquery
	FROM (
		SELECT CASE WHEN config = 'postkamer'::regconfig THEN search_hard(plain) ELSE plain END AS said
		FROM (SELECT plainto_tsquery(config, search_text(s))::text AS plain) p
	) q);

-- Small letters without accents, as people compare names.
CREATE FUNCTION search_plain(s text) RETURNS text STABLE PARALLEL SAFE LANGUAGE sql
RETURN lower(unaccent(s));

-- A number, reference or plate: capitals and digits only.
CREATE FUNCTION search_code(s text) RETURNS text IMMUTABLE PARALLEL SAFE LANGUAGE sql
RETURN regexp_replace(upper(s), '[^A-Z0-9]', '', 'g');

-- The row of a piece as it should be now. Keys: q: queue of its case, empty before
-- there is one; k: kind; m: month of receipt; i: reference, the last six characters
-- of that, and other numbers; b: day of birth; a: postcode and house number; h: BSN, hashed.
-- +goose StatementBegin
CREATE FUNCTION search_row(piece bigint) RETURNS search STABLE LANGUAGE sql AS $$
	WITH f AS (
		SELECT f.name, f.value
		FROM cases c JOIN fields f ON f.case_id = c.id
		WHERE c.piece_id = piece AND f.value <> ''
	), keys AS (
		SELECT 'q:' || coalesce(c.queue, '') AS key FROM pieces p LEFT JOIN cases c ON c.piece_id = p.id WHERE p.id = piece
		UNION SELECT 'k:' || case_type FROM cases WHERE piece_id = piece
		UNION SELECT 'm:' || to_char(received_on, 'YYYY-MM') FROM pieces WHERE id = piece
		UNION SELECT 'i:' || search_code(reference) FROM pieces WHERE id = piece
		UNION SELECT 'i:' || right(search_code(reference), 6) FROM pieces WHERE id = piece
		UNION SELECT 'i:' || search_code(value) FROM f
			WHERE name IN ('reference', 'case_number', 'invoice', 'fine', 'woz', 'assessment', 'plate', 'iban', 'kvk', 'rsin', 'branch', 'phone', 'email')
		UNION SELECT 'b:' || value FROM f WHERE name = 'birth_date'
		UNION SELECT 'h:' || search_hash(value) FROM f WHERE name = 'bsn'
		UNION SELECT 'a:' || search_code(pc.value) || k.house
			FROM (VALUES ('postcode', 'number'), ('old_postcode', 'old_number'), ('new_postcode', 'new_number')) part (postcode, number)
			JOIN f pc ON pc.name = part.postcode
			JOIN f nr ON nr.name = part.number
			CROSS JOIN LATERAL (VALUES (search_code(nr.value)), (substring(nr.value FROM '[0-9]+'))) k (house)
			WHERE k.house <> ''
	), facts AS (
		SELECT coalesce(string_agg(value, ' '), '') AS said,
			coalesce('|' || string_agg(value, '|') FILTER (WHERE name IN ('name', 'host', 'iban_name', 'co_movers', 'company')) || '|', '') AS names
		FROM f
		WHERE name <> 'bsn'
	)
	SELECT piece,
		search_words(concat_ws(' ',
			facts.said,
			(SELECT string_agg(text ->> 'text', ' ') FROM pages WHERE piece_id = piece AND mark = ''),
			(SELECT string_agg(a ->> 'value', ' ') FROM pieces p, jsonb_array_elements(p.answers) a WHERE p.id = piece))),
		strip(to_tsvector('postkamer_names', search_text(facts.said))),
		left(search_plain(facts.names), 2000),
		ARRAY(SELECT key FROM keys ORDER BY key)
	FROM facts
$$;
-- +goose StatementEnd

-- Makes the row of a piece anew. The row is locked before it is looked what must
-- stand there: of two who change one piece at once the last sees what both did.
-- A text that cannot be indexed never stops what is under way.
-- +goose StatementBegin
CREATE FUNCTION search_again(piece bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO search (piece_id) SELECT id FROM pieces WHERE id = piece ON CONFLICT DO NOTHING;
	PERFORM 1 FROM search WHERE piece_id = piece FOR UPDATE;
	UPDATE search s
	SET words = r.words, facts = r.facts, names = r.names, keys = r.keys
	FROM search_row(piece) r
	WHERE s.piece_id = piece AND (s.words, s.facts, s.names, s.keys) IS DISTINCT FROM (r.words, r.facts, r.names, r.keys);
EXCEPTION WHEN program_limit_exceeded OR data_exception THEN
	RAISE WARNING 'piece % cannot be searched: %', piece, SQLSTATE;
END $$;
-- +goose StatementEnd

-- At the end of a transaction, once for each piece that it touched.
-- +goose StatementBegin
CREATE FUNCTION search_once(piece bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	done text := coalesce(current_setting('postkamer.searched', true), '');
BEGIN
	IF piece IS NULL OR strpos(done, ',' || piece || ',') > 0 THEN
		RETURN;
	END IF;
	PERFORM search_again(piece);
	PERFORM set_config('postkamer.searched', done || ',' || piece || ',', true);
END $$;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE FUNCTION search_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF TG_TABLE_NAME = 'pieces' THEN
		PERFORM search_once(NEW.id);
	ELSIF TG_TABLE_NAME = 'fields' THEN
		PERFORM search_once((SELECT c.piece_id FROM cases c WHERE c.id = coalesce(NEW.case_id, OLD.case_id)));
	ELSE
		PERFORM search_once(NEW.piece_id);
		IF TG_OP = 'UPDATE' AND OLD.piece_id IS DISTINCT FROM NEW.piece_id THEN
			PERFORM search_once(OLD.piece_id);
		END IF;
	END IF;
	RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE CONSTRAINT TRIGGER pieces_search AFTER INSERT OR UPDATE OF answers, received_on, reference ON pieces
	DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION search_changed();
CREATE CONSTRAINT TRIGGER pages_search AFTER UPDATE OF text, piece_id, mark ON pages
	DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION search_changed();
CREATE CONSTRAINT TRIGGER cases_search AFTER INSERT OR UPDATE OF queue, case_type ON cases
	DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION search_changed();
CREATE CONSTRAINT TRIGGER fields_search AFTER INSERT OR UPDATE OF value OR DELETE ON fields
	DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION search_changed();

-- No fast update: a search would have to go through what is pending. The words that
-- one looks for, who may see them and from which month are one look-up.
CREATE INDEX search_all ON search USING gin (words, facts, keys) WITH (fastupdate = off);
ALTER TABLE search ALTER COLUMN words SET STATISTICS 1000;

-- Who may look at a case outside their own queues, until when and why. Rows are
-- only ever added.
CREATE TABLE grants (
	id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	person_id bigint NOT NULL REFERENCES people,
	case_id   bigint NOT NULL REFERENCES cases,
	reason    text NOT NULL CHECK (reason <> ''),
	at        timestamptz NOT NULL DEFAULT now(),
	until     timestamptz NOT NULL CHECK (until > at)
);
CREATE INDEX grants_person ON grants (person_id, case_id, until);
