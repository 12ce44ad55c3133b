package main

import (
	"sync"

	"golang.org/x/sys/unix"
)

// mostFolders bounds what is remembered of folders; ours has some hundreds for each prefix.
const mostFolders = 20_000

// A folder is known by its number and the moment it was made: one that was removed and
// made again often gets the number of the old one.
type folder struct {
	number uint64
	made   unix.StatxTimestamp
}

// folders remembers which folders have their own name on disk, so that an object in one
// need not flush all that is above it. The zero value remembers nothing yet.
type folders struct {
	mu    sync.Mutex
	named map[string]folder
}

// identify returns which folder is at path now; false for what is no folder, and where the
// file system does not keep when it was made.
func identify(path string) (folder, bool) {
	const wanted = unix.STATX_TYPE | unix.STATX_INO | unix.STATX_BTIME
	var st unix.Statx_t
	if unix.Statx(unix.AT_FDCWD, path, unix.AT_SYMLINK_NOFOLLOW, wanted, &st) != nil {
		return folder{}, false
	}
	return folder{st.Ino, st.Btime}, st.Mask&wanted == wanted && st.Mode&unix.S_IFMT == unix.S_IFDIR
}

// isNamed tells whether the folder that is at path now was given to remember before.
func (f *folders) isNamed(path string) bool {
	now, ok := identify(path)
	f.mu.Lock()
	defer f.mu.Unlock()
	known, before := f.named[path]
	return ok && before && known == now
}

// remember says of folders, as they were before the folders above them were flushed, that
// their names are on disk.
func (f *folders) remember(flushed map[string]folder) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.named == nil || len(f.named) > mostFolders {
		f.named = map[string]folder{}
	}
	for path, is := range flushed {
		f.named[path] = is
	}
}
