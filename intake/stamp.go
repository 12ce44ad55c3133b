package intake

import (
	"context"

	"postkamer"
	"postkamer/store"
)

// whyStamped is why the program made a version of a profile by itself.
const whyStamped = "Vanzelf gemaakt: er is een nieuwe versie van postkamer."

// StampBuild makes a new version of each profile that takes in files when it names
// another build of this program: other software is another version by the rules of
// substitution. A scanner's own profile is stamped when it begins a stack.
func StampBuild(ctx context.Context, s *store.Store) error {
	for _, name := range []string{postkamer.ProfileHotFolder, postkamer.ProfileUpload, postkamer.ProfileImport} {
		p, err := s.CurrentProfile(ctx, name)
		if err != nil {
			return err
		}
		if p.Software == postkamer.WithBuild(p.Software) {
			continue
		}
		p.Software, p.MadeBy, p.Why = postkamer.WithBuild(p.Software), postkamer.Machine, whyStamped
		if err := s.InTx(ctx, func(tx *store.Tx) error { _, err := tx.AddProfile(ctx, p); return err }); err != nil {
			return err
		}
	}
	return nil
}
