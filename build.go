package postkamer

import (
	"runtime/debug"
	"slices"
	"strings"
)

// Build names this program and the version that it was built as: postkamer v0.5.
func Build() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" {
		return Machine
	}
	return Machine + " " + info.Main.Version
}

// WithBuild returns the words for the software of a profile with this build in them,
// in the place of another: "PaperStream 2.1, postkamer v0.5".
func WithBuild(software string) string {
	parts := slices.DeleteFunc(strings.Split(software, ", "), func(part string) bool {
		return part == "" || part == Machine || strings.HasPrefix(part, Machine+" ")
	})
	return strings.Join(append(parts, Build()), ", ")
}
