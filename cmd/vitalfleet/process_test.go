//go:build unix

package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// patience is how long a test waits for what must come. It is no measure of speed.
const patience = 60 * time.Second

// process is a program that a test has started.
type process struct {
	t     *testing.T
	cmd   *exec.Cmd
	lines chan string // of stdout
	ended chan struct{}

	mu             sync.Mutex
	stdout, stderr bytes.Buffer
}

// command starts a program in a folder. It is killed when the test ends.
func command(t *testing.T, folder, name string, args ...string) *process {
	t.Helper()
	return commandEnv(t, folder, nil, name, args...)
}

// commandEnv is command with further environment variables.
func commandEnv(t *testing.T, folder string, env []string, name string, args ...string) *process {
	t.Helper()
	p := &process{t: t, cmd: exec.Command(name, args...), lines: make(chan string, 1000), ended: make(chan struct{})}
	p.cmd.Dir, p.cmd.Env = folder, append(os.Environ(), env...)
	p.cmd.Stderr = &locked{&p.mu, &p.stderr}
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		defer close(p.ended)
		defer close(p.lines)
		for s := bufio.NewScanner(out); s.Scan(); {
			p.mu.Lock()
			p.stdout.WriteString(s.Text() + "\n")
			p.mu.Unlock()
			p.lines <- s.Text()
		}
		_ = p.cmd.Wait() // Its code is looked at where it matters.
	}()
	t.Cleanup(func() {
		_ = p.cmd.Process.Kill() // It has mostly ended.
		<-p.ended
	})
	return p
}

// locked is a writer that a test reads from meanwhile.
type locked struct {
	mu *sync.Mutex
	w  *bytes.Buffer
}

func (l *locked) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.w.Write(b)
}

// output is all that the process has said.
func (p *process) output() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.stdout.String() + p.stderr.String()
}

// line waits for the next line of stdout.
func (p *process) line() string {
	p.t.Helper()
	select {
	case l, ok := <-p.lines:
		if ok {
			return l
		}
		p.t.Fatalf("%s has ended:\n%s", p.cmd, p.output())
	case <-time.After(patience):
		p.t.Fatalf("%s says nothing:\n%s", p.cmd, p.output())
	}
	return ""
}

// exit waits for the end and returns the exit code.
func (p *process) exit() int {
	p.t.Helper()
	select {
	case <-p.ended:
	case <-time.After(patience):
		p.t.Fatalf("%s does not end:\n%s", p.cmd, p.output())
	}
	return p.cmd.ProcessState.ExitCode()
}

// interrupt is Ctrl-C.
func (p *process) interrupt() {
	p.t.Helper()
	if err := p.cmd.Process.Signal(os.Interrupt); err != nil && !errors.Is(err, os.ErrProcessDone) {
		p.t.Fatal(err)
	}
}

// eventually waits until a condition holds.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	for !holds() {
		select {
		case <-ctx.Done():
			t.Fatalf("waited in vain for %s", what)
		case <-time.After(10 * time.Millisecond):
		}
	}
}

// freeAddress returns an address of loopback that nobody has. It is below the
// ports that systems hand out by themselves, so that no other connection takes
// it before the program that it is meant for.
func freeAddress(t *testing.T) string {
	t.Helper()
	for range 100 {
		ln, err := listen(fmt.Sprintf("127.0.0.1:%d", 10000+rand.IntN(20000)))
		if err == nil {
			defer ln.Close()
			return ln.Addr().String()
		}
	}
	t.Fatal("no free port found")
	return ""
}

// alive reports whether a process runs. One that is dead and unburied does not.
func alive(pid int) bool {
	if syscall.Kill(pid, 0) != nil {
		return false
	}
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if errors.Is(err, os.ErrNotExist) {
		_, noProc := os.Stat("/proc/self/stat")
		return noProc != nil // a system without /proc
	}
	_, state, _ := strings.Cut(string(text), ") ")
	return !strings.HasPrefix(state, "Z")
}

// children lists the processes that a process has started, where the system tells.
func children(t *testing.T, pid int) []int {
	t.Helper()
	tasks, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", pid))
	if err != nil || len(tasks) == 0 {
		t.Skip("this system does not tell a process's children")
	}
	var out []int
	for _, task := range tasks {
		text, err := os.ReadFile(task)
		if err != nil {
			continue // the thread has ended
		}
		for field := range strings.FieldsSeq(string(text)) {
			n, err := strconv.Atoi(field)
			line, gone := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", n))
			if err == nil && gone == nil && !strings.Contains(string(line), "/bin/sh") {
				out = append(out, n) // a plugin, and not the guard that ends it with its host
			}
		}
	}
	return out
}
