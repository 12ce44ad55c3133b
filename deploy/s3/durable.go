package main

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"syscall"

	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/versity/versitygw/backend/posix"
	"github.com/versity/versitygw/s3err"
	"github.com/versity/versitygw/s3response"
	"golang.org/x/sys/unix"
)

// durable makes the gateway keep its word through a loss of power: what it
// acknowledged is on disk, and what has a name has its bytes.
//
//   - The bytes are flushed before the object gets its name. So a loss of power
//     never leaves a short object under a good name, which later conditional
//     puts would take for the real thing.
//   - The object and its folder are flushed before the answer, and the folders above
//     those whose names are not on disk yet.
//   - "Already there" (412) counts as an answer too: the one who put it may have
//     been killed before its flush, so it is flushed again.
//   - In a bucket with versions the older version is moved to another folder;
//     there the whole file system is flushed, which is slower but complete.
type durable struct {
	*posix.Posix
	data, versions string
	log            *slog.Logger
	// sync brings a file or folder to disk: (*os.File).Sync, or in a test one
	// that takes notes.
	sync func(*os.File) error

	folders folders
}

// PutObject stores one object, see durable.
func (d *durable) PutObject(ctx context.Context, in s3response.PutObjectInput) (s3response.PutObjectOutput, error) {
	out, err := d.PutObjectWithPostFunc(ctx, in, d.sync)
	return out, d.settle("put", in.Bucket, in.Key, out.VersionID, err)
}

// CompleteMultipartUpload joins the parts of an upload to one object, see durable.
func (d *durable) CompleteMultipartUpload(ctx context.Context, in *s3.CompleteMultipartUploadInput) (s3response.CompleteMultipartUploadResult, string, error) {
	out, version, err := d.CompleteMultipartUploadWithCopy(ctx, in, d.copyPart)
	return out, version, d.settle("complete", in.Bucket, in.Key, version, err)
}

// CreateBucket makes a bucket and flushes its folder with its attributes.
func (d *durable) CreateBucket(ctx context.Context, in *s3.CreateBucketInput, acl []byte) error {
	return d.settle("create bucket", in.Bucket, nil, "", d.Posix.CreateBucket(ctx, in, acl))
}

// DeleteObject deletes an object for good: after a loss of power it does not
// come back.
func (d *durable) DeleteObject(ctx context.Context, in *s3.DeleteObjectInput) (*s3.DeleteObjectOutput, error) {
	out, err := d.Posix.DeleteObject(ctx, in)
	version := ""
	if in.VersionId != nil {
		version = *in.VersionId
	}
	if out != nil && out.VersionId != nil {
		version = *out.VersionId
	}
	return out, d.settle("delete", in.Bucket, in.Key, version, err)
}

// DeleteObjects deletes several objects; the answer says which.
func (d *durable) DeleteObjects(ctx context.Context, in *s3.DeleteObjectsInput) (s3response.DeleteResult, error) {
	out, err := d.Posix.DeleteObjects(ctx, in)
	for _, gone := range out.Deleted {
		version := ""
		if gone.VersionId != nil {
			version = *gone.VersionId
		}
		err = errors.Join(err, d.settle("delete", in.Bucket, gone.Key, version, nil))
	}
	return out, err
}

// PutObjectRetention locks an object until a date.
func (d *durable) PutObjectRetention(ctx context.Context, bucket, object, version string, retention []byte) error {
	return d.settle("retain", &bucket, &object, version, d.Posix.PutObjectRetention(ctx, bucket, object, version, retention))
}

// PutObjectLegalHold locks an object until the hold is lifted.
func (d *durable) PutObjectLegalHold(ctx context.Context, bucket, object, version string, status bool) error {
	return d.settle("hold", &bucket, &object, version, d.Posix.PutObjectLegalHold(ctx, bucket, object, version, status))
}

// settle flushes what the action changed, and logs an error that is ours
// (the disk is full, say) by its kind only: its text can name the object.
func (d *durable) settle(action string, bucket, key *string, version string, err error) error {
	if err == nil || isPrecondition(err) {
		if ferr := d.flush(bucket, key, version); ferr != nil {
			err = ferr
		}
	}
	if cause := trouble(err); cause != "" {
		d.log.Error("could not "+action, "cause", cause)
	}
	return err
}

// trouble is the kind of an error that is the server's and not the client's, ""
// for any other.
func trouble(err error) string {
	var known s3err.S3Error
	if errors.As(err, &known) && known.StatusCode() < http.StatusInternalServerError {
		return ""
	}
	if known != nil {
		return known.BaseError().Code
	}
	var no syscall.Errno
	if errors.As(err, &no) {
		return no.Error()
	}
	if err != nil {
		return "unknown"
	}
	return ""
}

func isPrecondition(err error) bool {
	var known s3err.S3Error
	return errors.As(err, &known) && known.StatusCode() == http.StatusPreconditionFailed
}

// flush brings one object to disk, and the folders above it up to the first whose own name
// is there already, or else the data folder; what is not there (any more) is passed over.
func (d *durable) flush(bucket, key *string, version string) error {
	if version != "" {
		return flushFileSystem(d.versions)
	}
	path := d.data
	if bucket != nil {
		path = filepath.Join(path, *bucket)
	}
	if key != nil {
		path = filepath.Join(path, filepath.FromSlash(*key))
	}
	flushed := map[string]folder{}
	for named := false; !named && len(path) >= len(d.data); path = filepath.Dir(path) {
		is, isFolder := identify(path)
		err := d.flushPath(path)
		if err != nil && !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, syscall.ENOTDIR) {
			return err
		}
		if named = d.folders.isNamed(path); isFolder && !named {
			flushed[path] = is
		}
	}
	d.folders.remember(flushed)
	return nil
}

func (d *durable) flushPath(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	return d.sync(f)
}

func flushFileSystem(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	return unix.Syncfs(int(f.Fd()))
}

// copyPart appends one part to the object being joined and flushes it. On an
// error it takes back what it wrote, because the gateway then tries again by
// itself at the end of the file. True: the parts are left as they were.
func (d *durable) copyPart(from, to *os.File) (bool, error) {
	start, err := to.Seek(0, io.SeekEnd)
	if err != nil {
		return true, err
	}
	_, err = io.Copy(to, from)
	if err == nil {
		err = d.sync(to)
	}
	if err == nil {
		return true, nil
	}
	if _, serr := from.Seek(0, io.SeekStart); serr != nil {
		return true, errors.Join(err, serr)
	}
	return true, errors.Join(err, to.Truncate(start))
}
