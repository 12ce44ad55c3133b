package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"postkamer"
)

// Prefixes of object keys.
const (
	originalsPrefix = "originals/"
	viewsPrefix     = "views/"
	envelopesPrefix = "envelopes/"
	bitonalsPrefix  = "bitonals/"
	copiesPrefix    = "copies/"
)

// putAttempts bounds how often the client sends one object: an answer that got
// lost looks like a failure, and every key is written at most once anyway.
const putAttempts = 3

// objects is the bucket.
type objects struct {
	client *minio.Client
	bucket string
	wire   *http.Transport // the connections
}

func openObjects(ctx context.Context, cfg Config) (*objects, error) {
	wire, err := minio.DefaultTransport(cfg.S3Secure)
	if err != nil {
		return nil, fmt.Errorf("open object store: %w", err)
	}
	client, err := minio.New(cfg.S3Endpoint, &minio.Options{
		Creds:      credentials.NewStaticV4(cfg.S3AccessKey, cfg.S3SecretKey, ""),
		Secure:     cfg.S3Secure,
		MaxRetries: putAttempts,
		Transport:  wire,
	})
	if err != nil {
		return nil, fmt.Errorf("open object store: %w", err)
	}
	o := &objects{client: client, bucket: cfg.S3Bucket, wire: wire}
	have, err := client.BucketExists(ctx, cfg.S3Bucket)
	if err != nil {
		return nil, fmt.Errorf("open object store: %w", err)
	}
	if have {
		return o, nil
	}
	err = client.MakeBucket(ctx, cfg.S3Bucket, minio.MakeBucketOptions{})
	if err != nil && minio.ToErrorResponse(err).Code != "BucketAlreadyOwnedByYou" {
		return nil, fmt.Errorf("make bucket: %w", err)
	}
	return o, nil
}

// close lets go of the connections that wait for more work: a server counts them.
func (o *objects) close() { o.wire.CloseIdleConnections() }

func (o *objects) ready(ctx context.Context) error {
	have, err := o.client.BucketExists(ctx, o.bucket)
	if err != nil {
		return fmt.Errorf("object store: %w", err)
	}
	if !have {
		return errors.New("object store: the bucket is gone")
	}
	return nil
}

// addressed returns the key of content under a prefix: prefix/ab/abcdef...
func addressed(prefix, sha string) string { return prefix + sha[:2] + "/" + sha }

// put writes an object once. An object that is already there under the key is
// left as it is, and created is false. The server checks the bytes against sha.
func (o *objects) put(ctx context.Context, key string, r io.Reader, size int64, sha [32]byte, contentType string) (created bool, err error) {
	if size > refusedInTime {
		if there, err := o.there(ctx, key, size, contentType); there || err != nil {
			return false, err
		}
	}
	opts := minio.PutObjectOptions{
		ContentType:      contentType,
		DisableMultipart: size < 5<<30,
		// Not signed piece by piece, which hashes all bytes once more on both sides: the
		// header below is signed, and the server refuses bytes that it does not fit.
		DisableContentSha256: true,
		// The known hash as a header: the one way that every server checks.
		UserMetadata: map[string]string{"X-Amz-Checksum-Sha256": base64.StdEncoding.EncodeToString(sha[:])},
	}
	opts.SetMatchETagExcept("*") // If-None-Match: *
	_, err = o.client.PutObject(ctx, o.bucket, key, r, size, opts)
	if err == nil {
		return true, nil
	}
	if !maybeThere(err) {
		return false, fmt.Errorf("put object: %w", notPut(err))
	}
	there, lookErr := o.there(ctx, key, size, contentType)
	if lookErr == nil && !there {
		lookErr = errors.New("it is not there")
	}
	if lookErr != nil {
		return false, fmt.Errorf("put object: %w; %w", notPut(err), lookErr)
	}
	return false, nil
}

// refusedInTime is how many bytes a server surely takes before it says that it has an
// object already (net/http reads this much of what it refuses). Of a larger one it hangs
// up, and the client tries thrice with growing pauses, a second in all: so it is asked for first.
const refusedInTime = 256 << 10

// there tells whether an object of this size is under a key.
func (o *objects) there(ctx context.Context, key string, size int64, contentType string) (bool, error) {
	info, err := o.client.StatObject(ctx, o.bucket, key, minio.StatObjectOptions{})
	switch {
	case minio.ToErrorResponse(err).StatusCode == http.StatusNotFound:
		return false, nil
	case err != nil:
		return false, fmt.Errorf("look whether it is there: %w", storage(err))
	case size >= 0 && info.Size != size && contentType != envelopeType:
		return false, fmt.Errorf("object is there with %d bytes instead of %d", info.Size, size)
	}
	return true, nil
}

// maybeThere tells whether a put that failed may have found the object there: the
// server said so, or it hung up. A server that has the object need not wait for the
// bytes before it refuses, and the break of the connection overtakes its answer.
func maybeThere(err error) bool {
	switch minio.ToErrorResponse(err).StatusCode {
	case http.StatusPreconditionFailed, http.StatusConflict, 0:
		return true
	}
	return false
}

// get returns a whole object of at most limit bytes.
func (o *objects) get(ctx context.Context, key string, limit int64) ([]byte, error) {
	obj, err := o.client.GetObject(ctx, o.bucket, key, minio.GetObjectOptions{})
	if err != nil {
		return nil, fmt.Errorf("get object: %w", err)
	}
	defer obj.Close()
	data, err := io.ReadAll(io.LimitReader(obj, limit+1))
	if err != nil {
		return nil, fmt.Errorf("get object: %w", storage(err))
	}
	if int64(len(data)) > limit {
		return nil, fmt.Errorf("object is larger than %d bytes", limit)
	}
	return data, nil
}

// PutOriginal stores the file at path under the hash of its bytes and returns
// that hash. The bytes are durable when it returns nil.
func (s *Store) PutOriginal(ctx context.Context, path string) (sha string, size int64, err error) {
	f, err := os.Open(path)
	if err != nil {
		return "", 0, fmt.Errorf("store original: %w", err)
	}
	defer f.Close()
	h := sha256.New()
	if size, err = io.Copy(h, f); err != nil {
		return "", 0, fmt.Errorf("store original: %w", err)
	}
	if _, err = f.Seek(0, io.SeekStart); err != nil {
		return "", 0, fmt.Errorf("store original: %w", err)
	}
	sum := [32]byte(h.Sum(nil))
	sha = hex.EncodeToString(sum[:])
	if err = s.putOriginal(ctx, sha, f, size, sum); err != nil {
		return "", 0, err
	}
	return sha, size, nil
}

// putOriginal stores an original. Bytes that are there already are read back
// before they count: to say "we have it" of a spoilt object would lose the letter.
func (s *Store) putOriginal(ctx context.Context, sha string, r io.Reader, size int64, sum [32]byte) error {
	key := addressed(originalsPrefix, sha)
	created, err := s.objects.put(ctx, key, r, size, sum, "application/octet-stream")
	if err == nil && !created {
		err = s.objects.sameHash(ctx, key, sha)
	}
	if err != nil {
		return fmt.Errorf("store original %s: %w", sha[:8], err)
	}
	return nil
}

// maxView bounds a page image: a view has at most some millions of pixels.
const maxView = 32 << 20

// PutView stores a page image and returns its key.
func (s *Store) PutView(ctx context.Context, image []byte) (key string, err error) {
	sum := sha256.Sum256(image)
	key = addressed(viewsPrefix, hex.EncodeToString(sum[:]))
	if _, err := s.objects.put(ctx, key, bytes.NewReader(image), int64(len(image)), sum, "image/jpeg"); err != nil {
		return "", fmt.Errorf("store view: %w", err)
	}
	return key, nil
}

// PutBitonal stores a page in black and white, when there is one, and returns its key.
func (s *Store) PutBitonal(ctx context.Context, b postkamer.Bitonal) (key string, err error) {
	if len(b.G4) == 0 {
		return "", nil
	}
	sum := sha256.Sum256(b.G4)
	key = addressed(bitonalsPrefix, hex.EncodeToString(sum[:]))
	if _, err := s.objects.put(ctx, key, bytes.NewReader(b.G4), int64(len(b.G4)), sum, "image/g3fax"); err != nil {
		return "", fmt.Errorf("store page in black and white: %w", err)
	}
	return key, nil
}

// View returns the bytes of a page image, in black and white too.
func (s *Store) View(ctx context.Context, key string) ([]byte, error) {
	data, err := s.objects.get(ctx, key, maxView)
	if err != nil {
		return nil, fmt.Errorf("view: %w", err)
	}
	return data, nil
}
