package plugins

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
)

// Digest returns the SHA-256 of a file in hex.
func Digest(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", fmt.Errorf("read %s: %w", path, err)
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// checkExecutable returns the executable's digest, or why it must not be started.
func checkExecutable(path, want string) (string, error) {
	info, err := os.Stat(path)
	if err != nil {
		return "", fmt.Errorf("plugin: %w: check the path", err)
	}
	if !executable(info) {
		return "", fmt.Errorf("plugin %s is not an executable file: make it one (chmod +x)", path)
	}
	got, err := Digest(path)
	if err != nil {
		return "", fmt.Errorf("plugin: %w", err)
	}
	if want != "" && !strings.EqualFold(got, want) {
		return "", fmt.Errorf("plugin %s has sha256 %s, pinned is %s: it is not the program that was tested; not started", path, got, want)
	}
	return got, nil
}

func executable(info os.FileInfo) bool {
	if !info.Mode().IsRegular() {
		return false
	}
	if runtime.GOOS == "windows" {
		return strings.HasSuffix(strings.ToLower(info.Name()), ".exe")
	}
	return info.Mode().Perm()&0o111 != 0
}

// Pin is what a scenario says of a plugin that it was tested with; "" is any.
type Pin struct{ Version, SHA256 string }

// Check compares the pin with a plugin's version and the digest of its executable.
func (p Pin) Check(name, version, sha256 string) error {
	if p.Version != "" && p.Version != version {
		return fmt.Errorf("plugin %s is version %q, pinned is %q: install that version or change the pin", name, version, p.Version)
	}
	if p.SHA256 != "" && !strings.EqualFold(p.SHA256, sha256) {
		return fmt.Errorf("plugin %s has sha256 %s, pinned is %s: install that build or change the pin", name, sha256, p.SHA256)
	}
	return nil
}
