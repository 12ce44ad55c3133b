package main

import (
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"testing"
	"time"
)

// TestAStopCutsWhatTakesTooLong: a photo over a bad line must not keep the store open, nor
// make the end of the service a failure.
func TestAStopCutsWhatTakesTooLong(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	begun, ended := make(chan struct{}), make(chan struct{})
	server := &http.Server{ReadHeaderTimeout: time.Minute, Handler: http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		close(begun)
		_, _ = io.Copy(io.Discard, r.Body) // an upload of which nothing more comes
		close(ended)
	})}
	r := &room{log: slog.New(slog.DiscardHandler), server: server, listener: listener, patience: 20 * time.Millisecond}
	ctx, stop := context.WithCancel(t.Context())
	served := make(chan error, 1)
	go func() { served <- r.servePages(ctx) }()
	body, _ := io.Pipe()
	sent := make(chan struct{})
	go func() {
		defer close(sent)
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://"+listener.Addr().String(), body)
		if err != nil {
			return
		}
		if resp, err := http.DefaultClient.Do(req); err == nil {
			resp.Body.Close()
		}
	}()
	<-begun
	stop()
	if err := <-served; err != nil {
		t.Errorf("the service ends with %v", err)
	}
	select {
	case <-ended:
	case <-time.After(5 * time.Second):
		t.Error("the upload still holds its connection")
	}
	body.Close()
	<-sent
}
