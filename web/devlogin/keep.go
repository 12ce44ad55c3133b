package devlogin

import "sync"

// take returns the value under key and removes it, so that it works once.
func take[V any](mu *sync.Mutex, kept map[string]V, key string) (V, bool) {
	mu.Lock()
	defer mu.Unlock()
	value, ok := kept[key]
	delete(kept, key)
	return value, ok
}

// makeRoom removes what is old; when that is not enough, everything. The caller
// holds the lock.
func makeRoom[V any](kept map[string]V, old func(V) bool) {
	for key, value := range kept {
		if old(value) {
			delete(kept, key)
		}
	}
	if len(kept) >= maxKept {
		clear(kept)
	}
}
