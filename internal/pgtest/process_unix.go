//go:build unix

package pgtest

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"
)

// ordinaryUser is who servers run as: PostgreSQL refuses to run as root.
func ordinaryUser() (account, error) {
	if os.Geteuid() != 0 {
		return account{}, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err1 := strconv.Atoi(u.Uid)
		gid, err2 := strconv.Atoi(u.Gid)
		if err := errors.Join(err1, err2); err != nil {
			return account{}, err
		}
		return account{name, uid, gid}, nil
	}
	return account{}, errors.New("PostgreSQL does not run as root, and there is neither a user postgres nor a user nobody")
}

// drop makes the command one of the user's.
func (a account) drop(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{}
	if a.name != "" {
		cmd.SysProcAttr.Credential = &syscall.Credential{Uid: uint32(a.uid), Gid: uint32(a.gid)}
	}
	endWithParent(cmd.SysProcAttr)
}

// alive reports whether there is a process.
func alive(pid int) bool { return !errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) }

// roomy reports whether there is a disk at dir with room for servers.
func roomy(dir string) bool {
	var stat unix.Statfs_t
	return unix.Statfs(dir, &stat) == nil && uint64(stat.Bavail)*uint64(stat.Bsize) >= 1<<30 && unix.Access(dir, unix.W_OK) == nil
}

// signal begins to end the server.
func (p *process) signal(how ending) error {
	switch how {
	case stopFast:
		return p.tell(syscall.SIGINT)
	case stopNow:
		_ = p.resume() // one that is suspended does not listen
		return p.tell(syscall.SIGQUIT)
	default:
		return p.tellAll(syscall.SIGKILL)
	}
}

func (p *process) suspend() error { return p.tellAll(syscall.SIGSTOP) }
func (p *process) resume() error  { return p.tellAll(syscall.SIGCONT) }

// tell signals the main process.
func (p *process) tell(sig syscall.Signal) error {
	if err := p.cmd.Process.Signal(sig); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	return nil
}

// tellAll signals every process of the server. The main process is stopped before, so
// that it makes no new ones.
func (p *process) tellAll(sig syscall.Signal) error {
	if err := p.tell(syscall.SIGSTOP); err != nil {
		return err
	}
	pids, err := children(p.cmd.Process.Pid)
	if err != nil {
		return err
	}
	if err := p.tell(sig); err != nil {
		return err
	}
	for _, pid := range pids {
		if err := syscall.Kill(pid, sig); err != nil && !errors.Is(err, syscall.ESRCH) {
			return err
		}
	}
	return nil
}

// children lists the processes that a process has started, when two looks agree.
func children(parent int) ([]int, error) {
	var last []int
	for looks := 0; ; looks++ {
		out, err := exec.Command("ps", "-A", "-o", "pid=", "-o", "ppid=").Output()
		if err != nil {
			return nil, fmt.Errorf("ps: %w", err)
		}
		var pids []int
		for line := range strings.Lines(string(out)) {
			var pid, of int
			if _, err := fmt.Sscan(line, &pid, &of); err == nil && of == parent {
				pids = append(pids, pid)
			}
		}
		if looks > 0 && slices.Equal(pids, last) {
			return pids, nil
		}
		last = pids
	}
}

// forgetMemory gives back the segment of shared memory that a killed server leaves:
// its number is in a line of the lock file.
func forgetMemory(data string) {
	lock, err := os.ReadFile(filepath.Join(data, "postmaster.pid"))
	if err != nil {
		return
	}
	const line = 6
	lines := strings.Split(string(lock), "\n")
	if len(lines) <= line {
		return
	}
	var key, id int
	if _, err := fmt.Sscan(lines[line], &key, &id); err == nil {
		_, _ = unix.SysvShmCtl(id, unix.IPC_RMID, nil)
	}
}
