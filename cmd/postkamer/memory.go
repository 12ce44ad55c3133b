package main

import (
	"os"
	"runtime/debug"
)

// How memory is cleaned up, unless the environment says otherwise (GOGC, GOMEMLIMIT).
// What is alive is small (some tens of MB, most of it the model), so that cleaning up
// whenever that doubles took a fifth of the processor time under load. Above the soft
// limit it is cleaned up as often as need be.
const (
	cleanAt   = 300       // percent of what is alive that may be added
	softLimit = 200 << 20 // bytes
)

// tuneMemory lets the service use the memory that it has.
func tuneMemory() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(cleanAt)
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(softLimit)
	}
}
