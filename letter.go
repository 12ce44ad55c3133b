package postkamer

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"time"
)

// LetterID numbers a letter in the database.
type LetterID int64

// PrintRunID numbers a run of letters that are printed at once.
type PrintRunID int64

// LetterState is how far a letter is.
type LetterState string

// States of a letter. One that is made waits until a person has printed it.
const (
	LetterMade      LetterState = "made"      // waits for the printer
	LetterPrinted   LetterState = "printed"   // on paper and on its way
	LetterMailed    LetterState = "mailed"    // given to the outbox of mail
	LetterWithdrawn LetterState = "withdrawn" // taken back before it went
)

// LetterWay is how a letter goes.
type LetterWay string

// Ways.
const (
	OnPaper LetterWay = "paper"
	ByMail  LetterWay = "mail"
)

// A Letter (uitgaande brief) goes from the municipality to a citizen, or to another
// body, about a case.
type Letter struct {
	ID           LetterID
	CaseID       CaseID
	Reference    string // of the piece
	Template     string // name of its template
	Way          LetterWay
	State        LetterState
	Text         LetterText
	AnswerBy     time.Time // last day to answer; zero when none is asked
	Code         string    // call-me code; empty when it has none, and once it is printed: then only its hash is kept
	SHA256       string    // of the PDF that went out; empty before
	Size         int64
	RunID        PrintRunID // the run it is in; 0: in none
	Mail         MailState  // of the mail that takes it along; empty: none
	MadeBy       string
	MadeAt       time.Time
	SentBy       string // who printed it, or put it in the outbox
	SentAt       time.Time
	WhyWithdrawn string
}

// LetterText is a letter as it stands: in one tone, with all facts filled in. The
// same text makes the same PDF.
type LetterText struct {
	Title   string     `json:"title"`            // betreft
	To      []string   `json:"to"`               // the lines of the address
	Date    time.Time  `json:"date"`             // of the letter
	Ours    string     `json:"ours"`             // ons kenmerk
	Theirs  string     `json:"theirs,omitempty"` // uw kenmerk
	Hello   string     `json:"hello"`
	Body    []string   `json:"body"` // paragraphs; one that begins with "- " is a point of a list; CodeBlock is where the code stands
	Closing []string   `json:"closing"`
	Days    LetterDays `json:"days,omitzero"`
}

// LetterDays are the days that a letter names. In its title and body they stand as
// [vandaag], [uiterlijk] and [termijn] until it is drawn, so that a letter that lies at the
// printer for a while counts from the day on which it goes.
type LetterDays struct {
	Kept   bool      `json:"kept,omitempty"`   // false: of a letter from before these were kept; its words are as they are
	Answer int       `json:"answer,omitempty"` // days that the citizen has to answer, counted from Date; 0: none is asked
	By     time.Time `json:"by,omitzero"`      // [uiterlijk]: last day to answer
	Due    time.Time `json:"due,omitzero"`     // [termijn]: last day to decide
}

// Redated returns a letter as it goes out on a day: with that date, as many days to answer
// as it gave when it was made, and the last day to decide that is reckoned by then (zero:
// as it was). A letter is never dated back.
func (t LetterText) Redated(day, due time.Time, rules TermRules) LetterText {
	if !day.After(t.Date) {
		return t
	}
	t.Date = day
	if t.Days.Answer > 0 {
		t.Days.By = rules.TwoWorkingDays(day, t.Days.Answer)
	}
	if !t.Days.Due.IsZero() && !due.IsZero() {
		t.Days.Due = due
	}
	return t
}

// LetterWords are the words of a letter as a municipality writes them, in both tones:
// what is empty is as shipped. What may stand in square brackets says package letters.
type LetterWords struct {
	Title string   `yaml:"titel"`
	Body  []string `yaml:"tekst"` // paragraphs
}

// CodeBlock is the paragraph in which the call-me code stands, large.
const CodeBlock = "[code]"

// codeLength is how many characters a call-me code has: three groups of three, of
// which the last character is the check. The eight others can be 31^8 things, or
// 850 thousand million: nobody guesses one.
const codeLength = 9

// NewCallCode returns a code such as 7K3-MQ9-XV4 that a citizen can read aloud: no
// character is taken for another, and the last one shows a mistake.
func NewCallCode() string {
	code := make([]byte, 0, codeLength)
	for len(code) < codeLength-1 {
		var random [8]byte
		_, _ = rand.Read(random[:]) // crypto/rand.Read never fails
		for _, b := range random {
			if n := int(b & 31); n < len(referenceAlphabet) && len(code) < codeLength-1 {
				code = append(code, referenceAlphabet[n])
			}
		}
	}
	return spellCode(string(append(code, checkCharacter(codePrefix, 0, string(code)))))
}

// codePrefix keeps a call-me code from being the tail of a reference.
const codePrefix = "BM"

func spellCode(s string) string { return s[:3] + "-" + s[3:6] + "-" + s[6:] }

// NormalCallCode forgives what people do to a code: spaces, small letters, dashes
// and look-alikes. It returns "" when the check character is wrong.
func NormalCallCode(s string) string {
	s = lookalikes.Replace(strings.ToUpper(compact(s)))
	if len(s) != codeLength || !inAlphabet(s) || s[codeLength-1] != checkCharacter(codePrefix, 0, s[:codeLength-1]) {
		return ""
	}
	return spellCode(s)
}

// HashCallCode returns what is kept of a code once it is on paper.
func HashCallCode(code string) string {
	sum := sha256.Sum256([]byte("postkamer call-me code " + NormalCallCode(code)))
	return hex.EncodeToString(sum[:])
}
