-- What the database keeps of one form that is sent: the rows of Submission.write in
-- package intake, for pgbench, in a database of its own with the same tables, triggers
-- and foreign keys. The answers, the mail and the receipt (:filled, :read, :subject, :body
-- and :words) are those of a form that was just sent to the server, so that the rows are as
-- long and have as many words to search for; only the person is another one each time, as
-- with those that k6 sends. The draft is written once, with its reference: the server
-- updates one that was there. What the server only asks (the session, the draft, whether a
-- reference is free) is not here, nor are the two objects that it stores.
\set n random(1, 9000000000000)
BEGIN;
INSERT INTO drafts (id, form, reference, answers, expires_at)
	VALUES ('pgbench-' || :n::bigint, 'verhuizing', 'VH-' || :n::bigint,
		replace(replace(replace(:filled::text, 'PERSOON', translate(:n::bigint::text, '0123456789', 'abdeklmnor')), 'TELEFOON', '06' || right(:n::bigint::text, 8)), 'BURGERNR', '999' || right(:n::bigint::text, 6))::jsonb,
		now() + interval '1 hour');
INSERT INTO batches (reference, channel, source, key, received_on, received_at, taken_by, state, received_why, origin, device, released_by, released_at)
	VALUES ('VH-' || :n::bigint, 'form', 'form', 'form:' || :n::bigint, current_date, now(), 'formulier verhuizing', 'split', '', 'post', '', 'machine', now())
	RETURNING id AS batch \gset
INSERT INTO files (batch_id, position, name, sha256, size, kind, pages, flags)
	VALUES (:batch, 0, 'verhuizing.json', encode(sha256(:n::bigint::text::bytea), 'hex'), 3000, 'answers', 0, '{}');
INSERT INTO events (kind, actor, batch_id, detail) VALUES ('received', 'formulier verhuizing', :batch, '');
INSERT INTO pieces (batch_id, position, reference, channel, stage, received_on, received_at, pages_left, form, answers)
	VALUES (:batch, 0, 'VH-' || :n::bigint, 'form', 'received', current_date, now(), 0, 'verhuizing',
		replace(replace(replace(:read::text, 'PERSOON', translate(:n::bigint::text, '0123456789', 'abdeklmnor')), 'TELEFOON', '06' || right(:n::bigint::text, 8)), 'BURGERNR', '999' || right(:n::bigint::text, 6))::jsonb)
	RETURNING id AS piece \gset
INSERT INTO events (kind, actor, batch_id, piece_id, detail) VALUES ('received', 'machine', :batch, :piece, '');
UPDATE pieces SET stage = 'read', version = version + 1, stage_since = now() WHERE id = :piece AND stage = 'received';
INSERT INTO events (kind, actor, piece_id, detail) VALUES ('read', 'machine', :piece, '');
INSERT INTO mails (key, kind, to_address, subject, body)
	VALUES ('receipt-' || :piece::bigint, 'receipt', translate(:n::bigint::text, '0123456789', 'abdeklmnor') || '@example.org', :subject::text, :body::text)
	RETURNING id AS mail \gset
INSERT INTO receipts (piece_id, way, words, mail_id)
	VALUES (:piece::bigint, 'mail', :words::jsonb, :mail::bigint);
INSERT INTO river_job (args, kind, max_attempts, queue, state)
	VALUES (jsonb_build_object('piece_id', :piece::bigint), 'route_piece', 4, 'quick', 'available'),
		(jsonb_build_object('mail_id', :mail::bigint), 'send_mail', 4, 'mail', 'available'),
		(jsonb_build_object('piece_id', :piece::bigint), 'make_receipt', 4, 'copies', 'available');
COMMIT;
