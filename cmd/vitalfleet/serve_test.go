//go:build unix

package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// smallWard is a ward of six with a vendor's plugin, for a day of real time.
func smallWard(t *testing.T) []string {
	t.Helper()
	scenario, err := filepath.Abs("testdata/repeat.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return []string{scenario, "--time", "real", "--set", "duration=24h"}
}

// console is a running vitalfleet serve with a browser that is logged in.
type console struct {
	*process
	folder, url, broker string
	http                http.Client
}

// fleetDoc is what the tests read of /api/fleet.
type fleetDoc struct {
	State                             string
	Tick                              uint64
	Twins, Devices, Connected, Errors int
	Published                         uint64
	Rate                              float64
	Plugins                           []struct {
		Name, State   string
		PID, Restarts int
	}
}

// serve starts vitalfleet serve and logs in by the link that it prints.
func serve(t *testing.T, args ...string) *console {
	t.Helper()
	c := &console{folder: t.TempDir()}
	c.process = command(t, c.folder, "vitalfleet", append([]string{"serve"}, args...)...)
	first, second := c.line(), c.line()
	link, ok := strings.CutPrefix(first, "console  ")
	broker, alsoOK := strings.CutPrefix(second, "broker   ")
	if !ok || !alsoOK || !strings.Contains(link, "/login?token=") || !strings.HasPrefix(broker, "mqtt://") {
		t.Fatalf("it printed %q and %q, want console and broker", first, second)
	}
	c.url, _, _ = strings.Cut(link, "/login")
	c.broker = broker
	if code := c.status(c.url + "/healthz"); code != http.StatusOK {
		t.Fatalf("/healthz answers %d when the lines are printed, want 200: the run is live\n%s", code, c.output())
	}
	if code := c.status(c.url + "/api/fleet"); code != http.StatusUnauthorized {
		t.Fatalf("/api/fleet answers %d before the login, want 401", code)
	}
	var err error
	if c.http.Jar, err = cookiejar.New(nil); err != nil {
		t.Fatal(err)
	}
	if code := c.status(link); code != http.StatusOK {
		t.Fatalf("the link answers %d", code)
	}
	return c
}

// status is the answer's code to a GET, 0 when there is none.
func (c *console) status(url string) int {
	res, err := c.http.Get(url)
	if err != nil {
		return 0
	}
	defer res.Body.Close()
	_, _ = io.Copy(io.Discard, res.Body) // The code is what counts.
	return res.StatusCode
}

func (c *console) fleet() fleetDoc {
	c.t.Helper()
	res, err := c.http.Get(c.url + "/api/fleet")
	if err != nil {
		c.t.Fatalf("%v\n%s", err, c.output())
	}
	defer res.Body.Close()
	var f fleetDoc
	if err := json.NewDecoder(res.Body).Decode(&f); err != nil || res.StatusCode != http.StatusOK {
		c.t.Fatalf("/api/fleet answers %s, %v", res.Status, err)
	}
	return f
}

// TestServeFromStartToInterrupt starts serve on ports of its own and ends it with
// Ctrl-C: that is its normal end.
func TestServeFromStartToInterrupt(t *testing.T) {
	t.Parallel()
	web, mqtt := freeAddress(t), freeAddress(t)
	c := serve(t, append(smallWard(t), "--listen", web, "--mqtt", mqtt, "--data", "kept")...)
	if c.url != "http://"+web || c.broker != "mqtt://"+mqtt {
		t.Errorf("it is at %s and %s, asked for were %s and %s", c.url, c.broker, web, mqtt)
	}
	var f fleetDoc
	eventually(t, "every device's data", func() bool {
		f = c.fleet()
		return f.Connected == f.Devices && f.Published > 20
	})
	if f.State != "live" || f.Twins != 6 || f.Devices != 14 || len(f.Plugins) != 1 || f.Plugins[0].State != "running" {
		t.Errorf("fleet %+v", f)
	}
	if code := c.status(c.url + "/metrics"); code != http.StatusOK {
		t.Errorf("/metrics answers %d", code)
	}
	offspring := children(t, c.cmd.Process.Pid)
	if len(offspring) != 1 || offspring[0] != f.Plugins[0].PID {
		t.Errorf("children %v, want the plugin %d", offspring, f.Plugins[0].PID)
	}

	c.interrupt()
	if code := c.exit(); code != 0 {
		t.Errorf("exit code %d\n%s", code, c.output())
	}
	eventually(t, "the plugin's end", func() bool { return !alive(f.Plugins[0].PID) })
	sealed(t, filepath.Join(c.folder, "kept", "repeat"))
}

// sealed checks that a run was brought to its end.
func sealed(t *testing.T, folder string) {
	t.Helper()
	if v := command(t, folder, "vitalfleet", "verify", "."); v.exit() != 0 {
		t.Errorf("the run is not whole:\n%s", v.output())
	}
	var report struct{ Verdict string }
	text, err := os.ReadFile(filepath.Join(folder, "report.json"))
	if err == nil {
		err = json.Unmarshal(text, &report)
	}
	if err != nil || report.Verdict == "" {
		t.Errorf("report %q, %v", text, err)
	}
}

// TestServeSurvivesItsPlugin kills the vendor's process with what it cannot
// catch. The ward goes on, and says what happened.
func TestServeSurvivesItsPlugin(t *testing.T) {
	t.Parallel()
	c := serve(t, append(smallWard(t), "--listen", freeAddress(t), "--mqtt", freeAddress(t))...)
	var before fleetDoc
	eventually(t, "the plugin", func() bool {
		before = c.fleet()
		return len(before.Plugins) == 1 && before.Plugins[0].State == "running" && before.Tick > 2
	})
	old := before.Plugins[0]
	if err := syscall.Kill(old.PID, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	var after fleetDoc
	eventually(t, "a new process of the plugin", func() bool {
		after = c.fleet()
		p := after.Plugins[0]
		return p.Restarts > old.Restarts && p.PID != old.PID && p.State == "running"
	})
	if alive(old.PID) {
		t.Errorf("process %d lives", old.PID)
	}
	eventually(t, "the ward to go on", func() bool {
		now := c.fleet()
		return now.State == "live" && now.Tick > after.Tick+2 && now.Published > after.Published+20 && now.Connected == now.Devices
	})
	c.interrupt()
	if code := c.exit(); code != 0 {
		t.Errorf("exit code %d\n%s", code, c.output())
	}
}

// TestServeDiesWithoutOrphans kills serve itself.
func TestServeDiesWithoutOrphans(t *testing.T) {
	t.Parallel()
	c := serve(t, append(smallWard(t), "--listen", freeAddress(t), "--mqtt", freeAddress(t))...)
	eventually(t, "the plugin", func() bool { return len(c.fleet().Plugins) == 1 })
	pid := c.fleet().Plugins[0].PID
	if err := c.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	c.exit()
	eventually(t, "the plugin's end", func() bool { return !alive(pid) })
}

func TestServeOnTakenPorts(t *testing.T) {
	t.Parallel()
	ln, err := listenLoopback()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ln.Close() })
	taken := ln.Addr().String()
	for _, test := range []struct {
		name string
		args []string
		want string
		code int
	}{
		{"console", []string{"--listen", taken, "--mqtt", freeAddress(t)}, "--listen " + taken, 106},
		{"broker", []string{"--listen", freeAddress(t), "--mqtt", taken}, "--mqtt " + taken, 106},
		{"beyond this machine", []string{"--listen", "0.0.0.0:0", "--mqtt", freeAddress(t)}, "TLS", 104},
		{"no address", []string{"--listen", "nonsense", "--mqtt", freeAddress(t)}, "--listen nonsense", 104},
		{"no scenario", []string{"nobody", "--listen", freeAddress(t), "--mqtt", freeAddress(t)}, "nobody", 108},
		{"nothing there", []string{"--listen", freeAddress(t), "--broker", "mqtt://127.0.0.1:1", "--data", "/dev/null/x"}, "--data", 108},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			p := command(t, t.TempDir(), "vitalfleet", append([]string{"serve"}, test.args...)...)
			if code := p.exit(); code != test.code || !strings.Contains(p.stderr.String(), test.want) || p.stdout.Len() > 0 {
				t.Errorf("exit code %d, want %d; it said\n%s", code, test.code, p.output())
			}
		})
	}
}

// TestServeGivesWayFromItsUsualPorts takes the default ports, if another program
// has not, and starts the demo as the README does, without naming any.
func TestServeGivesWayFromItsUsualPorts(t *testing.T) {
	t.Parallel()
	for _, addr := range []string{defaultListen, defaultMQTT} {
		ln, err := listen(addr)
		if err == nil {
			defer ln.Close()
		}
	}
	c := serve(t)
	if c.url == "http://"+defaultListen || c.broker == "mqtt://"+defaultMQTT {
		t.Errorf("it claims to be at %s and %s, which others have", c.url, c.broker)
	}
	said := c.output()
	for _, want := range []string{
		fmt.Sprintf("port %s is taken; using %s", defaultListen, strings.TrimPrefix(c.url, "http://")),
		fmt.Sprintf("port %s is taken; the broker uses %s", defaultMQTT, strings.TrimPrefix(c.broker, "mqtt://")),
	} {
		if !strings.Contains(said, want) {
			t.Errorf("it does not say %q:\n%s", want, said)
		}
	}
	c.interrupt()
	if code := c.exit(); code != 0 {
		t.Errorf("exit code %d\n%s", code, c.output())
	}
}
