package workers

import (
	"bytes"
	"errors"
	"io"
	"net"
	"net/mail"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
	"github.com/riverqueue/river"

	"postkamer"
	"postkamer/store"
)

// postOffice is a real mail server on a real port. Addresses say what it does with a
// mail: never@ refuses it, later@ takes it the second time, busy@ never says yes, all
// others at once.
type postOffice struct {
	mu    sync.Mutex
	asked map[string]int
	got   [][]byte
}

// NewSession begins one connection.
func (o *postOffice) NewSession(*smtp.Conn) (smtp.Session, error) { return &counter{office: o}, nil }

type counter struct {
	office *postOffice
}

// Mail takes any sender.
func (c *counter) Mail(string, *smtp.MailOptions) error { return nil }

// Rcpt judges the receiver.
func (c *counter) Rcpt(to string, _ *smtp.RcptOptions) error {
	c.office.mu.Lock()
	defer c.office.mu.Unlock()
	c.office.asked[to]++
	switch {
	case strings.HasPrefix(to, "never@"):
		return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "no such person"}
	case strings.HasPrefix(to, "later@") && c.office.asked[to] == 1:
		return &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 7, 1}, Message: "come back later"}
	case strings.HasPrefix(to, "busy@"):
		return &smtp.SMTPError{Code: 452, EnhancedCode: smtp.EnhancedCode{4, 2, 2}, Message: "mailbox full"}
	}
	return nil
}

// Data keeps the mail.
func (c *counter) Data(r io.Reader) error {
	data, err := io.ReadAll(r)
	c.office.mu.Lock()
	defer c.office.mu.Unlock()
	c.office.got = append(c.office.got, data)
	return err
}

// Reset forgets nothing.
func (c *counter) Reset() {}

// Logout ends the connection.
func (c *counter) Logout() error { return nil }

// openPost starts a mail server and returns how to reach it.
func openPost(t *testing.T) (*postOffice, *MailServer) {
	t.Helper()
	office := &postOffice{asked: map[string]int{}}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := smtp.NewServer(office)
	server.Domain = "localhost"
	ended := make(chan struct{})
	go func() { defer close(ended); _ = server.Serve(listener) }()
	t.Cleanup(func() { _ = server.Close(); <-ended })
	return office, &MailServer{Host: listener.Addr().String(), From: "post@gemeente.example", FromName: "Gemeente Voorbeeldstad", Encryption: "none"}
}

// letter puts a mail with a file in the outbox.
func (h *hall) mail(to string, change func(*postkamer.Mail)) (id postkamer.MailID) {
	h.t.Helper()
	_, key, err := h.store.PutLetter(h.t.Context(), []byte("%PDF of "+to))
	h.must(err)
	m := postkamer.Mail{Key: to, Kind: postkamer.MailLetter, To: to, Subject: "Een brief van de gemeente", Body: "Zie de bijlage: één brief.\n", FileKey: key, FileName: "brief.pdf"}
	if change != nil {
		change(&m)
	}
	h.must(h.store.InTx(h.t.Context(), func(tx *store.Tx) (err error) { id, err = tx.AddMail(h.t.Context(), m); return err }))
	return id
}

func (h *hall) state(id postkamer.MailID) postkamer.Mail {
	h.t.Helper()
	m, err := h.store.Mail(h.t.Context(), id)
	h.must(err)
	return m
}

func TestWhatBecomesOfAMail(t *testing.T) {
	h := newHall(t)
	office, server := openPost(t)
	gone := *server
	gone.Host = "127.0.0.1:1"
	locked := *server
	locked.Encryption = ""
	for _, tt := range []struct {
		name   string
		to     string
		server *MailServer
		change func(*postkamer.Mail)
		old    bool
		want   postkamer.MailState
		waits  bool
		says   string
	}{
		{name: "taken over", to: "zoe@inwoner.example", server: server, want: postkamer.MailSent},
		{name: "refused", to: "never@inwoner.example", server: server, want: postkamer.MailFailed, says: "weigert"},
		{name: "not an address", to: "a@b@c", server: server, want: postkamer.MailFailed, says: "weigert"},
		{name: "not taken yet", to: "later@inwoner.example", server: server, want: postkamer.MailWaiting, waits: true, says: "vanzelf opnieuw"},
		{name: "no server answers", to: "b@inwoner.example", server: &gone, want: postkamer.MailWaiting, waits: true, says: "vanzelf opnieuw"},
		{name: "a server without encryption gets nothing", to: "c@inwoner.example", server: &locked, want: postkamer.MailWaiting, waits: true, says: "vanzelf opnieuw"},
		{name: "for three days", to: "d@inwoner.example", server: &gone, old: true, want: postkamer.MailFailed, says: "drie dagen"},
		{name: "no server set up", to: "e@inwoner.example", want: postkamer.MailWaiting, waits: true, says: "geen mailserver"},
		{name: "no server set up for three days", to: "g@inwoner.example", old: true, want: postkamer.MailFailed, says: "geen mailserver"},
		{name: "of no use any more", to: "f@inwoner.example", server: server, change: func(m *postkamer.Mail) { m.NotAfter = time.Now().Add(-time.Minute) }, want: postkamer.MailDropped, says: "te laat"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h := hallOn(t, h.store)
			id := h.mail(tt.to, tt.change)
			if tt.old {
				h.exec(`UPDATE mails SET created_at = now() - interval '73 hours' WHERE id = $1`, id)
			}
			step := &sendMail{steps: steps{store: h.store, log: h.cfg.Log}, server: tt.server}
			err := step.Work(t.Context(), &river.Job[postkamer.SendMail]{Args: postkamer.SendMail{MailID: id}})
			snoozed := (*river.JobSnoozeError)(nil)
			if errors.As(err, &snoozed) != tt.waits || err != nil && !tt.waits {
				t.Errorf("the step ends with %v", err)
			}
			if m := h.state(id); m.State != tt.want || !strings.Contains(m.Why, tt.says) {
				t.Errorf("the mail is %s: %q", m.State, m.Why)
			}
			again := step.Work(t.Context(), &river.Job[postkamer.SendMail]{Args: postkamer.SendMail{MailID: id}})
			if !tt.waits && !errors.Is(again, postkamer.ErrConflict) {
				t.Errorf("a second time: %v", again)
			}
		})
	}
	if n := len(office.got); n != 2 { // zoe, and later the second time
		t.Errorf("the mail server took %d mails", n)
	}
}

func TestAMailGoesWithItsFileAndOneNumber(t *testing.T) {
	h := newHall(t)
	office, server := openPost(t)
	h.cfg.Mail = server
	id := h.mail("zoe@inwoner.example", nil)
	h.start()
	h.until("the mail is sent", func() bool { return h.state(id).State == postkamer.MailSent })
	msg, err := mail.ReadMessage(bytes.NewReader(office.got[0]))
	h.must(err)
	first := msg.Header.Get("Message-Id")
	if !strings.HasSuffix(first, "@gemeente.example>") || msg.Header.Get("Auto-Submitted") != "auto-generated" || !strings.Contains(msg.Header.Get("From"), "post@gemeente.example") {
		t.Errorf("headers %v", msg.Header)
	}
	body, err := io.ReadAll(msg.Body)
	if err != nil || !bytes.Contains(body, []byte(`filename="brief.pdf"`)) || !bytes.Contains(body, []byte("=C3=A9=C3=A9n brief")) {
		t.Errorf("body %s, %v", body, err)
	}
	// Killed between the answer of the mail server and our row: it goes again.
	h.must(server.Send(t.Context(), h.state(id), nil))
	msg, err = mail.ReadMessage(bytes.NewReader(office.got[1]))
	if err != nil || msg.Header.Get("Message-Id") != first {
		t.Errorf("the second time it is another mail: %v, %v", msg.Header.Get("Message-Id"), err)
	}
	h.sound()
}

func TestAMailServerThatCannotBeIsRefused(t *testing.T) {
	for name, tt := range map[string]struct {
		server MailServer
		says   string
	}{
		"no host":                     {MailServer{From: "a@b.example"}, "POSTKAMER_SMTP_HOST"},
		"no sender":                   {MailServer{Host: "mail.example.nl"}, "POSTKAMER_SMTP_FROM"},
		"an encryption that is none":  {MailServer{Host: "mail.example.nl", From: "a@b.example", Encryption: "ssl"}, "starttls"},
		"in the open over a network":  {MailServer{Host: "mail.example.nl", From: "a@b.example", Encryption: "none"}, "this machine"},
		"in the open on this machine": {MailServer{Host: "127.0.0.1:25", From: "a@b.example", Encryption: "none"}, ""},
	} {
		err := tt.server.Check()
		if (err == nil) != (tt.says == "") || err != nil && !strings.Contains(err.Error(), tt.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAReminderNamesNobody(t *testing.T) {
	town := postkamer.DefaultMunicipality()
	text := reminderText(town, "https://post.example.nl", 3)
	for _, want := range []string{"3 telefoontjes wachten", "24 uur", "https://post.example.nl/bellen"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q lacks %q", text, want)
		}
	}
}
