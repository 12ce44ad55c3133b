package classify

import (
	"bytes"
	"fmt"
	"math"
	"strings"
	"testing"
)

// school are examples of three kinds that are easily told apart, in families.
func school() []Example {
	words := map[string][]string{
		"fiets": {"mijn fiets heeft een lekke band", "de ketting van de fiets is los", "een nieuwe fiets met bel en zadel", "het stuur van mijn fiets staat scheef"},
		"brood": {"een halfje bruin brood graag", "het brood is nog warm uit de oven", "wit brood met kaas en boter", "de bakker bakt elke dag vers brood"},
		"regen": {"het regent al de hele dag", "door de regen is alles nat", "een paraplu tegen de regen", "morgen valt er weer veel regen"},
	}
	var list []Example
	for _, kind := range []string{"regen", "brood", "fiets"} {
		for i, text := range words[kind] {
			for n := range 3 {
				list = append(list, Example{Class: kind, Text: fmt.Sprintf("%s %s nummer %d", strings.Repeat("beste lezer ", n), text, n), Family: fmt.Sprintf("%s-%d", kind, i), Name: fmt.Sprint(kind, i, n)})
			}
		}
	}
	return list
}

const schoolLexicon = "fiets:\n  fiets*: 3\nbrood:\n  brood: 3\nregen:\n  regen*: 3\n"

func trained(t testing.TB) *Model {
	t.Helper()
	m, err := Train(school(), TrainOptions{Lexicon: []byte(schoolLexicon), Copies: 1})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestTrainLearnsAndAbstains(t *testing.T) {
	m := trained(t)
	for text, want := range map[string]string{"waar kan ik mijn fiets laten maken": "fiets", "is er nog brood over": "brood", "wat een regen vandaag": "regen"} {
		if g := m.Guess(text); g.Kind != want || g.Margin <= 0 || g.Probability <= .5 {
			t.Errorf("%q is %+v, want %s", text, g, want)
		}
	}
	if g := m.Guess("quantummechanica"); g.Sure(.99) {
		t.Errorf("a text without a known word is believed: %+v", g)
	}
	if g := m.Guess(""); g.Kind != "" || g.Sure(0) {
		t.Errorf("an empty text is believed: %+v", g)
	}
}

func TestTrainTwiceGivesTheSameModel(t *testing.T) {
	a, b := trained(t), trained(t)
	a.seconds, b.seconds = 0, 0
	if !bytes.Equal(a.Encode(), b.Encode()) {
		t.Error("the same texts gave two different models")
	}
}

func TestTrainRefuses(t *testing.T) {
	tests := map[string]struct {
		examples []Example
		lexicon  string
	}{
		"no texts":             {nil, schoolLexicon},
		"one kind":             {school()[:3], schoolLexicon},
		"only unknown":         {[]Example{{Class: Unknown, Text: "iets"}}, schoolLexicon},
		"lexicon that is none": {school(), "- a\n- b"},
		"phrase without words": {school(), "fiets:\n  '!!': 1\n"},
		"weight of nothing":    {school(), "fiets:\n  wiel: 0\n"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if _, err := Train(tt.examples, TrainOptions{Lexicon: []byte(tt.lexicon)}); err == nil {
				t.Error("want an error")
			}
		})
	}
}

func TestModelSurvivesItsFile(t *testing.T) {
	m := trained(t)
	back, err := Decode(m.Encode())
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range school() {
		a, b := m.Guess(e.Text), back.Guess(e.Text)
		a.model, b.model = nil, nil
		if a != b || m.Guess(e.Text).Sure(.99) != back.Guess(e.Text).Sure(.99) {
			t.Fatalf("%q: %+v became %+v", e.Text, a, b)
		}
	}
	if !bytes.Equal(m.Encode(), back.Encode()) {
		t.Error("the file of the file differs")
	}
}

func TestDecodeRefuses(t *testing.T) {
	good := trained(t).Encode()
	newer := bytes.Clone(good)
	newer[len(magic)] = 9
	changed := bytes.Clone(good)
	changed[len(changed)/2] ^= 1
	tests := map[string]struct {
		data []byte
		says string
	}{
		"nothing":       {nil, "does not begin"},
		"something":     {[]byte("%PDF-1.7"), "does not begin"},
		"cut off":       {good[:len(good)-1000], "checksum"},
		"one bit":       {changed, "checksum"},
		"newer version": {newer, "version 9"},
		"more behind":   {append(bytes.Clone(good), 0), "checksum"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if _, err := Decode(tt.data); err == nil || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("error is %v, want one that says %q", err, tt.says)
			}
		})
	}
}

func FuzzDecode(f *testing.F) {
	good := trained(f).Encode()
	f.Add(good[:200])
	f.Add([]byte(magic))
	f.Fuzz(func(t *testing.T, data []byte) {
		if _, err := Decode(data); err == nil && !bytes.HasPrefix(data, []byte(magic)) {
			t.Error("decoded what is no model")
		}
		r := &unpacker{data: data} // the content behind the checksum, as if it fitted
		if m := r.model(); !r.bad {
			m.Guess("een tekst")
		}
	})
}

func FuzzClassify(f *testing.F) {
	f.Add("Naam: Jan\nBSN 999990019 IBAN NL91ABNA0417164300\nOp 1 mei 2020 verhuis ik naar Kerkstraat 1, 2611 AB Delft", .8)
	f.Add("€ 1.2,3 31-02-20 \x00\xff ʼ'İK ﬁ", .1)
	m := shipped(f)
	f.Fuzz(func(t *testing.T, body string, confidence float64) {
		text := lay(confidence, strings.Split(body, "\n")...)
		for _, kind := range []string{"verhuizing", "tozo_aanvraag"} {
			c := readKind(postcaseType(kind), text, received)
			c.look()
			c.decide()
		}
		v := Classify(text, Facts{ReceivedOn: received}, m, DefaultPolicy())
		if v.Destination == "" || v.Queue == "" || v.Priority == 0 || math.IsNaN(v.Probability) {
			t.Errorf("verdict has holes: %+v", v)
		}
	})
}

func TestExplainNamesWhatSpoke(t *testing.T) {
	reasons := Explain(plain("ik zoek een nieuwe fiets"), trained(t))
	phrase, word := false, false
	for _, r := range reasons {
		phrase = phrase || r.Phrase && r.Text == "fiets*"
		word = word || !r.Phrase && r.Text == "fiets"
		if r.Kind != "fiets" || r.Weight <= 0 {
			t.Errorf("reason %+v does not speak for fiets", r)
		}
	}
	if !phrase || !word {
		t.Errorf("reasons are %+v, want the word and the phrase", reasons)
	}
	if Explain(plain(""), trained(t)) != nil || Explain(plain("fiets"), nil) != nil {
		t.Error("nothing to explain must give no reasons")
	}
}

func TestThresholdsKeepTheirPromise(t *testing.T) {
	trials := []trial{{0, true, .9, "", 1}, {0, true, .8, "", 1}, {0, false, .5, "", 1}, {0, true, .4, "", 1}, {1, true, .7, "", 1}, {1, true, .2, "", 1}}
	got := thresholds(trials, nil, 3, .99)
	for k, want := range []float32{.7, .7} {
		if math.Abs(float64(got[k]-want)) > .101 || got[k] < .51 {
			t.Errorf("kind %d may be believed from %.2f, above the mistake at .5", k, got[k])
		}
	}
	if got[2] != impossible {
		t.Errorf("a kind that was never tried may be believed from %.2f", got[2])
	}
	if got := thresholds([]trial{{0, false, 3, "", 1}}, nil, 1, .99); got[0] != impossible {
		t.Errorf("only mistakes: threshold %.2f, want one that nothing reaches", got[0])
	}
}

func TestFamiliesStayTogether(t *testing.T) {
	fold := foldOf(school(), 4)
	home := map[string]int{}
	for i, e := range school() {
		if f, ok := home[e.Family]; ok && f != fold[i] {
			t.Errorf("family %s is in two folds", e.Family)
		}
		home[e.Family] = fold[i]
	}
	used := map[int]bool{}
	for _, f := range fold {
		used[f] = true
	}
	if len(used) != 4 {
		t.Errorf("families went to %d folds, want 4", len(used))
	}
}

func TestEvaluate(t *testing.T) {
	m := trained(t)
	e := Evaluate(m, append(school(), Example{Class: Unknown, Text: "belastingaangifte"}))
	if e.Accuracy != 1 || math.Abs(e.MacroF1-1) > 1e-9 || e.UnknownRejected != 1 || e.PrecisionAtThreshold != 1 || e.DocsPerSecond <= 0 || e.TrainSeconds <= 0 {
		t.Errorf("a model tried on what it learned: %+v", e)
	}
	wrong := school()
	for i := range wrong {
		wrong[i].Class = "brood"
	}
	if e := Evaluate(m, wrong); math.Abs(e.Accuracy-1.0/3) > .01 || e.ECE < .3 {
		t.Errorf("two thirds wrong: %+v", e)
	}
	if e := Evaluate(m, nil); e.Accuracy != 0 || e.MacroF1 != 0 {
		t.Errorf("no examples: %+v", e)
	}
}

func TestCoverageStopsBeforeTheMistake(t *testing.T) {
	var attempts []Attempt
	for i := range 10 {
		attempts = append(attempts, Attempt{Want: "a", Got: map[bool]string{true: "a", false: "b"}[i != 7], Margin: 1 - float64(i)/10})
	}
	if got := coverage(attempts, .99); math.Abs(got-.7) > 1e-9 {
		t.Errorf("coverage is %.2f, want the seven before the mistake", got)
	}
}
