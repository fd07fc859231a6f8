//go:build linux

package plugins_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/vitalfleet/vitalfleet/devicesim"
	"github.com/vitalfleet/vitalfleet/devicesim/inclinic"
	"github.com/vitalfleet/vitalfleet/devicesim/inhome"
	"github.com/vitalfleet/vitalfleet/devicesim/onbody"
	"github.com/vitalfleet/vitalfleet/plugins"
	"github.com/vitalfleet/vitalfleet/plugins/sdk"
)

// modeEnv tells the test binary which plugin to be; unset, it runs the tests.
const modeEnv = "VITALFLEET_TEST_PLUGIN"

func TestMain(m *testing.M) {
	if mode, ok := os.LookupEnv(modeEnv); ok {
		bePlugin(mode, os.Getenv("VITALFLEET_TEST_MARK"))
		return
	}
	goleak.VerifyTestMain(m)
}

// bePlugin is the plugin's main: well-behaved, or wrong in one way. Mark is a file
// that makes a fault happen only once.
func bePlugin(mode, mark string) {
	fault := ""
	switch mode {
	case "catalogue":
		sdk.Serve(catalogue()...)
		return
	case "host": // a host to be killed: starts a plugin, says its pid, waits
		p, err := plugins.Start(context.Background(), self("grandchild", "VITALFLEET_TEST_MARK="+mark))
		if err != nil {
			fmt.Println("error", err)
			return
		}
		fmt.Println(p.State().PID)
		_, _ = io.Copy(io.Discard, os.Stdin)
		return
	case "mute":
		time.Sleep(time.Hour)
	case "dies":
		fmt.Fprintln(os.Stderr, "panic: cannot find my licence")
		os.Exit(3)
	case "garbage":
		fmt.Print("hello\n\x00\xff{{{\n1|not|a|handshake\n", strings.Repeat("x", 1<<17), "\n")
	case "stderr":
		fmt.Fprint(os.Stderr, "{\"@message\":1}\n{\"@level\":[],\"@message\":{}}\n{\"msg\":null}\n{\n", strings.Repeat("y", 1<<17), "\n")
		for i := range 5000 {
			fmt.Fprintln(os.Stderr, "noise", i)
		}
	case "prints":
		fault = "prints"
	case "grandchild":
		child := exec.Command("sleep", "60")
		child.Stdout, child.Stderr = os.Stdout, os.Stderr
		if err := child.Start(); err != nil {
			os.Exit(4)
		}
		fmt.Fprintln(os.Stderr, "grandchild", child.Process.Pid)
		if mark != "" {
			_ = os.WriteFile(mark, fmt.Append(nil, child.Process.Pid), 0o600)
		}
	default:
		fault = mode
	}
	sdk.Serve(meter{fault: fault, mark: mark})
}

func catalogue() []devicesim.Model {
	all := slices.Concat(onbody.Models(), inclinic.Models(), inhome.Models())
	return slices.DeleteFunc(all, func(m devicesim.Model) bool {
		d := m.Describe()
		return d.WantsWaves && d.StateVersion == "" // what measures on waves alone lives in the run's process
	})
}

// self is the config of a plugin that the test binary itself is.
func self(mode string, env ...string) plugins.Config {
	path, err := os.Executable()
	if err != nil {
		panic(err)
	}
	return plugins.Config{
		Name: mode, Path: path, Env: append(env, modeEnv+"="+mode),
		Restart: plugins.Restart{First: 5 * time.Millisecond},
	}
}

func start(t testing.TB, c plugins.Config) *plugins.Plugin {
	t.Helper()
	p, err := plugins.Start(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	})
	return p
}

func byType(t testing.TB, models []devicesim.Model, name string) devicesim.Model {
	t.Helper()
	for _, m := range models {
		if m.Describe().Type == name {
			return m
		}
	}
	t.Fatalf("no model %s", name)
	return nil
}

// play steps n devices from step a to b and returns all that leaves, as text; at
// is called before each step.
type play struct {
	model devicesim.Model
	n     int
	batch devicesim.Batch
	out   devicesim.Outbox
	log   bytes.Buffer
}

func newPlay(t testing.TB, m devicesim.Model, n int) *play {
	t.Helper()
	batch, err := m.Open(t.Context(), specs(n))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = batch.Close() })
	return &play{model: m, n: n, batch: batch}
}

func specs(n int) []devicesim.Spec {
	list := make([]devicesim.Spec, n)
	for i := range list {
		list[i] = devicesim.Spec{
			Patient: fmt.Sprintf("p-%d", i), Device: fmt.Sprintf("d-%d", i), Seed: uint64(i) + 1,
			Start: begin(), Every: 2 * time.Second,
		}
	}
	return list
}

func begin() time.Time { return time.Unix(1768464000, 0).UTC() }

func (p *play) run(t testing.TB, a, b int, before func(k int)) {
	t.Helper()
	in := newInput(p.model.Describe(), p.n)
	for k := a; k < b; k++ {
		if before != nil {
			before(k)
		}
		in.at(k)
		p.out.Reset()
		if err := p.batch.Step(t.Context(), &in.Input, &p.out); err != nil {
			t.Fatalf("step %d: %v", k, err)
		}
		p.record(k)
	}
}

func (p *play) record(k int) {
	for i, m := range p.out.Messages {
		fmt.Fprintf(&p.log, "%d m %d %d %d %d %d %s\n", k, m.Row, m.Stream, m.Boot, m.Seq, m.Time, p.out.Payload(i))
	}
	for _, a := range p.out.Acts {
		fmt.Fprintf(&p.log, "%d a %d %s %s\n", k, a.Row, a.Action, a.Params)
	}
	for _, e := range p.out.Errors {
		fmt.Fprintf(&p.log, "%d e %d %s %v\n", k, e.Row, e.Message, e.Fatal)
	}
}

// stepInput is an input of n devices whose values follow from step and row.
type stepInput struct {
	devicesim.Input
	dt time.Duration
}

func newInput(d devicesim.Description, n int) *stepInput {
	in := &stepInput{dt: time.Second}
	in.Rows, in.Due = make([]int32, n), make([]bool, n)
	in.Signals = make([]float64, n*len(d.Inputs))
	in.Interval = in.dt
	for row := range in.Rows {
		in.Rows[row] = int32(row)
		if d.WantsBeats {
			in.Beats.Ends = append(in.Beats.Ends, uint32(row+1))
			in.Beats.Times, in.Beats.Kinds = append(in.Beats.Times, 0), append(in.Beats.Kinds, 'N')
			in.Beats.RR, in.Beats.Stroke = append(in.Beats.RR, 1), append(in.Beats.Stroke, 1)
		}
		if d.WantsBreaths {
			in.Breaths.Ends = append(in.Breaths.Ends, uint32(row+1))
			in.Breaths.Times, in.Breaths.Volume = append(in.Breaths.Times, 0), append(in.Breaths.Volume, 500)
			in.Breaths.EtCO2 = append(in.Breaths.EtCO2, 38)
		}
	}
	return in
}

func (in *stepInput) at(k int) {
	in.Time = begin().Add(time.Duration(k+1) * in.dt)
	for i := range in.Signals {
		in.Signals[i] = 60 + float64((k*7+i*13)%40)
	}
	for row := range in.Due {
		in.Due[row] = (k+row)%2 == 0
	}
	for i := range in.Beats.Times {
		in.Beats.Times[i] = in.Time.UnixNano() - int64(in.dt)/2
	}
	for i := range in.Breaths.Times {
		in.Breaths.Times[i] = in.Time.UnixNano() - int64(in.dt)/2
	}
}
