package web

import (
	"context"
	"strings"

	"postkamer"
	"postkamer/intake/scanner"
)

// A profile that somebody chooses says how is scanned. Each scanner has a profile of
// its own that follows it, because another device or other software is another version
// by the rules of substitution: its name is that of the chosen one, this mark, and the
// scanner. Two scanners that take turns so make no versions.
const deviceMark = "@"

// followed returns the name of the profile that one for a scanner follows; false for
// a profile that somebody keeps.
func followed(name string) (string, bool) {
	base, _, ok := strings.Cut(name, deviceMark)
	return base, ok
}

// whyFollows is why the program made a version of a profile of a scanner.
const whyFollows = "Vanzelf gemaakt: deze scanner, zijn instellingen of een programma is nieuw."

// profileFor returns the version of a profile for a scanner as it is now. When the
// scanner, its software, this program or the profile changed, that is a new version.
func (s *Server) profileFor(ctx context.Context, chosen postkamer.Profile, sc scanner.State) (postkamer.Profile, error) {
	want := chosen
	want.Name, want.Device, want.Software = chosen.Name+deviceMark+sc.ID, sc.Name, postkamer.WithBuild(sc.Software)
	want.MadeBy, want.Why = postkamer.Machine, whyFollows
	return s.saveProfile(ctx, want)
}

// profileOn is profileFor of the scanner with this id.
func (s *Server) profileOn(ctx context.Context, chosen postkamer.Profile, id string) (postkamer.Profile, error) {
	for _, sc := range s.scannerStates(ctx) {
		if sc.ID == id {
			return s.profileFor(ctx, chosen, sc)
		}
	}
	return chosen, nil
}

// profileTitle is what a version of a profile is called, with its scanner.
func profileTitle(p postkamer.Profile) string {
	base, follows := followed(p.Name)
	if !follows {
		return profileName(p.Name)
	}
	return profileName(base) + " (" + p.Device + ")"
}
