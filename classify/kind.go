package classify

import "postkamer"

// Case types that have rules of their own here, next to those in the root.
const (
	objection  postkamer.CaseType = "bezwaar"
	complaint  postkamer.CaseType = "klacht"
	woo        postkamer.CaseType = "woo_verzoek"
	defaultLaw postkamer.CaseType = "ingebrekestelling"
)

// A Term is how long the municipality has to answer.
type Term = postkamer.Term

// defaultQueues are the queues of the shipped case types.
var defaultQueues = map[postkamer.CaseType]postkamer.Queue{
	"verhuizing": "burgerzaken", "paspoort": "burgerzaken", "uittreksel": "burgerzaken", "huwelijk_geboorte": "burgerzaken",
	"tozo_aanvraag": "inkomen", "tozo_bewijsstuk": "inkomen", "bijstand": "inkomen",
	"wmo":            "zorg",
	"kwijtschelding": "belastingen", "woz": "belastingen",
	"parkeren": "parkeren", "factuur": "financien", "subsidie": "subsidies",
	"omgevingsvergunning": "vergunningen", "evenement": "vergunningen",
	"melding": "leefomgeving", "afval": "leefomgeving",
	"bezwaar": "juridisch", "klacht": "juridisch", "woo_verzoek": "juridisch", "ingebrekestelling": "juridisch",
}

// defaultTerms are counted from the day of receipt. Sources: Awb 7:10 (objection:
// six weeks, in fact from the end of the objection period, so this is the safe
// side), 9:11 (complaint), 4:17 (notice of default), 4:13 (applications), Woo 4.4;
// thirty days for invoices; five working days for a move is our own norm.
var defaultTerms = map[postkamer.CaseType]Term{
	"verhuizing":          {WorkingDays: 5},
	"bezwaar":             {Weeks: 6, Legal: true},
	"klacht":              {Weeks: 6, Legal: true},
	"woo_verzoek":         {Weeks: 4, Legal: true},
	"ingebrekestelling":   {Weeks: 2, Legal: true, Near: true},
	"tozo_aanvraag":       {Weeks: 8},
	"bijstand":            {Weeks: 8},
	"wmo":                 {Weeks: 8},
	"kwijtschelding":      {Weeks: 8},
	"subsidie":            {Weeks: 8},
	"omgevingsvergunning": {Weeks: 8},
	"evenement":           {Weeks: 8},
	"parkeren":            {Weeks: 8},
	"woz":                 {Weeks: 8},
	"factuur":             {Days: 30},
}

// kindNames say a case type in a Dutch sentence.
var kindNames = map[postkamer.CaseType]string{
	"verhuizing": "een verhuizing", "paspoort": "een paspoort, identiteitskaart of rijbewijs", "uittreksel": "een uittreksel",
	"huwelijk_geboorte": "een huwelijk of geboorte", "tozo_aanvraag": "een aanvraag Tozo", "tozo_bewijsstuk": "bewijs bij Tozo",
	"bijstand": "bijstand", "wmo": "hulp of zorg (Wmo)", "kwijtschelding": "kwijtschelding", "woz": "de WOZ-waarde",
	"parkeren": "parkeren", "factuur": "een factuur", "subsidie": "subsidie", "omgevingsvergunning": "een omgevingsvergunning",
	"evenement": "een evenement", "melding": "een melding over de buurt", "afval": "afval", "bezwaar": "een bezwaar",
	"klacht": "een klacht", "woo_verzoek": "een Woo-verzoek", "ingebrekestelling": "een ingebrekestelling",
}

// inWords returns how a sentence says the kind.
func inWords(kind postkamer.CaseType) string {
	if name, ok := kindNames[kind]; ok {
		return name
	}
	return string(kind)
}
