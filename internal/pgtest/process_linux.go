package pgtest

import "syscall"

// endWithParent lets a server end at once when the thread that started it ends.
func endWithParent(attr *syscall.SysProcAttr) { attr.Pdeathsig = syscall.SIGQUIT }
