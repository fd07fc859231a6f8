package spec_test

import (
	"fmt"
	"os"

	"github.com/vitalfleet/vitalfleet/scenarios/spec"
)

func ExampleParse() {
	text := `version: 1
name: bleed
duration: 60m
fleet:
  p: {patients: 1, profile: healthy-adult}
events:
  bleed: {at: 10m, do: patient.hemorrage, with: {volume: 20%, over: 15m}}
`
	s, problems := spec.Parse(spec.Source{Name: "bleed.yaml", Text: []byte(text)}, spec.Options{})
	fmt.Println(s.Name, s.Duration)
	problems.Print(os.Stdout, false)
	// Output:
	// bleed 1h
	// bleed.yaml:7:24: "patient.hemorrage" is not known here
	//     7 |   bleed: {at: 10m, do: patient.hemorrage, with: {volume: 20%, over: 15m}}
	//       |                        ^
	//       = did you mean "patient.hemorrhage"?
}
