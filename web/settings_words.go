package web

import (
	"errors"
	"fmt"
	"strings"

	"postkamer"
	"postkamer/town"
)

// A settingWord is how a key of the municipality's file is said, and what may stand
// there. A key that ends in a dot stands for all keys that begin with it.
type settingWord struct{ key, label, write string }

// townWords are in the order in which they are looked for: the first that fits.
var townWords = []settingWord{
	{"naam", "Naam", "Schrijf de naam zoals die op elke pagina staat"},
	{"toon.inwoner", "Inwoners aanspreken", "Kies je of u"},
	{"toon.medewerker", "Medewerkers aanspreken", "Kies je of u"},
	{"kleur", "Kleur", "Schrijf een kleur zoals #0b6140"},
	{"hoeken", "Ronde hoeken", "Schrijf een getal van 0 tot en met 24"},
	{"logo", "Logo", "Het logo staat in het bestand van de gemeente. Haal deze regel weg"},
	{"regelingen", "Regelingen", "De map met regelingen staat in het bestand van de gemeente. Haal deze regel weg"},
	{"formulieren_uit", "Formulieren die dicht zijn", "Schrijf namen van formulieren, zoals tozo"},
	{"formulieren", "Formulieren", "De map met formulieren staat in het bestand van de gemeente. Haal deze regel weg"},
	{"telefoon", "Telefoonnummer", "Schrijf het nummer dat inwoners mogen bellen"},
	{"bereikbaar", "Bereikbaar", "Schrijf wanneer inwoners mogen bellen"},
	{"postadres", "Postadres", "Schrijf elke regel van het adres op een eigen regel"},
	{"servicedesk", "Servicedesk", "Schrijf het nummer voor medewerkers met een storing"},
	{"anoniem_bellen", "Nummer verbergen bij bellen", "Kies aan of uit"},
	{"gesloten_dagen", "Dagen waarop wij dicht zijn", "Schrijf op elke regel een dag en hoe die heet, zoals: 2027-05-07 dag na Hemelvaartsdag. Elke dag maar één keer"},
	{"afspraken_agenda.plaats", "Afspraken: plaats", "Schrijf waar inwoners komen"},
	{"afspraken_agenda.tijden", "Afspraken: tijden", "Schrijf dagen, uren en plaatsen, zoals: ma-vr 9.00-12.00, 2 plaatsen. Zonder tijden: zet de afspraken uit"},
	{"afspraken_agenda.duur", "Afspraken: duur, in minuten", "Schrijf een getal van 5 tot en met 480, of 0 als elke regel 1 afspraak is"},
	{"afspraken_agenda.vooraf_uren", "Afspraken: van tevoren, in uren", "Schrijf een getal van 0 tot en met 336"},
	{"afspraken_agenda.vooruit_dagen", "Afspraken: vooruit, in dagen", "Schrijf een getal van 1 tot en met 60"},
	{"bel_tijden.tijden", "Beltijden", "Schrijf dagen, uren en plaatsen, zoals: ma-vr 9.00-12.00, 8 plaatsen"},
	{"bel_tijden.duur", "Beltijden: duur, in minuten", "Schrijf een getal van 5 tot en met 480, of 0 als elke regel 1 tijd is"},
	{"bel_tijden.vooraf_uren", "Beltijden: van tevoren, in uren", "Schrijf een getal van 0 tot en met 336"},
	{"bel_tijden.vooruit_dagen", "Beltijden: vooruit, in dagen", "Schrijf een getal van 1 tot en met 60"},
	{"afspraken", "Afspraken aan de balie", "Kies aan of uit"},
	{"bewijs_wonen", "Bewijs van wonen vragen", "Kies aan of uit"},
	{"bewijs_uren", "Bewijs van gewerkte uren vragen", "Kies aan of uit"},
	{"verhuizing_vooraf_dagen", "Verhuizing vooraf, in dagen", "Schrijf een aantal dagen van 0 tot en met 365"},
	{"postcodes", "Postcodes", "Schrijf vier cijfers zoals 2512, een hele postcode zoals 2512EB, of een reeks zoals 2490-2599"},
	{"bel_norm_uren", "Norm voor bellen, in uren", "Schrijf een aantal uren vanaf 1"},
	{"bel_pogingen", "Belpogingen", "Schrijf een getal van 1 tot en met 10"},
	{"leren_na", "Leren na zoveel verbeteringen", "Schrijf een getal van 1 tot en met 1000"},
	{"privacy", "Privacyverklaring", "Schrijf een adres dat begint met https://"},
	{"toegankelijkheid", "Toegankelijkheidsverklaring", "Schrijf een adres dat begint met https://"},
	{"vervanging.grondslag", "Vervanging: wettelijke grondslag", "Schrijf de artikelen op"},
	{"vervanging.besluit", "Vervanging: besluit", "Schrijf nummer en datum van het besluit op"},
	{"vervanging.bewaarmaanden", "Vervanging: papier bewaren, in maanden", "Schrijf een aantal maanden van 1 tot en met 120"},
	{"vervanging.ondertekenaar", "Vervanging: ondertekenaar", "Schrijf op wie tekent"},
	{"termijnen.aanvulling_dagen", "Tijd om iets op te sturen, in dagen", "Schrijf een aantal dagen van 3 tot en met 90"},
	{"termijnen.uitstel_weken", "Uitstel, in weken", "Schrijf een aantal weken van 1 tot en met 26"},
	{"termijnen.feestdagen_niet", "Feestdagen die niet tellen", "Schrijf feestdagen zoals de handleiding ze noemt"},
	{"termijnen.extra_vrije_dagen", "Extra vrije dagen", "Schrijf een dag zoals 2026-05-15, en een naam"},
	{"normen.wacht_op_bellen", "Norm: mensen die op bellen wachten", "Schrijf een getal vanaf 0"},
	{"normen.", "Norm", "Schrijf een getal vanaf 0"},
	{"werkvoorraden.", "Werkvoorraad", fmt.Sprintf("Schrijf een naam van hoogstens %d letters", postkamer.MaxName)},
	{"werksoort.", "Soort werk", "Kies standaard, besluit of maatwerk, bij een soort die bestaat"},
	{"zaaktypen.", "Soort post", "Kies een soort, een werkvoorraad en een termijn die bestaan"},
	{"teksten_engels", "Eigen tekst in het Engels", "Laat staan wat tussen { en } wordt ingevuld, en gebruik verder geen { en }"},
	{"teksten", "Eigen tekst", "Laat staan wat tussen { en } wordt ingevuld, en schrijf je en u als {je|u}"},
	{"brieven", "Brief", "Laat staan wat tussen { en } wordt ingevuld"},
}

// settingWordOf returns the words for a key.
func settingWordOf(key string) settingWord {
	for _, w := range townWords {
		if w.key == key || strings.HasSuffix(w.key, ".") && strings.HasPrefix(key, w.key) || strings.HasPrefix(key, w.key+".") {
			return w
		}
	}
	return settingWord{key, key, "Kijk in de handleiding voor beheerders wat hier mag staan"}
}

// inputName is the name of the field of a key: a dot would not do in an address.
func inputName(key string) string { return strings.ReplaceAll(key, ".", "_") }

// wrongSettings says what is wrong with settings, in words and with what to do.
func wrongSettings(err error) []FieldError {
	var list []FieldError
	for _, one := range postkamer.WrongSettings(err) {
		word := settingWordOf(one.Key)
		about := word.label
		if strings.HasSuffix(word.key, ".") {
			about += " " + strings.TrimPrefix(one.Key, word.key)
		}
		list = append(list, FieldError{inputName(one.Key), about + ": " + lowerFirst(word.write)})
	}
	if len(list) == 0 {
		list = wrongYAML(err)
	}
	return list
}

// wrongYAML says on which line a text is no YAML of ours, and what to do.
func wrongYAML(err error) []FieldError {
	var misread *town.Misread
	if !errors.As(err, &misread) {
		return []FieldError{{"yaml", "Dit is geen bestand dat wij kunnen lezen. Gebruik een bestand dat hier is opgehaald"}}
	}
	var list []FieldError
	for _, m := range misread.Mistakes {
		at := "Dit bestand"
		if m.Line > 0 {
			at = fmt.Sprintf("Regel %d", m.Line)
		}
		list = append(list, FieldError{"yaml", at + mistakeWords(m)})
	}
	return list
}

// mistakeWords is what is wrong on a line, and what to do.
func mistakeWords(m town.Mistake) string {
	switch m.Kind {
	case town.UnknownKey:
		return ": " + m.Name + " kennen wij niet. Kijk of het goed is geschreven, of haal de regel weg"
	case town.TwiceKey:
		return ": " + m.Name + " staat er al. Laat er één staan"
	case town.NotNumber:
		return ": hier hoort een getal. Schrijf alleen cijfers"
	case town.NotText:
		return ": hier hoort één tekst. Zet die achter de dubbele punt"
	case town.NotList:
		return ": hier hoort een lijst. Begin elke regel met een streepje"
	case town.NotKeys:
		return ": hieronder horen woorden met een dubbele punt erachter. Kijk in een bestand dat hier is opgehaald"
	case town.Second:
		return ": hier begint een tweede bestand. Haal de streepjes weg"
	case town.EmptyKey:
		return ": " + m.Name + " is leeg. Vul iets in, of haal de regel weg"
	case town.NotUTF8, town.NotYAML:
	}
	return " kunnen wij niet lezen. Kijk naar de spaties vooraan, de dubbele punt en de aanhalingstekens"
}

// A changeLine is one change of the settings in words.
type changeLine struct{ What, Was, Is string }

// changeLines says what differs between two versions of the municipality.
func (s *Server) changeLines(was, is postkamer.Municipality) ([]changeLine, error) {
	changes, err := town.Changes(was, is)
	if err != nil {
		return nil, err
	}
	lines := make([]changeLine, len(changes))
	for i, c := range changes {
		lines[i] = changeLine{What: s.changedWhat(c.Key), Was: saidValue(c.Was), Is: saidValue(c.Is)}
	}
	return lines, nil
}

// changedWhat names a key: the kind, the queue or the text that it is about.
func (s *Server) changedWhat(key string) string {
	word := settingWordOf(key)
	rest := strings.Trim(strings.TrimPrefix(key, strings.TrimSuffix(word.key, ".")), ".")
	if rest == "" {
		return word.label
	}
	name, part, _ := strings.Cut(rest, ".")
	switch word.key {
	case "zaaktypen.", "werksoort.":
		return joined(s.kindLabel(postkamer.CaseType(name)), part)
	case "werkvoorraden.":
		return joined("Werkvoorraad "+s.queueLabel(postkamer.Queue(name)), part)
	case "teksten":
		return "Tekst “" + rest + "”"
	case "teksten_engels":
		return "Engelse tekst van “" + rest + "”"
	}
	return joined(word.label, rest)
}

func joined(what, part string) string {
	if part == "" {
		return what
	}
	return what + ": " + strings.ReplaceAll(part, "_", " ")
}

// saidValue shows a value; what is not there is said.
func saidValue(value string) string {
	if value == "" {
		return "(leeg)"
	}
	return value
}
