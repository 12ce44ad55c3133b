package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/versity/versitygw/backend"
	"github.com/versity/versitygw/s3response"
	"golang.org/x/sys/unix"
)

// passing begins the keys of objects that are there for a while only: what a citizen
// added to a form that is not sent. Once it is sent it is copied to its own name, and the
// name under this prefix is deleted.
const passing = "uploads/"

// Attributes of a bucket that keeps versions, or locks its objects.
var keepingAttributes = [...]string{"user.versioning", "user.bucket-lock"}

// Attribute of an object with its ETag.
const etagAttribute = "user.etag"

// link copies an object that is passing by giving its file a second name: no byte is
// read, hashed or written again, and on disk there is one copy instead of two. The
// gateway never writes into the file of an object (each put is a new file that gets the
// name), so that the two stay what they are. False: it is for the gateway to copy,
// because more is asked than a plain copy to a new name, or something is in the way.
func (d *durable) link(in s3response.CopyObjectInput) (out s3response.CopyObjectOutput, linked bool) {
	if in.Bucket == nil || in.Key == nil || in.CopySource == nil || !plainCopy(in) {
		return out, false
	}
	bucket, source, version, err := backend.ParseCopySource(*in.CopySource)
	if err != nil || version != "" || bucket != *in.Bucket || !strings.HasPrefix(source, passing) || !isName(bucket) || !isName(source) || !isName(*in.Key) {
		return out, false
	}
	root := filepath.Join(d.data, bucket)
	if keeps(root) {
		return out, false
	}
	from, to := filepath.Join(root, source), filepath.Join(root, *in.Key)
	etag, modified, err := describe(from)
	if err == nil {
		err = os.MkdirAll(filepath.Dir(to), 0o700)
	}
	if err == nil {
		err = os.Link(from, to)
	}
	if err != nil {
		return out, false
	}
	out.CopyObjectResult = &s3response.CopyObjectResult{ETag: &etag, LastModified: backend.GetTimePtr(modified)}
	return out, true
}

// isName tells whether a name stays within its folder and is of a file.
func isName(name string) bool { return filepath.IsLocal(name) && filepath.Clean(name) == name }

// plainCopy tells whether nothing is asked but the same object under another name.
func plainCopy(in s3response.CopyObjectInput) bool {
	none := func(values ...*string) bool {
		for _, v := range values {
			if v != nil && *v != "" {
				return false
			}
		}
		return true
	}
	// The gateway gives a moment also when none was asked: the first of the calendar.
	locked := in.ObjectLockRetainUntilDate != nil && !in.ObjectLockRetainUntilDate.IsZero()
	return !locked && in.MetadataDirective != "REPLACE" && in.TaggingDirective != "REPLACE" && in.ChecksumAlgorithm == "" &&
		in.ObjectLockMode == "" && in.ObjectLockLegalHoldStatus == "" &&
		in.CopySourceIfModifiedSince == nil && in.CopySourceIfUnmodifiedSince == nil &&
		none(in.CopySourceIfMatch, in.CopySourceIfNoneMatch, in.Tagging, in.WebsiteRedirectLocation)
}

// keeps tells whether a bucket keeps versions or locks; true also when that cannot be told.
func keeps(bucket string) bool {
	for _, name := range keepingAttributes {
		if _, err := unix.Getxattr(bucket, name, nil); !errors.Is(err, unix.ENODATA) {
			return true
		}
	}
	return false
}

// CopyObject copies an object inside the store, see durable.
func (d *durable) CopyObject(ctx context.Context, in s3response.CopyObjectInput) (s3response.CopyObjectOutput, error) {
	if out, linked := d.link(in); linked {
		return out, d.settle("copy", in.Bucket, in.Key, "", nil)
	}
	out, err := d.Posix.CopyObject(ctx, in)
	version := ""
	if out.VersionId != nil {
		version = *out.VersionId
	}
	return out, d.settle("copy", in.Bucket, in.Key, version, err)
}

// describe returns the ETag of an object and when it was stored.
func describe(path string) (etag string, modified time.Time, err error) {
	info, err := os.Lstat(path)
	if err != nil {
		return "", modified, err
	}
	if !info.Mode().IsRegular() {
		return "", modified, errNoFile
	}
	value := make([]byte, 128) // an ETag is 34 characters, of a file in parts some more
	n, err := unix.Getxattr(path, etagAttribute, value)
	if err != nil {
		return "", modified, err
	}
	return string(value[:n]), info.ModTime(), nil
}

var errNoFile = errors.New("the object is no file")
