package main

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"flag"
	"fmt"
	"io"
	"math/bits"
	"net"
	"net/http"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
)

// "make faults" stops each part for a minute.
var stopped = flag.Duration("stopped", 3*time.Second, "how long a part is stopped while people fill in forms")

// TestFormsWhilePartsStop lets people fill in forms while the database, the object store
// and the mail server hang, die or are away, each in turn. Whoever is told that it cannot
// be done now does what the page says. In the end everybody has sent his form: nothing
// that was received is lost or doubled, and nobody had to type anything twice.
func TestFormsWhilePartsStop(t *testing.T) {
	if testing.Short() {
		t.Skip("stops servers for a while")
	}
	data := filepath.Join(shortTemp(t), "var")
	post := &mailServer{}
	post.listen(t)
	serving := startService(t, data, post.settings())
	crowd := &formCrowd{base: serving.address, seen: map[string]int{}}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var all sync.WaitGroup
	for i := range 6 {
		all.Go(func() { crowd.fillInUntil(ctx, t, i) })
	}
	for _, fault := range formFaults(serving, post) {
		t.Run(fault.name, func(t *testing.T) {
			crowd.waitForMore(t, 3)
			mended := fault.begin(t)
			time.Sleep(*stopped) // that it lasts is the point of the test
			mended()
			crowd.waitForMore(t, 6)
		})
	}
	stop()
	all.Wait()
	crowd.check(t, data)
	if err := serving.stop(t); err != nil {
		t.Errorf("stopping after all that: %v", err)
	}
}

// A formFault is something that goes wrong; begin returns what mends it.
type formFault struct {
	name  string
	begin func(t *testing.T) (mended func())
}

func formFaults(serving *service, post *mailServer) []formFault {
	service := serving.cmd.Process.Pid
	family := func(t *testing.T, word string) []int {
		pids := children(t, service, word)
		for _, pid := range pids {
			pids = append(pids, children(t, pid)...)
		}
		return pids
	}
	send := func(t *testing.T, pids []int, signal syscall.Signal) {
		for _, pid := range pids {
			if err := syscall.Kill(pid, signal); err != nil {
				t.Logf("signal to %d: %v", pid, err)
			}
		}
	}
	hang := func(word string) func(t *testing.T) func() {
		return func(t *testing.T) func() {
			pids := family(t, word)
			send(t, pids, syscall.SIGSTOP)
			return func() { send(t, pids, syscall.SIGCONT) }
		}
	}
	kill := func(word string) func(t *testing.T) func() {
		return func(t *testing.T) func() {
			send(t, family(t, word), syscall.SIGKILL)
			return func() {}
		}
	}
	return []formFault{
		{"the database hangs", hang("postgres")},
		{"the database dies", kill("postgres")},
		{"the object store hangs", hang("postkamer-s3")},
		{"the object store dies", kill("postkamer-s3")},
		{"the mail server is away", func(t *testing.T) func() {
			post.close()
			return func() { post.listen(t) }
		}},
	}
}

// A formCrowd is people who fill in forms, and what they were told.
type formCrowd struct {
	base string
	mu   sync.Mutex
	sent []sentForm
	told int            // pages that said to try again
	seen map[string]int // headings of those pages
	lost []string       // what somebody had to do again, or what was wrong
}

// A sentForm is what somebody sent and the reference that he got.
type sentForm struct{ reference, house string }

func (c *formCrowd) note(page formPage) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.told++
	c.seen[fmt.Sprintf("%d %s", page.status, strings.TrimSpace(page.doc.Find("h1").Text()))]++
}

func (c *formCrowd) wrong(format string, args ...any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.lost = append(c.lost, fmt.Sprintf(format, args...))
}

// waitForMore waits until n more forms were received.
func (c *formCrowd) waitForMore(t *testing.T, n int) {
	t.Helper()
	count := func() int { c.mu.Lock(); defer c.mu.Unlock(); return len(c.sent) }
	want := count() + n
	for range 1200 {
		if count() >= want {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Fatalf("nobody can send a form any more; %d were sent, told %v, wrong %v", count(), c.seen, c.lost)
}

// fillInUntil fills in one form after the other; the last one is finished.
func (c *formCrowd) fillInUntil(ctx context.Context, t *testing.T, who int) {
	for n := 0; ctx.Err() == nil; n++ {
		answers := moveAnswers(time.Now())
		house := strconv.Itoa(1000*(who+1) + n) // tells whose form it is
		answers.Set("huisnummer", house)
		c.fillIn(newFormFiller(t, c.base, answers), house)
	}
}

// fillIn fills in one form from its start to its receipt.
func (c *formCrowd) fillIn(f *formFiller, house string) {
	f.client.Timeout = 40 * time.Second
	page := c.insist(f, "/"+loadForm, nil)
	for range 40 {
		switch {
		case page.doc == nil:
			return // it was noted
		case page.path == "/"+loadForm+"/klaar":
			c.received(page, house)
			return
		case page.path == "/"+loadForm, page.status != http.StatusOK:
			c.wrong("house %s: at %s with %d: %s", house, page.path, page.status, errorsOf(page))
			return
		}
		action, fields := f.fields(page)
		page = c.insist(f, action, fields)
	}
	c.wrong("house %s: no end", house)
}

func (c *formCrowd) received(page formPage, house string) {
	reference := strings.TrimSpace(page.doc.Find("strong.pk-tel").First().Text())
	c.mu.Lock()
	defer c.mu.Unlock()
	c.sent = append(c.sent, sentForm{reference, house})
}

// insist posts a page and does what the answer says, until it is done.
func (c *formCrowd) insist(f *formFiller, path string, fields url.Values) formPage {
	for range 400 {
		page, err := f.post(path, fields)
		switch {
		case err != nil:
			time.Sleep(100 * time.Millisecond) // the browser says that there is no connection; one presses again
			continue
		case page.status < 500 && page.status != http.StatusTooManyRequests:
			return page
		}
		c.note(page)
		again := page.doc.Find("main form")
		if again.Length() == 0 && page.path == path {
			c.wrong("%s: %d without a way to send again: %s", path, page.status, errorsOf(page))
		}
		if again.Length() > 0 {
			path, fields = again.AttrOr("action", ""), formFields(again.Find("input[type=hidden]"))
		}
		if task := fields.Get("bewijs"); task != "" {
			fields.Set("antwoord", worked(task, page))
		}
		time.Sleep(200 * time.Millisecond) // a person would wait for as long as the page says
	}
	c.wrong("%s: never answered", path)
	return formPage{}
}

// worked is the answer to the task of a waiting page.
func worked(task string, page formPage) string {
	want, _ := strconv.Atoi(page.doc.Find("[data-bits]").AttrOr("data-bits", "64"))
	for n := 0; ; n++ {
		sum := sha256.Sum256([]byte(task + ":" + strconv.Itoa(n)))
		if bits.LeadingZeros64(binary.BigEndian.Uint64(sum[:8])) >= want {
			return strconv.Itoa(n)
		}
	}
}

// check looks that what people were told is there, once, and as they filled it in.
func (c *formCrowd) check(t *testing.T, data string) {
	t.Helper()
	t.Logf("%d forms were received; %d times somebody was told to try again: %v", len(c.sent), c.told, c.seen)
	for heading := range c.seen {
		if strings.HasPrefix(heading, "500") {
			t.Errorf("somebody was told %q, as if it were a mistake of ours", heading)
		}
	}
	for _, what := range c.lost {
		t.Error(what)
	}
	if c.told == 0 {
		t.Error("nothing went wrong: the test stopped nothing")
	}
	rows, err := openAt(t.Context(), data)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close(context.WithoutCancel(t.Context())) }()
	for _, form := range c.sent {
		var n int
		err := rows.Pool().QueryRow(t.Context(), `
			SELECT count(*)
			FROM pieces
			WHERE reference = $1 AND answers @> jsonb_build_array(jsonb_build_object('value', $2::text))`, form.reference, form.house).Scan(&n)
		if err != nil || n != 1 {
			t.Errorf("the form for house %s, received as %s, is there %d times, %v", form.house, form.reference, n, err)
		}
	}
	if counts := verified(t, data); counts.Pieces != len(c.sent) {
		t.Errorf("%d forms were received, %d are stored", len(c.sent), counts.Pieces)
	}
	var dropped int
	if err := rows.Pool().QueryRow(t.Context(), `SELECT count(*) FROM mails WHERE state IN ('failed', 'dropped')`).Scan(&dropped); err != nil || dropped > 0 {
		t.Errorf("%d mails were given up, %v", dropped, err)
	}
}

// A mailServer takes mail, when it is there.
type mailServer struct {
	address string
	server  *smtp.Server
}

func (m *mailServer) settings() []string {
	return []string{"POSTKAMER_SMTP_HOST=" + m.address, "POSTKAMER_SMTP_FROM=post@voorbeeld.example", "POSTKAMER_SMTP_ENCRYPTION=none"}
}

// listen starts it, on the same port each time.
func (m *mailServer) listen(t *testing.T) {
	t.Helper()
	if m.address == "" {
		m.address = "127.0.0.1:0"
	}
	listener, err := net.Listen("tcp", m.address)
	if err != nil {
		t.Fatal(err)
	}
	m.address = listener.Addr().String()
	m.server = smtp.NewServer(m)
	m.server.Domain = "localhost"
	server := m.server
	go func() { _ = server.Serve(listener) }() // ends with close
	t.Cleanup(func() { _ = server.Close() })
}

func (m *mailServer) close() { _ = m.server.Close() }

// NewSession takes a connection.
func (m *mailServer) NewSession(*smtp.Conn) (smtp.Session, error) { return mailSession{}, nil }

// A mailSession takes every mail.
type mailSession struct{}

func (mailSession) Reset()                               {}
func (mailSession) Logout() error                        { return nil }
func (mailSession) Mail(string, *smtp.MailOptions) error { return nil }
func (mailSession) Rcpt(string, *smtp.RcptOptions) error { return nil }
func (mailSession) Data(r io.Reader) error {
	_, err := io.Copy(io.Discard, r)
	return err
}
