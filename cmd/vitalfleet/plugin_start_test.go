//go:build unix

package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	paho "github.com/eclipse/paho.mqtt.golang"

	"github.com/vitalfleet/vitalfleet/plugins/plugintest"
)

// TestFromEmptyFolderToFirstMessage is what a vendor does in the first five
// minutes: init, build, verify, a scenario that pins the plugin, and a message that
// arrives over MQTT.
func TestFromEmptyFolderToFirstMessage(t *testing.T) {
	checkout, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		lang  string
		args  []string
		build func(t *testing.T) []string
		tests []string
	}{
		{"go", []string{"--replace", checkout}, func(*testing.T) []string {
			return []string{"go", "build", "-o", "bin/vitalfleet-device-acme-spo2", "."}
		}, []string{"go", "vet", "./..."}},
		{"python", []string{"--lang", "python"}, func(t *testing.T) []string {
			return []string{plugintest.Python(t), "vitalfleet_plugin.py", "build", "acme_spo2.py", "bin/vitalfleet-device-acme-spo2"}
		}, []string{"python3", "-m", "unittest"}},
	} {
		t.Run(c.lang, func(t *testing.T) {
			build := c.build(t)
			begin, dir := time.Now(), t.TempDir()
			repo := filepath.Join(dir, "acme-spo2")
			done(t, dir, "vitalfleet", append([]string{"plugin", "init", "acme-spo2"}, c.args...)...)
			done(t, repo, "mkdir", "-p", "bin")
			done(t, repo, build[0], build[1:]...)
			done(t, repo, c.tests[0], c.tests[1:]...)
			done(t, repo, "vitalfleet", "plugin", "verify", "bin/vitalfleet-device-acme-spo2", "--quiet", "--junit", "junit.xml")
			pinIt(t, repo)
			text := firstMessage(t, repo)
			var message struct {
				Simulated bool
				Device    string
				Obs       []struct{ Code string }
			}
			if err := json.Unmarshal(text, &message); err != nil || !message.Simulated || !strings.HasPrefix(message.Device, "ward-000") || len(message.Obs) != 2 {
				t.Errorf("the message is %s: %v", text, err)
			}
			t.Logf("%s: first message after %v: %s", c.lang, time.Since(begin).Round(time.Millisecond), text)
		})
	}
}

// done runs a command that must succeed.
func done(t *testing.T, dir, name string, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), name, args...)
	cmd.Dir, cmd.Env = dir, append(os.Environ(), "GOPROXY=off", "GOFLAGS=")
	text, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, text)
	}
	return string(text)
}

// pinIt pins the build in the scenario, as plugin list prints it.
func pinIt(t *testing.T, repo string) {
	t.Helper()
	var found []struct{ Name, Version, SHA256 string }
	cmd := exec.CommandContext(t.Context(), "vitalfleet", "plugin", "list", "--plugin-dir", "bin", "--json")
	cmd.Dir = repo
	text, err := cmd.Output()
	if err == nil {
		err = json.Unmarshal(text, &found)
	}
	if err != nil || len(found) < 2 || found[0].Name != "acme-spo2" || found[0].Version != "0.1.0" {
		t.Fatalf("plugin list: %v\n%s", err, text)
	}
	path := filepath.Join(repo, "scenario.yaml")
	scenario, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	pinned := strings.Replace(string(scenario), "{version: 0.1.0}", "{version: 0.1.0, sha256: "+found[0].SHA256+"}", 1)
	if pinned == string(scenario) {
		t.Fatal("the scenario has no pin to complete")
	}
	if err := os.WriteFile(path, []byte(pinned), 0o600); err != nil {
		t.Fatal(err)
	}
}

// firstMessage serves the scenario and waits for an observation at the broker.
func firstMessage(t *testing.T, repo string) []byte {
	t.Helper()
	p := command(t, repo, "vitalfleet", "serve", "scenario.yaml", "--plugin-dir", "bin", "--listen", "127.0.0.1:0", "--mqtt", "127.0.0.1:0")
	broker := ""
	for broker == "" {
		if name, url, ok := strings.Cut(p.line(), " "); ok && name == "broker" {
			broker = strings.TrimSpace(url)
		}
	}
	heard := make(chan []byte, 100)
	client := paho.NewClient(paho.NewClientOptions().AddBroker("tcp://" + strings.TrimPrefix(broker, "mqtt://")).SetClientID("vendor"))
	if token := client.Connect(); !token.WaitTimeout(patience) || token.Error() != nil {
		t.Fatalf("connect to %s: %v", broker, token.Error())
	}
	defer client.Disconnect(100)
	client.Subscribe("vitalfleet/v1/+/+/acme-spo2/+/obs", 0, func(_ paho.Client, m paho.Message) {
		select {
		case heard <- m.Payload():
		default:
		}
	})
	select {
	case text := <-heard:
		p.interrupt()
		return text
	case <-time.After(patience):
		t.Fatalf("no message came\n%s", p.output())
		return nil
	}
}

// TestPluginDev saves a change while a scenario runs: the devices go on in another
// process; a build that fails and one that is incompatible are said.
func TestPluginDev(t *testing.T) {
	plugintest.Python(t)
	dir := t.TempDir()
	done(t, dir, "vitalfleet", "plugin", "init", "acme-spo2", "--lang", "python", "--dir", "repo")
	repo := filepath.Join(dir, "repo")
	model := filepath.Join(repo, "acme_spo2.py")
	p := command(t, repo, "vitalfleet", "plugin", "dev", ".")
	wait := func(text string) string {
		t.Helper()
		for {
			if line := p.line(); strings.Contains(line, text) {
				return line
			}
		}
	}
	edit := func(old, to string) {
		t.Helper()
		text, err := os.ReadFile(model)
		if err != nil || !strings.Contains(string(text), old) {
			t.Fatalf("%q is not in the model: %v", old, err)
		}
		if err := os.WriteFile(model, []byte(strings.Replace(string(text), old, to, 1)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	wait("broker   mqtt://")
	first := wait("attach: python3 -m debugpy --listen 5678 --pid ")
	wait("scenario acme-spo2 runs")
	edit("round(value, 1)", "round(value, 2)")
	wait("the scenario goes on")
	if second := wait("attach: "); second == first {
		t.Errorf("the same process goes on: %s", second)
	}
	edit("def step(", "dex step(")
	wait("the old one goes on")
	wait("SyntaxError")
	edit("dex step(", "def step(")
	wait("the scenario goes on")
	edit(`segment = "on-body"`, `segment, state_version = "on-body", "2"`)
	wait("the scenario starts anew")
	wait("scenario acme-spo2 runs")
	p.interrupt()
	if code := p.exit(); code != 0 {
		t.Errorf("exit code %d\n%s", code, p.output())
	}
}
