package crowd

import (
	"math/rand/v2"
	"strings"
)

// A subject is a kind of post, how often it comes in a hundred, and what people
// then write.
type subject struct {
	kind, queue, prefix string
	share               int
	weeks               int // of the term; 0: none
	lines               []string
}

// subjects add up to a hundred.
var subjects = []subject{
	{"verhuizing", "burgerzaken", "VH", 22, 1, []string{
		"Hierbij geef ik door dat ik ga verhuizen.", "Mijn nieuwe adres is {adres}.", "Wij verhuizen op {dag} met het hele gezin.",
		"Ik trek in bij mijn vriend.", "Onze dochter verhuist mee, zij is nog minderjarig.", "De hoofdbewoner heeft toestemming gegeven.", "Het huurcontract stuur ik mee als bewijs."}},
	{"paspoort", "burgerzaken", "PS", 4, 0, []string{
		"Mijn paspoort is verlopen.", "Ik heb mijn rijbewijs verloren.", "Kan ik een nieuwe identiteitskaart aanvragen zonder afspraak?", "De pasfoto is in {maand} gemaakt."}},
	{"uittreksel", "burgerzaken", "PS", 5, 0, []string{
		"Graag ontvang ik een uittreksel uit de basisregistratie personen.", "Het uittreksel is nodig voor de notaris.", "De kosten maak ik over op uw rekening."}},
	{"huwelijk_geboorte", "burgerzaken", "PS", 3, 0, []string{
		"Wij willen trouwen op {dag}.", "Onze zoon is geboren op {dag}.", "Wij willen de erkenning van het ongeboren kind regelen.", "De trouwambtenaar moet nog worden gekozen."}},
	{"tozo_aanvraag", "inkomen", "TZ", 9, 8, []string{
		"Ik ben zelfstandig ondernemer en vraag Tozo aan.", "Door de sluiting heb ik sinds {maand} geen omzet.", "Mijn inkomen was {bedrag} euro per maand.", "Mijn partner heeft ook een inkomen.", "Ik vraag een lening voor bedrijfskapitaal."}},
	{"tozo_bewijsstuk", "inkomen", "PS", 3, 0, []string{
		"Hierbij stuur ik het bankafschrift dat u vroeg.", "Het uittreksel van de Kamer van Koophandel zit erbij.", "De aangifte van vorig jaar volgt nog."}},
	{"bijstand", "inkomen", "PS", 6, 8, []string{
		"Ik vraag een uitkering aan.", "Ik kan mijn huur van {bedrag} euro niet betalen.", "Mijn contract is afgelopen op {dag}.", "Ik heb recht op bijzondere bijstand voor een {ding}.", "De deurwaarder heeft een aanmaning gestuurd."}},
	{"wmo", "zorg", "PS", 6, 8, []string{
		"Ik vraag hulp bij het huishouden.", "Mijn moeder heeft een traplift nodig.", "De scootmobiel is kapot.", "Door mijn ziekte kan ik niet meer zelf koken.", "De wijkverpleegkundige komt elke dag."}},
	{"kwijtschelding", "belastingen", "PS", 4, 8, []string{
		"Ik vraag kwijtschelding van de gemeentelijke belastingen.", "Ik leef van een klein pensioen.", "De aanslag is {bedrag} euro."}},
	{"woz", "belastingen", "PS", 5, 0, []string{
		"De WOZ-waarde van mijn woning is te hoog.", "Het huis van de buren is voor {bedrag} euro verkocht.", "Het taxatieverslag klopt niet: de {ding} is veel kleiner."}},
	{"parkeren", "parkeren", "PS", 5, 0, []string{
		"Ik vraag een parkeervergunning aan.", "Mijn kenteken is {kenteken}.", "Ik kreeg ten onrechte een naheffing.", "De parkeermeter bij de {ding} was stuk."}},
	{"factuur", "financien", "PS", 4, 4, []string{
		"Factuur voor geleverde diensten in {maand}.", "Het totaalbedrag is {bedrag} euro inclusief btw.", "Graag betalen binnen dertig dagen.", "Levering van een {ding}."}},
	{"subsidie", "subsidies", "PS", 2, 8, []string{
		"Onze vereniging vraagt subsidie aan.", "De begroting is {bedrag} euro.", "Het buurthuis organiseert activiteiten voor ouderen."}},
	{"omgevingsvergunning", "vergunningen", "PS", 4, 8, []string{
		"Ik wil een dakkapel plaatsen.", "De tekening van de {ding} is bijgevoegd.", "Er moet een boom worden gekapt.", "De aannemer begint in {maand}."}},
	{"evenement", "vergunningen", "PS", 1, 8, []string{
		"Wij organiseren een straatfeest op {dag}.", "Er komen ongeveer tweehonderd bezoekers.", "De straat moet worden afgezet."}},
	{"melding", "leefomgeving", "PS", 7, 0, []string{
		"De lantaarnpaal voor mijn deur is kapot.", "Er ligt een losse stoeptegel bij de {ding}.", "Er is overlast van hangjongeren.", "De {ding} is al weken stuk."}},
	{"afval", "leefomgeving", "PS", 3, 0, []string{
		"De container is niet geleegd.", "Ik vraag een extra kliko aan.", "Er ligt grofvuil naast de {ding}."}},
	{"bezwaar", "juridisch", "PS", 4, 6, []string{
		"Ik maak bezwaar tegen uw besluit van {dag}.", "Het besluit is onzorgvuldig voorbereid.", "Ik wil graag worden gehoord.", "De gronden van mijn bezwaar volgen."}},
	{"klacht", "juridisch", "PS", 2, 6, []string{
		"Ik dien een klacht in over de behandeling aan het loket.", "Ik ben onheus bejegend.", "Niemand belt mij terug."}},
	{"woo_verzoek", "juridisch", "PS", 1, 4, []string{
		"Met een beroep op de Wet open overheid verzoek ik om alle documenten over de {ding}.", "Ik verzoek u binnen vier weken te beslissen."}},
}

// openings and closings are in every letter.
var (
	openings = []string{"Geachte heer, mevrouw,", "Beste gemeente,", "Geacht college,", "L.S.,"}
	between  = []string{
		"Ik heb u hierover al eerder gebeld.", "Graag hoor ik van u.", "Ik kreeg toen geen antwoord.", "Bijgevoegd vindt u een kopie.",
		"Mijn buurman heeft hetzelfde probleem met zijn {ding}.", "Op {dag} ben ik aan het loket geweest.", "U kunt mij overdag bereiken op {telefoon}.",
		"Het gaat om de {ding} aan de achterkant.", "Ik woon hier sinds {maand}.", "Kunt u mij een bevestiging sturen?", "Alvast bedankt voor de moeite.",
		"De kosten zijn {bedrag} euro.", "Ik vind dit erg vervelend.", "Mijn {ding} is hierdoor beschadigd.", "In uw brief van {dag} staat iets anders.",
		"Ik begrijp niet waarom dit zo lang duurt.", "Het nummer van de {ding} is {nummer}.",
	}
	closings = []string{"Met vriendelijke groet,", "Hoogachtend,", "Vriendelijke groeten,", "Groetjes,"}
	months   = strings.Fields("januari februari maart april mei juni juli augustus september oktober november december")
)

// things are some twelve thousand compounds, the first of which turn up often and
// most of which hardly ever.
var things = join(strings.Fields(`
	fietsen tuin straat water gas stroom school kelder zolder keuken bad slaap woon berg hout steen glas metaal plastic papier
	boom struik gras bloem heg haag schutting hek poort brug sloot vijver dijk pad stoep weg spoor bus trein auto
	motor brommer scooter kinder oma winkel markt kantoor kerk sport zwem speel muziek theater feest kerst zomer winter regen
	sneeuw storm dak gevel muur vloer plafond deur raam trap lift kast tafel stoel bank lamp kabel buis pomp
	ketel kachel oven koel vries was droog strijk naai verf behang kwast ladder steiger kruiwagen schop hark zeis honden katten
	paarden koeien schapen kippen duiven ganzen zwanen muizen ratten wespen mieren bijen vlinder eikels rupsen bladeren takken`),
	strings.Fields(`paal hok bak put deksel rand plaat kap stang klem bord teken rooster filter slang kraan meter teller schakelaar
	stekker doos kist krat emmer ton vat zak net touw ketting slot sleutel klink scharnier lat plank balk pijler fundering
	wortel stronk blad stam kuil greppel berm bocht hoek kruising rotonde oversteek drempel paaltje bankje huisje schuur loods
	stal kas serre veranda terras balkon luifel zonwering rolluik kozijn lijst spiegel scherm doek zeil tent wagen kar slee`))

// letter returns the text of a letter.
func letter(dice *rand.Rand, s subject, from Sender, reference string) string {
	lines := []string{from.Name, from.Street + " " + from.Number, from.Postcode + " " + from.City, "", openings[dice.IntN(len(openings))], ""}
	for range 2 + dice.IntN(3) {
		lines = append(lines, fill(dice, s.lines[dice.IntN(len(s.lines))], from))
	}
	for range 2 + dice.IntN(6) {
		lines = append(lines, fill(dice, between[dice.IntN(len(between))], from))
	}
	if reference != "" {
		lines = append(lines, "Uw kenmerk: "+reference)
	}
	if from.BSN != "" {
		lines = append(lines, "Mijn burgerservicenummer is "+from.BSN+".")
	}
	return strings.Join(append(lines, "", closings[dice.IntN(len(closings))], from.Name), "\n")
}
