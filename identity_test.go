package postkamer

import "testing"

func TestIdentityReachesALevel(t *testing.T) {
	tests := []struct {
		rule  string
		have  Identity
		least IdentityLevel
		want  bool
	}{
		{"the level itself", Identity{Means: MeansDigiD, Level: "midden"}, "midden", true},
		{"a higher level", Identity{Means: MeansDigiD, Level: "hoog"}, "midden", true},
		{"a lower level", Identity{Means: MeansDigiD, Level: "basis"}, "midden", false},
		{"a level of another means", Identity{Means: MeansEHerkenning, Level: "eh4"}, "basis", false},
		{"an unknown level", Identity{Means: MeansDigiD, Level: "gold"}, "basis", false},
		{"no level", Identity{Means: MeansDigiD}, "basis", false},
		{"an unknown least level", Identity{Means: MeansDigiD, Level: "hoog"}, "gold", false},
		{"nothing asked is nothing reached", Identity{Means: MeansDigiD, Level: "hoog"}, "", false},
		{"company levels in order", Identity{Means: MeansEHerkenning, Level: "eh3"}, "eh2plus", true},
	}
	for _, tt := range tests {
		t.Run(tt.rule, func(t *testing.T) {
			if got := tt.have.Reaches(tt.least); got != tt.want {
				t.Errorf("got %v", got)
			}
		})
	}
}

func TestIdentityInWords(t *testing.T) {
	for want, i := range map[string]Identity{
		"DigiD (niveau Substantieel)": {Means: MeansDigiD, Level: "substantieel"},
		"eHerkenning (niveau EH2+)":   {Means: MeansEHerkenning, Level: "eh2plus"},
		"de balie":                    {Means: MeansCounter},
	} {
		if got := i.Words(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
