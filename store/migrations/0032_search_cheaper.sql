-- +goose Up
-- The search row of a piece for a third of the processor time, with the same contents:
-- half of what the database did for a form that was sent went into it.

-- As plpgsql, which keeps its plan for the session: as a function in SQL this was parsed
-- and planned anew for each piece. What is asked is what 0015 asks.
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION search_row(piece bigint) RETURNS search STABLE LANGUAGE plpgsql AS $$
DECLARE
	made search;
BEGIN
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
	INTO made
	FROM facts;
	RETURN made;
END $$;
-- +goose StatementEnd

-- A piece without a row gets it whole, in place of an empty one that is written again at
-- once. Of two who do so at the same moment the second waits, and then makes the row anew:
-- it sees what both did.
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION search_again(piece bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	PERFORM 1 FROM search WHERE piece_id = piece FOR UPDATE;
	IF NOT FOUND THEN
		INSERT INTO search
		SELECT r.* FROM pieces p CROSS JOIN LATERAL search_row(p.id) r WHERE p.id = piece
		ON CONFLICT DO NOTHING;
		IF FOUND THEN
			RETURN;
		END IF;
		PERFORM 1 FROM search WHERE piece_id = piece FOR UPDATE;
	END IF;
	UPDATE search s
	SET words = r.words, facts = r.facts, names = r.names, keys = r.keys
	FROM search_row(piece) r
	WHERE s.piece_id = piece AND (s.words, s.facts, s.names, s.keys) IS DISTINCT FROM (r.words, r.facts, r.names, r.keys);
EXCEPTION WHEN program_limit_exceeded OR data_exception THEN
	RAISE WARNING 'piece % cannot be searched: %', piece, SQLSTATE;
END $$;
-- +goose StatementEnd

-- Some rows wait for each other before they go into the index: forms have most of their
-- words in common, and each word is then written once for all of them. A search goes
-- through those that wait, of which there are a quarter of a megabyte at most: some sixty.
ALTER INDEX search_all SET (fastupdate = on, gin_pending_list_limit = 256);

-- +goose Down
ALTER INDEX search_all SET (fastupdate = off);
