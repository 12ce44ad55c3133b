package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"github.com/versity/versitygw/backend/meta"
	"github.com/versity/versitygw/backend/posix"
	"github.com/versity/versitygw/embedgw"
	"golang.org/x/sys/unix"
)

// region is the one that S3 clients take for granted when none is configured.
const region = "us-east-1"

// bucketACL is the attribute that versitygw writes last of what makes a folder
// a bucket.
const bucketACL = "user.acl"

// copyLimit is the largest object that is copied within the store, in bytes: that of
// S3 itself.
const copyLimit = 5 << 30

// serve runs the gateway until ctx ends.
func serve(ctx context.Context, cfg config, log *slog.Logger) error {
	be, err := openBackend(cfg.root, log)
	if err != nil {
		return err
	}
	if err := probe(cfg.listen); err != nil {
		return err
	}
	done := make(chan error, 1)
	go func() {
		done <- embedgw.RunVersityGW(ctx, be, &embedgw.Config{
			RootUserAccess:    cfg.access,
			RootUserSecret:    cfg.secret,
			Region:            region,
			Ports:             []string{cfg.listen},
			MaxConnections:    512,
			MaxRequests:       256,
			MultipartMaxParts: 10000, // the limit of S3 itself
			Quiet:             true,
			KeepAlive:         true,
			DisableACLs:       true,
		})
	}()
	return await(ctx, done)
}

// await returns how the gateway ended. After ctx it waits no longer than
// stopWithin, because an idle keep-alive connection would hold it for ten seconds.
func await(ctx context.Context, done <-chan error) error {
	select {
	case err := <-done:
		return ended(ctx, err)
	case <-ctx.Done():
	}
	select {
	case err := <-done:
		return ended(ctx, err)
	case <-time.After(stopWithin):
		return nil
	}
}

func ended(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return nil
	}
	if err == nil {
		return errors.New("the gateway stopped by itself")
	}
	return fmt.Errorf("run the gateway: %w", err)
}

// probe tells whether the address is free, as an error that names the reason;
// the gateway reports it only as text.
func probe(addr string) error {
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	return l.Close()
}

// openBackend opens the folder root, and makes it when it is not there.
func openBackend(root string, log *slog.Logger) (*durable, error) {
	root, err := filepath.Abs(root)
	if err != nil {
		return nil, fmt.Errorf("find the root folder: %w", err)
	}
	data, versions := filepath.Join(root, "data"), filepath.Join(root, "versions")
	for _, dir := range []string{data, versions} {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return nil, fmt.Errorf("make the root folder: %w", err)
		}
	}
	if err := checkAttributes(data); err != nil {
		return nil, err
	}
	for _, dir := range []string{root, filepath.Dir(root)} { // so that the folders themselves last
		if err := flushFolder(dir); err != nil {
			return nil, fmt.Errorf("flush the root folder: %w", err)
		}
	}
	if err := dropHalfMadeBuckets(data, log); err != nil {
		return nil, err
	}
	be, err := posix.New(data, meta.XattrMeta{}, posix.PosixOpts{
		VersioningDir: versions, NewDirPerm: 0o700, NewFilePerm: 0o600, CopyObjectThreshold: copyLimit,
		// The ETag is the checksum that the client sends along and that is checked in any
		// case (SHA-256), in place of an MD5 that costs as much again.
		DataIntegrityEtag: true,
	})
	if err != nil {
		return nil, fmt.Errorf("open the root folder: %w", err)
	}
	return &durable{Posix: be, data: data, versions: versions, log: log, sync: (*os.File).Sync}, nil
}

func flushFolder(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer f.Close()
	return f.Sync()
}

// checkAttributes tries a user attribute on a file in dir. Metadata and hashes
// of objects live in such attributes, so there is no useful way to go on without.
func checkAttributes(dir string) error {
	f, err := os.CreateTemp(dir, ".attributes-")
	if err != nil {
		return fmt.Errorf("write in the root folder: %w", err)
	}
	defer os.Remove(f.Name())
	defer f.Close()
	err = unix.Fsetxattr(int(f.Fd()), "user.postkamer", []byte("test"), 0)
	if errors.Is(err, unix.ENOTSUP) || errors.Is(err, unix.EPERM) {
		return fmt.Errorf("the file system of %s keeps no user extended attributes, which the objects need: "+
			"put the data folder on ext4, xfs, btrfs or zfs, or mount with user_xattr: %w", dir, err)
	}
	if err != nil {
		return fmt.Errorf("set an attribute in %s: %w", dir, err)
	}
	return nil
}

// dropHalfMadeBuckets removes bucket folders that were left without their
// attributes by a kill in the middle of CreateBucket; the gateway can neither
// use nor remake those. os.Remove refuses a folder that holds anything.
func dropHalfMadeBuckets(data string, log *slog.Logger) error {
	entries, err := os.ReadDir(data)
	if err != nil {
		return fmt.Errorf("read the root folder: %w", err)
	}
	for _, e := range entries {
		if !e.IsDir() || e.Name()[0] == '.' || hasACL(filepath.Join(data, e.Name())) {
			continue
		}
		err := os.Remove(filepath.Join(data, e.Name()))
		if errors.Is(err, syscall.ENOTEMPTY) {
			continue
		}
		if err != nil {
			return fmt.Errorf("remove a half-made bucket: %w", err)
		}
		log.Warn("removed a half-made bucket")
	}
	return nil
}

func hasACL(dir string) bool {
	_, err := unix.Getxattr(dir, bucketACL, nil)
	return err == nil
}
