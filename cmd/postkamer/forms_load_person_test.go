package main

import (
	"fmt"
	"strings"
)

// loadPerson are the answers that differ between people who send the same form: in a
// year hardly anybody sends two. person in deploy/bench/forms.js makes the like.
func loadPerson(n int) map[string][]string {
	name := strings.NewReplacer("0", "a", "1", "b", "2", "d", "3", "e", "4", "k", "5", "l", "6", "m", "7", "n", "8", "o", "9", "r").Replace(fmt.Sprintf("%05d", n))
	return map[string][]string{
		"bsn":        {loadBSN(n)},
		"achternaam": {"d'Hónt-" + name},
		"huisnummer": {fmt.Sprint(1 + n%250)},
		"tel":        {fmt.Sprintf("06 12%06d", n%1_000_000)},
		"mail":       {name + "@example.org"},
	}
}

// loadBSN is the n-th number that begins with 999 and passes the eleven-test, with one
// in eleven given to two people.
func loadBSN(n int) string {
	for first := 99_900_001 + n%99_000; ; first++ {
		digits, sum := fmt.Sprint(first), 0
		for i, d := range digits {
			sum += (9 - i) * int(d-'0')
		}
		if sum%11 < 10 {
			return digits + fmt.Sprint(sum%11)
		}
	}
}
