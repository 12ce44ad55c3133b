package web

import "postkamer/intake/scanner"

// A trouble is a failure of the scanner in plain words, with what to do.
type trouble struct {
	ID    string
	Title string
	Steps []string // in both tones, see postkamer.Tone.Say
}

// troubles are what goes wrong with scanners, most frequent first.
func troubles() []trouble {
	return []trouble{
		{"vast", "Het papier zit vast", []string{
			"Open de klep van de scanner.",
			"Trek het papier er recht uit, met de looprichting mee. Leg gescheurd papier apart.",
			"Doe de klep dicht.",
			"Leg het laatste blad dat niet op het scherm staat weer bovenop. Druk op Spatie.",
		}},
		{"klep", "De klep staat open", []string{
			"Druk de klep dicht tot {je|u} een klik hoort.",
			"Druk op Spatie om verder te gaan.",
		}},
		{"dubbel", "Er gingen twee bladen tegelijk door", []string{
			"Haal de twee bladen uit de uitvoer en maak ze los van elkaar. Kijk of er een nietje in zit.",
			"Kies bij het nakijken het blad en druk op R. Scan het bovenste blad opnieuw.",
			"Druk op I en scan het onderste blad erachter.",
		}},
		{"weg", "De scanner antwoordt niet", []string{
			"Kijk of de scanner aan staat en of de kabel vastzit.",
			"Zet de scanner uit, wacht tien tellen en zet hem weer aan.",
			"Ververs deze pagina. Er is niets verloren.",
		}},
		{"verbinding", "Er is geen verbinding", []string{
			"De bladen staan veilig op de computer bij de scanner. Zet die computer niet uit.",
			"{Je kunt|U kunt} verder scannen. De bladen gaan vanzelf weg als de verbinding er weer is.",
			"Duurt het langer dan een kwartier? Bel de servicedesk.",
		}},
		{"bezet", "De scanner is bezet", []string{
			"Kijk of een collega aan het scannen is.",
			"Zo niet: zet de scanner uit en weer aan.",
		}},
		{"schijf", "De schijf is vol", []string{
			"Scan niet verder. Wat gescand is, is bewaard.",
			"Bel de servicedesk.",
		}},
	}
}

// troublePage is the help for a scanner that does not do what it should.
type troublePage struct {
	Page
	Scanners  []scanner.State
	NoScanner string
	Outbox    []string
	Troubles  []trouble
}

// noScanner says what to do without a scanner, in both tones.
const noScanner = "Er is geen scanner aangesloten op deze postkamer. Kies bestanden, of leg ze in de map van de scanner. Vraag de beheerder om een scanner aan te sluiten."
