package web

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"postkamer"
	"postkamer/store"
)

// searchPage is the form with what was found.
type searchPage struct {
	Page
	Query   Field
	Born    Field
	Kind    Choice
	Since   Field
	Until   Field
	Narrow  bool // one of the last three is filled in
	Asked   bool
	Heading string
	Notes   []string // what to know about the list
	Hits    []hitLine
	First   int // number of the first of Hits
	Outside []hitLine
	Pages   paging
}

// paging leads to the other pages of a list.
type paging struct {
	Number, Of     int
	Previous, Next string
}

// hitsShown is how many hits stand on one page.
const hitsShown = 25

// searchPage shows the form, and what the search of the address found.
func (s *Server) searchPage(w http.ResponseWriter, r *http.Request) error {
	kept, ok := s.searchOf(r)
	if !ok {
		return s.renderSearch(w, r, url.Values{}, http.StatusOK, nil)
	}
	page := s.newSearchPage(r, kept.form(), nil)
	if err := s.addHits(r, &page, kept); err != nil {
		return err
	}
	return s.render(w, r, "zoek", http.StatusOK, page)
}

// form is what was filled in.
func (k keptSearch) form() url.Values {
	form := url.Values{"q": {k.Typed}, "geboren": {k.Born}, "soort": {string(k.Query.Kind)}}
	for name, day := range map[string]time.Time{"van": k.Query.Since, "tot": k.Query.Until} {
		if !day.IsZero() {
			form.Set(name, day.Format("2-1-2006"))
		}
	}
	return form
}

func (s *Server) renderSearch(w http.ResponseWriter, r *http.Request, form url.Values, status int, wrong []FieldError) error {
	return s.render(w, r, "zoek", status, s.newSearchPage(r, form, wrong))
}

func (s *Server) newSearchPage(r *http.Request, form url.Values, wrong []FieldError) searchPage {
	page := searchPage{Page: s.page(r, "Zoeken")}
	for i := range wrong {
		wrong[i].Text = page.Say(wrong[i].Text)
	}
	page.Errors = wrong
	page.Query = Field{Name: "q", Label: page.Say("Wat {zoek je|zoekt u}?"), Value: form.Get("q"), MaxLength: 200, Error: wrongIn(wrong, "q"),
		Hint: "Een naam, kenmerk, postcode met huisnummer, telefoonnummer, of woorden uit de brief."}
	page.Born = Field{Name: "geboren", Label: "Geboortedatum", Value: form.Get("geboren"), MaxLength: 20, Error: wrongIn(wrong, "geboren"),
		Hint: page.Say("Met naam en geboortedatum {vind je|vindt u} een inwoner ook bij andere werkvoorraden.")}
	page.Kind = Choice{Name: "soort", Legend: "Soort", Values: []string{form.Get("soort")}, Options: append([]Option{{Label: "Alle soorten"}}, s.kindOptions()...)}
	for i := range page.Kind.Options[1:] {
		o := &page.Kind.Options[i+1]
		o.Label = s.kindLabel(postkamer.CaseType(o.Value))
	}
	page.Since = Field{Name: "van", Label: "Ontvangen vanaf", Value: form.Get("van"), MaxLength: 20, Error: wrongIn(wrong, "van")}
	page.Until = Field{Name: "tot", Label: "Ontvangen tot en met", Value: form.Get("tot"), MaxLength: 20, Error: wrongIn(wrong, "tot")}
	page.Narrow = form.Get("soort")+form.Get("van")+form.Get("tot") != ""
	return page
}

// addHits adds one page of what was found. What the person may no longer see is
// left out; what is outside their queues is listed apart.
func (s *Server) addHits(r *http.Request, page *searchPage, kept keptSearch) error {
	number, _ := strconv.Atoi(r.URL.Query().Get("blad"))
	pages := (len(kept.Found.Pieces) + hitsShown - 1) / hitsShown
	number = max(1, min(number, pages))
	start := (number - 1) * hitsShown
	shown := kept.Found.Pieces[start:min(start+hitsShown, len(kept.Found.Pieces))]
	hits, err := s.hits(r, kept, shown)
	if err != nil {
		return err
	}
	for _, h := range hits {
		if h.InSight {
			page.Hits = append(page.Hits, h)
		}
	}
	if page.Outside, err = s.hits(r, kept, kept.Found.Outside); err != nil {
		return err
	}
	page.Asked, page.First = true, start+1
	page.Pages = pagesOf(kept.ID, number, pages)
	page.Heading = foundHeading(kept.Found)
	page.Title = page.Heading + ", zoeken"
	page.Notes = page.notes(kept)
	return nil
}

func pagesOf(id string, number, of int) paging {
	p := paging{Number: number, Of: of}
	at := func(n int) string { return fmt.Sprintf("/zoek?z=%s&blad=%d", id, n) }
	if number > 1 {
		p.Previous = at(number - 1)
	}
	if number < of {
		p.Next = at(number + 1)
	}
	return p
}

// foundHeading counts what this person may see, and nothing else.
func foundHeading(found store.Found) string {
	switch n := len(found.Pieces); {
	case n == 0 && len(found.Outside) > 0:
		return "Alleen gevonden bij andere werkvoorraden"
	case n == 0:
		return "Niets gevonden"
	case found.More:
		return fmt.Sprintf("Meer dan %d stukken gevonden", n)
	default:
		return plural(n, "stuk", "stukken") + " gevonden"
	}
}

// notes say how the list is to be read, or how to search on.
func (p searchPage) notes(kept keptSearch) []string {
	var notes []string
	found, q := kept.Found, kept.Query
	switch {
	case found.TooCommon:
		notes = append(notes, "Deze woorden staan in bijna elke brief. Zet er een woord bij.")
	case found.Near && len(found.Pieces) > 0:
		notes = append(notes, "Dit kenmerk bestaat niet. Een kenmerk dat er veel op lijkt wel. Kijk goed of {je|u} dat bedoelt.")
	case found.Near:
		notes = append(notes, "Dit lijkt op een kenmerk, maar er klopt een letter of cijfer niet. Kijk het nog eens na.")
	case found.Loose && len(found.Pieces) > 0:
		notes = append(notes, "Precies deze woorden staan nergens. Hier zijn stukken met woorden die zo beginnen.")
	case found.Apart && len(found.Pieces) > 0:
		notes = append(notes, "Deze woorden staan zo niet achter elkaar. Hier zijn stukken waar ze wel allemaal in staan.")
	case found.More:
		notes = append(notes, "Dit zijn de nieuwste. Zet er een woord bij, of kies een soort of een periode.")
	case len(found.Pieces) == 0 && len(found.Outside) == 0:
		notes = append(notes, nothingFound(p.Person, q))
	}
	for i := range notes {
		notes[i] = p.Say(notes[i])
	}
	return append(notes, p.bounds(found)...)
}

// bounds say where looking stopped: of thousands only the newest are looked at.
func (p searchPage) bounds(found store.Found) (notes []string) {
	if found.Checked > 0 {
		notes = append(notes, p.Filled("Alleen de nieuwste {n} stukken met deze woorden zijn bekeken. Kies een soort of een periode om verder te zoeken.", "{n}", dutchNumber(found.Checked)))
	}
	if found.Unranked > 0 {
		notes = append(notes, p.Filled("Wat het beste past staat boven. De laatste {n} staan op datum, de nieuwste eerst.", "{n}", dutchNumber(found.Unranked)))
	}
	return notes
}

// nothingFound says what else to try.
func nothingFound(who postkamer.Person, q postkamer.Query) string {
	switch {
	case q.Reference != "":
		return "Er is geen poststuk met dit kenmerk. Is het van de stapel papier? Kijk dan bij Waar is het?"
	case q.Born != "":
		return "Kijk of de geboortedatum klopt. Zoek ook eens op postcode en huisnummer."
	case q.Exact():
		return "Kijk of het klopt wat er staat. Zoek ook eens op naam en geboortedatum."
	case sightOf(who).All:
		return "Probeer een ander woord, of een deel van een woord met een sterretje: schutting*"
	}
	return "{Je ziet|U ziet} hier alleen {je|uw} eigen werkvoorraden. Gaat het om een inwoner? Zoek dan op naam en geboortedatum, of op postcode en huisnummer."
}

// A hitLine is one piece that was found, in words.
type hitLine struct {
	store.Hit
	Link    string // empty: it cannot be opened from here
	Kind    string
	Where   string // queue
	Stand   string // how far it is
	Snippet []snippetPart
}

// A snippetPart is some words; Hit when they were looked for.
type snippetPart struct {
	Text string
	Hit  bool
}

// hits returns pieces as lines.
func (s *Server) hits(r *http.Request, kept keptSearch, ids []postkamer.PieceID) ([]hitLine, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	hits, err := s.cfg.Store.Hits(r.Context(), ids, kept.Query, sightOf(person(r)))
	if err != nil {
		return nil, err
	}
	lines := make([]hitLine, len(hits))
	for i, h := range hits {
		lines[i] = s.newHitLine(h, person(r))
		if lines[i].Link != "" {
			lines[i].Link += "?z=" + kept.ID
		}
	}
	return lines, nil
}

func (s *Server) newHitLine(h store.Hit, who postkamer.Person) hitLine {
	line := hitLine{Hit: h, Kind: s.kindLabel(h.CaseType), Where: s.queueLabel(h.Queue), Stand: s.hitStand(h)}
	if h.CaseID == 0 {
		line.Kind = "Nog niet ingedeeld"
	}
	switch {
	case h.CaseID == 0 || !who.Is(postkamer.Caseworker, postkamer.TeamLead):
	case h.InSight:
		line.Link = casePath(h.CaseID)
	case who.Is(postkamer.Caseworker):
		line.Link = casePath(h.CaseID) + "/inzien"
	}
	line.Snippet = snippetParts(hideBSNs(h.Snippet))
	return line
}

// hitStand says how far a piece is and whether somebody phoned.
func (s *Server) hitStand(h store.Hit) string {
	stand := sentence(caseStates[h.State])
	switch {
	case h.CaseID == 0:
		stand = "Wordt nog gelezen"
	case h.State == postkamer.CaseDone:
		stand += " op " + dutchDate(h.DoneAt.In(s.zone))
	case h.Holder != "":
		stand += " bij " + h.Holder
	}
	if h.Outcome != "" {
		at := h.CalledAt.In(s.zone)
		stand += fmt.Sprintf(". Gebeld op %s om %s uur door %s: %s", dutchDate(at), dutchClock(at), h.CalledBy, strings.ToLower(outcomeLabel(postkamer.Outcome(h.Outcome))))
	}
	return stand + "."
}

// snippetParts takes a snippet apart at its marks.
func snippetParts(snippet string) []snippetPart {
	var parts []snippetPart
	add := func(text string, hit bool) {
		if text != "" {
			parts = append(parts, snippetPart{text, hit})
		}
	}
	for snippet != "" {
		before, rest, found := strings.Cut(snippet, store.HitBegin)
		add(before, false)
		if !found {
			break
		}
		word, after, _ := strings.Cut(rest, store.HitEnd)
		add(word, true)
		snippet = after
	}
	return parts
}
