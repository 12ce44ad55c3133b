package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"

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
	town.Logo, town.Schemes = beside(path, town.Logo), beside(path, town.Schemes)
	if _, err := policyOf(town); err != nil {
		return town, fmt.Errorf("municipality %s: %w", path, err)
	}
	return town, nil
}

// beside returns a path that is written in a file: from the folder of that file.
func beside(file, path string) string {
	if path == "" || filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(filepath.Dir(file), path)
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
// municipality of the demonstration rounds are open that are only for trying. The
// municipality's own schemes are added to those that are shipped, or take the
// place of the one with their name.
func policyOf(town postkamer.Municipality) (classify.Policy, error) {
	policy := classify.DefaultPolicy()
	if town.Schemes != "" {
		own, err := ownSchemes(town.Schemes)
		if err != nil {
			return policy, fmt.Errorf("regelingen: %w", err)
		}
		policy = policy.With(own...)
	}
	policy = policy.WithNumber("verhuizing", "days_before", float64(town.MoveAheadDays))
	for _, kind := range slices.Sorted(maps.Keys(town.Work)) {
		work := classify.Work(town.Work[kind])
		if _, known := policy.Queues[kind]; !known || !work.Valid() {
			return policy, fmt.Errorf("werksoort: %s: %q: name a kind of post that exists, and write standaard, besluit or maatwerk", kind, work)
		}
		policy.Work[kind] = work
	}
	policy.Municipality, policy.Postcodes = town.Name, town.Postcodes
	policy.Demonstration = town.Name == postkamer.DefaultMunicipality().Name
	return policy, nil
}

// ownSchemes reads the schemes in a folder of the municipality. A folder without
// any is most likely the wrong one.
func ownSchemes(folder string) ([]classify.Scheme, error) {
	own, err := classify.ReadSchemes(os.DirFS(folder))
	if err != nil {
		return nil, err
	}
	if len(own) == 0 {
		return nil, fmt.Errorf("folder %s has no file that ends in .yaml: name the folder with the municipality's own schemes, or leave regelingen out", folder)
	}
	return own, nil
}
