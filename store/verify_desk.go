package store

import "postkamer"

// deskRules are the parts of the promise that the scan desk adds.
var deskRules = []struct{ name, sql string }{
	{"numbers of stacks have no gap", `
		SELECT 'day ' || day, 'has ' || count(*) || ' stacks, the last is number ' || max(number)
		FROM batches
		WHERE day IS NOT NULL
		GROUP BY day
		HAVING count(*) <> max(number)`},
	{"numbers of boxes have no gap", `
		SELECT 'year ' || year, 'has ' || count(*) || ' boxes, the last is number ' || max(number)
		FROM boxes
		GROUP BY year
		HAVING count(*) <> max(number)`},
	{"the pages of a stack have places without a gap", `
		SELECT 'batch ' || batch_id, count(*) || ' pages, the last stands at ' || max(position)
		FROM pages
		GROUP BY batch_id
		HAVING min(position) <> 0 OR max(position) <> count(*) - 1`},
	{"a page that was replaced has its successor", `
		SELECT 'page ' || p.id, 'is replaced by none'
		FROM pages p
		WHERE p.mark = 'replaced' AND NOT EXISTS (SELECT 1 FROM pages n WHERE n.replaces = p.id)`},
	{"a page that takes the place of another is of the same stack", `
		SELECT 'page ' || n.id, 'replaces a page that is not replaced, or of another stack'
		FROM pages n JOIN pages p ON p.id = n.replaces
		WHERE n.mark <> 'rejected' AND (p.batch_id <> n.batch_id OR p.mark <> 'replaced')`},
	{"a piece is of a stack that is released", `
		SELECT 'piece ' || p.id, 'its stack is ' || b.state
		FROM pieces p JOIN batches b ON b.id = p.batch_id
		WHERE b.state <> 'split' AND b.channel = 'scan'`},
	{"a page in no piece says why", `
		SELECT 'page ' || p.id, 'is in no piece, with mark ' || p.mark
		FROM pages p JOIN batches b ON b.id = p.batch_id
		WHERE b.state = 'split' AND p.piece_id IS NULL AND p.mark NOT IN ('', 'separator', 'blank', 'rejected', 'replaced')`},
	{"a separator sheet or a page that does not belong is in no piece", `
		SELECT 'page ' || p.id, 'is in piece ' || p.piece_id || ' with mark ' || p.mark
		FROM pages p
		WHERE p.piece_id IS NOT NULL AND p.mark IN ('separator', 'rejected')`},
	{"somebody looked at every page that asked for it before a person released it", `
		SELECT 'page ' || p.id, 'was released by ' || 'a person' || ' and never looked at'
		FROM pages p JOIN batches b ON b.id = p.batch_id
		WHERE b.state = 'split' AND b.released_by_id IS NOT NULL AND p.needs_eyes AND p.looked_at IS NULL
			AND p.mark NOT IN ('replaced', 'rejected') AND NOT ` + scannedAgain},
	{"a stack that somebody must look at is released by a person", `
		SELECT 'batch ' || b.id, 'was released by rule'
		FROM batches b
		WHERE b.state = 'split' AND b.attended AND b.released_by = 'postkamer'`},
	{"the sheets of a closed stack are those that were counted, or somebody said why not", `
		SELECT 'batch ' || b.id, b.sheets_counted || ' sheets counted, ' || p.sheets || ' found'
		FROM batches b
		CROSS JOIN LATERAL (
			SELECT count(DISTINCT CASE WHEN sheet > 0 THEN sheet ELSE -id END) AS sheets
			FROM pages
			WHERE batch_id = b.id AND mark <> 'replaced' AND NOT EXISTS (SELECT 1 FROM rescans WHERE new_page_id = pages.id AND pages.replaces IS NULL)
		) p
		WHERE b.closed_at IS NOT NULL AND b.sheets_counted > 0 AND b.sheets_counted <> p.sheets AND b.count_why = ''`},
	{"somebody said what became of every page that did not come in well before its stack was released", `
		SELECT 'batch ' || m.batch_id, 'part ' || m.part || ' did not come in well (' || m.kind || ') and nobody said what became of it'
		FROM mishaps m JOIN batches b ON b.id = m.batch_id
		WHERE m.settled_at IS NULL AND b.released_at > m.at`},
	{"a page that did not come in well and was scanned again is in the stack", `
		SELECT 'batch ' || m.batch_id, count(*) || ' pages were scanned again, ' || max(p.n) || ' came in since'
		FROM mishaps m
		CROSS JOIN LATERAL (SELECT count(*) AS n FROM pages WHERE pages.batch_id = m.batch_id AND pages.id > coalesce(m.behind, 0)) p
		WHERE m.answer = '` + postkamer.MishapScanned + `'
		GROUP BY m.batch_id
		HAVING count(*) > max(p.n)`},
	{"a sheet set is in a stack that is open", `
		SELECT 'set ' || s.name, 'is in stack ' || b.id || ', which is closed'
		FROM sheet_sets s JOIN batches b ON b.id = s.batch_id
		WHERE b.closed_at IS NOT NULL`},
	{"the stacks in a box have positions without a gap", `
		SELECT 'box ' || box_id, count(*) || ' stacks, the last at position ' || max(box_position)
		FROM batches
		WHERE box_id IS NOT NULL
		GROUP BY box_id
		HAVING count(*) <> max(box_position)`},
	{"a box that may be destroyed holds nothing that is waited for", `
		SELECT 'box ' || x.id, 'a piece in it is not settled'
		FROM boxes x
		WHERE x.approved_at IS NOT NULL AND x.destroyed_at IS NULL AND EXISTS (
			SELECT 1
			FROM (` + boxPieces + `) p(id, reference, batch_id, day, number, position, first, pages, case_id, case_type, state, done_at, done_by,
				left_at, left_to, accepted, kept, kept_out, all_back, rescans, unjudged, originals, has_left)
			JOIN batches b ON b.id = p.batch_id
			WHERE b.box_id = x.id AND NOT (p.accepted OR p.has_left OR p.all_back))`},
	{"a second person is another than the first", `
		SELECT 'page ' || k.page_id, 'was checked by who looked at it or released it'
		FROM page_checks k JOIN pages p ON p.id = k.page_id JOIN batches b ON b.id = p.batch_id
		WHERE k.judge IN (p.looked_by_id, b.released_by_id)`},
	{"a request to scan again that is done has its page in the piece", `
		SELECT 'rescan ' || r.id, 'its page is not in piece ' || r.piece_id
		FROM rescans r JOIN pages n ON n.id = r.new_page_id
		WHERE r.state = 'done' AND n.piece_id IS DISTINCT FROM r.piece_id`},
}
