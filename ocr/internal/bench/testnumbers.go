package main

import (
	"fmt"
	"strings"
)

// testBSN returns the nth burgerservicenummer that passes the eleven-test and
// begins with 999, which is given to nobody.
func testBSN(n int) string {
	for i := 999000000 + n*3571%990000; ; i++ {
		if b := fmt.Sprint(i); elevenTest(b) {
			return b
		}
	}
}

// elevenTest tells whether the weights 9..2 and -1 give a sum divisible by 11.
func elevenTest(b string) bool {
	sum := -int(b[8] - '0')
	for i := range 8 {
		sum += (9 - i) * int(b[i]-'0')
	}
	return sum%11 == 0
}

// testIBAN returns the nth Dutch IBAN of the bank TEST, which is no bank.
func testIBAN(n int) string {
	account := fmt.Sprintf("TEST%010d", n*73939133%9999999967)
	rest := 0
	for _, r := range account + "NL00" {
		if r >= 'A' && r <= 'Z' {
			rest = (rest*100 + int(r-'A') + 10) % 97
			continue
		}
		rest = (rest*10 + int(r-'0')) % 97
	}
	return fmt.Sprintf("NL%02d%s", 98-rest, account)
}

// grouped writes an IBAN as people do, in fours.
func grouped(iban string) string {
	var parts []string
	for ; len(iban) > 4; iban = iban[4:] {
		parts = append(parts, iban[:4])
	}
	return strings.Join(append(parts, iban), " ")
}
