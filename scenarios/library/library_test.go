package library_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/vitalfleet/vitalfleet/scenarios/library"
	"github.com/vitalfleet/vitalfleet/scenarios/spec"
)

func TestEverythingValidates(t *testing.T) {
	for kind, list := range map[string]struct {
		names []string
		open  func(string) (spec.Source, error)
	}{"scenario": {library.List(), library.Open}, "template": {library.Templates(), library.Template}} {
		for _, name := range list.names {
			t.Run(kind+"/"+name, func(t *testing.T) {
				src, err := list.open(name)
				if err != nil {
					t.Fatal(err)
				}
				s, problems := spec.Parse(src, spec.Options{})
				if len(problems) > 0 {
					t.Fatalf("problems:\n%v", problems)
				}
				if s.Name != name {
					t.Errorf("its name is %q, its file %q", s.Name, name)
				}
			})
		}
	}
}

func TestWardIsTheDemo(t *testing.T) {
	src, err := library.Open("ward")
	if err != nil {
		t.Fatal(err)
	}
	s, _ := spec.Parse(src, spec.Options{Params: map[string]string{"broker": "mqtt://127.0.0.1:2883"}})
	twins, models := 0, map[string]bool{}
	for _, c := range s.Fleet.All() {
		twins += int(c.Patients)
		for _, d := range c.Devices.All() {
			models[d.Model] = true
		}
	}
	if twins != 200 || len(models) != 5 {
		t.Errorf("%d twins with %d device types, want 200 with 5", twins, len(models))
	}
	if main, _ := s.Targets.Get("main"); main.URL != "mqtt://127.0.0.1:2883" {
		t.Errorf("the broker parameter gave %q", main.URL)
	}
	for _, truth := range []string{"spo2-low", "news2-high"} {
		if _, ok := s.Truth.Get(truth); !ok {
			t.Errorf("truth %s is missing", truth)
		}
	}
}

func TestOpenListsWhatIsKnown(t *testing.T) {
	for _, name := range []string{"wrad", "../templates/bleed", ""} {
		if _, err := library.Open(name); err == nil || !strings.Contains(err.Error(), "ward") {
			t.Errorf("Open(%q): %v, want an error that lists ward", name, err)
		}
	}
}

func ExampleOpen() {
	src, err := library.Open("smoke")
	if err != nil {
		fmt.Println(err)
		return
	}
	s, problems := spec.Parse(src, spec.Options{})
	fmt.Println(s.Name, s.Duration, len(problems))
	// Output: smoke 2m 0
}
