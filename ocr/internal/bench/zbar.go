package main

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"
)

// zbar is the command of Debian's zbar-tools.
const zbar = "/usr/bin/zbarimg"

// zbarReads has zbar read the codes of an image: all kinds that we read too.
func zbarReads(ctx context.Context, file string) ([]Code, float64, error) {
	cmd := exec.CommandContext(ctx, zbar, "-q", "--nodbus", "-Sdisable", "-Sqrcode.enable", "-Scode128.enable", "-Scode39.enable", file)
	out, err := cmd.Output()
	const nothing = 4 // its exit status when it found no code
	var exit *exec.ExitError
	if err != nil && (!errors.As(err, &exit) || exit.ExitCode() != nothing) {
		return nil, 0, fmt.Errorf("have zbar read: %w", err)
	}
	var codes []Code
	for line := range strings.Lines(string(out)) {
		kind, value, ok := strings.Cut(strings.TrimRight(line, "\n"), ":")
		if ok {
			codes = append(codes, Code{map[string]string{"QR-Code": "qr", "CODE-128": "code128", "CODE-39": "code39"}[kind], value})
		}
	}
	cpu := cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	return codes, cpu.Seconds(), nil
}

// zbarVersion returns the version of zbar, empty when it is not asked.
func zbarVersion(ctx context.Context, asked bool) string {
	if !asked {
		return ""
	}
	out, err := exec.CommandContext(ctx, zbar, "--version").Output()
	if err != nil {
		return "of an unknown version"
	}
	return strings.TrimSpace(string(out))
}
