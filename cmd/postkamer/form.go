package main

import (
	"context"
	"encoding/hex"
	"fmt"
	"io"
	"strings"

	"postkamer"
	"postkamer/intake"
)

// paperForm writes a form as PDF, to print or to put on the website.
func paperForm(_ context.Context, args []string, out io.Writer) error {
	fs := flags("form")
	tone := fs.String("tone", "", "")
	words, err := parse(fs, args)
	if err != nil {
		return err
	}
	town, err := townOfEnvironment()
	if err != nil {
		return err
	}
	forms := town.Forms
	if len(words) != 1 {
		return fmt.Errorf("%w: name one form: %s", errUsage, formNames(forms))
	}
	form, ok := forms.Form(words[0])
	if !ok {
		return fmt.Errorf("%w: there is no form %q; there are %s", errUsage, words[0], formNames(forms))
	}
	says := town.Tone.Citizen
	if *tone != "" {
		says = postkamer.Tone(*tone)
	}
	if says != postkamer.Je && says != postkamer.U {
		return fmt.Errorf("%w: --tone %q: write je or u", errUsage, *tone)
	}
	paper, err := form.Print(intake.Context{Town: town.Municipality, Tone: says}, accentOf(town.Municipality))
	if err != nil {
		return err
	}
	printed, err := intake.ReadPrinted(town.Municipality.Forms)
	if err != nil {
		return err
	}
	if !printed.Knows(form.Name, paper.Version) && town.Municipality.Forms != "" {
		if err := intake.KeepPrinted(town.Municipality.Forms, paper); err != nil {
			return err
		}
	} else if !printed.Knows(form.Name, paper.Version) {
		return fmt.Errorf("print %s could not be read back: the name or the telephone number of the municipality is too long for it; shorten naam or telefoon", paper.Version)
	}
	_, err = out.Write(paper.PDF)
	return err
}

// formNames lists the forms for somebody who mistyped one.
func formNames(forms *intake.Forms) string {
	var names []string
	for _, f := range forms.All() {
		names = append(names, f.Name)
	}
	return strings.Join(names, ", ")
}

// accentOf returns the colour of the municipality, which has been checked.
func accentOf(town postkamer.Municipality) (accent [3]uint8) {
	parts, err := hex.DecodeString(strings.TrimPrefix(town.Color, "#"))
	if err == nil {
		copy(accent[:], parts)
	}
	return accent
}
