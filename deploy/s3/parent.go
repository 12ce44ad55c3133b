package main

import (
	"context"
	"io"
	"os"
	"time"
)

// parentEvery is how often the parent is looked for. It is the second string to
// the bow: the closing of standard input is noticed at once.
const parentEvery = time.Second

// untilParentEnds gives a context that ends with ctx, when in reaches its end,
// or when this process gets another parent. The reading goroutine lives as long
// as the program does.
func untilParentEnds(ctx context.Context, in io.Reader) context.Context {
	ctx, cancel := context.WithCancel(ctx)
	parent := os.Getppid()
	go func() {
		defer cancel()
		_, _ = io.Copy(io.Discard, in)
	}()
	go func() {
		defer cancel()
		for os.Getppid() == parent && ctx.Err() == nil {
			time.Sleep(parentEvery)
		}
	}()
	return ctx
}
