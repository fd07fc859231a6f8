//go:build unix

package plugins

import (
	"io"
	"os/exec"
	"strconv"
	"syscall"
)

// guard is a shell that outlives us by a moment: when our end of its standard input
// goes away without a word, it ends the plugin's process group. The death signal
// reaches the plugin alone, and not on every system; what the plugin has started
// would stay behind.
type guard struct {
	cmd  *exec.Cmd
	word io.WriteCloser
}

// startGuard watches over a process group. Nil: there is no shell here.
func startGuard(group int) *guard {
	cmd := exec.Command("/bin/sh", "-c", `read word || kill -s KILL -- "-$0"`, strconv.Itoa(group))
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Env = []string{}
	word, err := cmd.StdinPipe()
	if err != nil || cmd.Start() != nil {
		return nil
	}
	return &guard{cmd, word}
}

// release ends the guard; the group is gone.
func (g *guard) release() {
	if g == nil {
		return
	}
	_, _ = io.WriteString(g.word, "gone\n")
	_ = g.word.Close()
	_ = g.cmd.Wait()
}
