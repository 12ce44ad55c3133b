package classify

import "testing"

// heldOutDanger are wordings of danger that were written before the word groups of
// danger.go, and by which those may not be changed: who finds one missed adds a group
// for it and writes other ones here.
var heldOutDanger = []string{
	// eviction
	"De deurwaarder komt woensdag om ons uit ons appartement te zetten",
	"Volgende maand moet ik van de rechter mijn huurhuis uit",
	"Onze huisbaas heeft gezegd dat we er vrijdag uit moeten en anders vervangt hij de sloten",
	"Er is een vonnis en op 3 december wordt mijn flat leeggehaald",
	"De woningbouw wil ons gezin donderdag eruit zetten",
	"Ik ben bang dat ik mijn huis word uitgezet",
	// gas, water, power
	"Sinds gisteren hebben wij thuis geen stroom meer",
	"Vitens heeft het water bij ons dichtgedraaid",
	"Mijn gas en elektra zijn vorige week afgesneden",
	"Het energiebedrijf sluit ons maandag af",
	"We zitten al vier dagen zonder verwarming met een baby van drie maanden",
	"Morgen gaat de elektriciteit eraf omdat ik niet kon betalen",
	// no food
	"Mijn koelkast is leeg en ik krijg pas over twee weken geld",
	"De kinderen gaan met een lege maag naar school",
	"Ik heb al twee dagen niets gegeten",
	"Voor luiers en babyvoeding heb ik deze week geen cent",
	"Wij kunnen onze kinderen geen warme maaltijd meer geven",
	"Er is hier thuis niks meer te eten in huis",
	"Ik heb honger en niemand helpt mij",
	// violence
	"Mijn ex staat elke avond voor de deur en zegt dat hij mij vermoordt",
	"Hij heeft mij gisteren weer geslagen waar de kinderen bij waren",
	"Ik durf niet naar huis omdat mijn vriend gewelddadig is",
	"Mijn zoon schopt en slaat mij als ik hem geen geld geef",
	"Thuis ben ik niet veilig voor mijn vader",
	"Ik word gestalkt en hij heeft een mes",
	"Mijn vrouw en ik worden door de buurman met de dood bedreigd",
	// suicide
	"Voor mij hoeft het leven niet meer",
	"Ik denk er steeds vaker aan om er een eind aan te maken",
	"Soms wil ik gewoon voor de trein springen",
	"Ik was liever dood dan dat dit zo doorgaat",
	"Ik heb geen zin meer om te leven",
	"Ik ga mezelf iets aandoen als dit zo blijft",
	// homeless
	"Vannacht hebben wij in het park geslapen",
	"Ik heb sinds maandag geen dak meer boven mijn hoofd",
	"Met mijn twee kinderen kan ik vanavond nergens heen",
	"Ik overnacht nu al een week in mijn bestelbus",
	// no medicine
	"Mijn insuline is bijna op en ik kan geen nieuwe betalen",
	"Ik haal mijn medicijnen niet meer op omdat ik het eigen risico niet heb",
	"De apotheek geeft mijn dochter haar pillen niet meer mee",
	"Ik zit zonder medicatie en heb geen geld",
}

// reviewDanger are wordings of a reviewer who tried what the list of alarms missed:
// 8 of these 25 were found then.
var reviewDanger = []string{
	"Wij worden volgende week uit ons huis gezet", "De deurwaarder zet ons dinsdag het huis uit", "Mijn energie is afgesloten en ik heb een baby",
	"De stroom is afgesloten", "Ze sluiten morgen het gas af", "Het water is gisteren afgesloten", "Ik heb niets meer om te eten",
	"Mijn kinderen hebben honger", "Wij kunnen geen eten kopen", "Ik zie het leven niet meer zitten", "Ik wil dood", "Ik maak er een eind aan",
	"Ik denk aan zelfmoord", "Mijn man slaat mij", "Mijn ex heeft gedreigd mij te vermoorden", "Ik word geslagen door mijn partner",
	"Ik sta volgende week op straat met mijn kinderen", "Wij slapen in de auto", "Ik slaap op straat", "Er is een vonnis tot ontruiming",
	"Ik heb al drie dagen niet gegeten", "Morgen komt de deurwaarder om ons uit te zetten", "Ik heb geen geld voor boodschappen",
	"Mijn woning wordt ontruimd", "Ik ben dakloos geworden",
}

// TestDangerOfTheReviewerIsFound: none of them may be missed again.
func TestDangerOfTheReviewerIsFound(t *testing.T) {
	for _, sentence := range reviewDanger {
		if _, _, ok := soundAlarm(newSaid(letterAround(sentence + "."))); !ok {
			t.Errorf("missed: %s", sentence)
		}
	}
}

// TestWhatIsNoDangerIsLeft: the same words in ordinary post.
func TestWhatIsNoDangerIsLeft(t *testing.T) {
	for _, sentence := range []string{
		"De straat wordt volgende week afgesloten voor werkzaamheden", "Wij hebben een energie contract afgesloten", "Mijn vader is dood en ik wil een uittreksel",
		"Kunt u ervoor zorgen dat er een einde komt aan deze overlast", "De kinderen spelen op straat", "De lantaarn op straat geeft geen licht",
		"Op straat staan volle containers", "Onze kinderen, jonger dan tien, hebben een pas nodig", "De oude koelkast staat leeg klaar voor het grofvuil",
		"De rook slaat neer op onze ramen en mijn zoon hoest", "Dat slaat nergens op en maakt mij boos", "Wij slapen slecht door het geluid van de auto's",
		"Is ons huis aangesloten op het gas", "Bij ons in huis wonen geen kinderen",
	} {
		if a, words, ok := soundAlarm(newSaid(letterAround(sentence + "."))); ok {
			t.Errorf("%q sounds the alarm for %s: %q", sentence, a.what, words)
		}
	}
}

// TestDangerIsFoundInOtherWords: a false alarm is a telephone call; a missed one
// may be a life.
func TestDangerIsFoundInOtherWords(t *testing.T) {
	hits := 0
	for _, sentence := range heldOutDanger {
		if _, _, ok := soundAlarm(newSaid(letterAround(sentence + "."))); ok {
			hits++
		} else {
			t.Logf("missed: %s", sentence)
		}
	}
	if got := float64(hits) / float64(len(heldOutDanger)); got < .85 {
		t.Errorf("danger in other words is found in %.3f of %d letters, want .85", got, len(heldOutDanger))
	}
}
