package main

import (
	"fmt"
	"strings"

	"postkamer"
)

// testBSN returns the nth burgerservicenummer that passes the eleven-test and
// begins with 999, which is given to nobody.
func testBSN(n int) string {
	for i := 999000000 + n*3571%990000; ; i++ {
		if b := fmt.Sprint(i); postkamer.ValidBSN(b) {
			return b
		}
	}
}

// testIBAN returns the nth Dutch IBAN of the bank TEST, which is no bank.
func testIBAN(n int) string {
	account := fmt.Sprintf("TEST%010d", n*73939133%9999999967)
	return "NL" + postkamer.IBANCheck("NL", account) + account
}

// grouped writes an IBAN as people do, in fours.
func grouped(iban string) string {
	var parts []string
	for ; len(iban) > 4; iban = iban[4:] {
		parts = append(parts, iban[:4])
	}
	return strings.Join(append(parts, iban), " ")
}
