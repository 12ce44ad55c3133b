package ctc

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// plainly is a language in which every letter is as likely as any, and no word is odd.
var plainly = Reader{
	Follows: func([]rune, rune) float64 { return -aLetter / ofLanguage },
	Knows:   func(string) bool { return true },
}

// among is a language of a few words.
func among(words ...string) *Reader {
	r := plainly
	r.Knows = func(word string) bool { return slices.Contains(words, word) }
	return &r
}

func TestReadsWhatWasSeen(t *testing.T) {
	for _, text := range []string{"Geachte heer of mevrouw,", "naar Aalst", "06 5550 1929", "a"} {
		if got := plainly.Read([][]Column{Spelled(text)}, ""); got != text {
			t.Errorf("%q is read as %q", text, got)
		}
	}
	if got := plainly.Read(nil, "before"); got != "" {
		t.Errorf("nothing is read as %q", got)
	}
	if got := plainly.Read([][]Column{nil, Spelled("dit")}, ""); got != "dit" {
		t.Errorf("with an empty reading beside it is read as %q", got)
	}
}

// torn returns columns of text in which letter i of it was seen as another, a bit surer.
func torn(text string, i int, as rune) []Column {
	columns := Spelled(text)
	columns[2*i] = Column{{as, 0.5}, {[]rune(text)[i], 0.4}}
	return columns
}

func TestADictionaryDecidesWhatWasSeenHalf(t *testing.T) {
	if got := plainly.Read([][]Column{torn("dit", 2, 'f')}, ""); got != "dif" {
		t.Errorf("without a dictionary it is %q", got)
	}
	if got := among("dit").Read([][]Column{torn("dit", 2, 'f')}, ""); got != "dit" {
		t.Errorf("with one it is %q", got)
	}
	if got := among("dit").Read([][]Column{Spelled("Karnemelk")}, ""); got != "Karnemelk" {
		t.Errorf("a name became %q", got)
	}
}

func TestWhatWasNotSeenMayBeMeant(t *testing.T) {
	r := among("gemeente")
	r.Follows = func(before []rune, letter rune) float64 {
		if letter == 'a' {
			return -8 // hardly ever
		}
		return -2
	}
	if got := r.Read([][]Column{Spelled("aemeente")}, ""); got != "gemeente" {
		t.Errorf("read as %q", got)
	}
}

func TestLanguageCountsWhatStandsBefore(t *testing.T) {
	r := plainly
	r.Follows = func(before []rune, letter rune) float64 {
		if strings.HasSuffix(string(before), "de ") == (letter == 'b') {
			return -1
		}
		return -6
	}
	seen := []Column{{{'b', 0.45}, {'h', 0.45}}}
	if got := r.Read([][]Column{seen}, "in de"); got != "b" {
		t.Errorf("after the line above it is %q", got)
	}
	if got := r.Read([][]Column{seen}, "in het"); got != "h" {
		t.Errorf("after another one it is %q", got)
	}
}

func TestReadingsTogetherAreBetterThanEach(t *testing.T) {
	first := slices.Concat(Spelled("dit "), torn("boete", 1, 'e'))
	second := slices.Concat(torn("dit", 2, 'f'), Spelled(" boete"))
	if got := plainly.Read([][]Column{first, second}, ""); got != "dit boete" {
		t.Errorf("read as %q", got)
	}
}

func TestMixesTakeWordsOfTheOther(t *testing.T) {
	got := mixes("een dif twee nief drie", "een dit twee niet meer drie")
	want := []string{"een dit twee nief drie", "een dif twee niet meer drie"}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if got := mixes("a b", "a b"); len(got) != 0 {
		t.Errorf("equal texts mix to %q", got)
	}
	if got := mixes("", "a"); !slices.Equal(got, []string{"a"}) {
		t.Errorf("nothing mixes to %q", got)
	}
}

// inAllWays returns the shares of all texts that short columns may have, by going
// through every way in which they may stand in them.
func inAllWays(columns []Column) map[string]float64 {
	all := map[string]float64{}
	var walk func(i int, share float64, last rune, text string)
	walk = func(i int, share float64, last rune, text string) {
		if i == len(columns) {
			all[text] += share
			return
		}
		for _, s := range columns[i] {
			longer := text
			if s.Letter != 0 && s.Letter != last {
				longer += string(s.Letter)
			}
			walk(i+1, share*s.Share, s.Letter, longer)
		}
	}
	walk(0, 1, 0, "")
	return all
}

// someColumns returns columns in which the letters a, b and none have shares by chance.
func someColumns(by *rand.Rand, n int) []Column {
	var columns []Column
	for range n {
		a, b, none := by.Float64()+.05, by.Float64()+.05, by.Float64()+.05
		all := a + b + none
		columns = append(columns, Column{{'a', a / all}, {'b', b / all}, {0, none / all}})
	}
	return columns
}

func TestLikelihoodIsTheSumOfAllWays(t *testing.T) {
	by := rand.New(rand.NewPCG(1, 2))
	for range 50 {
		columns := someColumns(by, 1+by.IntN(6))
		for text, share := range inAllWays(columns) {
			if got := likelihood(columns, []rune(text)); math.Abs(got-math.Log(share)) > 1e-9 {
				t.Fatalf("%q in %d columns: %f, want %f", text, len(columns), got, math.Log(share))
			}
		}
		if got := likelihood(columns, []rune("abababa")); !math.IsInf(got, -1) {
			t.Fatalf("seven letters in %d columns: %f", len(columns), got)
		}
	}
}

func TestTheBeamFindsTheLikeliest(t *testing.T) {
	by := rand.New(rand.NewPCG(3, 4))
	for range 50 {
		columns := someColumns(by, 1+by.IntN(6))
		best, most := "", 0.0
		for text, share := range inAllWays(columns) {
			if share > most {
				best, most = text, share
			}
		}
		if got := plainly.likely(columns, context{}); got[0] != best {
			t.Fatalf("%q, want %q of %v", got, best, columns)
		}
	}
}

func TestLettersStandWhereTheyWereSeen(t *testing.T) {
	columns := slices.Concat([]Column{{{0, 1}}, {{' ', .9}}}, Spelled("aan de"), []Column{{{0, 1}}})
	if got, want := Places(columns, []rune("aan de")), []int{2, 4, 6, 8, 10, 12}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	if got := Places(Spelled("a"), []rune("aanmaning")); got != nil {
		t.Errorf("nine letters in two columns are at %v", got)
	}
	if got := Places(nil, nil); len(got) != 0 {
		t.Errorf("nothing is at %v", got)
	}
}

func TestOddWords(t *testing.T) {
	r := among("de", "gemeente", "Zoë")
	for word, odd := range map[string]bool{
		"de": false, "De": false, "gemeente,": false, "(gemeente)": false, "Zoë": false, "zoë": true,
		"2026": false, "72,90": false, "-": false, "NL07": true, "nief": true,
	} {
		if got := r.oddity(word) > 0; got != odd {
			t.Errorf("%q odd: %v", word, got)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte("aAb\x00  cC"), "before")
	f.Add([]byte{0, 255, 0, 0, 32, 255, 32, 255}, "")
	f.Fuzz(func(t *testing.T, data []byte, before string) {
		var columns []Column
		for i := 0; i+1 < len(data) && i < 200; i += 2 {
			c := Column{{rune(data[i]), float64(data[i+1]) / 255}}
			if i+3 < len(data) && data[i]%3 == 0 {
				c = append(c, Seen{rune(data[i+2]), (1 - c[0].Share) * float64(data[i+3]) / 255})
			}
			columns = append(columns, c)
		}
		text := plainly.Read([][]Column{columns, columns}, before)
		if strings.Contains(text, "  ") || text != strings.TrimSpace(text) {
			t.Errorf("%q", text)
		}
		if at := Places(columns, []rune(text)); at != nil && !slices.IsSorted(at) {
			t.Errorf("%q at %v", text, at)
		}
	})
}
