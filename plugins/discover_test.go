//go:build linux

package plugins_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/vitalfleet/vitalfleet/plugins"
)

func write(t *testing.T, dir, name, text string, mode os.FileMode) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, []byte(text), mode); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestDiscover(t *testing.T) {
	a, b := t.TempDir(), t.TempDir()
	first := write(t, a, "vitalfleet-device-acme", "abc", 0o700)
	write(t, a, "vitalfleet-device-text", "abc", 0o600)
	write(t, a, "other", "abc", 0o700)
	write(t, a, "vitalfleet-device-", "abc", 0o700)
	write(t, b, "vitalfleet-device-acme", "later", 0o700)
	second := write(t, b, "vitalfleet-device-a2", "", 0o700)
	got, err := plugins.Discover(plugins.SearchPath(a, b+string(os.PathListSeparator), filepath.Join(a, "none")))
	if err != nil {
		t.Fatal(err)
	}
	want := []plugins.Found{
		{Name: "a2", Path: second, SHA256: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
		{Name: "acme", Path: first, SHA256: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestPin(t *testing.T) {
	for _, c := range []struct {
		name string
		pin  plugins.Pin
		bad  string
	}{
		{"none", plugins.Pin{}, ""},
		{"both", plugins.Pin{Version: "1.0.0", SHA256: "ABC"}, ""},
		{"version", plugins.Pin{Version: "1.0.1"}, "1.0.1"},
		{"digest", plugins.Pin{SHA256: "abd"}, "abd"},
	} {
		err := c.pin.Check("acme", "1.0.0", "abc")
		if (err == nil) != (c.bad == "") || err != nil && !strings.Contains(err.Error(), c.bad) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}
