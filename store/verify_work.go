package store

// workRules are the parts of the promise that the work list adds. A service that was
// off for a night has not swept yet: then a lease that is over is no breach.
var workRules = []struct{ name, sql string }{
	{"no case is with somebody for longer than its lease", `
		SELECT 'case ' || c.id, 'its lease is over since ' || c.claim_until
		FROM cases c
		WHERE c.state = 'claimed'
			AND EXISTS (
				SELECT 1 FROM river_job j
				WHERE j.kind = 'sweep' AND j.state = 'completed' AND j.attempted_at > c.claim_until + interval '1 minute')`},
}
