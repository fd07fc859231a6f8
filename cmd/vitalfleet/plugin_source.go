package main

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"

	"github.com/vitalfleet/vitalfleet/plugins/python"
)

// devSource is the source of a plugin in a folder.
type devSource struct {
	dir    string
	name   string // of the plugin
	attach string // command that attaches a debugger to a process, with %d
	build  func(ctx context.Context, target string) error
}

// findSource finds out in which language the plugin in a folder is, and its name.
func findSource(dir string) (devSource, error) {
	mod, err := os.ReadFile(filepath.Join(dir, "go.mod"))
	if err == nil {
		found := regexp.MustCompile(`(?m)^module\s+(\S+)`).FindSubmatch(mod)
		if found == nil {
			return devSource{}, fmt.Errorf("%s: go.mod names no module", dir)
		}
		s := devSource{dir: dir, name: strings.TrimPrefix(path.Base(string(found[1])), "vitalfleet-device-"), attach: "dlv attach %d"}
		s.build = func(ctx context.Context, target string) error {
			return s.run(ctx, "go", "build", "-gcflags=-N -l", "-o", target, ".") // its own package is left as it is written, for the debugger
		}
		return s, nil
	}
	files, _ := filepath.Glob(filepath.Join(dir, "*.py"))
	for _, f := range files {
		text, err := os.ReadFile(f)
		base := filepath.Base(f)
		if err != nil || base == python.FileName || strings.HasPrefix(base, "test_") || !bytes.Contains(text, []byte("vitalfleet_plugin")) {
			continue
		}
		s := devSource{dir: dir, name: strings.ReplaceAll(strings.TrimSuffix(base, ".py"), "_", "-"), attach: "python3 -m debugpy --listen 5678 --pid %d"}
		s.build = func(ctx context.Context, target string) error {
			return s.run(ctx, "python3", python.FileName, "build", base, target)
		}
		return s, nil
	}
	return devSource{}, fmt.Errorf("%s holds no plugin: there is neither a go.mod nor a model that imports vitalfleet_plugin; plugin init writes one", dir)
}

func (s devSource) run(ctx context.Context, name string, args ...string) error {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir = s.dir
	text, err := cmd.CombinedOutput()
	if err != nil {
		return fmt.Errorf("%s: %w\n%s", name, err, bytes.TrimSpace(text))
	}
	return nil
}

// mark changes with every save of a source file.
func (s devSource) mark() string {
	var mark strings.Builder
	_ = filepath.WalkDir(s.dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return nil //nolint:nilerr // A file that goes away meanwhile is a change.
		}
		name := e.Name()
		if e.IsDir() && path != s.dir && (strings.HasPrefix(name, ".") || name == "bin" || name == "runs" || name == "__pycache__") {
			return fs.SkipDir
		}
		if info, err := e.Info(); err == nil && isSource(name) {
			fmt.Fprintln(&mark, path, info.Size(), info.ModTime().UnixNano())
		}
		return nil
	})
	return mark.String()
}

func isSource(name string) bool {
	switch filepath.Ext(name) {
	case ".go", ".py", ".mod", ".sum", ".json":
		return true
	}
	return false
}

func executableSuffix() string {
	if runtime.GOOS == "windows" {
		return ".exe"
	}
	return ""
}
