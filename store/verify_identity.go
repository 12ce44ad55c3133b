package store

// identityRules are the parts of the promise about who sent a form.
var identityRules = []struct{ name, sql string }{
	{"who is said to have sent a form is who its answers are of", `
		SELECT 'piece ' || i.piece_id, 'says that its sender logged in, and its answers hold another number or none'
		FROM piece_identities i JOIN pieces p ON p.id = i.piece_id
		WHERE i.means = 'digid' AND NOT EXISTS (
			SELECT FROM jsonb_array_elements(p.answers) a
			WHERE a->>'field' = 'bsn' AND a->>'value' = i.identity->>'bsn')`},
	{"an identity is not both established and in doubt by the form itself", `
		SELECT 'piece ' || i.piece_id, 'was sent by somebody who logged in, and its form doubts that'
		FROM piece_identities i JOIN pieces p ON p.id = i.piece_id
		WHERE i.means = 'digid' AND EXISTS (
			SELECT FROM jsonb_array_elements(p.answers) a
			WHERE a->>'name' = '_doubt' AND a->>'value' = 'IDENTITY_UNPROVEN')`},
	{"a login that has ended says nothing of who it was", `
		SELECT 'login begun at ' || l.began_at, 'has ended and still holds an identity'
		FROM citizen_logins l
		WHERE l.ended_at IS NOT NULL AND l.identity <> '{}'`},
}
