package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"time"

	"postkamer"
	"postkamer/classify"
	"postkamer/classify/examples"
	"postkamer/learn"
	"postkamer/store"
)

// learningTexts are the texts that come with the program, for the process that learns.
func learningTexts() (t learn.Texts, err error) {
	t.Train, t.Test, err = examples.Shipped()
	return t, err
}

// modelsListed bounds how many models are listed.
const modelsListed = 50

// models says what was learned at the desk, or lets an earlier model work again.
// Processes that run take it up within a minute.
func models(ctx context.Context, args []string, out io.Writer) error {
	fs := flags("model")
	data := fs.String("data", "var", "")
	words, err := parse(fs, args)
	if err != nil {
		return err
	}
	do, err := modelCommand(words)
	if err != nil {
		return err
	}
	o, err := openAt(ctx, *data)
	if err != nil {
		return err
	}
	return errors.Join(do(ctx, o, out), o.Close(ctx))
}

// modelCommand reads which of the three it is.
func modelCommand(words []string) (func(context.Context, *opened, io.Writer) error, error) {
	switch {
	case len(words) == 0, len(words) == 1 && words[0] == "list":
		return listModels, nil
	case len(words) == 1 && words[0] == "shipped":
		return func(ctx context.Context, o *opened, out io.Writer) error { return setModel(ctx, o, out, 0) }, nil
	case len(words) == 1 && words[0] == "rollback":
		return rollback, nil
	case len(words) == 2 && words[0] == "rollback":
		id, err := strconv.ParseInt(words[1], 10, 64)
		if err != nil || id < 1 {
			return nil, fmt.Errorf("%w: %q is not the number of a model; see postkamer model list", errUsage, words[1])
		}
		return func(ctx context.Context, o *opened, out io.Writer) error { return setModel(ctx, o, out, id) }, nil
	}
	return nil, fmt.Errorf("%w: write model list, model rollback or model shipped", errUsage)
}

// listModels prints the models, the newest first; the one at work has a star.
func listModels(ctx context.Context, o *opened, out io.Writer) error {
	list, err := o.Models(ctx, modelsListed)
	if err != nil {
		return err
	}
	star := "*"
	for _, m := range list {
		mark := " "
		if m.State == store.ModelInstalled {
			mark, star = "*", " "
		}
		fmt.Fprintf(out, "%s %4d  %s  %-9s since %s by %s; %d labels, %d corrected, %.0f s\n", mark, m.ID,
			minute(m.MadeAt), m.State, minute(m.Since), m.By, m.Labels, m.Corrections, m.Seconds)
	}
	fmt.Fprintf(out, "%s    0  the model of the program\n", star)
	return nil
}

// modelAtWork returns the model of a file when one is named, else the one that is
// installed, else that of the program.
func (o *opened) modelAtWork(ctx context.Context, file string) (*classify.Model, error) {
	if file != "" {
		return loadModel(file)
	}
	m, err := o.InstalledModel(ctx)
	if errors.Is(err, postkamer.ErrNotFound) {
		return loadModel("")
	}
	if err != nil {
		return nil, err
	}
	data, err := o.ModelBytes(ctx, m)
	if err != nil {
		return nil, err
	}
	model, err := classify.Decode(data)
	if err != nil {
		return nil, fmt.Errorf("model %d: %w; set another one back, see postkamer model list", m.ID, err)
	}
	return model, nil
}

// minute shows a moment on the municipality's clock.
func minute(t time.Time) string { return t.In(postkamer.Zone()).Format("2006-01-02 15:04") }

// rollback lets the model work again that the one at work took the place of.
func rollback(ctx context.Context, o *opened, out io.Writer) error {
	m, err := o.InstalledModel(ctx)
	if errors.Is(err, postkamer.ErrNotFound) {
		return errors.New("the model of the program works already; name the number of another: postkamer model list")
	}
	if err != nil {
		return err
	}
	return setModel(ctx, o, out, m.Base)
}

// setModel lets a model work, 0 for that of the program.
func setModel(ctx context.Context, o *opened, out io.Writer, id int64) error {
	m, err := o.InstalledModel(ctx)
	if err != nil && !errors.Is(err, postkamer.ErrNotFound) {
		return err
	}
	if m.ID == id {
		fmt.Fprintf(out, "model %d works already\n", id)
		return nil
	}
	err = o.SetModel(ctx, id, m.ID, whoami())
	if errors.Is(err, postkamer.ErrConflict) {
		return fmt.Errorf("model %d never worked, or another one was set meanwhile; see postkamer model list", id)
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "model %d works again, in the place of %d; processes that run take it up within a minute\n", id, m.ID)
	return nil
}
