package workers

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"
	"time"

	"github.com/wneessen/go-mail"

	"postkamer"
)

// MailServer is the mail server that takes our mail over, and who we are to it.
type MailServer struct {
	Host     string // with a port if that is not 587 (465 with TLS from the start)
	User     string // empty: we need not log in
	Password string
	From     string // address of the sender
	FromName string // empty: the address alone
	// Encryption is "starttls" (the default), "tls" from the first byte, or "none",
	// which is for a server on this machine alone.
	Encryption string
}

// Ports of mail, and how long the server may take for one mail.
const (
	submissionPort  = 587
	submissionsPort = 465
	mailTimeout     = 40 * time.Second
)

// Check says what of the configuration cannot be.
func (m *MailServer) Check() error {
	host, _ := m.address()
	switch {
	case host == "":
		return errors.New("POSTKAMER_SMTP_HOST: write the mail server, such as mail.example.nl or mail.example.nl:587")
	case !strings.Contains(m.From, "@"):
		return fmt.Errorf("POSTKAMER_SMTP_FROM: %q: write the address that mail comes from", m.From)
	case m.Encryption != "" && m.Encryption != "starttls" && m.Encryption != "tls" && m.Encryption != "none":
		return fmt.Errorf("POSTKAMER_SMTP_ENCRYPTION: %q: write starttls, tls or none", m.Encryption)
	case m.Encryption == "none" && !loopback(host):
		return errors.New("POSTKAMER_SMTP_ENCRYPTION: none is for a mail server on this machine: write starttls or tls")
	}
	return nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

func (m *MailServer) address() (host string, port int) {
	host, number, err := net.SplitHostPort(m.Host)
	if err == nil {
		if port, err = strconv.Atoi(number); err == nil {
			return host, port
		}
	}
	if m.Encryption == "tls" {
		return m.Host, submissionsPort
	}
	return m.Host, submissionPort
}

// errRefused says that the mail server does not take this mail, now or later.
var errRefused = errors.New("the mail server refuses it")

// errNotTaken says that the mail server does not take it now.
var errNotTaken = errors.New("the mail server does not take it now")

// Send hands a mail over. Its errors hold no address: errRefused means that trying
// again is of no use, every other that it may go later.
func (m *MailServer) Send(ctx context.Context, about postkamer.Mail, file []byte) error {
	msg, err := m.message(about, file)
	if err != nil {
		return err
	}
	client, err := m.client()
	if err != nil {
		return fmt.Errorf("%w: %w", errNotTaken, err)
	}
	err = client.DialAndSendWithContext(ctx, msg)
	if err == nil || msg.IsDelivered() {
		return nil // also when only saying goodbye went wrong
	}
	var send *mail.SendError
	if !errors.As(err, &send) {
		return fmt.Errorf("%w: no connection or login", errNotTaken)
	}
	ours := send.Reason == mail.ErrSMTPRcptTo || send.Reason == mail.ErrSMTPData || send.Reason == mail.ErrSMTPDataClose
	if ours && !send.IsTemp() && send.ErrorCode() >= 500 {
		return fmt.Errorf("%w: %s, code %d", errRefused, send.Reason, send.ErrorCode())
	}
	return fmt.Errorf("%w: %s, code %d", errNotTaken, send.Reason, send.ErrorCode())
}

// message makes the mail. The same mail has the same number each time, so that a
// mail program shows it once when it had to be sent twice.
func (m *MailServer) message(about postkamer.Mail, file []byte) (*mail.Msg, error) {
	msg := mail.NewMsg(mail.WithNoDefaultUserAgent())
	if err := msg.FromFormat(m.FromName, m.From); err != nil {
		return nil, fmt.Errorf("%w: the address of the sender", errNotTaken)
	}
	if err := msg.To(about.To); err != nil {
		return nil, fmt.Errorf("%w: not an address", errRefused)
	}
	_, domain, _ := strings.Cut(m.From, "@")
	msg.SetMessageIDWithValue(fmt.Sprintf("postkamer.%d.%d@%s", about.ID, about.CreatedAt.Unix(), domain))
	msg.SetDateWithValue(about.CreatedAt)
	msg.Subject(about.Subject)
	msg.SetGenHeader("Auto-Submitted", "auto-generated") // RFC 3834: no answer by machines
	msg.SetBodyString(mail.TypeTextPlain, about.Body)
	if file == nil {
		return msg, nil
	}
	if err := msg.AttachReader(about.FileName, bytes.NewReader(file)); err != nil {
		return nil, fmt.Errorf("%w: its file", errNotTaken)
	}
	return msg, nil
}

func (m *MailServer) client() (*mail.Client, error) {
	host, port := m.address()
	options := []mail.Option{mail.WithPort(port), mail.WithTimeout(mailTimeout), mail.WithTLSPolicy(mail.TLSMandatory)}
	switch m.Encryption {
	case "tls":
		options = append(options, mail.WithSSL())
	case "none":
		options = append(options, mail.WithTLSPolicy(mail.NoTLS))
	}
	if m.User != "" {
		options = append(options, mail.WithSMTPAuth(mail.SMTPAuthAutoDiscover), mail.WithUsername(m.User), mail.WithPassword(m.Password))
	}
	return mail.NewClient(host, options...)
}
