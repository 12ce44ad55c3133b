-- +goose Up
-- What can be guessed is kept as a keyed hash only: there are a thousand million
-- citizen service numbers and 27 thousand million codes, and a computer goes through
-- those in seconds. The key is in server_keys; who has the rows without that table
-- learns nothing from them.
INSERT INTO server_keys (name, key)
SELECT name, sha256(convert_to(gen_random_uuid()::text || gen_random_uuid()::text || gen_random_uuid()::text, 'UTF8'))
FROM (VALUES ('hash inner'), ('hash outer')) keys (name)
ON CONFLICT (name) DO NOTHING;

-- The hash of a text with two keys, as in HMAC: 64 hexadecimal digits.
CREATE FUNCTION keyed_hash(said text) RETURNS text STABLE STRICT LANGUAGE sql
RETURN encode(sha256(
	(SELECT key FROM server_keys WHERE name = 'hash outer')
	|| sha256((SELECT key FROM server_keys WHERE name = 'hash inner') || convert_to(said, 'UTF8'))), 'hex');

-- What is there is hashed once more, with the key: codes that people hold stay good.
UPDATE citizen_logins SET who = decode(keyed_hash(encode(who, 'hex')), 'hex');
UPDATE saved_drafts SET code = keyed_hash(code);
UPDATE signatures SET code_hash = keyed_hash(code_hash) WHERE code_hash <> '';
UPDATE letters SET code_hash = keyed_hash(code_hash) WHERE code_hash <> '';
-- Of addresses, references and codes that were tried. Counting begins anew.
DELETE FROM tries;

-- +goose Down
-- Codes that are out cannot be made plain again: who has one asks for a new one.
UPDATE citizen_logins SET identity = '{}', ended_at = coalesce(ended_at, now());
DELETE FROM tries;
DROP FUNCTION keyed_hash;
DELETE FROM server_keys WHERE name IN ('hash inner', 'hash outer');
