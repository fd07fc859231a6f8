// Command bad is a plugin that is wrong in the way that its argument or the
// variable BAD says, and right without. It is what the conformance kit is tested
// with.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/hashicorp/go-hclog"
	goplugin "github.com/hashicorp/go-plugin"

	"github.com/vitalfleet/vitalfleet/plugins/devicev1"
	"github.com/vitalfleet/vitalfleet/plugins/sdk"
)

func main() {
	wrong := os.Getenv("BAD")
	switch wrong {
	case "silent":
		time.Sleep(time.Hour)
	case "dies":
		fmt.Fprintln(os.Stderr, "panic: cannot find my licence")
		os.Exit(3)
	case "no-cookie":
		if os.Getenv(devicev1.CookieKey) == "" {
			time.Sleep(time.Hour)
		}
	case "run-breed":
		breed()
	case "noisy-start":
		fmt.Print("Loading firmware...\n\x00\xff{{{\n1|not|a|handshake\n")
		fmt.Fprintln(os.Stderr, `{"@message":1}`)
	}
	schema, err := sdk.Compile(configSchema)
	if err != nil {
		panic(err)
	}
	model := gauge{wrong: wrong, schema: schema}
	switch wrong {
	case "lingers", "unknown-handle", "misuse-panics":
		serve(raw{sdk.NewServer(model), wrong})
		if wrong == "lingers" {
			time.Sleep(time.Hour)
		}
	default:
		sdk.Serve(model)
	}
}

// serve serves without what the SDK does for its users.
func serve(s devicev1.DeviceModelServer) {
	goplugin.Serve(&goplugin.ServeConfig{
		HandshakeConfig: devicev1.Handshake(), Plugins: goplugin.PluginSet{devicev1.PluginName: &devicev1.Plugin{Models: s}},
		GRPCServer: goplugin.DefaultGRPCServer, Logger: hclog.NewNullLogger(),
	})
}

// raw is wrong on the level of the protocol.
type raw struct {
	devicev1.DeviceModelServer
	wrong string
}

func (r raw) Step(ctx context.Context, req *devicev1.StepRequest) (*devicev1.StepResponse, error) {
	reply, err := r.DeviceModelServer.Step(ctx, req)
	if r.wrong == "unknown-handle" && err != nil && strings.Contains(err.Error(), "no device with handle") {
		return &devicev1.StepResponse{}, nil
	}
	return reply, err
}

func (r raw) Command(ctx context.Context, req *devicev1.CommandRequest) (*devicev1.CommandResponse, error) {
	if r.wrong == "misuse-panics" && !json.Valid(req.Payload) {
		panic("I did not expect that")
	}
	return r.DeviceModelServer.Command(ctx, req)
}

// bend makes what is sent wrong.
func (b *gauges) bend(value *float64, at *time.Time, seq *uint64, rows int) {
	switch b.wrong {
	case "own-clock":
		*value += float64(time.Now().UnixNano()%1000) / 1000
	case "pid-noise":
		*value += float64(os.Getpid()%10000) / 10000
	case "batch-size":
		*value += float64(rows) / 100
	case "time-back":
		if *seq%4 == 3 {
			*at = at.Add(-time.Hour)
		}
	case "wrong-pointer":
		*seq++
	case "leak":
		b.hoard = append(b.hoard, make([]byte, 4<<10))
		for i := range b.hoard[len(b.hoard)-1] {
			b.hoard[len(b.hoard)-1][i] = 1
		}
	case "chatty":
		for range 500 {
			fmt.Fprintln(os.Stderr, "reading taken")
		}
	}
}

// extra is what the schema does not know.
func (b *gauges) extra() string {
	if b.wrong == "off-schema" {
		return `,"battery":3.9`
	}
	return ""
}

// stall keeps the caller waiting.
func (b *gauges) stall(ctx context.Context, rows int) error {
	switch {
	case b.wrong == "deaf" && rows == 1000:
		time.Sleep(1500 * time.Millisecond)
	case b.wrong == "slow" && rows == 1000:
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(120 * time.Millisecond):
		}
	}
	return nil
}

// kept is what a plugin must not do: keep states in its own memory.
var kept = map[string]*state{}

func (b *gauges) Snapshot(device int, dst []byte) ([]byte, error) {
	s := *b.state[device]
	switch b.wrong {
	case "forgetful":
		s.Walk = 1
	case "state-in-memory":
		key := fmt.Sprintf("state-%08d", len(kept))
		kept[key] = &s
		return append(dst, key...), nil
	case "shared-fork":
		text, err := json.Marshal(s)
		kept[string(text)] = &s
		return append(dst, text...), err
	}
	text, err := json.Marshal(s)
	return append(dst, text...), err
}

func (b *gauges) Restore(device int, text []byte) error {
	if s, ok := kept[string(text)]; ok {
		b.state[device] = s
		if b.wrong == "state-in-memory" {
			copied := *s
			b.state[device] = &copied
		}
		return nil
	}
	if b.wrong == "state-in-memory" {
		return errors.New("I do not remember that")
	}
	var s state
	if err := json.Unmarshal(text, &s); err != nil {
		return err
	}
	b.state[device] = &s
	return nil
}
