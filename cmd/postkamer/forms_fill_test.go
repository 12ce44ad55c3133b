package main

import (
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
)

// A formFiller fills in a form as a browser without JavaScript does: it follows the
// pages as they come and answers by the name of the question.
type formFiller struct {
	base    string
	client  *http.Client
	answers url.Values
}

// A formStep is one page that was posted.
type formStep struct {
	Path   string `json:"path"`
	Body   string `json:"body"`
	Name   string `json:"name,omitempty"` // of the input of files
	Photos int    `json:"photos,omitempty"`
}

// newFormFiller is somebody without cookies.
func newFormFiller(t testing.TB, base string, answers url.Values) *formFiller {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &formFiller{base: base, client: &http.Client{Jar: jar, Timeout: time.Minute}, answers: answers}
}

// moveAnswers are the answers of somebody who moves within the municipality.
func moveAnswers(now time.Time) url.Values {
	in := now.AddDate(0, 0, 7)
	return url.Values{
		"waarheen": {"hier"}, "wie": {"ik"}, "voornamen": {"Zoë Anna"}, "achternaam": {"d'Hónt-van 't Ei"},
		"geboren-dag": {"7"}, "geboren-maand": {"11"}, "geboren-jaar": {"1968"}, "bsn": {"999990019"},
		"datum-dag": {fmt.Sprint(in.Day())}, "datum-maand": {fmt.Sprint(int(in.Month()))}, "datum-jaar": {fmt.Sprint(in.Year())},
		"postcode": {"2512 EB"}, "huisnummer": {"52"}, "inwonen": {"nee"}, "mee": {"nee"},
		"tel": {"06 1234 5678"}, "mail": {"zoe@example.org"}, "tijd": {"ochtend"}, "afspraak": {"nee"},
		"waar": {"ja"}, "wijzigen": {"ja"},
	}
}

// a formPage is the page that an answer holds.
type formPage struct {
	status int
	path   string
	doc    *goquery.Document
}

// read takes the page out of an answer.
func (f *formFiller) read(resp *http.Response, err error) (formPage, error) {
	if err != nil {
		return formPage{}, err
	}
	defer resp.Body.Close()
	doc, err := goquery.NewDocumentFromReader(io.LimitReader(resp.Body, 1<<20))
	return formPage{resp.StatusCode, resp.Request.URL.Path, doc}, err
}

// post sends fields to a path.
func (f *formFiller) post(path string, fields url.Values) (formPage, error) {
	return f.read(f.client.PostForm(f.base+path, fields))
}

// fields are what a page's own form would send with our answers in it.
func (f *formFiller) fields(page formPage) (action string, fields url.Values) {
	form := page.doc.Find("main form").Last()
	fields = url.Values{}
	form.Find("input, textarea, select").Each(func(_ int, e *goquery.Selection) {
		name, kind := e.AttrOr("name", ""), e.AttrOr("type", "")
		answer, have := f.answers[name]
		switch {
		case name == "" || kind == "file" || kind == "submit":
		case kind == "hidden":
			fields.Add(name, e.AttrOr("value", ""))
		case kind != "radio" && kind != "checkbox":
			fields.Set(name, strings.Join(answer, " "))
		case have:
			fields[name] = answer
		}
	})
	action = form.AttrOr("action", page.path)
	if at := strings.IndexByte(action, '?'); at >= 0 {
		action = action[:at]
	}
	return action, fields
}

// formFields are the names and values of inputs.
func formFields(inputs *goquery.Selection) url.Values {
	fields := url.Values{}
	inputs.Each(func(_ int, e *goquery.Selection) { fields.Add(e.AttrOr("name", ""), e.AttrOr("value", "")) })
	return fields
}

// toReview fills in a form up to its last page, and returns what was posted and
// that page. Nothing may be refused on the way.
func (f *formFiller) toReview(t testing.TB, form string) (steps []formStep, last formPage) {
	t.Helper()
	page, err := f.post("/"+form, nil)
	for range 40 {
		if err != nil || page.status != http.StatusOK {
			t.Fatalf("%s answers %d, %v: %s", page.path, page.status, err, errorsOf(page))
		}
		if strings.HasSuffix(page.path, "/nakijken") {
			return steps, page
		}
		action, fields := f.fields(page)
		steps = append(steps, formStep{Path: action, Body: fields.Encode(), Name: page.doc.Find("main input[type=file]").First().AttrOr("name", "")})
		page, err = f.post(action, fields)
	}
	t.Fatalf("%s has no end: at %s", form, page.path)
	return nil, formPage{}
}

// errorsOf is what a page says is wrong.
func errorsOf(page formPage) string {
	if page.doc == nil {
		return ""
	}
	return strings.Join(strings.Fields(page.doc.Find("h1, .pk-err, .utrecht-form-field-error-message").Text()), " ")
}
