package quantity_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/vitalfleet/vitalfleet/physiology/quantity"
)

func TestParse(t *testing.T) {
	for _, c := range []struct {
		text  string
		value float64
		unit  string
	}{
		{"0.1 ug/kg/min", 0.1, "ug/kg/min"},
		{"0.1 µg/kg/min", 0.1, "ug/kg/min"},
		{"2.5 mg/kg", 2.5, "mg/kg"},
		{"50%", 50, "%"},
		{"500mL", 500, "mL"},
		{"1e3 ml", 1000, "mL"},
		{"-5 degC", -5, "degC"},
		{"37 °C", 37, "degC"},
		{"14 /min", 14, "1/min"},
		{"1.2 U/h", 1.2, "U/h"},
		{"60 deg", 60, "deg"},
		{"15m", 15, "m"},
		{"250ms", 250, "ms"},
		{"3", 3, ""},
		{" 7 mL/kg ", 7, "mL/kg"},
		{"200 ppm", 200, "ppm"},
		{"1.0 clo", 1, "clo"},
		{"3 METs", 3, "METs"},
		{"5.5 mmol/L", 5.5, "mmol/L"},
		{"2 ng/kg", 2, "ng/kg"},
		{"1 h", 1, "h"},
	} {
		q, err := quantity.Parse(c.text)
		if err != nil || q.Value != c.value || q.Unit != c.unit {
			t.Errorf("%q: %+v %v", c.text, q, err)
		}
	}
	for _, text := range []string{"", "mL", "1 2", "5 parsecs", "0x10 mL", "nan", "inf mL", "1e999 mL", "--1 s", "5 mL/", "1 m/s/s/s/s", "5 /"} {
		if q, err := quantity.Parse(text); err == nil {
			t.Errorf("%q is read as %+v", text, q)
		}
	}
}

func TestConvert(t *testing.T) {
	for _, c := range []struct {
		value    float64
		from, to string
		want     float64
	}{
		{1, "L", "mL", 1000},
		{98.6, "degF", "degC", 37},
		{37, "degC", "degF", 98.6},
		{10, "kPa", "mmHg", 75.00617},
		{10, "cmH2O", "mmHg", 7.35559},
		{10000, "ft", "m", 3048},
		{3, "km", "m", 3000},
		{15, "m", "s", 900},
		{15, "m", "cm", 1500},
		{2, "h", "m", 120},
		{60, "mL/h", "mL/min", 1},
		{0.1, "ug/kg/min", "mg/kg/h", 0.006},
		{100, "mg/dL", "g/L", 1},
		{14, "1/min", "1/s", 14.0 / 60},
		{1, "d", "h", 24},
		{1, "mmol/L", "umol/mL", 1},
	} {
		got, err := quantity.Convert(c.value, c.from, c.to)
		if err != nil || math.Abs(got-c.want) > 1e-9*math.Abs(c.want) {
			t.Errorf("%g %s is %g %s, not %g (%v)", c.value, c.from, got, c.to, c.want, err)
		}
	}
	for _, c := range [][2]string{{"mL", "kg"}, {"%", "1"}, {"ppm", "%"}, {"mmol/L", "mg/dL"}, {"m", "mL"}, {"min", "km"}, {"x", "s"}, {"s", "x"}} {
		if v, err := quantity.Convert(1, c[0], c[1]); err == nil {
			t.Errorf("1 %s becomes %g %s", c[0], v, c[1])
		}
	}
}

// FuzzParse: whatever is read is finite, and is read the same after it was written.
func FuzzParse(f *testing.F) {
	for _, s := range []string{"0.1 ug/kg/min", "50%", "-5 degC", "1e-3 L/min", "14 /min", "µg", "3 m"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		q, err := quantity.Parse(text)
		if err != nil {
			return
		}
		if math.IsNaN(q.Value) || math.IsInf(q.Value, 0) {
			t.Fatalf("%q is %g", text, q.Value)
		}
		again, err := quantity.Parse(q.String())
		if err != nil || again != q {
			t.Fatalf("%q is %+v, written %q, read %+v (%v)", text, q, q.String(), again, err)
		}
		if q.Unit != "" {
			if v, err := quantity.Convert(q.Value, q.Unit, q.Unit); err == nil && math.Abs(v-q.Value) > 1e-9*math.Abs(q.Value)+1e-9 {
				t.Fatalf("%s becomes %g", q, v)
			}
		}
	})
}

func ExampleParse() {
	q, _ := quantity.Parse("0.1 µg/kg/min")
	perHour, _ := quantity.Convert(q.Value, q.Unit, "mg/kg/h")
	fmt.Println(q, perHour)
	// Output: 0.1 ug/kg/min 0.006
}
