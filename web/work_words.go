package web

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"postkamer"
)

// A kindWord is how a case type is said: as a heading, and in a sentence to the
// citizen ("U stuurde ons een brief over ...", in both tones).
type kindWord struct{ Label, Topic string }

// kindWords are the words of the case types that the shipped model knows. A kind
// that a scheme adds is spelled out.
var kindWords = map[postkamer.CaseType]kindWord{
	"verhuizing":          {"Verhuizing", "{je|uw} verhuizing"},
	"paspoort":            {"Paspoort of rijbewijs", "{je|uw} paspoort, identiteitskaart of rijbewijs"},
	"uittreksel":          {"Uittreksel", "een uittreksel"},
	"huwelijk_geboorte":   {"Huwelijk of geboorte", "een huwelijk of geboorte"},
	"tozo_aanvraag":       {"Tozo-aanvraag", "{je|uw} aanvraag voor Tozo"},
	"tozo_bewijsstuk":     {"Tozo-bewijsstuk", "bewijs bij {je|uw} aanvraag voor Tozo"},
	"bijstand":            {"Bijstand", "bijstand"},
	"wmo":                 {"Hulp of zorg (Wmo)", "hulp of zorg thuis"},
	"kwijtschelding":      {"Kwijtschelding", "kwijtschelding van belasting"},
	"woz":                 {"WOZ-waarde", "de WOZ-waarde van {je|uw} woning"},
	"parkeren":            {"Parkeren", "parkeren"},
	"factuur":             {"Factuur", "een factuur"},
	"subsidie":            {"Subsidie", "subsidie"},
	"omgevingsvergunning": {"Omgevingsvergunning", "een omgevingsvergunning"},
	"evenement":           {"Evenement", "een evenement"},
	"melding":             {"Melding over de buurt", "een melding over {je|uw} buurt"},
	"afval":               {"Afval", "afval"},
	"bezwaar":             {"Bezwaar", "{je|uw} bezwaar"},
	"klacht":              {"Klacht", "{je|uw} klacht"},
	"woo_verzoek":         {"Woo-verzoek", "{je|uw} Woo-verzoek"},
	"ingebrekestelling":   {"Ingebrekestelling", "de tijd die wij nodig hebben voor een besluit"},
	postkamer.UnknownCase: {"Nog in te delen", ""},
}

// kindLabel names a case type; an unknown one by its own name.
func kindLabel(kind postkamer.CaseType) string {
	if word, ok := kindWords[kind]; ok {
		return word.Label
	}
	return spelled(string(kind))
}

// queueNames are the names of the shipped queues.
var queueNames = map[postkamer.Queue]string{
	"burgerzaken": "Burgerzaken", "inkomen": "Inkomen", "zorg": "Zorg", "belastingen": "Belastingen", "parkeren": "Parkeren",
	"financien": "Financiën", "subsidies": "Subsidies", "vergunningen": "Vergunningen", "leefomgeving": "Leefomgeving",
	"juridisch": "Juridische zaken", postkamer.Triage: "Nog in te delen",
}

// queueLabel names a queue; an unknown one by its own name.
func queueLabel(q postkamer.Queue) string {
	if name, ok := queueNames[q]; ok {
		return name
	}
	return spelled(string(q))
}

// spelled makes a heading of a name in small letters with underscores.
func spelled(name string) string {
	name = strings.ReplaceAll(name, "_", " ")
	if name == "" {
		return "Onbekend"
	}
	return strings.ToUpper(name[:1]) + name[1:]
}

// fieldLabels are the names of fields on the page.
var fieldLabels = map[postkamer.FieldName]string{
	postkamer.FieldFullName: "Naam", postkamer.FieldBSN: "Burgerservicenummer", postkamer.FieldBirthDate: "Geboortedatum",
	postkamer.FieldPhone: "Telefoonnummer", postkamer.FieldEmail: "E-mailadres",
	postkamer.FieldOldStreet: "Oude straat", postkamer.FieldOldNumber: "Oud huisnummer", postkamer.FieldOldPostcode: "Oude postcode", postkamer.FieldOldCity: "Oude woonplaats",
	postkamer.FieldNewStreet: "Nieuwe straat", postkamer.FieldNewNumber: "Nieuw huisnummer", postkamer.FieldNewPostcode: "Nieuwe postcode", postkamer.FieldNewCity: "Nieuwe woonplaats",
	postkamer.FieldMoveDate: "Verhuisdatum", postkamer.FieldCoMovers: "Verhuizen mee", postkamer.FieldHost: "Hoofdbewoner",
	postkamer.FieldIBAN: "Rekeningnummer", postkamer.FieldIBANName: "Rekening op naam van", postkamer.FieldKvK: "KvK-nummer", postkamer.FieldCompany: "Bedrijf",
	postkamer.FieldMonths: "Maanden", postkamer.FieldIncome: "Inkomen per maand", postkamer.FieldLoan: "Lening", postkamer.FieldPartner: "Partner",
	postkamer.FieldLetterDate: "Datum van de brief", postkamer.FieldCaseNumber: "Kenmerk", postkamer.FieldAmount: "Bedrag", postkamer.FieldPlate: "Kenteken",
	postkamer.FieldStreet: "Straat", postkamer.FieldNumber: "Huisnummer", postkamer.FieldPostcode: "Postcode", postkamer.FieldCity: "Woonplaats",
	postkamer.FieldRSIN: "RSIN", postkamer.FieldBranch: "Vestigingsnummer", postkamer.FieldReference: "Ons eerdere kenmerk", postkamer.FieldInvoice: "Factuurnummer",
	postkamer.FieldFine: "Nummer van de naheffing", postkamer.FieldWOZ: "WOZ-objectnummer", postkamer.FieldAssessment: "Aanslag- of beschikkingsnummer",
}

// fieldLabel names a field; an unknown one by its own name.
func fieldLabel(name postkamer.FieldName) string {
	if label, ok := fieldLabels[name]; ok {
		return label
	}
	return spelled(string(name))
}

// channelLabels say how a piece came in.
var channelLabels = map[postkamer.Channel]string{postkamer.Scan: "Brief", postkamer.Form: "Online formulier"}

// kindOptions are the kinds to choose from, by name.
func (s *Server) kindOptions() []Option {
	return sortedOptions(slices.Collect(maps.Keys(s.town().Policy.Queues)), s.kindLabel)
}

// queueOptions are the queues to choose from, by name; the pile that is still to
// be sorted is one of them.
func (s *Server) queueOptions() []Option {
	return sortedOptions(append(s.town().AllQueues(), postkamer.Triage), s.queueLabel)
}

func sortedOptions[T ~string](values []T, label func(T) string) []Option {
	slices.Sort(values)
	var options []Option
	for _, v := range slices.Compact(values) {
		options = append(options, Option{Value: string(v), Label: label(v)})
	}
	slices.SortFunc(options, func(a, b Option) int { return cmp.Compare(a.Label, b.Label) })
	return options
}

// A term is the last day of a case in words.
type term struct {
	Text  string // empty when no term runs
	Note  string // what is pressing about it: te laat, vandaag
	Level string // of Note, as of a caseFlag
}

// termOf says how long a case may still take.
func (s *Server) termOf(due time.Time) term {
	if due.IsZero() {
		return term{}
	}
	t := term{Text: dutchDate(due)}
	days := int(due.Sub(postkamer.DayOf(s.cfg.Now())).Hours() / 24)
	switch {
	case days < 0:
		t.Level = "laag"
		t.Note = "! " + s.counted(-days, "dag te laat", "dagen te laat")
	case days == 0:
		t.Note, t.Level = "! vandaag", "laag"
	case days <= 3:
		t.Level = "midden"
		t.Note = s.filled("nog {dagen}", "{dagen}", s.counted(days, "dag", "dagen"))
	}
	return t
}
