//go:build race

package ocr

// raceEnabled says that the race detector runs, which needs terabytes of address space.
const raceEnabled = true
