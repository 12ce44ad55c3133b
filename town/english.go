package town

import (
	_ "embed"
	"fmt"

	"go.yaml.in/yaml/v3"
)

// englishTexts are the texts for citizens in English, by the Dutch text that is shipped
// with both tones in it.
//
//go:embed english.yaml
var englishTexts []byte

// english reads the English texts. It is asked once for each municipality that is made
// ready, and the file is part of the program: what is wrong in it stops the start.
func english() (map[string]string, error) {
	texts := map[string]string{}
	if err := yaml.Unmarshal(englishTexts, &texts); err != nil {
		return nil, fmt.Errorf("english texts: %w", err)
	}
	return texts, nil
}
