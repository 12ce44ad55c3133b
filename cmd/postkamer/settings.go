package main

import (
	"fmt"
	"log/slog"
	"maps"
	"net/url"
	"os"
	"slices"
	"strings"

	"postkamer"
	"postkamer/classify"
	"postkamer/intake"
	"postkamer/intake/clamd"
	"postkamer/ocr"
	"postkamer/town"
	"postkamer/web"
	"postkamer/workers"
)

// settings is the machinery's configuration, from the environment. The
// municipality's own face is in a file of its own.
type settings struct {
	DatabaseURL  string // empty: the embedded servers
	S3Endpoint   string
	S3AccessKey  string
	S3SecretKey  string
	S3Bucket     string
	S3Secure     bool
	Listen       string
	BaseURL      string // how browsers reach us; empty: http:// and the address we listen on
	Hosts        []string
	Proxies      []string // whose word about a visitor's address is believed
	OIDCIssuer   string   // empty: the development provider, in the embedded run only
	OIDCClient   string
	OIDCSecret   string
	OIDCMFA      []string
	CitizenLogin web.CitizenLogin   // without issuer: the development provider in the embedded run, else none
	Municipality string             // path of the YAML file; empty: the example municipality
	HotFolder    string             // empty: DATA/hotfolder in the embedded run, else none
	StationToken string             // what stations must show; empty: no station is let in
	Scanimage    string             // empty: scanimage of the search path
	TessData     string             // empty: where Debian puts it
	TesseractLib string             // empty: Debian's own libtesseract
	Model        string             // empty: the shipped model
	Clamd        string             // host:port or socket of the virus scanner; empty: there is none
	Mail         workers.MailServer // without a host: mail waits in the outbox
}

// reading is the configuration of the reading engine.
func (s *settings) reading(log *slog.Logger) ocr.Config {
	printed := s.printed(log)
	return ocr.Config{TessData: s.TessData, TesseractLib: s.TesseractLib, SecondLook: classify.SecondLook, Printed: printed.Layout, Log: log}
}

// printed are the printed forms that can be read back, also the municipality's own. Its
// file was read before: what is wrong with it was told then.
func (s *settings) printed(log *slog.Logger) *intake.Printed {
	base, _ := town.Read(s.Municipality)
	printed, err := intake.ReadPrinted(base.Municipality.Forms)
	if err != nil {
		log.Error("the layouts of own printed forms cannot be read; those that are shipped can", "error", err)
		printed, _ = intake.LoadPrinted() // files in the program, which a test reads
	}
	return printed
}

// mailServer is the mail server, nil when there is none.
func (s *settings) mailServer() *workers.MailServer {
	if s.Mail.Host == "" {
		return nil
	}
	return &s.Mail
}

// variables lists every environment variable that is ours.
func (s *settings) variables() map[string]func(string) error {
	text := func(into *string) func(string) error {
		return func(v string) error { *into = v; return nil }
	}
	list := func(into *[]string) func(string) error {
		return func(v string) error {
			*into = strings.FieldsFunc(v, func(r rune) bool { return r == ',' || r == ' ' })
			return nil
		}
	}
	known := map[string]func(string) error{
		"DATABASE_URL":              text(&s.DatabaseURL),
		"POSTKAMER_S3_ENDPOINT":     text(&s.S3Endpoint),
		"POSTKAMER_S3_ACCESS_KEY":   text(&s.S3AccessKey),
		"POSTKAMER_S3_SECRET_KEY":   text(&s.S3SecretKey),
		"POSTKAMER_S3_BUCKET":       text(&s.S3Bucket),
		"POSTKAMER_S3_SECURE":       yes(&s.S3Secure),
		"POSTKAMER_LISTEN":          text(&s.Listen),
		"POSTKAMER_BASE_URL":        text(&s.BaseURL),
		"POSTKAMER_HOSTS":           list(&s.Hosts),
		"POSTKAMER_TRUSTED_PROXIES": list(&s.Proxies),
		"POSTKAMER_OIDC_ISSUER":     text(&s.OIDCIssuer),
		"POSTKAMER_OIDC_CLIENT":     text(&s.OIDCClient),
		"POSTKAMER_OIDC_SECRET":     text(&s.OIDCSecret),
		"POSTKAMER_OIDC_AMR":        list(&s.OIDCMFA),
		"POSTKAMER_MUNICIPALITY":    text(&s.Municipality),
		"POSTKAMER_HOTFOLDER":       text(&s.HotFolder),
		"POSTKAMER_STATION_TOKEN":   text(&s.StationToken),
		"POSTKAMER_SCANIMAGE":       text(&s.Scanimage),
		"POSTKAMER_TESSDATA":        text(&s.TessData),
		"POSTKAMER_TESSERACT_LIB":   text(&s.TesseractLib),
		"POSTKAMER_MODEL":           text(&s.Model),
		"POSTKAMER_CLAMD":           text(&s.Clamd),
		"POSTKAMER_SMTP_HOST":       text(&s.Mail.Host),
		"POSTKAMER_SMTP_USER":       text(&s.Mail.User),
		"POSTKAMER_SMTP_PASSWORD":   text(&s.Mail.Password),
		"POSTKAMER_SMTP_FROM":       text(&s.Mail.From),
		"POSTKAMER_SMTP_NAME":       text(&s.Mail.FromName),
		"POSTKAMER_SMTP_ENCRYPTION": text(&s.Mail.Encryption),
	}
	maps.Copy(known, s.citizenLoginVariables())
	return known
}

// elsewhere are variables with our prefix that other parts read themselves.
var elsewhere = []string{"POSTKAMER_PG_BIN", "POSTKAMER_S3_BIN"}

func yes(into *bool) func(string) error {
	return func(v string) error {
		switch strings.ToLower(v) {
		case "1", "true", "yes", "ja", "aan":
			*into = true
		case "", "0", "false", "no", "nee", "uit":
			*into = false
		default:
			return fmt.Errorf("write true or false instead of %q", v)
		}
		return nil
	}
}

// readSettings reads the environment. A variable with our prefix that we do not
// know is refused: a typing error must not silently change where post goes.
func readSettings(environ []string) (settings, error) {
	s := settings{S3Secure: true}
	known := s.variables()
	for _, entry := range environ {
		name, value, _ := strings.Cut(entry, "=")
		set, ours := known[name]
		switch {
		case ours:
			if err := set(value); err != nil {
				return s, fmt.Errorf("environment variable %s: %w", name, err)
			}
		case strings.HasPrefix(name, "POSTKAMER_") && !strings.HasPrefix(name, "POSTKAMER_TEST_") && !slices.Contains(elsewhere, name):
			return s, fmt.Errorf("environment variable %s is not known; see the list in docs/administrator.md", name)
		}
	}
	return s, s.check()
}

// embedded tells whether the servers in the data folder are used.
func (s settings) embedded() bool { return s.DatabaseURL == "" }

func (s settings) check() error {
	if s.embedded() != (s.S3Endpoint == "") {
		return fmt.Errorf("set DATABASE_URL and POSTKAMER_S3_ENDPOINT both, or neither")
	}
	if !s.embedded() && (s.S3AccessKey == "" || s.S3SecretKey == "" || s.S3Bucket == "") {
		return fmt.Errorf("set POSTKAMER_S3_ACCESS_KEY, POSTKAMER_S3_SECRET_KEY and POSTKAMER_S3_BUCKET as well")
	}
	if s.Mail != (workers.MailServer{}) {
		if err := s.Mail.Check(); err != nil {
			return err
		}
	}
	if c := s.CitizenLogin; (c.Issuer == "") != (c.ClientID == "") {
		return fmt.Errorf("set POSTKAMER_CITIZEN_OIDC_ISSUER and POSTKAMER_CITIZEN_OIDC_CLIENT both, or neither")
	}
	if own := s.CitizenLogin.Clients[postkamer.MeansEHerkenning]; own != (web.CitizenClient{}) && (own.ID == "" || s.CitizenLogin.Issuer == "") {
		return fmt.Errorf("set POSTKAMER_CITIZEN_OIDC_EHERKENNING_CLIENT and POSTKAMER_CITIZEN_OIDC_ISSUER as well: a client of its own has both")
	}
	if _, err := clamd.New(s.Clamd); err != nil {
		return fmt.Errorf("POSTKAMER_CLAMD: %w", err)
	}
	if s.StationToken != "" && len(s.StationToken) < minStationToken {
		return errStationToken
	}
	if s.BaseURL != "" {
		u, err := url.Parse(s.BaseURL)
		if err != nil || u.Host == "" || strings.Trim(u.Path, "/") != "" {
			return fmt.Errorf("POSTKAMER_BASE_URL must be like https://post.example.nl, without a path")
		}
	}
	return nil
}

// environment reads the settings of this process.
func environment() (settings, error) { return readSettings(os.Environ()) }
