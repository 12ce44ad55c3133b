package classify

import "strings"

// A danger is words that together, near each other in one sentence, make a piece a
// matter for today, in whatever order people put them.
type danger struct {
	what   string   // Dutch, as in alarm
	sets   []string // one word of each must be there; a star stands for any ending
	unless string   // words that make it another matter
	turned bool     // the sets must come in their order
	span   int      // over how many words; 0 is usualSpan
}

// usualSpan is over how many words the words of one danger stand: a verb stands at
// the end of a Dutch clause, with the time and the reason before it.
const usualSpan = 10

// Words that many dangers share.
const (
	selfWords  = "ik mij me wij we ons onze mijn mezelf mijzelf"
	homeWords  = "huis woning appartement flat kamer studio huurhuis huurwoning woonboot"
	powerWords = "stroom gas water energie elektra elektriciteit licht verwarming warmte"
	foodWords  = "eten boodschappen voedsel brood luiers melk babymelk babyvoeding flesvoeding maaltijd maaltijden"
	drugWords  = "medicijn* medicatie insuline pillen inhaler"
	nearWords  = "man ex vrouw partner vriend vader moeder broer zoon buurman stiefvader"
	evictor    = "deurwaarder huisbaas verhuurder woningbouw* woningcorporatie corporatie vonnis rechter"
)

// What the dangers are about, as the alarms say it.
const (
	whatHome    = "uit huis gezet worden"
	whatNoHome  = "geen huis meer hebben"
	whatPower   = "afsluiting van stroom, gas of water"
	whatFood    = "geen geld voor eten"
	whatHurt    = "geweld"
	whatThreat  = "bedreiging"
	whatLife    = "niet meer willen leven"
	whatNoDrugs = "geen medicijnen hebben"
)

// notSleeping are words of who lies awake.
const notSleeping = "niet slecht geluid lawaai herrie overlast wakker"

// dangers are looked for in every sentence.
var dangers = []danger{
	{what: whatHome, sets: []string{homeWords, "zet zetten gezet uitgezet uitzetten", "uit uitgezet uitzetten eruit", "mij me ons onze mijn gezin kinderen word worden wordt"}},
	{what: whatHome, sets: []string{homeWords, "uit", "moet moeten", evictor}},
	{what: whatHome, sets: []string{homeWords, "uit", "moet moeten", "ik wij we"}, span: 8, unless: "vanuit werken container halen"},
	{what: whatHome, sets: []string{"eruit uit", "zet zetten gezet uitgezet uitzetten moet moeten", selfWords, evictor}},
	{what: whatHome, sets: []string{homeWords, "ontruim* leeggehaald leeghalen"}},
	{what: whatHome, sets: []string{"slot sloten", "vervang* wissel* verander*", evictor}},
	{what: whatNoHome, sets: []string{"op", "straat", "sta staan kom komen beland* zit zitten leef leven slaap slapen gezet terecht zwerf", selfWords}, span: 8,
		unless: "auto auto's fiets container* afval vuilnis kliko geparkeerd parkeren stoep spelen lantaarn* boom huisvuil in mijn"},
	{what: whatNoHome, sets: []string{"op", "straat", "sta staan kom komen beland* leef leven slaap slapen gezet", "kinderen gezin baby"}, span: 8, unless: "spelen speelt auto fietsen lopen"},
	{what: whatNoHome, sets: []string{"dakloos thuisloos", "ben zijn word worden raak raken geworden geraakt is"}},
	{what: whatNoHome, sets: []string{"geen zonder", "dak onderdak slaapplek slaapplaats", selfWords}, span: 8, unless: "dakkapel dakterras zonnepanelen"},
	{what: whatNoHome, sets: []string{"nergens", "heen naartoe slapen wonen", "kan kunnen"}, span: 8},
	{what: whatNoHome, sets: []string{"slaap slapen sliep sliepen geslapen overnacht*", "auto busje bestelbus bestelauto tent park portiek station buiten schuur trappenhuis straat", selfWords}, unless: notSleeping},
	{what: whatNoHome, sets: []string{"woon wonen leef leven", "in", "auto bus bestelbus bestelauto tent portiek"}, turned: true, span: 6},

	{what: whatPower, sets: []string{powerWords, "afgesloten afsluit* afgesneden dichtgedraaid dichtdraai* afgekoppeld eraf"}, unless: "contract straat weg werkzaamheden zekering"},
	{what: whatPower, sets: []string{powerWords + " energiebedrijf energieleverancier netbeheerder waterbedrijf", "sluit sluiten", "af"}, unless: "contract straat weg"},
	{what: whatPower, sets: []string{"geen zonder", "stroom gas elektra elektriciteit energie verwarming warmte water licht", "zit zitten thuis kinderen kind baby kou koud koken", selfWords}, unless: "warmtepomp aardgas* lantaarn* straat fietspad"},

	{what: whatFood, sets: []string{"geen niets niks amper nauwelijks onvoldoende", foodWords, "geld kopen koop betalen cent koelkast kinderen kind geven", selfWords}, span: 12, unless: "eenden vogels duiven"},
	{what: whatFood, sets: []string{"honger", "heb hebben heeft lijd lijden lijdt bed"}},
	{what: whatFood, sets: []string{"koelkast", "leeg lege"}, span: 5, unless: "ophalen grofvuil grof kapotte oude afval"},
	{what: whatFood, sets: []string{"lege", "maag magen"}, span: 3},
	{what: whatFood, sets: []string{"niet niets niks", "gegeten", selfWords + " kinderen kind"}},
	{what: whatFood, sets: []string{"geen", foodWords, "huis koelkast kast"}, span: 7, unless: "aan huis ophalen"},

	{what: whatHurt, sets: []string{"slaat sloeg geslagen schopt schopte geschopt wurgt gewurgd mishandel* verkracht*", "mij me ons ik kinderen dochter zoon", nearWords + " hij zij ze word worden mij me"}, unless: "nergens gaten neer"},
	{what: whatHurt, sets: []string{"slaan schoppen", "mij me ons", nearWords + " hij ze"}, unless: "nergens"},
	{what: whatHurt, sets: []string{"bang", "voor", nearWords}, turned: true, span: 4, unless: "dat"},
	{what: whatHurt, sets: []string{"durf durven", "niet", "huis thuis", selfWords}, span: 8, unless: "uit verlaten alleen"},
	{what: whatHurt, sets: []string{"gewelddadig*", nearWords + " hij"}},
	{what: whatHurt, sets: []string{"niet nooit onveilig", "veilig onveilig", "thuis", selfWords}, span: 8},
	{what: whatThreat, sets: []string{"bedreig* bedreigd bedreigt", "mij me ons ik wij we gezin kinderen"}},
	{what: whatThreat, sets: []string{"vermoord* vermoorden doodmaken doodslaan doodsteken neersteken", "mij me ons kinderen"}},
	{what: whatThreat, sets: []string{"gestalkt stalkt", selfWords}},
	{what: whatThreat, sets: []string{"mes pistool vuurwapen", "mij me ons ik", nearWords + " hij"}},

	{what: whatLife, sets: []string{"leven", "niet", "zitten hoeft aan"}, span: 6},
	{what: whatLife, sets: []string{"geen", "zin", "leven"}, turned: true, span: 8},
	{what: whatLife, sets: []string{"ik", "wil", "dood"}, turned: true, span: 5},
	{what: whatLife, sets: []string{"liever", "dood", "ik"}, span: 6},
	{what: whatLife, sets: []string{"was ik", "maar", "dood"}, turned: true, span: 5},
	{what: whatLife, sets: []string{"ik", "er", "eind einde", "aan", "maak maken"}, span: 14, unless: "u jullie gemeente overlast"},
	{what: whatLife, sets: []string{"ik", "er", "niet", "meer", "zijn", "wil wilde wou"}, span: 9},
	{what: whatLife, sets: []string{"mezelf mijzelf", "kant aandoen aandoe doden ophangen verdrinken ombrengen"}, span: 8},
	{what: whatLife, sets: []string{"ik", "springen spring", "trein brug flat dak raam balkon"}},
	{what: whatLife, sets: []string{"leven", "stappen benemen beroven", "uit mij me mezelf mijzelf"}, span: 6},
	{what: whatLife, sets: []string{"suicid* levensmoe doodswens zelfdodings* zelfmoordgedachten"}},

	{what: whatNoDrugs, sets: []string{drugWords, "betalen betaal geld euro cent kopen risico", "geen niet", selfWords}, span: 14},
	{what: whatNoDrugs, sets: []string{drugWords, "zonder", selfWords}, span: 6},
	{what: whatNoDrugs, sets: []string{drugWords, "krijg krijgt krijgen haal halen ophalen mee meegeven", "niet geen", selfWords}, unless: "bijwerking bijwerkingen"},
	{what: whatNoDrugs, sets: []string{drugWords, "is zijn raken", "op"}, turned: true, span: 5},
}

// otherWords are a letter away from a word of a danger and are something else.
var otherWords = strings.Fields("gebreken gegeven zolder zolders willen vullen vielen jonger longer zitten slopen stapen vatten water kopje zonnen spring gasten leeuw moeten moesten")

// knownDangers are the dangers, ready to be looked for.
var knownDangers = newDangerWords(dangers)

// findDanger returns the first danger of a text, with the words between which it
// stands.
func findDanger(t *said) (alarm, string, bool) {
	for _, sentence := range t.sentences {
		if d, words, ok := knownDangers.find(sentence); ok {
			return alarm{what: d.what, hunger: d.what == whatFood}, words, true
		}
	}
	return alarm{}, "", false
}
