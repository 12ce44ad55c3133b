package embedded

import (
	"errors"
	"fmt"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
)

// capDacReadSearch is the number of CAP_DAC_READ_SEARCH in linux/capability.h:
// pass folders and read files whatever their mode.
const capDacReadSearch = 2

// An account is who PostgreSQL runs as. The zero value is who we are.
type account struct {
	credential *syscall.Credential // nil: ourselves
	caps       []uintptr           // lent capabilities
}

// chooseAccount picks who runs the database in dir: ourselves, or when we are
// root the owner of dir, or user postgres, or nobody, for PostgreSQL does not
// run as root. dir need not exist.
func chooseAccount(dir string) (account, error) {
	if os.Geteuid() != 0 {
		return account{}, nil
	}
	var a account
	if st, err := os.Stat(dir); err == nil && owner(st).Uid != 0 {
		a.credential = owner(st)
	} else if a.credential, err = serverUser(); err != nil {
		return account{}, err
	}
	if !passable(filepath.Dir(dir), a.credential.Uid) {
		a.caps = []uintptr{capDacReadSearch}
	}
	return a, nil
}

func owner(st os.FileInfo) *syscall.Credential {
	sys := st.Sys().(*syscall.Stat_t)
	return &syscall.Credential{Uid: sys.Uid, Gid: sys.Gid}
}

func serverUser() (*syscall.Credential, error) {
	for _, name := range [...]string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err1 := strconv.ParseUint(u.Uid, 10, 32)
		gid, err2 := strconv.ParseUint(u.Gid, 10, 32)
		if err := errors.Join(err1, err2); err != nil {
			return nil, fmt.Errorf("user %s: %w", name, err)
		}
		return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
	}
	return nil, errors.New("PostgreSQL does not run as root, and there is no user postgres or nobody to run it as: start postkamer as an ordinary user")
}

// passable tells whether a user who is no member of anything can pass every
// folder down to dir.
func passable(dir string, uid uint32) bool {
	for ; ; dir = filepath.Dir(dir) {
		st, err := os.Stat(dir)
		if err != nil {
			return false
		}
		mode := st.Mode().Perm()
		mine := owner(st).Uid == uid
		if (mine && mode&0o100 == 0) || (!mine && mode&0o001 == 0) {
			return false
		}
		if dir == filepath.Dir(dir) {
			return true
		}
	}
}

// give makes the account the owner of a file or folder of ours.
func (a account) give(path string) error {
	if a.credential == nil {
		return nil
	}
	return os.Chown(path, int(a.credential.Uid), int(a.credential.Gid))
}

// attributes are for a child that runs as this account.
func (a account) attributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Credential: a.credential, AmbientCaps: a.caps}
}

// explain says what to do when a child could not be started as this account.
func (a account) explain(err error, dir string) error {
	if errors.Is(err, syscall.EPERM) && len(a.caps) > 0 {
		return fmt.Errorf("PostgreSQL's user cannot reach data folder %s and may not be helped to on this machine: "+
			"choose a folder outside closed home folders, such as --data /var/lib/postkamer: %w", dir, err)
	}
	return err
}
