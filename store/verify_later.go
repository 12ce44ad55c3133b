package store

// laterRules are the parts of the promise about what comes later than a form.
var laterRules = []struct{ name, sql string }{
	{"what came with a cover sheet is tied to the case that the sheet names", `
		SELECT 'piece ' || v.piece_id, 'came for ' || o.id || ' and nothing ties the two'
		FROM covers v
		JOIN pieces p ON p.id = v.piece_id AND p.stage = 'routed'
		JOIN pieces o ON o.reference = v.reference AND o.stage = 'routed' AND o.id < p.id
		WHERE o.stage_since < p.stage_since
			AND NOT EXISTS (SELECT 1 FROM relations r WHERE r.piece_id = p.id AND r.other_id = o.id)
			AND NOT EXISTS (SELECT 1 FROM cuts WHERE new_id = p.id AND undone_at IS NOT NULL)`},
	{"a cover sheet is a page of its own piece, or in none", `
		SELECT 'page ' || g.id, 'covers piece ' || v.piece_id || ' and is in piece ' || g.piece_id
		FROM covers v JOIN pages g ON g.id = v.page_id
		WHERE g.piece_id <> v.piece_id
			AND NOT EXISTS (SELECT 1 FROM cuts WHERE piece_id = v.piece_id)`},
	{"a form that waits for the partner says so, and one that the partner signed does not", `
		SELECT 'case ' || c.id, CASE s.state WHEN 'signed' THEN 'still asks for the signature that came' ELSE 'does not say that the partner refuses' END
		FROM signatures s
		JOIN pieces p ON p.id = s.piece_id AND p.again_at IS NULL
		JOIN cases c ON c.piece_id = p.id AND c.state <> 'done'
		WHERE s.state = 'signed' AND EXISTS (SELECT 1 FROM doubts WHERE case_id = c.id AND code = 'PARTNER_SIGNATURE' AND settled_at IS NULL)
			OR s.state = 'refused' AND NOT EXISTS (SELECT 1 FROM doubts WHERE case_id = c.id AND code = 'PARTNER_REFUSES')`},
}
