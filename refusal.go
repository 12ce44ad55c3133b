package postkamer

// RefusalCode names why a file was not taken in. The list is fixed; the web and
// the command line have a Dutch sentence for each.
type RefusalCode string

// Reasons to refuse a file. A refused file is not acknowledged: it stays with
// who sent it.
const (
	RefusedEmpty     RefusalCode = "EMPTY"      // no bytes at all
	RefusedKind      RefusalCode = "KIND"       // not a PDF, TIFF, JPEG, PNG or HEIC
	RefusedBroken    RefusalCode = "BROKEN"     // right kind, but no page can be decoded
	RefusedEncrypted RefusalCode = "ENCRYPTED"  // asks for a password
	RefusedTooLarge  RefusalCode = "TOO_LARGE"  // more bytes than the limit
	RefusedPages     RefusalCode = "PAGES"      // more pages than the limit
	RefusedPixels    RefusalCode = "PIXELS"     // a page with more pixels than the limit
	RefusedSlow      RefusalCode = "SLOW"       // could not be inspected within the time limit
	RefusedTruncated RefusalCode = "INCOMPLETE" // cut off: the end of the file is missing
)

// A Refusal is the outcome for a file that cannot be taken in. It is an error,
// so that inspection can return it; test for it with errors.As.
type Refusal struct {
	Code RefusalCode
	Name string // the file's name as the sender gave it; display only
	Why  string // Dutch, for the person who sent it: what is wrong and what to do next
}

// Error returns the code only: names and reasons do not belong in logs.
func (r *Refusal) Error() string { return "file refused: " + string(r.Code) }

// refusalTexts says for each code what is wrong and what to do next, in Dutch.
var refusalTexts = map[RefusalCode]string{
	RefusedEmpty:     "Dit bestand is leeg. Scan of kies het bestand opnieuw.",
	RefusedKind:      "Dit is geen pdf, tiff, jpeg, png of heic. Sla het op als pdf en stuur het nog een keer.",
	RefusedBroken:    "Dit bestand is kapot en kan niet geopend worden. Scan het papier opnieuw of maak een nieuwe pdf.",
	RefusedEncrypted: "Dit bestand heeft een wachtwoord. Haal het wachtwoord eraf en stuur het nog een keer.",
	RefusedTooLarge:  "Dit bestand is te groot. Verdeel het over kleinere bestanden.",
	RefusedPages:     "Dit bestand heeft te veel bladzijden. Verdeel het over kleinere bestanden.",
	RefusedPixels:    "Een bladzijde in dit bestand is te groot. Scan het papier opnieuw op 300 dpi.",
	RefusedSlow:      "Dit bestand kan niet binnen de tijd geopend worden. Scan het papier opnieuw of maak een nieuwe pdf.",
	RefusedTruncated: "Het einde van dit bestand ontbreekt. Wacht tot het helemaal klaar is, of scan het papier opnieuw.",
}

// Refuse returns the refusal of a file for the reason code, with its Dutch sentence.
func Refuse(code RefusalCode, name string) *Refusal {
	return &Refusal{Code: code, Name: name, Why: refusalTexts[code]}
}
