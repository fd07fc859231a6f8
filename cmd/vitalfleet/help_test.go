package main

import (
	"bytes"
	"net"
	"os"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

// listenLoopback takes a free port.
func listenLoopback() (net.Listener, error) { return listen("127.0.0.1:0") }

func listen(addr string) (net.Listener, error) { return net.Listen("tcp", addr) }

// commands lists a command and all below it.
func commands(c *cobra.Command) []*cobra.Command {
	out := []*cobra.Command{c}
	for _, sub := range c.Commands() {
		out = append(out, commands(sub)...)
	}
	return out
}

// TestExamplesOfHelpRun runs every line under Examples in every --help.
func TestExamplesOfHelpRun(t *testing.T) {
	lines := 0
	for _, c := range commands((&app{}).root()) {
		for line := range strings.Lines(c.Example) {
			args := strings.Fields(line)
			if len(args) == 0 {
				continue
			}
			lines++
			t.Run(strings.Join(args, " "), func(t *testing.T) {
				if args[0] != "vitalfleet" {
					t.Fatalf("the example of %s is no command of ours", c.CommandPath())
				}
				if strings.ContainsAny(line, `'"|>$`) {
					t.Fatalf("the example needs a shell; this test has none")
				}
				if args[1] == "validate-physiology" {
					t.Skip("it takes long, and how the models do is judged by its own test")
				}
				folder := t.TempDir()
				if err := os.CopyFS(folder, os.DirFS("testdata/help")); err != nil {
					t.Fatal(err)
				}
				t.Chdir(folder)
				if args[1] == "agp" { // it reads a recording, which nobody has written yet
					if err := os.WriteFile(args[2], []byte("time_s,cgm_mgdl\n0,110\n300,118\n"), 0o600); err != nil {
						t.Fatal(err)
					}
				}
				var stdout, stderr bytes.Buffer
				if code := Main(args[1:], &stdout, &stderr); code != 0 {
					t.Fatalf("exit code %d\n%s", code, &stderr)
				}
				files, err := os.ReadDir(".")
				if err != nil {
					t.Fatal(err)
				}
				if stdout.Len() == 0 && len(files) == 0 {
					t.Error("it printed nothing and wrote nothing")
				}
			})
		}
	}
	if lines < 10 {
		t.Errorf("%d examples in all of --help, want at least one for each kind of work", lines)
	}
}

// TestEveryCommandExplainsItself reads what --help shows of each command.
func TestEveryCommandExplainsItself(t *testing.T) {
	for _, c := range commands((&app{}).root()) {
		if c.Hidden {
			continue
		}
		t.Run(c.CommandPath(), func(t *testing.T) {
			if c.Short == "" || strings.HasSuffix(c.Short, ".") {
				t.Errorf("short help %q: want one phrase without a full stop", c.Short)
			}
			var stdout, stderr bytes.Buffer
			args := append(strings.Fields(c.CommandPath())[1:], "--help")
			if code := Main(args, &stdout, &stderr); code != 0 || !strings.Contains(stdout.String(), "Usage:") || stderr.Len() > 0 {
				t.Errorf("--help ends with %d\n%s%s", code, &stdout, &stderr)
			}
		})
	}
}
