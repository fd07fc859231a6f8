package devicev1_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/vitalfleet/vitalfleet/devicesim"
	"github.com/vitalfleet/vitalfleet/physiology"
	"github.com/vitalfleet/vitalfleet/plugins/devicev1"
)

func description() devicesim.Description {
	return devicesim.Description{
		Type: "acme-spo2", Title: "Acme oximeter", Help: "Reads SpO2.", Segment: devicesim.OnBody, Vendor: "Acme", Version: "1.2.3",
		Inputs: []physiology.Signal{physiology.SpO2, physiology.HR}, WantsBeats: true, WantsBreaths: true, Continuous: true,
		Interval:     devicesim.IntervalRange{Min: time.Second, Max: time.Minute, Default: 5 * time.Second},
		Streams:      []devicesim.Stream{{Name: "obs", ContentType: "application/json", Schema: "{}", Period: time.Second, SeqPointer: "/seq", BootPointer: "/boot", TimePointer: "/time"}},
		Codes:        []devicesim.Code{{ID: "spo2", Unit: "%", MDC: 150456, LOINC: "2708-6"}},
		Faults:       []devicesim.Fault{{Name: "probe-off", Title: "Probe off", ParamsSchema: "{}"}},
		ConfigSchema: "{}", StateVersion: "1",
	}
}

func TestDescriptionRoundTrip(t *testing.T) {
	want := description()
	got, err := devicev1.FromDescription(want).Description("other", "0.0.0")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("description changed on its way (-want +got):\n%s", diff)
	}
}

func TestDescriptionOfDraftPlugin(t *testing.T) {
	m := &devicev1.Model{Name: "old", Inputs: []string{"spo2"}}
	d, err := m.Description("Acme", "3.0.0")
	if err != nil {
		t.Fatal(err)
	}
	if d.Vendor != "Acme" || d.Version != "3.0.0" || d.Continuous {
		t.Errorf("got vendor %q version %q continuous %v", d.Vendor, d.Version, d.Continuous)
	}
}

func TestDescriptionRefuses(t *testing.T) {
	for name, m := range map[string]*devicev1.Model{
		"no name":        {},
		"unknown signal": {Name: "x", Inputs: []string{"nonsense"}},
		"streams":        {Name: "x", Streams: make([]*devicev1.Stream, 256)},
	} {
		if _, err := m.Description("", ""); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}
