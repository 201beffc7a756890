//go:build !unix

package pgtest

import (
	"fmt"
	"os/exec"
)

func ordinaryUser() (account, error) { return account{}, errNotHere }

// errNotHere leaves the tests out where servers cannot be told apart by users and signals.
var errNotHere = fmt.Errorf("%w (these tests need a Unix system)", errNoServer)

func (a account) drop(*exec.Cmd) {}

func alive(int) bool { return true }

func roomy(string) bool { return false }

func (p *process) signal(ending) error { return p.cmd.Process.Kill() }
func (p *process) suspend() error      { return errNotHere }
func (p *process) resume() error       { return errNotHere }

func forgetMemory(string) {}
