package store_test

import (
	"bytes"
	"sync"
	"testing"

	"postkamer/store/storetest"
)

func TestServerKeyIsOneForAllProcesses(t *testing.T) {
	s := storetest.Open(t)
	keys := make([][]byte, 8)
	var all sync.WaitGroup
	for i := range keys {
		all.Go(func() {
			key, err := s.ServerKey(t.Context(), "front")
			if err != nil {
				t.Error(err)
			}
			keys[i] = key
		})
	}
	all.Wait()
	for _, key := range keys {
		if len(key) != 32 || !bytes.Equal(key, keys[0]) {
			t.Fatalf("keys differ: %x", keys)
		}
	}
	if other, err := s.ServerKey(t.Context(), "another"); err != nil || bytes.Equal(other, keys[0]) {
		t.Errorf("another purpose has the same key, %v", err)
	}
}
