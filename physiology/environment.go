package physiology

import "fmt"

// Environment is the air around the patient and what the patient wears.
type Environment struct {
	Temperature float64 // degC, of air and walls
	Humidity    float64 // %, relative
	Pressure    float64 // mmHg, barometric
	CO          float64 // ppm, carbon monoxide
	Clothing    float64 // clo
	Clock       float64 // s since midnight when the body's time is 0
	Circadian   bool    // the body follows the clock
}

// DefaultEnvironment is a ward at sea level: 22 degC, 50 %, 760 mmHg, clothing or bedding of 1 clo.
func DefaultEnvironment() Environment {
	return Environment{Temperature: 22, Humidity: 50, Pressure: 760, CO: 0, Clothing: 1.0}
}

// Check refuses an environment outside the validity of the models.
func (e Environment) Check() error {
	for _, q := range []struct {
		name, unit     string
		value, low, hi float64
	}{
		{"temperature", "degC", e.Temperature, -40, 60},
		{"humidity", "%", e.Humidity, 0, 100},
		{"pressure", "mmHg", e.Pressure, 200, 2300},
		{"CO", "ppm", e.CO, 0, 10000},
		{"clothing", "clo", e.Clothing, 0, 5},
		{"clock", "s", e.Clock, 0, day},
	} {
		if !(q.value >= q.low && q.value <= q.hi) {
			return fmt.Errorf("environment: %s %g %s is outside %g..%g %s", q.name, q.value, q.unit, q.low, q.hi, q.unit)
		}
	}
	return nil
}
