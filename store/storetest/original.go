package storetest

import (
	"context"
	"os"

	"postkamer/store"
)

// PutOriginal stores bytes as an original and returns their hash.
func PutOriginal(ctx context.Context, s *store.Store, data []byte) (sha string, err error) {
	f, err := s.TempFile()
	if err != nil {
		return "", err
	}
	defer os.Remove(f.Name())
	_, err = f.Write(data)
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		return "", err
	}
	sha, _, err = s.PutOriginal(ctx, f.Name())
	return sha, err
}
