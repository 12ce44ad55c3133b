package store_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/minio/minio-go/v7"

	"postkamer"
	"postkamer/store"
)

// full is a mail-room with something at every place of the road. Routed is a batch
// of two files: a letter with a blank page for a queue, a separator sheet, and a
// letter for a caller.
type full struct {
	*mailroom
	routed         postkamer.Batch
	letters        []postkamer.Piece
	queued, called postkamer.CaseID
	copied         postkamer.Copy // of the first letter
	waits          map[string]any // by kind of step
}

func newFull(t *testing.T) full {
	m := newMailroom(t)
	f := full{mailroom: m, waits: map[string]any{}}
	for kind, step := range waiting(m) {
		f.waits[kind] = step
	}
	f.routed = m.ready("routed", 4, 1)
	f.letters = m.cut(f.routed, [][]int{{0, 1}, {3, 4}}, 1)
	f.queued = m.route(m.read(f.letters[0]), toQueue())
	f.called = m.route(m.read(f.letters[1]), toCaller())
	f.letters[0] = m.piece(f.letters[0].ID)
	f.copied = m.copied(f.letters[0])
	m.old()
	return f
}

// breaking runs SQL that the constraints would refuse.
func (m *mailroom) breaking(sql string) {
	m.t.Helper()
	m.exec(`DO $$ DECLARE c record; BEGIN
		FOR c IN SELECT conrelid::regclass AS t, conname AS n FROM pg_constraint
			WHERE contype = 'c' AND connamespace = 'public'::regnamespace AND conrelid::regclass::text NOT LIKE 'river%' LOOP
			EXECUTE 'ALTER TABLE ' || c.t || ' DROP CONSTRAINT ' || quote_ident(c.n);
		END LOOP; END $$`)
	m.exec(`SET session_replication_role = replica; ` + sql + `; SET session_replication_role = DEFAULT`)
}

func TestWholeMailroomHasNoFindings(t *testing.T) {
	m := newMailroom(t)
	for _, quick := range []bool{true, false} {
		v, err := m.Verify(t.Context(), quick)
		if err != nil || len(v.Findings) != 0 || v.Counts != (store.Counts{}) {
			t.Errorf("empty: %+v, %v", v, err)
		}
	}
	f := newFull(t)
	for _, quick := range []bool{true, false} {
		v, err := f.Verify(t.Context(), quick)
		f.must(err)
		for _, finding := range v.Findings {
			t.Errorf("quick %v: %+v", quick, finding)
		}
		want := store.Counts{Batches: 6, Files: 7, Pages: 9, PagesInPieces: 5, PagesBlank: 1, PagesSeparator: 1, PagesWaiting: 2,
			Pieces: 4, PiecesReceived: 1, PiecesRead: 1, PiecesRouted: 2, Cases: 2, CasesOpen: 1, CasesCalling: 1,
			CallTasks: 1, CallTasksOpen: 1, Copies: 1, CopiesWaiting: 2, Originals: 7}
		if v.Counts != want {
			t.Errorf("got  %+v\nwant %+v", v.Counts, want)
		}
		if data, err := json.Marshal(v); err != nil || !strings.Contains(string(data), `"findings":[]`) {
			t.Errorf("as JSON: %s, %v", data, err)
		}
	}
}

// breaches break the promise one by one. Verify must name the rule.
var breaches = []struct {
	name, rule string
	sql        string       // with $routed, $first, $second, $queued, $called
	do         func(f full) // instead of SQL
	quick      bool         // found without reading the originals back
}{
	{name: "a page row is gone", rule: "files of a split batch have all their pages", quick: true,
		sql: `DELETE FROM pages WHERE batch_id = $routed AND position = 3`},
	{name: "a page is in two places", rule: "files of a split batch have all their pages", quick: true,
		sql: `INSERT INTO pages (batch_id, file_id, number, position) SELECT batch_id, file_id, 99, 99 FROM pages WHERE batch_id = $routed AND position = 3`},
	{name: "a page is in no piece", rule: "every page of a split batch is in a piece or marked", quick: true,
		sql: `UPDATE pages SET piece_id = NULL WHERE batch_id = $routed AND position = 3`},
	{name: "a mark is gone", rule: "every page of a split batch is in a piece or marked", quick: true,
		sql: `UPDATE pages SET mark = '', marked_by = '' WHERE batch_id = $routed AND mark = 'separator'`},
	{name: "a page was never prepared", rule: "every page of a split batch was prepared or found unreadable", quick: true,
		sql: `UPDATE pages SET state = 'waiting', view_key = '' WHERE batch_id = $routed AND position = 3`},
	{name: "a batch waits for a page that is ready", rule: "a batch counts its waiting pages rightly", quick: true,
		sql: `UPDATE batches SET pages_left = 1 WHERE id = $routed`},
	{name: "a batch does not wait for a page", rule: "a batch counts its waiting pages rightly", quick: true,
		sql: `UPDATE batches SET pages_left = 0 WHERE pages_left = 1`},
	{name: "a piece does not wait for a page", rule: "a piece counts its unread pages rightly", quick: true,
		sql: `UPDATE pages SET text_state = 'waiting', text = NULL WHERE batch_id = $routed AND position = 3`},
	{name: "a piece waits for a page that is read", rule: "a piece counts its unread pages rightly", quick: true,
		sql: `UPDATE pieces SET pages_left = 1 WHERE id = $first`},
	{name: "the pieces of a batch are gone", rule: "every split batch has a piece", quick: true,
		sql: `DELETE FROM pieces WHERE batch_id = $routed`},
	{name: "a piece has lost its pages", rule: "every piece is a letter with pages or a form with answers", quick: true,
		sql: `UPDATE pages SET piece_id = $second WHERE piece_id = $first`},
	{name: "a routed piece has no case", rule: "a routed piece has exactly one case, any other none", quick: true,
		sql: `DELETE FROM cases WHERE id = $queued`},
	{name: "a routed piece went back", rule: "a routed piece has exactly one case, any other none", quick: true,
		sql: `UPDATE pieces SET stage = 'read' WHERE id = $first`},
	{name: "a piece has two cases", rule: "a routed piece has exactly one case, any other none", quick: true,
		sql: `ALTER TABLE cases DROP CONSTRAINT cases_piece_id_key; INSERT INTO cases (piece_id, case_type, destination, queue, state, priority) VALUES ($first, 'x', 'queue', 'x', 'open', 3)`},
	{name: "a case waits for a call that nobody makes", rule: "a case waits for a call if and only if a call task is open", quick: true,
		sql: `UPDATE call_tasks SET done = true`},
	{name: "somebody phones about a case on a queue", rule: "a case waits for a call if and only if a call task is open", quick: true,
		sql: `UPDATE cases SET state = 'open' WHERE id = $called`},
	{name: "an unsplit batch has no job", rule: "what waits for a worker has a job", quick: true,
		sql: `DELETE FROM river_job WHERE kind = 'split_batch'`},
	{name: "an uncut batch has no job", rule: "what waits for a worker has a job", quick: true,
		sql: `DELETE FROM river_job WHERE kind = 'group_pages'`},
	{name: "an unprepared page has no job", rule: "what waits for a worker has a job", quick: true,
		sql: `DELETE FROM river_job WHERE kind = 'prepare_page'`},
	{name: "an unread page has no job", rule: "what waits for a worker has a job", quick: true,
		sql: `DELETE FROM river_job WHERE kind = 'read_page'`},
	{name: "an unrouted piece has no job", rule: "what waits for a worker has a job", quick: true,
		sql: `UPDATE river_job SET state = 'completed', finalized_at = now() WHERE kind = 'route_piece'`},
	{name: "the preparation was given up for nobody", rule: "what a step gave up on is with a person", quick: true,
		sql: `UPDATE river_job SET state = 'discarded', finalized_at = now() WHERE kind = 'prepare_page'`},
	{name: "the reading was given up for nobody", rule: "what a step gave up on is with a person", quick: true,
		sql: `UPDATE river_job SET state = 'discarded', finalized_at = now() WHERE kind = 'read_page'`},
	{name: "the decision was given up for nobody", rule: "what a step gave up on is with a person", quick: true,
		sql: `UPDATE river_job SET state = 'cancelled', finalized_at = now() WHERE kind = 'route_piece'`},
	{name: "the splitting was given up for nobody", rule: "what a step gave up on is with a person", quick: true,
		sql: `UPDATE river_job SET state = 'discarded', finalized_at = now() WHERE kind = 'split_batch'`},
	{name: "the cutting was given up for nobody", rule: "what a step gave up on is with a person", quick: true,
		sql: `UPDATE river_job SET state = 'discarded', finalized_at = now() WHERE kind = 'group_pages'`},
	{name: "a copy has no job", rule: "what waits for a worker has a job", quick: true,
		sql: `DELETE FROM river_job WHERE kind = 'make_copy'`},
	{name: "a copy was given up and nobody said so", rule: "what a step gave up on is with a person", quick: true,
		sql: `UPDATE river_job SET state = 'discarded', finalized_at = now() WHERE kind = 'make_copy'`},
	{name: "nobody asked for a copy", rule: "every letter that was read has its searchable copy, waits for it or cannot have one", quick: true,
		sql: `DELETE FROM copies WHERE piece_id = $first`},
	{name: "a copy is gone", rule: "every copy that was made is in the bucket", quick: true,
		do: func(f full) { f.remove(store.CopyKey(f.copied)) }},
	{name: "a copy is cut off", rule: "every copy that was made is in the bucket", quick: true,
		do: func(f full) { f.spoil(store.CopyKey(f.copied), []byte("%PDF")) }},
	{name: "a page in black and white is gone", rule: "every prepared page has its view", quick: true,
		do: func(f full) { f.remove(f.letters[0].Pages[0].Bitonal.Key) }},
	{name: "an event is gone", rule: "the history of a piece begins with its receipt and ends where it is", quick: true,
		sql: `DELETE FROM events WHERE piece_id = $first AND kind = 'read'`},
	{name: "an event is doubled", rule: "the history of a piece begins with its receipt and ends where it is", quick: true,
		sql: `INSERT INTO events (kind, actor, piece_id) VALUES ('routed', 'postkamer', $first)`},
	{name: "a piece has no history", rule: "the history of a piece begins with its receipt and ends where it is", quick: true,
		sql: `DELETE FROM events WHERE piece_id = $first`},
	{name: "a stack with pieces is taken back", rule: "a piece is of a stack that is released", quick: true,
		sql: `UPDATE batches SET state = 'stuck', stuck_why = 'x' WHERE id = $routed`},
	{name: "a piece is at no stage", rule: "counts add up", quick: true,
		sql: `UPDATE pieces SET stage = 'away' WHERE id = $first`},
	{name: "a piece cannot be found", rule: "every piece can be searched, within the queue that its case is in", quick: true,
		sql: `DELETE FROM search WHERE piece_id = $first`},
	{name: "a piece is found by who may not see it", rule: "every piece can be searched, within the queue that its case is in", quick: true,
		sql: `UPDATE search SET keys = array_append(array_remove(keys, 'q:burgerzaken'), 'q:parkeren') WHERE piece_id = $first`},
	{name: "a case is nowhere", rule: "counts add up", quick: true,
		sql: `UPDATE cases SET state = 'away' WHERE id = $queued`},
	{name: "an original is gone", rule: "every file has its original, unchanged", quick: true,
		do: func(f full) { f.remove(store.Addressed(f.routed.Files[0].SHA256)) }},
	{name: "an original is cut off", rule: "every file has its original, unchanged", quick: true,
		do: func(f full) { f.spoil(store.Addressed(f.routed.Files[0].SHA256), []byte("short")) }},
	{name: "a bit of an original has flipped", rule: "every file has its original, unchanged",
		do: func(f full) {
			f.spoil(store.Addressed(f.routed.Files[0].SHA256), []byte(strings.Repeat("x", int(f.routed.Files[0].Size))))
		}},
	{name: "a view is gone", rule: "every prepared page has its view", quick: true,
		do: func(f full) { f.remove(f.letters[0].Pages[0].View.Key) }},
	{name: "an envelope is gone", rule: "every batch has its envelope", quick: true,
		do: func(f full) { f.remove(store.EnvelopeKey("routed")) }},
	{name: "an envelope has another reference", rule: "every batch has its envelope", quick: true,
		do: func(f full) {
			f.spoil(store.EnvelopeKey("routed"), []byte(`{"reference":"ST-1","key":"routed","end":true}`))
		}},
	{name: "an envelope has no end", rule: "every batch has its envelope", quick: true,
		do: func(f full) { f.spoil(store.EnvelopeKey("routed"), []byte(`{"reference":"`+f.routed.Reference+`"}`)) }},
	{name: "the row of a file is gone", rule: "every batch has its envelope", quick: true,
		sql: `DELETE FROM files WHERE batch_id = $routed AND position = 1`},
	{name: "the batch has another reference than people got", rule: "every batch has its envelope", quick: true,
		sql: `UPDATE batches SET reference = 'ST-1' WHERE id = $routed`},
}

func TestVerifyNamesEveryBreach(t *testing.T) {
	shown := map[string]bool{}
	for _, c := range breaches {
		shown[c.rule] = true
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			f := newFull(t)
			if c.do != nil {
				c.do(f)
			} else {
				f.breaking(f.named(c.sql))
			}
			for _, quick := range []bool{true, false} {
				v, err := f.Verify(t.Context(), quick)
				f.must(err)
				if got, want := names(v)[c.rule], c.quick || !quick; got != want {
					t.Errorf("quick %v: named %v; findings %+v", quick, got, v.Findings)
				}
			}
		})
	}
	showBreaches(t, restBreaches, shown, store.Rules())
}

// A breach breaks a part of the promise with SQL, of which verify must name the rule.
type breach struct{ name, rule, sql string }

// showBreaches sees verify name each breach, and that no rule is left without one; shown
// are the rules that were seen before.
func showBreaches(t *testing.T, breaches []breach, shown map[string]bool, rules []string) {
	t.Helper()
	for _, c := range breaches {
		shown[c.rule] = true
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			f := newFull(t)
			f.breaking(f.named(c.sql))
			v, err := f.Verify(t.Context(), true)
			f.must(err)
			if !names(v)[c.rule] {
				t.Errorf("findings %+v", v.Findings)
			}
		})
	}
	for _, rule := range rules {
		if !shown[rule] {
			t.Errorf("no test shows that verify can say: %s", rule)
		}
	}
}

// named puts the numbers of the routed batch into SQL.
func (f full) named(sql string) string {
	text := func(n int64) string { return strings.TrimSpace(string(must(json.Marshal(n)))) }
	return strings.NewReplacer("$routed", text(int64(f.routed.ID)), "$first", text(int64(f.letters[0].ID)),
		"$second", text(int64(f.letters[1].ID)), "$queued", text(int64(f.queued)), "$called", text(int64(f.called))).Replace(sql)
}

func must(data []byte, err error) []byte {
	if err != nil {
		panic(err)
	}
	return data
}

func names(v store.Verification) map[string]bool {
	rules := map[string]bool{}
	for _, f := range v.Findings {
		rules[f.Rule] = true
	}
	return rules
}

// TestUnclaimedEnvelopeIsCounted: somebody was told to try again and did not. It
// was never acknowledged, so it is no breach.
func TestUnclaimedEnvelopeIsCounted(t *testing.T) {
	m := newMailroom(t)
	m.parcel("never finished", 1)
	v, err := m.Verify(t.Context(), false)
	if err != nil || len(v.Findings) != 0 || v.Counts.Unclaimed != 1 {
		t.Errorf("%+v, %v", v, err)
	}
}

// TestVerifyWithoutStorageIsNoVerdict: an outage must not look like a lost letter.
func TestVerifyWithoutStorageIsNoVerdict(t *testing.T) {
	f := newFull(t)
	for o := range f.s3.ListObjects(t.Context(), f.bucket, minio.ListObjectsOptions{Recursive: true}) {
		f.remove(o.Key)
	}
	f.must(f.s3.RemoveBucket(t.Context(), f.bucket))
	if v, err := f.Verify(t.Context(), true); err == nil {
		t.Errorf("found %+v", v.Findings)
	}
	f.must(f.s3.MakeBucket(t.Context(), f.bucket, minio.MakeBucketOptions{}))
}

// TestGivenUpAndSetGoingAgainIsNoBreach: the sweep has made a new job, which waits
// in a busy lane.
func TestGivenUpAndSetGoingAgainIsNoBreach(t *testing.T) {
	f := newFull(t)
	f.exec(`UPDATE river_job SET state = 'discarded', finalized_at = now()`)
	stalled, err := f.Stalled(t.Context())
	f.must(err)
	for _, s := range stalled {
		f.tx(func(tx *store.Tx) error { return tx.Resume(t.Context(), s.Step) })
	}
	v, err := f.Verify(t.Context(), true)
	if err != nil || len(v.Findings) != 0 || len(stalled) != len(f.waits)+1 { // and the copy of the second letter
		t.Errorf("%d stalled, %+v, %v", len(stalled), v.Findings, err)
	}
}
