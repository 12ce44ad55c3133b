package classify

import "time"

// Evaluation is how a model does on examples that it has not learned from.
// Shares are 0..1. Examples of class Unknown only count in UnknownRejected and,
// as mistakes, in PrecisionAtThreshold and CoverageAt99.
type Evaluation struct {
	Accuracy             float64 `json:"accuracy"`               // best guess right
	MacroF1              float64 `json:"macro_f1"`               // mean F1 over the kinds
	CoverageAt99         float64 `json:"coverage_at_99"`         // share of known examples above the best margin that leaves 99 % right
	PrecisionAtThreshold float64 `json:"precision_at_threshold"` // of what the model's own thresholds let through
	CoverageAtThreshold  float64 `json:"coverage_at_threshold"`  // share of known examples that they let through
	UnknownRejected      float64 `json:"unknown_rejected"`       // share of Unknown that they stop
	ECE                  float64 `json:"ece"`                    // expected calibration error, 15 bins
	AURC                 float64 `json:"aurc"`                   // area under the risk-coverage curve; lower is better
	TrainSeconds         float64 `json:"train_seconds"`
	DocsPerSecond        float64 `json:"docs_per_second"`
}

// targetPrecision is the precision that Evaluate takes the thresholds of.
const targetPrecision = .99

// Evaluate measures a model. It is the one place here that looks at a clock.
func Evaluate(m *Model, examples []Example) Evaluation {
	began := time.Now()
	attempts := Try(m, examples)
	took := time.Since(began).Seconds()
	e := Measure(attempts)
	e.TrainSeconds = m.TrainSeconds()
	if took > 0 {
		e.DocsPerSecond = float64(len(examples)) / took
	}
	return e
}

// Try lets a model guess examples, and believe itself for the precision .99.
func Try(m *Model, examples []Example) []Attempt {
	attempts := make([]Attempt, len(examples))
	for i, e := range examples {
		g := m.Guess(e.Text)
		attempts[i] = Attempt{e.Class, g.Kind, e.Family, g.Margin, g.Probability, g.Sure(targetPrecision)}
	}
	return attempts
}
