package store_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"postkamer"
	"postkamer/store"
)

// sent is a letter with what was read and understood of it.
type sent struct {
	body   string
	queue  postkamer.Queue
	fields map[postkamer.FieldName]string
}

// desk is a mailroom with letters to search.
type searchDesk struct {
	*mailroom
	pieces []postkamer.Piece
	cases  []postkamer.CaseID
}

func newSearchDesk(t *testing.T, letters ...sent) *searchDesk {
	t.Helper()
	d := &searchDesk{mailroom: newMailroom(t)}
	for i, letter := range letters {
		p := d.cut(d.ready(fmt.Sprint("k", i), 1), [][]int{{0}})[0]
		page := p.Pages[0]
		found := postkamer.Reading{Text: text(page)}
		found.Text.Body, found.Text.Words = letter.body, wordsOf(letter.body)
		d.tx(func(tx *store.Tx) error { return tx.PageRead(t.Context(), page, found) })
		v := toQueue()
		v.Queue, v.Fields = letter.queue, nil
		for name, value := range letter.fields {
			v.Fields = append(v.Fields, postkamer.Field{Name: name, Value: value, State: postkamer.FieldOK, Page: -1})
		}
		d.pieces = append(d.pieces, d.piece(p.ID))
		d.cases = append(d.cases, d.route(d.piece(p.ID), v))
	}
	return d
}

func wordsOf(body string) (words []postkamer.Word) {
	for i, w := range strings.Fields(body[:min(len(body), 500)]) {
		words = append(words, postkamer.Word{Text: w, X: 100 * i, Y: 50, W: 90, H: 20, Confidence: 0.9})
	}
	return words
}

// finds says which letters are found in sight and outside it, by their places.
func (d *searchDesk) finds(q postkamer.Query, sight store.Sight) (inside, outside []int, found store.Found) {
	d.t.Helper()
	found, err := d.Search(d.t.Context(), q, sight)
	d.must(err)
	place := func(id postkamer.PieceID) int {
		return slices.IndexFunc(d.pieces, func(p postkamer.Piece) bool { return p.ID == id })
	}
	for _, id := range found.Pieces {
		inside = append(inside, place(id))
	}
	for _, id := range found.Outside {
		outside = append(outside, place(id))
	}
	return inside, outside, found
}

var (
	sees      = store.Sight{All: true}
	seesZorg  = store.Sight{Person: 1, Queues: []postkamer.Queue{"zorg"}}
	seesNone  = store.Sight{Person: 1}
	deJong    = map[postkamer.FieldName]string{postkamer.FieldFullName: "Zoë de Jong", postkamer.FieldBirthDate: "1980-05-03", postkamer.FieldBSN: "999990019", postkamer.FieldPostcode: "9349 AX", postkamer.FieldNumber: "12-a"}
	yildiz    = map[postkamer.FieldName]string{postkamer.FieldFullName: "Ayşe Yıldız", postkamer.FieldBirthDate: "1980-05-03", postkamer.FieldPhone: "0612345678", postkamer.FieldPlate: "AB-12-CD"}
	inBothHas = []sent{
		{"Geachte gemeente, de schuttingpalen van mijn buren zijn verrot. Mijn nummer is 999990019 of 99990019.", "leefomgeving", deJong},
		{"Ik vraag een traplift aan voor mijn moeder. Kenmerk 2026-4711.", "zorg", yildiz},
		{"Nog een brief over de traplift, van de buurman de Jong.", "zorg", nil},
	}
)

func TestASearchFindsWhatWasMeant(t *testing.T) {
	d := newSearchDesk(t, inBothHas...)
	for _, tt := range []struct {
		name, typed string
		want        []int
	}{
		{"a word in the text", "traplift", []int{2, 1}},
		{"another form of the word", "schuttingpaal moeder", nil},
		{"its plural", "trapliften", []int{2, 1}},
		{"a letter that changes in the plural", "brieven", []int{2}},
		{"without capitals and accents", "zoe DE JONG", []int{0}},
		{"letters that are not ours", "ayse yildiz", []int{1}},
		{"a field goes before the text, then the newest", "de Jong", []int{0, 2}},
		{"the beginning of a word", "schutting*", []int{0}},
		{"the beginning, when nothing else was found", "schuttingpa", []int{0}},
		{"a number with other marks", "2026/4711", []int{1}},
		{"a telephone number", "+31 6 1234 5678", []int{1}},
		{"a number plate", "ab12cd", []int{1}},
		{"a postcode and a house number", "9349ax 12", []int{0}},
		{"with its addition", "9349 AX 12a", []int{0}},
		{"another house", "9349 AX 13", nil},
		{"a BSN", "9999.90.019", []int{0}},
		{"a name and a day of birth", "Jong 3-5-1980", []int{0}},
		{"a name as it was heard", "Jildiz 3-5-1980", []int{1}},
		{"a name of somebody born on another day", "Yıldız 4-5-1980", nil},
		{"what nobody wrote", "zwembad", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, _, _ := d.finds(postkamer.ReadQuery(tt.typed), sees)
			if !slices.Equal(got, tt.want) {
				t.Errorf("%q finds %v, want %v", tt.typed, got, tt.want)
			}
		})
	}
}

func TestAReferenceIsFoundAsPeopleWriteIt(t *testing.T) {
	d := newSearchDesk(t, inBothHas...)
	ref := d.pieces[1].Reference
	wrong := ref[:8] + string(ref[9]) + string(ref[8]) + ref[10:]
	for typed, near := range map[string]bool{ref: false, strings.ToLower(strings.ReplaceAll(ref, "-", " ")): false, ref[8:]: false, wrong: wrong != ref} {
		got, _, found := d.finds(postkamer.ReadQuery(typed), sees)
		if !slices.Equal(got, []int{1}) || found.Near != near {
			t.Errorf("%q finds %v, near %v", typed, got, found.Near)
		}
	}
}

func TestOnlyAnExactQuestionFindsOutsideOnesQueues(t *testing.T) {
	d := newSearchDesk(t, inBothHas...)
	for _, tt := range []struct {
		name, typed     string
		inside, outside []int
	}{
		{"words of another queue", "schuttingpalen", nil, nil},
		{"a name alone", "Zoë", nil, nil},
		{"words of one's own", "traplift", []int{2, 1}, nil},
		{"a name and a day of birth", "de Jong 3-5-1980", nil, []int{0}},
		{"an address", "9349 AX 12", nil, []int{0}},
		{"a BSN", "999990019", nil, []int{0}},
		{"a reference", d.pieces[0].Reference, nil, []int{0}},
		{"the end of a reference", d.pieces[0].Reference[8:], nil, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			inside, outside, _ := d.finds(postkamer.ReadQuery(tt.typed), seesZorg)
			if !slices.Equal(inside, tt.inside) || !slices.Equal(outside, tt.outside) {
				t.Errorf("%q finds %v and outside %v, want %v and %v", tt.typed, inside, outside, tt.inside, tt.outside)
			}
		})
	}
	t.Run("nobody's queues", func(t *testing.T) {
		if inside, outside, _ := d.finds(postkamer.ReadQuery("traplift"), seesNone); len(inside)+len(outside) > 0 {
			t.Errorf("finds %v and %v", inside, outside)
		}
	})
}

func TestOfWhatIsNotInSightLittleIsShown(t *testing.T) {
	d := newSearchDesk(t, inBothHas...)
	q := postkamer.Query{Text: "schuttingpalen"}
	for _, tt := range []struct {
		name  string
		sight store.Sight
		shown bool
	}{{"outside", seesZorg, false}, {"inside", sees, true}} {
		hits, err := d.Hits(t.Context(), []postkamer.PieceID{d.pieces[0].ID}, q, tt.sight)
		d.must(err)
		h := hits[0]
		if h.InSight != tt.shown || (h.Who != "") != tt.shown || (h.Snippet != "") != tt.shown || (h.CaseType != "") != tt.shown {
			t.Errorf("%s: %+v", tt.name, h)
		}
		if h.Reference != d.pieces[0].Reference || h.Queue != "leefomgeving" {
			t.Errorf("%s: nobody can tell where it is: %+v", tt.name, h)
		}
	}
}

func TestAGrantBringsACaseInSightForAWhile(t *testing.T) {
	d := newSearchDesk(t, inBothHas...)
	asma := colleague(t, d.Store, "Asma")
	sight := store.Sight{Person: asma.ID, Queues: []postkamer.Queue{"zorg"}}
	d.must(d.Allow(t.Context(), postkamer.Grant{PersonID: asma.ID, CaseID: d.cases[0], Reason: "De inwoner belt", Until: time.Now().Add(time.Hour)}, asma))
	if got, _, _ := d.finds(postkamer.Query{Text: "schuttingpalen"}, sight); !slices.Equal(got, []int{0}) {
		t.Errorf("finds %v", got)
	}
	if n := d.number(`SELECT count(*) FROM events WHERE kind = 'inspected' AND case_id = $1 AND detail = 'De inwoner belt'`, d.cases[0]); n != 1 {
		t.Errorf("%d events say why", n)
	}
	d.exec(`UPDATE grants SET at = now() - interval '2 hours', until = now() - interval '1 second'`)
	if got, _, _ := d.finds(postkamer.Query{Text: "schuttingpalen"}, sight); got != nil {
		t.Errorf("still finds %v", got)
	}
	if yes, err := d.Allowed(t.Context(), asma.ID, d.cases[0]); yes || err != nil {
		t.Errorf("still allowed: %v, %v", yes, err)
	}
}

func TestTheIndexFollowsWhatIsChanged(t *testing.T) {
	d := newSearchDesk(t, inBothHas...)
	asma := colleague(t, d.Store, "Asma")
	find := func(typed string, sight store.Sight, want ...int) {
		t.Helper()
		if got, _, _ := d.finds(postkamer.ReadQuery(typed), sight); !slices.Equal(got, want) {
			t.Errorf("%q finds %v, want %v", typed, got, want)
		}
	}
	d.must(d.ClaimCase(t.Context(), d.cases[0], asma))
	d.must(d.SaveFields(t.Context(), d.cases[0], asma, []store.FieldInput{{Name: postkamer.FieldFullName, Value: "Saar Kowalski"}}))
	find("kowalski", sees, 0)
	find("zoë", sees)
	find("kowalski", store.Sight{Person: asma.ID, Queues: []postkamer.Queue{"zorg"}}, 0) // she holds it
	c, err := d.Case(t.Context(), d.cases[0])
	d.must(err)
	d.must(d.MoveCase(t.Context(), c.ID, c.Version, asma, store.Move{Kind: "wmo", Queue: "zorg", Reason: "x"}))
	find("schuttingpalen", seesZorg, 0)
	d.exec(`UPDATE pages SET piece_id = $1 WHERE piece_id = $2`, d.pieces[1].ID, d.pieces[0].ID)
	find("schuttingpalen", sees, 1)
	if n := d.number(`SELECT count(*) FROM search s, search_row(s.piece_id) r WHERE (s.*) IS DISTINCT FROM (r.*)`); n != 0 {
		t.Errorf("%d rows are not as they should be", n)
	}
}

func TestARolledBackChangeIsNotFound(t *testing.T) {
	d := newSearchDesk(t, inBothHas...)
	err := d.InTx(t.Context(), func(tx *store.Tx) error {
		return errors.Join(tx.AddDoubts(t.Context(), d.cases[0], nil), errors.New("stop"))
	})
	if err == nil {
		t.Fatal("it went on")
	}
	if n := d.number(`SELECT count(*) FROM search`); n != len(d.pieces) {
		t.Errorf("%d rows for %d pieces", n, len(d.pieces))
	}
}

func TestNoBSNCanBeReadFromTheIndex(t *testing.T) {
	d := newSearchDesk(t, inBothHas...)
	if n := d.number(`SELECT count(*) FROM search WHERE (words::text || facts::text || names || keys::text) LIKE '%999990019%'`); n != 0 {
		t.Errorf("%d rows hold it", n)
	}
	if n := d.number(`SELECT count(*) FROM search WHERE words::text LIKE '%99990019%'`); n != 1 {
		t.Errorf("a number that is no BSN is in %d rows", n)
	}
}

// TestABSNInAnotherFieldIsHidden: it is found all the same.
func TestABSNInAnotherFieldIsHidden(t *testing.T) {
	d := newSearchDesk(t, sent{"Mijn nummer is 9999.90.019.", "burgerzaken", map[postkamer.FieldName]string{
		postkamer.FieldFullName: "Zoë 999990019", postkamer.FieldCaseNumber: "999990020", "remark": "bsn 999.990.032, dossier 123456789", postkamer.FieldPhone: "0612345678"}})
	held := func(number string) int {
		return d.number(`SELECT count(*) FROM search WHERE (words::text || facts::text || names || keys::text) LIKE '%` + strings.ReplaceAll(number, "'", "''") + `%'`)
	}
	for _, number := range []string{"999990019", "999990020", "999990032", "990]"} {
		if n := held(number); n != 0 {
			t.Errorf("%d rows hold %s", n, number)
		}
	}
	if held("123456789") != 1 || held("0612345678") != 1 {
		t.Error("a number that is no BSN cannot be found")
	}
	if inside, _, _ := d.finds(postkamer.ReadQuery("999990020"), sees); len(inside) != 1 {
		t.Errorf("the number that was typed as a case number finds %v", inside)
	}
}

func TestWordsAreLitOnThePage(t *testing.T) {
	d := newSearchDesk(t, inBothHas...)
	spots, err := d.Spots(t.Context(), d.pieces[1].ID, postkamer.Query{Text: "trapliften moeders"})
	d.must(err)
	d.exec(`UPDATE pages SET text = jsonb_set(text, '{words}', 'null') WHERE piece_id = $1`, d.pieces[2].ID)
	if none, err := d.Spots(t.Context(), d.pieces[2].ID, postkamer.Query{Text: "traplift"}); len(none) != 0 || err != nil {
		t.Errorf("a page without words: %v, %v", none, err)
	}
	if len(spots) != 2 || spots[0].X != 300 || spots[1].X != 700 {
		t.Errorf("lit: %+v", spots)
	}
}

func TestOtherPostOfTheSamePerson(t *testing.T) {
	d := newSearchDesk(t,
		sent{"een", "zorg", deJong},
		sent{"twee", "leefomgeving", map[postkamer.FieldName]string{postkamer.FieldBSN: "999990019"}},
		sent{"drie", "zorg", map[postkamer.FieldName]string{postkamer.FieldFullName: "Z. de Jong", postkamer.FieldBirthDate: "1980-05-03"}},
		sent{"vier", "zorg", map[postkamer.FieldName]string{postkamer.FieldFullName: "Zoe de Jong", postkamer.FieldNewPostcode: "9349 AX", postkamer.FieldNewNumber: "12"}},
		sent{"vijf", "zorg", map[postkamer.FieldName]string{postkamer.FieldFullName: "Bart Smit", postkamer.FieldPostcode: "9349 AX", postkamer.FieldNumber: "12"}},
		sent{"zes", "zorg", yildiz})
	same, err := d.SamePerson(t.Context(), d.pieces[0].ID, 10)
	d.must(err)
	got := map[postkamer.PieceID]store.SameBy{}
	for _, s := range same {
		got[s.PieceID] = s.By
	}
	want := map[postkamer.PieceID]store.SameBy{d.pieces[1].ID: store.SameBSN, d.pieces[2].ID: store.SameBirth, d.pieces[3].ID: store.SameAddress}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestRowsThatAreMissingAreMade(t *testing.T) {
	d := newSearchDesk(t, inBothHas...)
	d.exec(`DELETE FROM search`)
	n, err := d.IndexMissing(t.Context(), 2)
	d.must(err)
	rest, err := d.IndexMissing(t.Context(), 100)
	d.must(err)
	if n != 2 || rest != 1 {
		t.Errorf("made %d and %d", n, rest)
	}
	if got, _, _ := d.finds(postkamer.Query{Text: "traplift"}, sees); !slices.Equal(got, []int{2, 1}) {
		t.Errorf("finds %v", got)
	}
}

func TestALetterLongerThanTheIndexTakesIsRead(t *testing.T) {
	var long strings.Builder
	for i := range 60_000 {
		fmt.Fprintf(&long, "w%dx ", i*7919)
	}
	d := newSearchDesk(t, sent{"zoutkist " + long.String(), "zorg", nil})
	if got, _, _ := d.finds(postkamer.Query{Text: "zoutkist"}, sees); !slices.Equal(got, []int{0}) {
		t.Errorf("finds %v", got)
	}
}

func TestWordsBetweenQuotationMarksFollowOneAnother(t *testing.T) {
	d := newSearchDesk(t,
		sent{"De losse stoeptegel ligt er nog.", "zorg", nil},
		sent{"De stoeptegel is los, en losse takken liggen op de stoeptegel.", "zorg", nil},
		sent{"Een LÓSSE\n stoeptegel, in de tuin.", "zorg", nil},
		sent{"Ik woon er niet meer.", "zorg", map[postkamer.FieldName]string{postkamer.FieldFullName: "Jan de Losse", "street": "Stoeptegel"}})
	for _, tt := range []struct {
		typed string
		want  []int
		apart bool
	}{
		{`"losse stoeptegel"`, []int{2, 0}, false},
		{`„losse stoeptegel” tuin`, []int{2}, false},
		{`"losse stoept*"`, []int{2, 0}, false},
		{`"stoeptegel ligt" "er nog"`, []int{0}, false},
		{`"in de tuin"`, []int{2}, false},
		{`"tuin de in"`, []int{2}, true},
		{`"de Losse"`, []int{3, 0}, false},
		{`"losse zwembad"`, nil, true},
	} {
		got, _, found := d.finds(postkamer.ReadQuery(tt.typed), sees)
		if !slices.Equal(got, tt.want) || found.Apart != tt.apart {
			t.Errorf("%s finds %v, apart %v; want %v, %v", tt.typed, got, found.Apart, tt.want, tt.apart)
		}
	}
	hits, err := d.Hits(t.Context(), []postkamer.PieceID{d.pieces[0].ID}, postkamer.ReadQuery(`"losse stoeptegel"`), sees)
	d.must(err)
	if !strings.Contains(hits[0].Snippet, store.HitBegin+"losse"+store.HitEnd) {
		t.Errorf("snippet: %q", hits[0].Snippet)
	}
}

func TestWhatFitsBestComesFirst(t *testing.T) {
	d := newSearchDesk(t,
		sent{"Kapotte lantaarn. De lantaarn bij ons is stuk. Lantaarn nummer 12.", "zorg", nil},
		sent{"Er staat een lantaarn in de straat, en de hond van de buren loopt daar los rond.", "zorg", nil},
		sent{"Er staat een lantaarn in de straat, en de kat van de buren loopt daar los rond.", "zorg", nil},
		sent{"Zie mijn brief.", "zorg", map[postkamer.FieldName]string{postkamer.FieldFullName: "Piet van Lantaarn Berg"}},
		sent{"Zie mijn brief.", "zorg", map[postkamer.FieldName]string{postkamer.FieldFullName: "Lantaarn"}},
		sent{"Zie mijn brief.", "zorg", map[postkamer.FieldName]string{postkamer.FieldFullName: "Saar Lantaarn"}})
	got, _, found := d.finds(postkamer.ReadQuery("lantaarn"), sees)
	if want := []int{4, 5, 3, 0, 2, 1}; !slices.Equal(got, want) || found.Unranked != 0 {
		t.Errorf("in order %v, want %v; %d not put in order", got, want, found.Unranked)
	}
}

func TestOnlySomeOfTheNewestArePutInOrder(t *testing.T) {
	d := newSearchDesk(t, sent{"De lantaarn.", "zorg", nil})
	d.exec(`INSERT INTO pieces (id, batch_id, position, pages_left, reference, channel, stage, received_on, received_at, answers)
		OVERRIDING SYSTEM VALUE
		SELECT 1000 + i, batch_id, 1000 + i, 0, 'X' || i, channel, stage, received_on, received_at, jsonb_build_array(jsonb_build_object('value', CASE WHEN i % 2 = 0 THEN 'lantaarn lantaarn lantaarn' ELSE 'een lantaarn bij ons in de straat die op de stoep stond' END))
		FROM pieces, generate_series(1, $1) i WHERE id = $2`, store.MostRanked+20, d.pieces[0].ID)
	_, _, found := d.finds(postkamer.ReadQuery("lantaarn"), sees)
	if found.Unranked != 21 || len(found.Pieces) != store.MostRanked+21 || found.Pieces[0] != 1000+store.MostRanked+20 || found.Pieces[1] != 1000+store.MostRanked+18 {
		t.Errorf("%d of %d are not in order; first %v", found.Unranked, len(found.Pieces), found.Pieces[:min(3, len(found.Pieces))])
	}
	got, _, found := d.finds(postkamer.ReadQuery(`"de lantaarn"`), sees)
	if !slices.Equal(got, []int{0}) || found.Checked != 0 {
		t.Errorf("finds %v after %d", got, found.Checked)
	}
}
