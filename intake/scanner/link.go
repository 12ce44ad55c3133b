package scanner

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"time"

	"postkamer"
)

// Addresses of the service for stations, below its own.
const (
	PollPath = "/api/station/poll"                        // POST a Report, get an Answer
	OpenPath = "/api/station/stacks/{stack}"              // PUT a Stack
	PagePath = "/api/station/stacks/{stack}/pages/{part}" // PUT the bytes of a page
	EndPath  = "/api/station/stacks/{stack}/end"          // POST a Closing
)

// Headers of a station's request beside Authorization.
const (
	StationHeader = "Postkamer-Station" // name of the station
	PartHeader    = "Postkamer-Part"    // a Part as JSON in base64: names do not belong in addresses
)

// A Report is what a station says when it asks for work.
type Report struct {
	Status Status `json:"status"`
	Done   []Done `json:"done,omitempty"`
	Now    bool   `json:"now,omitempty"` // answer at once: is the line there?
	// Spool names the disk of the station: two computers under one name are not one.
	Spool string `json:"spool,omitempty"`
}

// An Answer is what a station gets to do.
type Answer struct {
	Commands []Command `json:"commands"`
	Ways     []Way     `json:"ways,omitempty"` // how may be scanned, the usual one first
}

// A Closing ends a stack.
type Closing struct {
	Parts []string `json:"parts"`
}

// A Reply says why something was not done. Only with a code of ours does it mean
// something: a proxy in between answers 404 too.
type Reply struct {
	Code string `json:"code"`
	Why  string `json:"why,omitempty"` // Dutch
}

// Codes of a Reply.
const (
	ReplyNotFound = "station-not-found"
	ReplyConflict = "station-conflict"
	ReplyRefused  = "station-refused"
	ReplyToken    = "station-token"
	ReplyName     = "station-name"
)

// A Link is a station's line to the service: a Sender over HTTP.
type Link struct {
	server *url.URL
	token  string
	name   string
	client *http.Client
}

// errInsecure says that pages would cross the network in the open.
var errInsecure = errors.New("the address of the service must begin with https://")

// ErrToken says that the service does not know this token.
var ErrToken = errors.New("the service does not accept the token: see POSTKAMER_STATION_TOKEN in docs/administrator.md")

// ErrName says that another computer reports to the service under the same name.
var ErrName = errors.New("another computer is a station of this name: give each its own with --name")

// keptOut returns why the service does not let this machine in; NoProblem when that is
// not what an error says.
func keptOut(err error) Problem {
	switch {
	case errors.Is(err, ErrToken):
		return WrongToken
	case errors.Is(err, ErrName):
		return NameTaken
	}
	return NoProblem
}

// NewLink returns the line of a station to the service at an address such as
// https://post.example.nl.
func NewLink(server, token, name string) (*Link, error) {
	u, err := url.Parse(server)
	if err != nil || u.Host == "" || u.Path != "" && u.Path != "/" {
		return nil, fmt.Errorf("address of the service %q: write it like https://post.example.nl", server)
	}
	if u.Scheme != "https" && !loopback(u.Hostname()) {
		return nil, errInsecure
	}
	transport := &http.Transport{
		Proxy:                 http.ProxyFromEnvironment,
		DialContext:           (&net.Dialer{Timeout: 10 * time.Second, KeepAlive: 15 * time.Second}).DialContext,
		TLSHandshakeTimeout:   10 * time.Second,
		ResponseHeaderTimeout: replyHeaderTime,
		IdleConnTimeout:       time.Minute,
	}
	return &Link{server: u, token: token, name: name, client: &http.Client{Transport: transport, CheckRedirect: noRedirect}}, nil
}

// replyHeaderTime bounds how long the service may think: longer than a poll is
// held, and than it takes to look at a page and store it.
const replyHeaderTime = 5 * time.Minute

// pageTime bounds the sending of one page.
const pageTime = 15 * time.Minute

// noRedirect keeps the token and the pages from going elsewhere.
func noRedirect(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// Close ends the connections.
func (l *Link) Close() { l.client.CloseIdleConnections() }

// Open opens a stack at the service.
func (l *Link) Open(ctx context.Context, st Stack) error {
	return l.call(ctx, http.MethodPut, l.path("stacks", st.Key), st, nil)
}

// End closes a stack at the service.
func (l *Link) End(ctx context.Context, stack string, parts []string) error {
	return l.call(ctx, http.MethodPost, l.path("stacks", stack, "end"), Closing{parts}, nil)
}

// Page sends one page.
func (l *Link) Page(ctx context.Context, p Part, path string) error {
	ctx, cancel := context.WithTimeout(ctx, pageTime)
	defer cancel()
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("send page: %w", err)
	}
	defer f.Close()
	said, err := json.Marshal(p)
	if err != nil {
		return err
	}
	r, err := l.request(ctx, http.MethodPut, l.path("stacks", p.Stack, "pages", p.Name), f)
	if err != nil {
		return err
	}
	r.ContentLength = p.Size
	r.Header.Set("Content-Type", "image/tiff")
	r.Header.Set(PartHeader, base64.StdEncoding.EncodeToString(said))
	return l.do(r, nil)
}

// path is an address of the API.
func (l *Link) path(parts ...string) *url.URL {
	return l.server.JoinPath(append([]string{"api", "station"}, parts...)...)
}

func (l *Link) request(ctx context.Context, method string, to *url.URL, body io.Reader) (*http.Request, error) {
	r, err := http.NewRequestWithContext(ctx, method, to.String(), body)
	if err != nil {
		return nil, err
	}
	r.Header.Set("Authorization", "Bearer "+l.token)
	r.Header.Set(StationHeader, l.name)
	return r, nil
}

// callTime bounds a small request; a poll is held for holdTime.
const callTime = time.Minute

func (l *Link) call(ctx context.Context, method string, to *url.URL, body, into any) error {
	ctx, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	raw, err := json.Marshal(body)
	if err != nil {
		return err
	}
	r, err := l.request(ctx, method, to, bytes.NewReader(raw))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/json")
	return l.do(r, into)
}

// maxReply bounds what is read of an answer, in bytes.
const maxReply = 1 << 20

func (l *Link) do(r *http.Request, into any) error {
	resp, err := l.client.Do(r)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(io.LimitReader(resp.Body, maxReply))
	if err != nil {
		return err
	}
	switch {
	case resp.StatusCode == http.StatusNoContent:
		return nil
	case resp.StatusCode == http.StatusOK && into != nil:
		return json.Unmarshal(raw, into)
	}
	return replyError(resp.StatusCode, raw)
}

// errAnswer says that the service, or what stands before it, answered otherwise
// than it should.
var errAnswer = errors.New("unexpected answer of the service")

func replyError(status int, raw []byte) error {
	var reply Reply
	_ = json.Unmarshal(raw, &reply) // something else than a reply has no code
	switch reply.Code {
	case ReplyNotFound:
		return postkamer.ErrNotFound
	case ReplyConflict:
		return postkamer.ErrConflict
	case ReplyRefused:
		return &postkamer.Refusal{Code: postkamer.RefusedBroken, Why: reply.Why}
	case ReplyToken:
		return ErrToken
	case ReplyName:
		return ErrName
	}
	return fmt.Errorf("%w: status %d", errAnswer, status)
}

// statusEvery is how soon the service hears of a change at the station.
const statusEvery = 500 * time.Millisecond

// Obey asks the service for work and does it, until ctx ends.
func (l *Link) Obey(ctx context.Context, m *Machine, log *slog.Logger) error {
	o := obedience{link: l, machine: m, log: log, did: map[string]Done{}}
	for pause := time.Duration(0); ; {
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(pause):
		}
		commands, err := o.poll(ctx)
		switch {
		case err == nil:
			pause = 0
			m.hears(nil)
			o.obey(ctx, commands)
		case errors.Is(err, errHungUp):
			pause = 0 // whether the answers arrived is not known: they are given again
		default:
			pause = min(max(2*pause, firstPause), lastPause)
			if m.hears(err) {
				log.Warn("the service gives no orders", "error", err)
			}
		}
	}
}

// obedience is what a station did lately. A command comes again until its answer
// has arrived; it is done once.
type obedience struct {
	link    *Link
	machine *Machine
	log     *slog.Logger
	did     map[string]Done
}

// errHungUp says that we ended a poll ourselves, to say something new.
var errHungUp = errors.New("hung up")

// poll asks for work. It hangs up when something changed here, to say so at once.
func (o *obedience) poll(ctx context.Context) ([]Command, error) {
	report := Report{Status: o.machine.Status(), Now: o.machine.deaf(), Spool: o.machine.cfg.Spool.id}
	for _, d := range o.did {
		report.Done = append(report.Done, d)
	}
	before, err := json.Marshal(report.Status)
	if err != nil {
		return nil, err
	}
	polling, hangUp := context.WithCancel(ctx)
	defer hangUp()
	changed := make(chan struct{})
	watched := make(chan struct{})
	go func() { // ends with polling
		defer close(watched)
		if o.changes(polling, before) {
			close(changed)
			hangUp()
		}
	}()
	var answer Answer
	err = o.link.call(polling, http.MethodPost, o.link.path("poll"), report, &answer)
	hangUp()
	<-watched
	if err == nil {
		err = o.machine.cfg.Spool.SetWays(answer.Ways)
	}
	select {
	case <-changed:
		if err != nil && ctx.Err() == nil {
			return nil, errHungUp
		}
	default:
	}
	return answer.Commands, err
}

// changes waits until the machine says something else of itself than before.
func (o *obedience) changes(ctx context.Context, before []byte) bool {
	tick := time.NewTicker(statusEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return false
		case <-tick.C:
		}
		now, err := json.Marshal(o.machine.Status())
		if err == nil && !bytes.Equal(now, before) {
			return true
		}
	}
}

// obey does each command once, and keeps the answers of those that are still asked.
func (o *obedience) obey(ctx context.Context, commands []Command) {
	did := map[string]Done{}
	for _, c := range commands {
		d, again := o.did[c.ID]
		if !again {
			d = o.one(ctx, c)
		}
		did[c.ID] = d
	}
	o.did = did
}

func (o *obedience) one(ctx context.Context, c Command) Done {
	err := errAnswer
	switch c.Do {
	case DoStart:
		err = o.machine.Start(ctx, c.Order)
	case DoStop:
		err = o.machine.Stop(c.Order.Stack)
	case DoEnd:
		err = o.machine.End(c.Order.Stack)
	}
	var refused *Refused
	switch {
	case err == nil:
		return Done{ID: c.ID}
	case errors.As(err, &refused):
		return Done{c.ID, refused.Code, refused.Words}
	case errors.Is(err, postkamer.ErrNotFound):
		return Done{ID: c.ID, Code: Unknown}
	}
	o.log.Error("command of the service not done", "do", c.Do, "error", err)
	return Done{c.ID, Disk, problemWords[Disk]}
}
