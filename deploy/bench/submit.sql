-- What the database keeps of one form that is sent: the rows of Submission.write in
-- package intake, for pgbench, in a database of its own with the same tables, triggers
-- and foreign keys. What the server only asks (the session, the draft, whether a
-- reference is free) is not here, nor are the two objects that it stores. Each form is of
-- another person, as those that k6 sends.
\set n random(1, 9000000000000)
BEGIN;
INSERT INTO drafts (id, form, answers, expires_at)
	VALUES ('pgbench-' || :n::bigint, 'verhuizing', '{"bsn": ["999990019"], "waarheen": ["hier"], "voornamen": ["Zoë Anna"], "achternaam": ["d''Hónt"], "geboren": ["7", "11", "1968"], "postcode": ["2512 EB"], "huisnummer": ["52"], "tel": ["06 1234 5678"], "mail": ["zoe@example.org"]}', now() + interval '1 hour');
UPDATE drafts SET reference = 'VH-' || :n::bigint WHERE id = 'pgbench-' || :n::bigint;
INSERT INTO batches (reference, channel, source, key, received_on, received_at, taken_by, state, received_why, origin, device, released_by, released_at)
	VALUES ('VH-' || :n::bigint, 'form', 'form', 'form:' || :n::bigint, current_date, now(), 'formulier verhuizing', 'split', '', 'post', '', 'machine', now())
	RETURNING id AS batch \gset
INSERT INTO files (batch_id, position, name, sha256, size, kind, pages, flags)
	VALUES (:batch, 0, 'verhuizing.json', encode(sha256(:n::bigint::text::bytea), 'hex'), 3000, 'answers', 0, '{}');
INSERT INTO events (kind, actor, batch_id, detail) VALUES ('received', 'formulier verhuizing', :batch, '');
INSERT INTO pieces (batch_id, position, reference, channel, stage, received_on, received_at, pages_left, form, answers)
	VALUES (:batch, 0, 'VH-' || :n::bigint, 'form', 'received', current_date, now(), 0, 'verhuizing',
		('[{"name": "bsn", "label": "Burgerservicenummer (BSN)", "value": "999990019"}, {"name": "voornamen", "label": "Voornamen", "value": "Zoë Anna"}, {"name": "achternaam", "label": "Achternaam", "value": "d''Hónt-' || translate(:n::bigint::text, '0123456789', 'abdeklmnor') || '"}, {"name": "geboren", "label": "Geboortedatum", "value": "1968-11-07"}, {"name": "postcode", "label": "Postcode", "value": "2512 EB"}, {"name": "huisnummer", "label": "Huisnummer", "value": "52"}, {"name": "tel", "label": "Telefoonnummer", "value": "06' || right(:n::bigint::text, 8) || '"}]')::jsonb)
	RETURNING id AS piece \gset
INSERT INTO events (kind, actor, batch_id, piece_id, detail) VALUES ('received', 'machine', :batch, :piece, '');
UPDATE pieces SET stage = 'read', version = version + 1, stage_since = now() WHERE id = :piece AND stage = 'received';
INSERT INTO events (kind, actor, piece_id, detail) VALUES ('read', 'machine', :piece, '');
INSERT INTO mails (key, kind, to_address, subject, body)
	VALUES ('receipt-' || :piece::bigint, 'receipt', translate(:n::bigint::text, '0123456789', 'abdeklmnor') || '@example.org', 'Bericht van gemeente Voorbeeld over uw formulier', repeat('Wij hebben uw formulier ontvangen. ', 25))
	RETURNING id AS mail \gset
INSERT INTO receipts (piece_id, way, words, mail_id)
	VALUES (:piece::bigint, 'mail', '{"title": "Uw verhuizing is binnen", "next": ["Wij kijken uw verhuizing na.", "Is alles goed? Dan staat u op uw nieuwe adres."], "contact": "14 070", "tone": "u"}', :mail::bigint);
INSERT INTO river_job (args, kind, max_attempts, queue, state)
	VALUES (jsonb_build_object('piece_id', :piece::bigint), 'route_piece', 4, 'quick', 'available'),
		(jsonb_build_object('mail_id', :mail::bigint), 'send_mail', 4, 'mail', 'available'),
		(jsonb_build_object('piece_id', :piece::bigint), 'make_receipt', 4, 'copies', 'available');
COMMIT;
