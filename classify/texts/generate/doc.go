// Command generate makes the made-up Dutch post that the classifier is trained
// and measured on: letters, notes, forms and statements nobody ever sent.
//
// Every kind of post has one template file, families/<kind>.txt. It holds
// phrasing families: texts in one voice and one structure, separated by a line
//
//	=== name (train)
//	=== name (test)
//	=== name (fresh)
//	=== name (train) 2020-2021
//	=== name (train) 2020/04-2021/09 @tr
//
// The years or months are those of the letter's date, 2019-2026 when left out;
// @tr gives the writer a Turkish name (words.go has the list). A family is in
// train or in test and never in both, since a classifier that has seen the
// phrasing scores near perfect on it and says nothing about the next letter.
// The set fresh is a second test: its families were written in one go before the
// families of train were added to again. Its letters are not read to write or change
// anything; its figures, like those of test, did choose how strict the thresholds are.
//
// In a family {slot} is filled in and [[a|b|c]] becomes one of its
// alternatives (slots.go, fill.go); [[k#a|b]] and [[k#c|d]] with the same key
// go together. The same slot has the
// same value throughout one text; a number makes another one ({naam2}), and
// amounts and counts take a range ({bedrag:20-90}, {n:2-6}). The name, address
// and date of one text belong together.
//
// To add a kind: write families/<kind>.txt with at least ten train and two test
// families in clearly different voices, then run
//
//	go test ./classify/texts/generate -update
//
// which writes ../train/<kind>, ../test/<kind>, ../fresh/<kind> and ../groups.csv, and look at
// what came out. The kind's name is the name of its folder and the class the
// model learns. The file _unknown.txt holds post of kinds that are never
// trained on; each of its families makes one text in ../test/_unknown.
//
// No value can belong to a person: BSNs begin with 999, bank accounts fail the
// eleven-test that real ones pass, telephone numbers and registration plates
// have shapes that are not issued, mail addresses end in .example.
package main
