package plugins

import (
	"os"
	"os/exec"
	"syscall"
)

// ownGroup keeps the console's Ctrl-C from the plugin. There is no death signal
// here: the plugin must watch its standard input.
func ownGroup(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{CreationFlags: syscall.CREATE_NEW_PROCESS_GROUP}
}

// killGroup ends the process alone: Windows has no process groups in this sense.
func killGroup(p *os.Process) { _ = p.Kill() }

// awaitExit cannot wait without reaping here.
func awaitExit(int) bool { return false }
