package intake

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"

	"postkamer"
)

// nameless returns what the log says of an error: people name files after citizens, and
// the errors of the system hold the whole path.
func nameless(err error) error {
	var path *fs.PathError
	var link *os.LinkError
	switch {
	case errors.As(err, &path):
		return fmt.Errorf("%s: %w", path.Op, path.Err)
	case errors.As(err, &link):
		return fmt.Errorf("%s: %w", link.Op, link.Err)
	}
	return err
}

// claim moves a file or folder into our own area in one step, so that of two
// watchers one gets it. It returns the name it has there.
func (h *HotFolder) claim(name string) (string, error) {
	return moveNew(h.in(name), h.in(takenDir), name)
}

// bringIn takes in what was claimed and moves it to where its outcome belongs. On
// trouble of ours it stays claimed and is tried again the next time round.
func (h *HotFolder) bringIn(ctx context.Context, name string) {
	path := h.in(takenDir, name)
	hold, held := holdFile(path)
	if !held {
		return // gone, or another watcher is at it
	}
	defer hold.Close()
	receipt, err := h.receive(ctx, path, name)
	if err != nil {
		h.Log.Error("hot folder: not taken in yet, trying again", "error", nameless(err))
		h.wait(name, troubleOf(err))
		return
	}
	if receipt.Batch.ID != 0 {
		h.Log.Info("taken in from the hot folder", "batch", receipt.Batch.ID, "again", receipt.Again)
	}
	if err := h.putAway(path, name, receipt); err != nil {
		h.Log.Error("hot folder: file stays where it is", "error", nameless(err))
		h.wait(name, waits(WaitMove))
	}
}

// putAway moves what was claimed to where its outcome belongs.
func (h *HotFolder) putAway(path, name string, r Receipt) error {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return err
	case info.IsDir():
		return h.putFolderAway(path, name, r)
	case len(r.Refused) > 0:
		err = h.refuse(path, name, r.Refused[0])
	default:
		if err := h.putIndexAway(name, doneDir); err != nil {
			return err
		}
		_, err = moveNew(path, h.in(doneDir), name)
	}
	return err
}

// putFolderAway leaves a copy of each refused file in geweigerd/, with the reason, and
// then moves the folder as it came.
func (h *HotFolder) putFolderAway(path, name string, r Receipt) error {
	for _, refusal := range r.Refused {
		if err := h.refuseWithin(path, name, refusal); err != nil {
			return err
		}
	}
	to := doneDir
	if r.Batch.ID == 0 {
		to = refusedDir
	}
	_, err := moveNew(path, h.in(to), name)
	return err
}

// refuseWithin shows in geweigerd/ a file of a folder that was not taken in. It may
// have been done before.
func (h *HotFolder) refuseWithin(folder, name string, r *postkamer.Refusal) error {
	flat := name + " - " + strings.ReplaceAll(r.Name, "/", " - ")
	if err := h.writeReason(flat, r); err != nil {
		return err
	}
	err := os.Link(filepath.Join(folder, r.Name), h.in(refusedDir, flat))
	if errors.Is(err, fs.ErrExist) || errors.Is(err, syscall.EPERM) || errors.Is(err, syscall.ENOTSUP) {
		return nil // the folder in verwerkt/ has it
	}
	return err
}

// holdFile keeps other watchers from a claimed file while it is being taken in.
// The kernel lets go when this process dies. On file systems without such locks
// every watcher holds it: then the key makes one batch of what they bring in.
func holdFile(path string) (*os.File, bool) {
	f, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, false
	}
	if err != nil {
		return nil, true // taking it in will say what is wrong
	}
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	_, gone := os.Stat(path) // moved on by another watcher before we had it
	if errors.Is(err, syscall.EWOULDBLOCK) || gone != nil {
		_ = f.Close()
		return nil, false
	}
	return f, true
}

// parcel makes of a claimed file or folder what the desk takes in, with what its
// index file says. Its key names these very files, not only their bytes: the same
// form twice is two batches, the same file after a crash is one.
func (h *HotFolder) parcel(path, name string) (Parcel, error) {
	info, err := os.Stat(path)
	if err != nil {
		return Parcel{}, fmt.Errorf("look at file: %w", err)
	}
	if info.IsDir() {
		return h.folderParcel(path, name)
	}
	key, err := FileKey("hotfolder", path, name)
	if err != nil {
		return Parcel{}, err
	}
	p := Parcel{Key: key, Source: postkamer.SourceHotFolder, By: "hot folder", Files: []Incoming{{Path: path, Name: name}}}
	index, why := h.fileIndex(name)
	if why.Code != "" { // it was right when the file was claimed
		h.Log.Warn("hot folder: index file cannot be read any more", "why", string(why.Code))
		return p, nil
	}
	index.describe(&p)
	return p, nil
}

// folderParcel makes one parcel of the files of a folder.
func (h *HotFolder) folderParcel(path, name string) (Parcel, error) {
	files, err := folderFiles(path)
	if err != nil {
		return Parcel{}, err
	}
	p := Parcel{Source: postkamer.SourceHotFolder, By: "hot folder"}
	all := sha256.New()
	for _, f := range files {
		if indexNames[strings.ToLower(f)] {
			continue
		}
		key, err := FileKey("hotfolder", filepath.Join(path, f), f)
		if err != nil {
			return p, err
		}
		fmt.Fprintln(all, key)
		p.Files = append(p.Files, Incoming{Path: filepath.Join(path, f), Name: f})
	}
	p.Key = "hotfolder|" + showable(name) + "|" + hex.EncodeToString(all.Sum(nil))
	index, why := folderIndex(path)
	if why.Code != "" { // it was right when the folder was claimed
		return p, nil
	}
	index.describe(&p)
	return p, nil
}

// receive hands a claimed file to the desk.
func (h *HotFolder) receive(ctx context.Context, path, name string) (Receipt, error) {
	p, err := h.parcel(path, name)
	if err != nil {
		return Receipt{}, err
	}
	return h.Desk.Receive(ctx, p)
}

// FileKey returns the idempotency key of a file on disk: its name, inode, size,
// time of change and bytes. Renaming within a file system keeps all but the name.
func FileKey(source, path, name string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", fmt.Errorf("look at file: %w", err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return "", fmt.Errorf("look at file: %w", err)
	}
	sha, err := fileKey(f)
	if err != nil {
		return "", fmt.Errorf("look at file: %w", err)
	}
	inode := uint64(0)
	if st, ok := info.Sys().(*syscall.Stat_t); ok {
		inode = st.Ino
	}
	return fmt.Sprintf("%s|%s|%d|%d|%d|%s", source, showable(name), inode, info.Size(), info.ModTime().UnixNano(), sha), nil
}

// refuse moves a file to geweigerd/ with the reason beside it, which is written first.
func (h *HotFolder) refuse(path, name string, r *postkamer.Refusal) error {
	h.Log.Info("file in the hot folder refused", "code", string(r.Code))
	if err := h.putIndexAway(name, refusedDir); err != nil {
		return err
	}
	moved, err := moveNew(path, h.in(refusedDir), name)
	if err != nil {
		return err
	}
	return h.writeReason(moved, r)
}

func (h *HotFolder) writeReason(name string, r *postkamer.Refusal) error {
	words := fmt.Sprintf("%s\r\n\r\nReden: %s\r\n", r.Why, r.Code)
	return os.WriteFile(h.in(refusedDir, name+".reden.txt"), []byte(words), 0o660)
}

// moveNew moves a file or folder into dir without ever replacing one, and returns
// the name it has there: a name that is taken gets a number.
func moveNew(path, dir, name string) (string, error) {
	ext := filepath.Ext(name)
	stem := strings.TrimSuffix(name, ext)
	for i := 2; ; i++ {
		target := filepath.Join(dir, name)
		err := os.Link(path, target)                                             // unlike rename, never replaces
		if err == nil || errors.Is(err, fs.ErrExist) && sameFile(path, target) { // a crash between link and remove
			return name, os.Remove(path)
		}
		if !errors.Is(err, fs.ErrExist) { // a folder, or a file system without links
			err = renameNew(path, target)
		}
		if !errors.Is(err, fs.ErrExist) {
			return name, err
		}
		name = fmt.Sprintf("%s (%d)%s", stem, i, ext)
	}
}

// renameNew renames without replacing, where the file system can do that.
func renameNew(path, target string) error {
	err := unix.Renameat2(unix.AT_FDCWD, path, unix.AT_FDCWD, target, unix.RENAME_NOREPLACE)
	switch {
	case err == nil:
		return nil
	case errors.Is(err, unix.EINVAL), errors.Is(err, unix.ENOSYS):
		return os.Rename(path, target)
	}
	return &os.LinkError{Op: "rename", Old: path, New: target, Err: err}
}

func sameFile(a, b string) bool {
	ia, errA := os.Stat(a)
	ib, errB := os.Stat(b)
	return errA == nil && errB == nil && os.SameFile(ia, ib)
}
