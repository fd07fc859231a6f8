package plugintest

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// Python returns a Python 3 that has grpcio, and puts it first in PATH for the rest
// of the test, so that plugins written in Python find it. Without one the test is
// skipped, or fails where REQUIRE_PYTHON is set.
func Python(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"python3", "/usr/bin/python3", "python"} {
		path, err := exec.LookPath(name)
		if err != nil || exec.CommandContext(t.Context(), path, "-c", "import grpc, google.protobuf").Run() != nil {
			continue
		}
		dir := t.TempDir()
		if err := os.Symlink(path, filepath.Join(dir, "python3")); err != nil {
			t.Fatal(err)
		}
		t.Setenv("PATH", dir+string(os.PathListSeparator)+os.Getenv("PATH"))
		return path
	}
	if os.Getenv("REQUIRE_PYTHON") != "" {
		t.Fatal("there is no python3 with grpcio and protobuf: install python3-grpcio and python3-protobuf")
	}
	t.Skip("there is no python3 with grpcio and protobuf")
	return ""
}
