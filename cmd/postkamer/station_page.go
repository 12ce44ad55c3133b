package main

import (
	"crypto/rand"
	"embed"
	"errors"
	"fmt"
	"html/template"
	"log/slog"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	"postkamer"
	"postkamer/intake/scanner"
)

//go:embed station.html station.css
var stationFiles embed.FS

// A stationPage is the page on the computer beside a scanner, for when the service
// cannot be reached. It has one stack at a time: the last that was begun here and is
// not complete.
type stationPage struct {
	machine *scanner.Machine
	log     *slog.Logger
	text    *template.Template
}

func newStationPage(machine *scanner.Machine, log *slog.Logger) (*stationPage, error) {
	text, err := template.ParseFS(stationFiles, "station.html")
	if err != nil {
		return nil, fmt.Errorf("page of the station: %w", err)
	}
	return &stationPage{machine, log, text}, nil
}

// handler answers this computer's own browser only: other sites cannot make it scan,
// nor read what it shows under another name.
func (p *stationPage) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", p.show)
	mux.HandleFunc("GET /station.css", p.style)
	mux.HandleFunc("POST /scan", p.do(p.scan))
	mux.HandleFunc("POST /stop", p.do(func(r *http.Request) error { return p.machine.Stop(r.PostFormValue("stapel")) }))
	mux.HandleFunc("POST /klaar", p.do(func(r *http.Request) error { return p.machine.End(r.PostFormValue("stapel")) }))
	guarded := http.NewCrossOriginProtection().Handler(mux)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host, _, err := net.SplitHostPort(r.Host)
		if ip := net.ParseIP(host); err != nil || host != "localhost" && (ip == nil || !ip.IsLoopback()) {
			http.Error(w, "Dit adres is niet van deze computer.", http.StatusMisdirectedRequest)
			return
		}
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cache-Control", "no-store")
		r.Body = http.MaxBytesReader(w, r.Body, 1<<16)
		guarded.ServeHTTP(w, r)
	})
}

func (p *stationPage) style(w http.ResponseWriter, r *http.Request) {
	http.ServeFileFS(w, r, stationFiles, "station.css")
}

// stationView is what the page shows.
type stationView struct {
	Status  scanner.Status
	Line    string // about the connection and what waits
	Away    bool
	Current *scanner.Progress // the stack that is open here
	Others  int               // further stacks whose pages are still on their way
	Error   string
	Today   string
	By      string
	Ways    []scanner.Way
}

// show shows the page. While a scanner runs, the browser asks again by itself.
func (p *stationPage) show(w http.ResponseWriter, r *http.Request) {
	p.render(w, http.StatusOK, "", "")
}

func (p *stationPage) render(w http.ResponseWriter, status int, problem, by string) {
	view := p.view()
	view.Error, view.By = problem, by
	if view.Current != nil && view.Current.Running || view.Status.Waiting > 0 && problem == "" && view.Current == nil {
		w.Header().Set("Refresh", "2; url=/")
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	if err := p.text.Execute(w, view); err != nil {
		p.log.Error("page of the station", "error", err)
	}
}

func (p *stationPage) view() stationView {
	v := stationView{Status: p.machine.Status(), Today: time.Now().In(postkamer.Zone()).Format(time.DateOnly)}
	v.Ways = p.machine.Ways()
	v.Line, v.Away = v.Status.Line(), !v.Status.Away.IsZero()
	for i, s := range v.Status.Stacks { // oldest first
		if strings.HasPrefix(s.Stack, stationStack) && !s.Ended {
			v.Current = &v.Status.Stacks[i]
		} else {
			v.Others++
		}
	}
	return v
}

// stationStack begins the key of a stack that was begun at a station.
const stationStack = "station:"

// do does what a button asks and shows the page again.
func (p *stationPage) do(act func(*http.Request) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		err := act(r)
		var refused *scanner.Refused
		switch {
		case err == nil, errors.Is(err, postkamer.ErrNotFound): // it ended meanwhile
			http.Redirect(w, r, "/", http.StatusSeeOther)
		case errors.As(err, &refused):
			p.render(w, http.StatusConflict, refused.Words, r.PostFormValue("medewerker"))
		default:
			p.log.Error("button of the station", "error", err)
			p.render(w, http.StatusInternalServerError, "Dat lukte niet. Er is niets verloren. Probeer het nog een keer, en bel anders de beheerder.", r.PostFormValue("medewerker"))
		}
	}
}

// scan begins a stack, or goes on with the one that is open.
func (p *stationPage) scan(r *http.Request) error {
	way := p.way(r.PostFormValue("profiel"))
	o := scanner.Order{
		Scanner: r.PostFormValue("scanner"), Stack: r.PostFormValue("stapel"), By: strings.TrimSpace(r.PostFormValue("medewerker")), Here: true,
		Settings: way.Settings, Profile: way.Profile,
	}
	if o.Stack != "" {
		if there, here := p.machine.Progress(o.Stack); !here || there.Ended || !strings.HasPrefix(o.Stack, stationStack) {
			return &scanner.Refused{Code: scanner.Unknown, Words: "Deze stapel is al klaar. Begin een nieuwe stapel."}
		}
		return p.machine.Start(r.Context(), o)
	}
	if v := p.view(); v.Current != nil {
		return &scanner.Refused{Code: scanner.Busy, Words: "Er is nog een stapel open. Maak die eerst af."}
	}
	o.Stack = stationStack + rand.Text()
	o.Origin = postkamer.FromPost
	if r.PostFormValue("herkomst") == "balie" {
		o.Origin = postkamer.FromCounter
	}
	o.ReceivedWhy = strings.TrimSpace(r.PostFormValue("reden"))
	o.ReceivedOn = r.PostFormValue("ontvangen")
	if words := wrongStack(o); words != "" {
		return &scanner.Refused{Code: scanner.Unknown, Words: words}
	}
	return p.machine.Start(r.Context(), o)
}

// way returns the way of scanning that was chosen; the usual one when it is gone.
func (p *stationPage) way(profile string) scanner.Way {
	ways := p.machine.Ways()
	for _, w := range ways {
		if strconv.FormatInt(int64(w.Profile), 10) == profile {
			return w
		}
	}
	return ways[0]
}

// wrongStack says in Dutch what is missing of a new stack. The date of receipt is a
// legal fact: another day than today needs a reason.
func wrongStack(o scanner.Order) string {
	today := postkamer.DayOf(time.Now())
	day, err := time.Parse(time.DateOnly, o.ReceivedOn)
	switch {
	case o.By == "" || len(o.By) > 100:
		return "Vul in wie er scant: dan is dat later terug te vinden."
	case err != nil:
		return "Vul de datum van ontvangst in, bijvoorbeeld " + today.Format(time.DateOnly) + "."
	case day.After(today):
		return "De datum van ontvangst kan niet in de toekomst liggen."
	case !day.Equal(today) && o.ReceivedWhy == "":
		return "De post is op een andere dag ontvangen. Schrijf erbij waarom."
	case len(o.ReceivedWhy) > 200:
		return "De reden is te lang. Schrijf hem korter op."
	}
	return ""
}
