// Command fieldbench measures how well fields are read from letters and from
// forms of others. It writes made-up sheets whose values it knows (sheets/*.txt),
// prints them with Chromium, spoils them as printers, copiers and fax machines do,
// has the real engine read them and the real classifier find the fields, and
// counts per field what was found and what of it was accepted and wrong. Plain
// regular expressions on Tesseract's own text are measured in the same run.
//
// sheets/tuning.txt are the sheets that the rules were improved on; those of
// sheets/heldout.txt were written for the measurement and are looked at only as
// figures. sheets/strangers.txt are eight more in other voices, written before a
// second round of rules.
package main
