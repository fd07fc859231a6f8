package glucose

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"sort"
	"strings"
)

// Field is a parameter by its name in the S2008 files, for example "kabs" or
// "x0_4"; nil when there is none.
func (p *Params) Field(name string) *float64 {
	for _, f := range p.fields() {
		if f.name == name {
			return f.value
		}
	}
	return nil
}

// Names lists the parameters that a file must hold, in the order of Params.
func Names() []string {
	var p Params
	var out []string
	for _, f := range p.fields() {
		out = append(out, f.name)
	}
	return out
}

type field struct {
	name  string
	value *float64
}

func (p *Params) fields() []field {
	out := []field{
		{"BW", &p.BW},
		{"Gb", &p.Gb},
		{"Ib", &p.Ib},
		{"kabs", &p.Kabs},
		{"kmax", &p.Kmax},
		{"kmin", &p.Kmin},
		{"b", &p.B},
		{"d", &p.D},
		{"f", &p.F},
		{"Vg", &p.Vg},
		{"Vi", &p.Vi},
		{"k1", &p.K1},
		{"k2", &p.K2},
		{"Vm0", &p.Vm0},
		{"Vmx", &p.Vmx},
		{"Km0", &p.Km0},
		{"p2u", &p.P2u},
		{"kp1", &p.Kp1},
		{"kp2", &p.Kp2},
		{"kp3", &p.Kp3},
		{"ki", &p.Ki},
		{"Fsnc", &p.Fsnc},
		{"ke1", &p.Ke1},
		{"ke2", &p.Ke2},
		{"m1", &p.M1},
		{"m2", &p.M2},
		{"m4", &p.M4},
		{"m30", &p.M30},
		{"ka1", &p.Ka1},
		{"ka2", &p.Ka2},
		{"kd", &p.Kd},
		{"ksc", &p.Ksc},
		{"u2ss", &p.U2ss},
	}
	for i := range p.X0 {
		out = append(out, field{fmt.Sprintf("x0_%d", i+1), &p.X0[i]})
	}
	return out
}

// derived are further names of the files: other ways to say what Params hold.
func derived() []string {
	return []string{"EGPb", "Ipb", "m5", "CL", "HEb", "Ilb", "Gpb", "Gtb", "Rdb", "PCRb", "dosekempt", "isc1ss", "isc2ss", "patient_history", "i", "Name"}
}

// ParseParams reads a JSON object of S2008 parameters by the names of the files.
// Every parameter must be there and in its range; names that S2008 does not have are
// refused, those that follow from the others are accepted and not used.
func ParseParams(text []byte) (Params, error) {
	var raw map[string]json.RawMessage
	if err := json.Unmarshal(text, &raw); err != nil {
		return Params{}, fmt.Errorf("glucose parameters: not a JSON object of numbers: %w", err)
	}
	var p Params
	var missing []string
	for _, f := range p.fields() {
		v, ok := raw[f.name]
		if !ok {
			missing = append(missing, f.name)
			continue
		}
		if err := json.Unmarshal(v, f.value); err != nil || string(v) == "null" {
			return Params{}, fmt.Errorf("glucose parameters: %s: %s is not a number", f.name, v)
		}
		delete(raw, f.name)
	}
	if len(missing) > 0 {
		return Params{}, fmt.Errorf("glucose parameters: missing %s", strings.Join(missing, ", "))
	}
	var unknown []string
	for name := range raw {
		if !slices.Contains(derived(), name) {
			unknown = append(unknown, name)
		}
	}
	if len(unknown) > 0 {
		sort.Strings(unknown)
		return Params{}, fmt.Errorf("glucose parameters: %s: not a parameter of S2008", strings.Join(unknown, ", "))
	}
	return p, p.Check()
}

// Check refuses parameters with which the equations mean nothing, and says which.
func (p *Params) Check() error {
	for _, f := range p.fields() {
		v := *f.value
		switch {
		case math.IsNaN(v) || math.IsInf(v, 0):
			return fmt.Errorf("glucose parameters: %s is not a number", f.name)
		case strings.HasPrefix(f.name, "x0_") && v < 0 && f.name != "x0_7":
			return fmt.Errorf("glucose parameters: %s is %g: an amount cannot be negative", f.name, v)
		case strings.HasPrefix(f.name, "x0_"), f.name == "Fsnc", f.name == "ke1":
		case v <= 0:
			return fmt.Errorf("glucose parameters: %s is %g: it must be above 0", f.name, v)
		}
	}
	switch {
	case p.B >= 1:
		return fmt.Errorf("glucose parameters: b is %g: it must be below 1", p.B)
	case p.D >= 1:
		return fmt.Errorf("glucose parameters: d is %g: it must be below 1", p.D)
	case p.Kmin > p.Kmax:
		return fmt.Errorf("glucose parameters: kmin %g is above kmax %g", p.Kmin, p.Kmax)
	}
	return nil
}
