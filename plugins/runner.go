package plugins

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"time"
)

// runner starts and ends one plugin process for go-plugin. go-plugin's own runner
// lets a plugin's log lines panic the host, waits for ever on pipes that a
// grandchild holds and leaves the plugin behind when the host is killed.
type runner struct {
	cmd   *exec.Cmd
	dir   string // where the plugin's socket must be
	voice *voice

	lifeline *os.File // our end of the process's standard input
	out, err *os.File // our ends of its output
	stdout   *io.PipeReader
	toStdout *io.PipeWriter

	heard  chan struct{} // closed when stderr has been read to its end
	exited chan struct{} // closed when the process is gone and reaped
	status string        // how it ended, valid after exited

	mu      sync.Mutex
	process *os.Process // nil until started
	killed  bool
	reaped  bool // the pid may belong to somebody else
}

func newRunner(path string, args, env []string, dir string, v *voice) *runner {
	cmd := exec.Command(path, args...)
	cmd.Env = env
	ownGroup(cmd)
	r := &runner{cmd: cmd, dir: dir, voice: v, heard: make(chan struct{}), exited: make(chan struct{})}
	r.stdout, r.toStdout = io.Pipe()
	return r
}

// Start starts the process.
func (r *runner) Start(context.Context) error {
	theirs, err := r.openPipes()
	started := make(chan error, 1)
	if err == nil {
		go r.live(started)
		err = <-started
	}
	for _, f := range theirs {
		_ = f.Close()
	}
	if err != nil {
		r.closePipes()
		return fmt.Errorf("start %s: %w", r.cmd.Path, err)
	}
	go readLines(r.out, r.hearStdout())
	go func() {
		defer close(r.heard)
		readLines(r.err, func(line []byte) { r.voice.hear("stderr", line) })
	}()
	return nil
}

// openPipes connects the process's three streams to files of ours and returns the
// ends that belong to the process.
func (r *runner) openPipes() (theirs []*os.File, err error) {
	pipe := func() (rd, wr *os.File) {
		if err == nil {
			rd, wr, err = os.Pipe()
		}
		return rd, wr
	}
	stdin, lifeline := pipe()
	out, stdout := pipe()
	errs, stderr := pipe()
	for _, f := range []*os.File{stdin, stdout, stderr} {
		if f != nil {
			theirs = append(theirs, f)
		}
	}
	r.lifeline, r.out, r.err = lifeline, out, errs
	if err != nil {
		return theirs, fmt.Errorf("pipes for the plugin: %w", err)
	}
	r.cmd.Stdin, r.cmd.Stdout, r.cmd.Stderr = stdin, stdout, stderr
	return theirs, nil
}

func (r *runner) closePipes() {
	for _, f := range []*os.File{r.lifeline, r.out, r.err} {
		if f != nil {
			_ = f.Close()
		}
	}
	_ = r.toStdout.Close()
}

// live starts the process and stays until it has ended. The death signal fires
// when the thread that started the process ends, so the thread is kept.
func (r *runner) live(started chan<- error) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	err := r.cmd.Start()
	if err == nil {
		r.mu.Lock()
		r.process = r.cmd.Process
		if r.killed { // before it was born
			killGroup(r.process)
		}
		r.mu.Unlock()
	}
	started <- err
	if err != nil {
		return
	}
	g := startGuard(r.cmd.Process.Pid)
	r.status = r.reap()
	g.release()
	// The last words are read, but a process that left the group and holds the
	// pipe open is not waited for.
	select {
	case <-r.heard:
	case <-time.After(200 * time.Millisecond):
	}
	r.closePipes()
	close(r.exited)
}

// reap waits for the end of the process, ends what is left of its group and says
// how it ended. Where the system allows, the group is ended before the process is
// reaped, while its number cannot be anybody else's.
func (r *runner) reap() string {
	var state *os.ProcessState
	var err error
	waiting := awaitExit(r.cmd.Process.Pid)
	if !waiting {
		state, err = r.cmd.Process.Wait()
	}
	r.mu.Lock()
	killGroup(r.cmd.Process)
	r.reaped = true
	r.mu.Unlock()
	if waiting {
		state, err = r.cmd.Process.Wait()
	}
	if err != nil {
		return err.Error()
	}
	return state.String()
}

// hearStdout passes go-plugin's handshake line on; all else goes to the log.
func (r *runner) hearStdout() func([]byte) {
	handshake := regexp.MustCompile(`^\d+\|\d+\|(unix|tcp)\|`)
	seen := false
	return func(line []byte) {
		if !seen && handshake.Match(line) {
			seen = true
			_, _ = r.toStdout.Write(append(line, '\n'))
			return
		}
		r.voice.hear("stdout", line)
	}
}

// Kill ends the process and its group at once. It does not wait.
func (r *runner) Kill(context.Context) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.killed = true
	if r.process != nil && !r.reaped {
		killGroup(r.process)
	}
	return nil
}

// Wait waits for the end of the process.
func (r *runner) Wait(context.Context) error {
	<-r.exited
	return nil
}

// ID is the process id.
func (r *runner) ID() string { return strconv.Itoa(r.pid()) }

func (r *runner) pid() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.process == nil {
		return 0
	}
	return r.process.Pid
}

// Name is the path of the executable.
func (r *runner) Name() string { return r.cmd.Path }

// Stdout carries the handshake line alone.
func (r *runner) Stdout() io.ReadCloser { return r.stdout }

// Stderr is empty: the runner reads the process's stderr itself.
func (r *runner) Stderr() io.ReadCloser { return io.NopCloser(strings.NewReader("")) }

// Diagnose says what the process last said.
func (r *runner) Diagnose(context.Context) string { return r.voice.lastWords() }

// PluginToHost checks the address that the plugin serves on: a socket in the
// folder made for it, or a port of this machine.
func (r *runner) PluginToHost(network, address string) (string, string, error) {
	switch network {
	case "unix":
		if rel, err := filepath.Rel(r.dir, address); err == nil && filepath.IsLocal(rel) {
			return network, address, nil
		}
		return "", "", fmt.Errorf("plugin serves on %q, outside its folder %s", address, r.dir)
	case "tcp":
		host, _, err := net.SplitHostPort(address)
		if ip := net.ParseIP(host); err == nil && ip != nil && ip.IsLoopback() {
			return network, address, nil
		}
	}
	return "", "", fmt.Errorf("plugin serves on %s %q: serve on a socket in PLUGIN_UNIX_SOCKET_DIR or on 127.0.0.1", network, address)
}

// HostToPlugin refuses: this protocol has no calls from the plugin to the host.
func (r *runner) HostToPlugin(string, string) (string, string, error) {
	return "", "", errors.New("the host serves nothing to plugins")
}
