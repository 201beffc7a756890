package pgtest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"
)

// prefix begins the names of the directories of servers; the process id of the test
// program follows.
const prefix = "antom-pg-"

// memoryDir is where a disk in memory is on many systems.
const memoryDir = "/dev/shm"

// house is where the servers of a test program are: their programs, the user that
// they run as, and directories.
type house struct {
	programs string
	user     account
	disk     string // directory on the disk, where sockets are, too
	memory   string // directory in memory, or the same if there is none

	template sync.Once
	cluster  string // directory of a cluster that servers are copied from
	err      error
}

// account is an ordinary user. The zero account is the user of the test program.
type account struct {
	name     string
	uid, gid int
}

func newHouse() (*house, error) {
	programs, err := findPrograms(os.Getenv, filepath.Glob, os.Getenv("PATH"))
	if err != nil {
		return nil, err
	}
	h := &house{programs: programs}
	if h.user, err = ordinaryUser(); err != nil {
		return nil, err
	}
	if h.disk, err = h.directory(os.TempDir()); err != nil {
		return nil, err
	}
	h.memory = h.disk
	if roomy(memoryDir) {
		if h.memory, err = h.directory(memoryDir); err != nil {
			return nil, err
		}
	}
	return h, nil
}

// directory makes the directory of this test program below parent, and removes those
// of test programs that were killed.
func (h *house) directory(parent string) (string, error) {
	old, err := filepath.Glob(filepath.Join(parent, prefix+"*"))
	if err != nil {
		return "", err
	}
	for _, dir := range old {
		name, _, _ := strings.Cut(strings.TrimPrefix(filepath.Base(dir), prefix), "-")
		if pid, err := strconv.Atoi(name); err == nil && !alive(pid) {
			_ = os.RemoveAll(dir) // another user's stays
		}
	}
	dir, err := os.MkdirTemp(parent, prefix+strconv.Itoa(os.Getpid())+"-")
	if err != nil {
		return "", err
	}
	return dir, h.give(dir)
}

// give makes a file or directory the server's user's.
func (h *house) give(path string) error {
	if h.user.name == "" {
		return nil
	}
	return os.Chown(path, h.user.uid, h.user.gid)
}

func (h *house) remove() {
	_ = os.RemoveAll(h.disk)
	_ = os.RemoveAll(h.memory)
}

// command is a program of the server, run as the server's user.
func (h *house) command(ctx context.Context, name string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, filepath.Join(h.programs, name), args...)
	cmd.Dir = h.disk
	cmd.Env = []string{"PATH=" + h.programs + string(os.PathListSeparator) + os.Getenv("PATH"), "HOME=" + h.disk, "LC_ALL=C", "TZ=UTC"}
	h.user.drop(cmd)
	return cmd
}

// longest is how long statements and tools may take: a test that fills tables takes
// minutes.
const longest = 10 * time.Minute

// run runs a program of the server to its end and returns what it printed.
func (h *house) run(name string, input string, args ...string) (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), longest)
	defer cancel()
	cmd := h.command(ctx, name, args...)
	var problems bytes.Buffer
	cmd.Stdin, cmd.Stderr = strings.NewReader(input), &problems
	out, err := cmd.Output()
	if err != nil {
		return string(out), fmt.Errorf("%s: %w: %s", name, err, problems.String())
	}
	return string(out), nil
}

// makeTemplate makes the cluster that servers are copied from: an initdb takes seconds.
func (h *house) makeTemplate() (dir string, err error) {
	h.template.Do(func() {
		h.cluster = filepath.Join(h.memory, "template")
		_, h.err = h.run("initdb", "", "-D", h.cluster, "-U", "postgres", "-A", "trust", "-N", "-E", "UTF8", "--no-locale", "--wal-segsize=1")
		if h.err != nil {
			return
		}
		_, h.err = h.run("postgres", "CREATE ROLE "+User+" LOGIN\n", "--single", "-D", h.cluster, "postgres")
		if h.err != nil {
			return
		}
		h.err = os.WriteFile(filepath.Join(h.cluster, "pg_hba.conf"), []byte(access), 0o600)
	})
	return h.cluster, h.err
}

// access is who may connect: the superuser by the socket, which is in a directory of
// the server's user, others by loopback.
const access = `local all all trust
local replication all trust
host all postgres all reject
host all +with_password all scram-sha-256
host all all samehost trust
`

// copyCluster copies a cluster that is not running.
func (h *house) copyCluster(from, to string) error {
	return filepath.WalkDir(from, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		target := to + strings.TrimPrefix(path, from)
		if d.IsDir() {
			if err := os.Mkdir(target, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
				return err
			}
			return h.give(target)
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if err := os.WriteFile(target, data, 0o600); err != nil {
			return err
		}
		return h.give(target)
	})
}
