//go:build unix && !linux

package plugins

import (
	"os"
	"os/exec"
	"syscall"
)

// ownGroup puts the process into a group of its own. There is no death signal
// here: the plugin must watch its standard input.
func ownGroup(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }

func killGroup(p *os.Process) { _ = syscall.Kill(-p.Pid, syscall.SIGKILL) }

// awaitExit cannot wait without reaping here.
func awaitExit(int) bool { return false }
