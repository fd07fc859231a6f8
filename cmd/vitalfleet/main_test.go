package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain lets the test binary be vitalfleet itself when a script, a test of
// real processes or the demo's plugin starts it under that name.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"vitalfleet": func() { os.Exit(Main(os.Args[1:], os.Stdout, os.Stderr)) },
	})
}

// TestScripts runs the command line as a user does. Each script has repeat.yaml
// and the folders good and bad with scenario files.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		Setup:               setup,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exit": exitCode, "json": jsonValue, "flip": flipByte, "occupy": occupy,
		},
	})
}

// setup puts the scenario files into a script's folder.
func setup(e *testscript.Env) error {
	text, err := os.ReadFile("testdata/repeat.yaml")
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(e.WorkDir, "repeat.yaml"), text, 0o644); err != nil {
		return err
	}
	return os.CopyFS(e.WorkDir, os.DirFS("testdata/files"))
}

// exitCode is `exit CODE COMMAND...`: the command must end with that code.
func exitCode(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exit CODE COMMAND...")
	}
	err := ts.Exec(args[1], args[2:]...)
	code := 0
	if failed, ok := errors.AsType[*exec.ExitError](err); ok {
		code = failed.ExitCode()
	} else {
		ts.Check(err)
	}
	if want := args[0]; strconv.Itoa(code) != want {
		ts.Fatalf("exit code %d, want %s", code, want)
	}
}

// jsonValue is `json FILE [PATH [VALUE]]`: the file (or stdout) is one JSON
// document and nothing else, has something at the path (names and numbers with
// slashes between), and that is VALUE. With ! the path is not there.
func jsonValue(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) < 1 || len(args) > 3 {
		ts.Fatalf("usage: json FILE [PATH [VALUE]]")
	}
	var doc any
	ts.Check(oneDocument(ts.ReadFile(args[0]), &doc))
	if len(args) == 1 {
		return
	}
	got, ok := walk(doc, args[1])
	switch {
	case ok == neg:
		ts.Fatalf("%s: there is something at %s: %v", args[0], args[1], ok)
	case len(args) == 3 && fmt.Sprint(got) != args[2]:
		ts.Fatalf("%s: at %s is %v, want %s", args[0], args[1], got, args[2])
	}
}

// oneDocument decodes text that is one JSON document.
func oneDocument(text string, into any) error {
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	if err := d.Decode(into); err != nil {
		return fmt.Errorf("not JSON: %w: %.200q", err, text)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return fmt.Errorf("after the document comes %.200q", text[d.InputOffset():])
	}
	return nil
}

// walk goes down into a document. A step name=value chooses the object of a list
// that has it; length is that of a list.
func walk(doc any, path string) (any, bool) {
	for step := range strings.SplitSeq(path, "/") {
		switch at := doc.(type) {
		case map[string]any:
			v, ok := at[step]
			if !ok {
				return nil, false
			}
			doc = v
		case []any:
			v, ok := element(at, step)
			if !ok {
				return nil, false
			}
			doc = v
		default:
			return nil, false
		}
	}
	return doc, true
}

func element(list []any, step string) (any, bool) {
	if step == "length" {
		return len(list), true
	}
	if name, value, ok := strings.Cut(step, "="); ok {
		for _, e := range list {
			if o, _ := e.(map[string]any); o != nil && fmt.Sprint(o[name]) == value {
				return e, true
			}
		}
		return nil, false
	}
	i, err := strconv.Atoi(step)
	if err != nil || i < 0 || i >= len(list) {
		return nil, false
	}
	return list[i], true
}

// flipByte is `flip FILE`: it changes one bit in the middle of a file.
func flipByte(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: flip FILE")
	}
	path := ts.MkAbs(args[0])
	text, err := os.ReadFile(path)
	ts.Check(err)
	if len(text) == 0 {
		ts.Fatalf("%s is empty", args[0])
	}
	text = bytes.Clone(text)
	text[len(text)/2] ^= 1
	ts.Check(os.WriteFile(path, text, 0o644))
}

// occupy is `occupy NAME`: it takes a free port of loopback until the script ends
// and puts its address into an environment variable.
func occupy(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: occupy NAME")
	}
	ln, err := listenLoopback()
	ts.Check(err)
	ts.Defer(func() { ln.Close() })
	ts.Setenv(args[0], ln.Addr().String())
}
