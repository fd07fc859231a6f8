package inclinic_test

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/vitalfleet/vitalfleet/devicesim"
	"github.com/vitalfleet/vitalfleet/devicesim/inclinic"
	"github.com/vitalfleet/vitalfleet/devicesim/inhome"
	"github.com/vitalfleet/vitalfleet/devicesim/onbody"
	"github.com/vitalfleet/vitalfleet/physiology"
	"github.com/vitalfleet/vitalfleet/physiology/wave"
	"github.com/vitalfleet/vitalfleet/twin"
)

func TestZZ(t *testing.T) {
	for _, m := range append(inclinic.Models(), append(inhome.Models(), onbody.Models()...)...) {
		d := m.Describe()
		if !d.WantsWaves {
			continue
		}
		p, _ := physiology.Reference(physiology.Person{Age: 40, Height: 178, Weight: 75})
		env := physiology.DefaultEnvironment()
		tw, err := twin.New("p", &p, env)
		if err != nil {
			t.Fatal(err)
		}
		tw.Tape = twin.NewTape()
		b, err := m.Open(context.Background(), []devicesim.Spec{{Patient: "p", Device: "p-d", Seed: 4, Start: start(), Config: json.RawMessage(`{"waves":["all"]}`)}})
		if err != nil {
			t.Fatal(err)
		}
		var out devicesim.Outbox
		for k := range 40 {
			tw.Step(1)
			if k == 20 {
				b.(devicesim.Injector).Inject([]int{0}, "sensor.motion-artefact", json.RawMessage(`{"intensity":0.5}`), false, start().Add(20*time.Second))
			}
			in := &devicesim.Input{Time: start().Add(time.Duration(k+1) * time.Second), Interval: time.Second, Rows: []int32{0}, Due: []bool{k%5 == 0}, Ticks: []wave.Tick{tw.Tick()}}
			in.Signals = make([]float64, len(d.Inputs))
			tw.Observe(d.Inputs, in.Signals)
			out.Reset()
			if err := b.Step(context.Background(), in, &out); err != nil {
				t.Fatal(err)
			}
			for i := range out.Messages {
				s := string(out.Payload(i))
				if out.Messages[i].Stream == 3 {
					if k == 19 {
						fmt.Println(s[:min(len(s), 400)])
					}
				} else if k%10 == 0 {
					fmt.Println(s[:min(len(s), 2900)])
				}
			}
		}
	}
}
