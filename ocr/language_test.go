package ocr

import (
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"postkamer"
)

// languageLetters are the same made-up letter in the languages that are told apart.
var languageLetters = map[string][]string{
	"nl": {
		"Geachte heer, mevrouw,",
		"Op vrijdag 4 december ga ik verhuizen naar de Kerkstraat 14 in Westdorp.",
		"Mijn burgerservicenummer is 999990019 en ik ben geboren op 3 mei 1981.",
		"Ik stuur u een kopie van mijn paspoort en van het huurcontract mee.",
		"Kunt u mij laten weten of u nog meer gegevens van mij nodig heeft?",
		"De straatverlichting voor ons huis is al drie weken kapot en niemand doet er iets aan.",
		"Wij maken bezwaar tegen de aanslag omdat de waarde van de woning veel te hoog is.",
		"Met vriendelijke groet,",
	},
	"en": {
		"Dear Sir or Madam,",
		"I am writing to let you know that I will move to Kerkstraat 14 in Westdorp on Friday 4 December.",
		"My citizen service number is 999990019 and I was born on 3 May 1981.",
		"Please find enclosed a copy of my passport and of the rental agreement.",
		"Could you let me know whether you need any further information from me?",
		"The street light in front of our house has been broken for three weeks and nobody repairs it.",
		"We object to the assessment because the value of the house is much too high.",
		"Yours sincerely,",
	},
	"de": {
		"Sehr geehrte Damen und Herren,",
		"am Freitag, dem 4. Dezember, ziehe ich in die Kerkstraat 14 in Westdorp um.",
		"Meine Bürgernummer ist 999990019 und ich wurde am 3. Mai 1981 geboren.",
		"Ich schicke Ihnen eine Kopie meines Reisepasses und des Mietvertrags mit.",
		"Können Sie mir bitte mitteilen, ob Sie noch weitere Angaben von mir benötigen?",
		"Die Straßenbeleuchtung vor unserem Haus ist seit drei Wochen kaputt und niemand kümmert sich darum.",
		"Wir legen Widerspruch gegen den Bescheid ein, weil der Wert der Wohnung viel zu hoch angesetzt ist.",
		"Mit freundlichen Grüßen",
	},
	"tr": {
		"Sayın yetkili,",
		"4 Aralık Cuma günü Westdorp'taki Kerkstraat 14 adresine taşınacağım.",
		"Vatandaş numaram 999990019 ve 3 Mayıs 1981 tarihinde doğdum.",
		"Pasaportumun ve kira sözleşmesinin bir kopyasını ekte gönderiyorum.",
		"Benden başka bir bilgiye ihtiyacınız olup olmadığını bildirir misiniz?",
		"Evimizin önündeki sokak lambası üç haftadır bozuk ve kimse bununla ilgilenmiyor.",
		"Konutun değeri çok yüksek belirlendiği için bu karara itiraz ediyoruz.",
		"Saygılarımla,",
	},
	"pl": {
		"Szanowni Państwo,",
		"w piątek 4 grudnia przeprowadzam się na ulicę Kerkstraat 14 w Westdorp.",
		"Mój numer ewidencyjny to 999990019, a urodziłem się 3 maja 1981 roku.",
		"W załączeniu przesyłam kopię mojego paszportu oraz umowy najmu mieszkania.",
		"Proszę o informację, czy potrzebują Państwo ode mnie jeszcze innych danych.",
		"Latarnia przed naszym domem nie działa już od trzech tygodni i nikt się tym nie zajmuje.",
		"Składamy sprzeciw wobec tej decyzji, ponieważ wartość domu została ustalona zbyt wysoko.",
		"Z poważaniem",
	},
	"ar": {
		"السيدات والسادة المحترمون،",
		"سوف أنتقل يوم الجمعة الرابع من ديسمبر إلى شارع الكنيسة رقم 14 في مدينة فيستدورب.",
		"رقمي الشخصي هو 999990019 وتاريخ ميلادي هو الثالث من مايو 1981.",
		"أرسل إليكم نسخة من جواز سفري ومن عقد الإيجار.",
		"هل يمكنكم إبلاغي إذا كنتم بحاجة إلى معلومات أخرى مني؟",
		"مصباح الشارع أمام منزلنا معطل منذ ثلاثة أسابيع ولا أحد يصلحه.",
		"نعترض على هذا القرار لأن قيمة المنزل مرتفعة جدا.",
		"مع خالص التحية",
	},
}

// TestLanguage takes sentences of letters as they are read: with wrong letters,
// and with the signs lost that Dutch does not have.
func TestLanguage(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for _, language := range []string{"nl", "en", "de", "tr", "pl"} {
		wrong, unsure := 0, 0
		for range 200 {
			var text []string
			for _, i := range random.Perm(len(languageLetters[language]))[:3] {
				text = append(text, misread(languageLetters[language][i], random))
			}
			switch found := toldOf(strings.Join(text, " ")); found {
			case language:
			case "":
				unsure++
			default:
				wrong++
			}
		}
		if wrong > 2 || unsure > 60 {
			t.Errorf("%s: of 200 letters %d told wrongly, %d not", language, wrong, unsure)
		}
	}
}

// TestLanguageRules holds when a language is told at all.
func TestLanguageRules(t *testing.T) {
	dutch, english := strings.Join(languageLetters["nl"], " "), languageLetters["en"][1]
	for _, c := range []struct{ rule, text, script, want string }{
		{"a Dutch letter with an English sentence is Dutch", dutch + " " + english, "", "nl"},
		{"too few words tell nothing", "Factuur Jansen Kerkstraat", "", ""},
		{"numbers tell nothing", strings.Repeat("999990019 12-04-2026 812,45 ", 30), "", ""},
		{"no words tell nothing", "", "", ""},
		{"Arabic letters in a text layer tell Arabic", strings.Join(languageLetters["ar"], " "), "", "ar"},
		{"a script that was seen counts more than what was read", english, "Arabic", "ar"},
		{"an unknown script tells nothing more", dutch, "Cherokee", "nl"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			if got := language(wordsOf(c.text, 1), c.script); got != c.want {
				t.Errorf("told %q, want %q", got, c.want)
			}
		})
	}
	if got := language(wordsOf(dutch, 0.4), ""); got != "" {
		t.Errorf("what was hardly read is told as %q", got)
	}
}

func toldOf(text string) string { return language(wordsOf(text, 0.9), "") }

func wordsOf(text string, confidence float64) []postkamer.Word {
	var found []postkamer.Word
	for _, w := range strings.Fields(text) {
		found = append(found, postkamer.Word{Text: w, Confidence: confidence})
	}
	return found
}

// misread returns text without its signs on letters, and one in 33 letters wrong.
func misread(text string, random *rand.Rand) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Mn, r):
			return -1
		case unicode.IsLetter(r) && random.IntN(33) == 0:
			return rune('a' + random.IntN(26))
		}
		return r
	}, norm.NFD.String(text))
}

// TestLanguageOfPages prints the letters and reads them.
func TestLanguageOfPages(t *testing.T) {
	e := startEngine(t, Config{})
	needsTesseract(t, e)
	for language, lines := range languageLetters {
		t.Run(language, func(t *testing.T) {
			page := readOriginal(t, e, printedLetter(t, lines))
			if page.Language != language {
				t.Errorf("told %q of %q", page.Language, page.Text)
			}
		})
	}
}

// printedLetter sets lines on a page at 150 dpi as a browser does, with the shapes
// and the direction that their script asks for.
func printedLetter(t *testing.T, lines []string) string {
	t.Helper()
	browser, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("no chromium to print letters with")
	}
	dir := t.TempDir()
	page, image := filepath.Join(dir, "brief.html"), filepath.Join(dir, "brief.png")
	html := `<meta charset="utf-8"><style>body{margin:120px;font:25px "DejaVu Serif","DejaVu Sans"}</style>` +
		"<p>Gemeente Westdorp<br>Postbus 40<br>9349 ZG Westdorp</p><div dir=auto><p>" + strings.Join(lines, "<p>") + "</div><p>A. Jansen"
	if err := os.WriteFile(page, []byte(html), 0o600); err != nil {
		t.Fatal(err)
	}
	run(t, browser, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--window-size=1240,1754", "--user-data-dir="+dir, "--screenshot="+image, page)
	return image
}
