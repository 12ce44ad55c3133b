package store_test

import (
	"bytes"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"testing"

	"postkamer"
	"postkamer/store"
	"postkamer/store/storetest"
)

// TestPutThatBrokeOffIsAnOutage: the object store dies in the middle of a put and is back
// when we look whether the object is there. That it is not there says that it must be
// sent again; a citizen once was told that the page did not exist.
func TestPutThatBrokeOffIsAnOutage(t *testing.T) {
	for name, refuse := range map[string]http.HandlerFunc{
		"the connection breaks": func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
		"somebody else was writing it": func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusConflict)
		},
		"it was there and is gone": func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusPreconditionFailed)
		},
		"the bucket is not there": func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusNotFound)
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := withoutPut(t, refuse)
			_, err := storetest.PutOriginal(t.Context(), s, []byte("brief"))
			if errors.Is(err, postkamer.ErrNotFound) || !store.Unavailable(err) {
				t.Errorf("original: %v", err)
			}
			_, err = s.PutEnvelope(t.Context(), store.Envelope{Reference: "ST-1", Key: "key"})
			if errors.Is(err, postkamer.ErrNotFound) || !store.Unavailable(err) {
				t.Errorf("envelope: %v", err)
			}
		})
	}
}

// TestLargeOriginalThatIsThereIsNotSentAgain: its refusal would come as a broken
// connection, after which the client tries thrice with growing pauses.
func TestLargeOriginalThatIsThereIsNotSentAgain(t *testing.T) {
	puts := 0
	s := behind(t, func(w http.ResponseWriter, r *http.Request, server http.Handler) {
		if r.Method == http.MethodPut {
			puts++
		}
		server.ServeHTTP(w, r)
	})
	letter := bytes.Repeat([]byte("brief"), 200_000)
	for range 2 {
		if _, err := storetest.PutOriginal(t.Context(), s, letter); err != nil {
			t.Fatal(err)
		}
	}
	if puts != 1 {
		t.Errorf("sent %d times", puts)
	}
}

// withoutPut is a store whose objects can be looked at and not be written.
func withoutPut(t *testing.T, refuse http.HandlerFunc) *store.Store {
	return behind(t, func(w http.ResponseWriter, r *http.Request, server http.Handler) {
		if r.Method == http.MethodPut {
			refuse(w, r)
			return
		}
		server.ServeHTTP(w, r)
	})
}

// behind is a store whose object store is reached through a door.
func behind(t *testing.T, door func(w http.ResponseWriter, r *http.Request, server http.Handler)) *store.Store {
	t.Helper()
	cfg := storetest.Config(t)
	target := &url.URL{Scheme: "http", Host: cfg.S3Endpoint}
	proxy := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(target)
		r.Out.Host = r.In.Host // the signature is about it
	}}
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { door(w, r, proxy) }))
	t.Cleanup(front.Close)
	cfg.S3Endpoint = front.Listener.Addr().String()
	s, err := store.Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}
