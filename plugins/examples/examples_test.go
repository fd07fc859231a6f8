// Package examples checks the example plugins as a vendor would.
package examples

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/vitalfleet/vitalfleet/plugins/plugintest"
	"github.com/vitalfleet/vitalfleet/plugins/python"
)

func TestOximeter(t *testing.T) {
	plugintest.Run(t, plugintest.Config{Path: plugintest.Build(t, "acme-oximeter")})
}

func TestPump(t *testing.T) {
	plugintest.Run(t, plugintest.Config{Path: plugintest.Build(t, "acme-pump")})
}

func TestSpirometer(t *testing.T) {
	interpreter := plugintest.Python(t)
	dir := t.TempDir()
	sdk, target := filepath.Join(dir, python.FileName), filepath.Join(dir, "vitalfleet-device-spirometer")
	if err := os.WriteFile(sdk, python.SDK(), 0o600); err != nil {
		t.Fatal(err)
	}
	build := exec.CommandContext(t.Context(), interpreter, sdk, "build", filepath.Join("spirometer", "spirometer.py"), target)
	if text, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	plugintest.Run(t, plugintest.Config{Path: target})
}
