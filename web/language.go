package web

import (
	"cmp"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"postkamer"
	"postkamer/intake"
)

// languageCookie remembers that a citizen reads English. It holds nothing else.
const languageCookie = "taal"

// languageButton is the name of the button on a page of a form: it posts what was filled
// in along, which is kept as it is. No question can be called so.
const languageButton = "_taal"

// languageLife is how long it does.
const languageLife = 90 * 24 * time.Hour

func (s *Server) languageRoutes() { s.public("POST /taal", s.chooseLanguage) }

// citizenTone is how a citizen is spoken to: in the municipality's tone, or in English
// when they asked for that.
func (s *Server) citizenTone(r *http.Request) postkamer.Tone {
	language := visiting(r).language
	if c, err := r.Cookie(languageCookie); language == "" && err == nil {
		language = c.Value
	}
	if language == string(postkamer.English) {
		return postkamer.English
	}
	return s.town().Tone.Citizen
}

// questionsID is the id of the form whose fields the button of the language posts along.
const questionsID = "vragen"

// Fills is the id of the form on a page that somebody fills in; empty: there is none, and
// the button of the language posts itself alone.
func (Page) Fills() string { return "" }

// Fills is the id of the questions.
func (questionPage) Fills() string { return questionsID }

// Fills is the id of the questions.
func (proofPage) Fills() string { return questionsID }

// Fills is the id of the questions.
func (resumeCodePage) Fills() string { return questionsID }

// Fills is the id of the question.
func (wakePage) Fills() string { return questionsID }

// Fills is the id of the question.
func (birthPage) Fills() string { return questionsID }

// Fills is the id of the question.
func (savedCodePage) Fills() string { return questionsID }

// Fills is the id of the times; empty: no day was chosen that has some.
func (p visitPage) Fills() string {
	if p.Day == "" {
		return ""
	}
	return questionsID
}

// choseLanguage tells whether a form was posted by the button of the language. What this
// request shows is in that language from here on: the same page, with what was filled in
// and without a word about what is wrong. That is never in an address, and not kept.
func (s *Server) choseLanguage(w http.ResponseWriter, r *http.Request, form url.Values) bool {
	if !form.Has(languageButton) {
		return false
	}
	s.keepLanguage(w, r, form.Get(languageButton))
	return true
}

// Lang is the language of the page, for browsers and screen readers.
func (p Page) Lang() string {
	if p.Tone == postkamer.English {
		return "en"
	}
	return "nl"
}

// chooseLanguage keeps the language and goes back to the page of the button.
func (s *Server) chooseLanguage(w http.ResponseWriter, r *http.Request) error {
	form, err := postForm(r)
	if err != nil {
		return err
	}
	s.keepLanguage(w, r, form.Get("taal"))
	http.Redirect(w, r, localPath(form.Get("terug")), http.StatusSeeOther)
	return nil
}

// keepLanguage lets this request and the pages that follow be in a language: en, or
// anything else for Dutch.
func (s *Server) keepLanguage(w http.ResponseWriter, r *http.Request, language string) {
	visiting(r).language = cmp.Or(language, "nl")
	cookie := &http.Cookie{Name: languageCookie, Value: string(postkamer.English), Path: "/", MaxAge: int(languageLife.Seconds()),
		HttpOnly: true, Secure: s.cfg.Secure, SameSite: http.SameSiteLaxMode}
	if language != cookie.Value {
		cookie.Value, cookie.MaxAge = "", -1
	}
	http.SetCookie(w, cookie)
}

// fromDutch says in a tone what is kept in Dutch, such as the words of a receipt: a text
// of the program with or without values in it. What is none stays as it is.
func (s *Server) fromDutch(tone postkamer.Tone, said string) string {
	if tone != postkamer.English {
		return said
	}
	town := s.town().Municipality
	for shipped, english := range town.OwnEnglish { // also of what was kept before the Dutch was changed
		for _, dutch := range []string{town.Text(shipped), shipped} {
			if in, ok := saidIn(town, dutch, english, said); ok {
				return in
			}
		}
	}
	for shipped, english := range town.English {
		if in, ok := saidIn(town, shipped, english, said); ok {
			return in
		}
	}
	return said
}

// saidIn says in English what was said by a Dutch text; false when that was another.
func saidIn(town postkamer.Municipality, dutch, english, said string) (string, bool) {
	for _, was := range []postkamer.Tone{postkamer.Je, postkamer.U} {
		if values, ok := valuesIn(fillTown(town, was.Say(dutch)), said); ok {
			return strings.NewReplacer(values...).Replace(fillTown(town, english)), true
		}
	}
	return "", false
}

// wordInBraces is a word that a value takes the place of.
var wordInBraces = regexp.MustCompile(`\{[a-z]+\}`)

// valuesIn finds what stands in a text in the place of its words in braces: each word and
// its value, in pairs; false when it is another text.
func valuesIn(text, said string) ([]string, bool) {
	words := wordInBraces.FindAllString(text, -1)
	if len(words) == 0 {
		return nil, text == said
	}
	first, _, _ := strings.Cut(text, words[0])
	if !strings.HasPrefix(said, first) || strings.TrimSpace(text) == words[0] {
		return nil, false
	}
	var pattern strings.Builder
	for i, literal := range wordInBraces.Split(text, -1) {
		if i > 0 {
			pattern.WriteString("(.+?)")
		}
		pattern.WriteString(regexp.QuoteMeta(literal))
	}
	found := regexp.MustCompile(`^` + pattern.String() + `$`).FindStringSubmatch(said)
	if found == nil {
		return nil, false
	}
	var pairs []string
	for i, word := range words {
		pairs = append(pairs, word, found[i+1])
	}
	return pairs, true
}

// wordsOf says the words of a receipt, which are kept in Dutch, in a tone.
func (s *Server) wordsOf(tone postkamer.Tone, w postkamer.ReceiptWords) postkamer.ReceiptWords {
	if tone != postkamer.English {
		return w
	}
	all := func(list []string) []string {
		said := make([]string, len(list))
		for i, text := range list {
			said[i] = s.fromDutch(tone, text)
		}
		return said
	}
	w.Title, w.Next, w.Missing = s.fromDutch(tone, w.Title), all(w.Next), all(w.Missing)
	if m := s.town(); m.Hours != "" {
		w.Contact = strings.Replace(w.Contact, m.Hours, m.HoursIn(tone), 1)
	}
	return w
}

// askIn puts questions that were worded in Dutch in a tone.
func (s *Server) askIn(tone postkamer.Tone, questions []intake.Question) []intake.Question {
	list := slices.Clone(questions)
	for i := range list {
		list[i].Label, list[i].Hint = s.fromDutch(tone, list[i].Label), s.fromDutch(tone, list[i].Hint)
	}
	return list
}
