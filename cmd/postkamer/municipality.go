package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"go.yaml.in/yaml/v3"

	"postkamer"
	"postkamer/classify"
)

// loadMunicipality reads the municipality's own file; without one it is the
// municipality of the demonstration. Keys that we do not know and values that
// cannot be are refused with file and line.
func loadMunicipality(path string) (postkamer.Municipality, error) {
	town := postkamer.DefaultMunicipality()
	if path == "" {
		return town, nil
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return town, fmt.Errorf("municipality: %w; POSTKAMER_MUNICIPALITY must name a readable file", err)
	}
	dec := yaml.NewDecoder(bytes.NewReader(data))
	dec.KnownFields(true)
	if err := dec.Decode(&town); err != nil && !errors.Is(err, io.EOF) {
		return town, fmt.Errorf("municipality %s: %w", path, err)
	}
	if err := town.Check(); err != nil {
		return town, fmt.Errorf("municipality %s: %w", path, err)
	}
	if town.Logo != "" && !filepath.IsAbs(town.Logo) {
		town.Logo = filepath.Join(filepath.Dir(path), town.Logo)
	}
	return town, nil
}

// townOfEnvironment reads the file that the environment names.
func townOfEnvironment() (postkamer.Municipality, error) {
	s, err := environment()
	if err != nil {
		return postkamer.Municipality{}, err
	}
	return loadMunicipality(s.Municipality)
}

// loadLogo reads the municipality's logo; nil without one.
func loadLogo(town postkamer.Municipality) ([]byte, error) {
	if town.Logo == "" {
		return nil, nil
	}
	logo, err := os.ReadFile(town.Logo)
	if err != nil {
		return nil, fmt.Errorf("logo: %w", err)
	}
	return logo, nil
}

// policyOf turns the municipality's choices into the rules of the decision. In the
// municipality of the demonstration rounds are open that are only for trying.
func policyOf(town postkamer.Municipality) classify.Policy {
	policy := classify.DefaultPolicy().WithNumber("verhuizing", "days_before", float64(town.MoveAheadDays))
	policy.Municipality = town.Name
	policy.Demonstration = town.Name == postkamer.DefaultMunicipality().Name
	return policy
}
