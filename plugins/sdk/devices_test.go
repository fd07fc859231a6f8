package sdk_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/vitalfleet/vitalfleet/devicesim"
	"github.com/vitalfleet/vitalfleet/plugins/sdk"
)

func TestSchemaFindsEveryProblem(t *testing.T) {
	s, err := sdk.Compile(`{"type":"object","additionalProperties":false,"required":["id"],"properties":{
		"id":{"type":"string"},"rate":{"type":"number","maximum":5},"site":{"enum":["a","b"]},"in":{"type":"object","properties":{"x/y":{"type":"integer"}}}}}`)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ config, pointers string }{
		{`{"id":"x"}`, ""},
		{``, "/id"},
		{`{"rate":9,"site":"c","colour":1,"in":{"x/y":"z"}}`, "/colour /id /in/x~1y /rate /site"},
		{`[1`, ""},
		{`7`, ""},
	} {
		found := s.Check(json.RawMessage(c.config))
		if (c.config == `[1` || c.config == `7`) && len(found) != 1 {
			t.Errorf("%s: %v", c.config, found)
		}
		for _, p := range strings.Fields(c.pointers) {
			n := 0
			for _, f := range found {
				if f.Pointer == p && f.Summary != "" && f.Detail != "" {
					n++
				}
			}
			if n != 1 || len(found) != len(strings.Fields(c.pointers)) {
				t.Errorf("%s: %d problems at %s: %v", c.config, n, p, found)
			}
		}
	}
	if _, err := sdk.Compile(`{"type":"nothing"}`); err == nil {
		t.Error("a schema that is none was compiled")
	}
}

func TestDevicesKeepFaultsAndState(t *testing.T) {
	type state struct{ N int }
	d := devicesim.Description{Faults: []devicesim.Fault{
		{Name: "off"}, {Name: "drift", ParamsSchema: `{"type":"object","properties":{"rate":{"type":"number"}},"additionalProperties":false}`},
	}}
	b, err := sdk.NewDevices[state](d, 3)
	if err != nil {
		t.Fatal(err)
	}
	inject := func(device int, fault, params string, stop bool) error {
		return b.Inject([]int{device}, fault, json.RawMessage(params), stop, time.Time{})
	}
	for _, bad := range []error{inject(0, "none", "", false), inject(3, "off", "", false), inject(-1, "off", "", false), inject(0, "drift", `{"rate":"x"}`, false)} {
		if bad == nil {
			t.Error("what cannot be injected was")
		}
	}
	for range 2 {
		if err := inject(1, "drift", `{"rate":2}`, false); err != nil {
			t.Fatal(err)
		}
	}
	b.Of[1].N = 7
	saved, err := b.Snapshot(1, []byte("kept"))
	if err != nil {
		t.Fatal(err)
	}
	other, _ := sdk.NewDevices[state](d, 1)
	if err := other.Restore(0, saved[len("kept"):]); err != nil {
		t.Fatal(err)
	}
	for i, want := range []bool{true, true, false, false} {
		params, failing := other.Failing(0, "drift")
		if failing != want || want && string(params) != `{"rate":2}` {
			t.Errorf("after %d stops: %v %s", i, failing, params)
		}
		if err := other.Inject([]int{0}, "drift", nil, true, time.Time{}); err != nil {
			t.Error(err)
		}
	}
	if _, failing := b.Failing(0, "drift"); failing || other.Of[0].N != 7 {
		t.Errorf("a neighbour fails: %v; state %+v", failing, other.Of[0])
	}
	for _, none := range []string{"", "{}", "null", string(saved[4 : len(saved)/2])} {
		if other.Restore(0, []byte(none)) == nil {
			t.Errorf("%q was taken for a state", none)
		}
	}
	if b.Ready(t.Context()) != nil || b.Close() != nil || b.Close() != nil || b.Ready(t.Context()) == nil {
		t.Error("Ready and Close do not agree")
	}
}
