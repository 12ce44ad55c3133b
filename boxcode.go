package postkamer

import (
	"fmt"
	"strconv"
	"strings"
)

// boxPrefix begins the code on the label of every box of ours.
const boxPrefix = "PKDOOS:"

// Name is what people call the box: 12 van 2026.
func (b Box) Name() string { return fmt.Sprintf("%d van %d", b.Number, b.Year) }

// Code is what the codes on its label say: PKDOOS:2026-12:M, the last with a check
// character, so that a code that was read badly opens no other box.
func (b Box) Code() string {
	number := strconv.Itoa(b.Number)
	return fmt.Sprintf("%s%d-%s:%c", boxPrefix, b.Year, number, checkCharacter("", b.Year, number))
}

// ParseBoxCode returns year and number of a box from what a code says, and false for
// every code that is not exactly one of ours.
func ParseBoxCode(value string) (year, number int, ok bool) {
	rest, ours := strings.CutPrefix(strings.ToUpper(strings.TrimSpace(value)), boxPrefix)
	if !ours {
		return 0, 0, false
	}
	y, rest, _ := strings.Cut(rest, "-")
	n, _, _ := strings.Cut(rest, ":")
	year, err := strconv.Atoi(y)
	if err != nil {
		return 0, 0, false
	}
	number, err = strconv.Atoi(n)
	if err != nil || number <= 0 {
		return 0, 0, false
	}
	box := Box{Year: year, Number: number}
	return year, number, box.Code() == strings.ToUpper(strings.TrimSpace(value))
}
