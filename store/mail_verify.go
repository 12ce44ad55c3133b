package store

// mailRules are the parts of the promise that calls and mail add.
var mailRules = []struct{ name, sql string }{
	{"a mail about a case that did not go is told on the case", `
		SELECT 'mail ' || m.id, 'failed, and its case ' || m.case_id || ' was never told'
		FROM mails m
		WHERE m.state = 'failed' AND m.case_id IS NOT NULL
			AND NOT EXISTS (SELECT 1 FROM doubts WHERE case_id = m.case_id AND code = 'MAIL_NOT_SENT')`},
	{"a call that is done says how it ended, unless the citizen took back what it was about", `
		SELECT 'call task ' || t.id, 'is done without an attempt'
		FROM call_tasks t
		WHERE t.done AND NOT EXISTS (SELECT 1 FROM call_attempts WHERE task_id = t.id)
			AND NOT EXISTS (
				SELECT 1 FROM cases c JOIN relations r ON r.other_id = c.piece_id
				WHERE c.id = t.case_id AND r.kind = 'withdraws')`},
	{"a call that was left to a colleague has one who may make it", `
		SELECT 'call task ' || t.id, 'was left to person ' || t.receiver_id || ', who does not phone'
		FROM call_tasks t JOIN people p ON p.id = t.receiver_id
		WHERE NOT t.done AND NOT p.roles && ARRAY['caller']
			AND t.passed_at > now() - interval '1 day'`},
}
