package quantity

import "strings"

// The base dimensions; a unit has an integer power of each.
const (
	volume      = iota // mL
	mass               // g
	amount             // mmol
	activity           // U
	pressure           // mmHg
	temperature        // degC
	length             // m
	power              // W
	angle              // deg
	second             // s
	energy             // kcal
	percent
	ppm
	clo
	mets
	dimensions
)

type dim [dimensions]int8

type unit struct {
	factor, offset float64
	dim            dim
}

func (u unit) is(base int) bool { return u.dim == base1(base) }

func base1(base int) (d dim) {
	d[base] = 1
	return d
}

// atom is a unit without a slash.
func atom(name string) (unit, bool) {
	one := func(base int, factor float64) (unit, bool) { return unit{factor: factor, dim: base1(base)}, true }
	switch name {
	case "1":
		return unit{factor: 1}, true
	case "mL":
		return one(volume, 1)
	case "L":
		return one(volume, 1000)
	case "dL":
		return one(volume, 100)
	case "kg":
		return one(mass, 1000)
	case "g":
		return one(mass, 1)
	case "mg":
		return one(mass, 1e-3)
	case "ug":
		return one(mass, 1e-6)
	case "ng":
		return one(mass, 1e-9)
	case "lb":
		return one(mass, 453.59237)
	case "mol":
		return one(amount, 1000)
	case "mmol":
		return one(amount, 1)
	case "umol":
		return one(amount, 1e-3)
	case "U":
		return one(activity, 1)
	case "mU":
		return one(activity, 1e-3)
	case "mmHg":
		return one(pressure, 1)
	case "kPa":
		return one(pressure, 7.500617)
	case "hPa":
		return one(pressure, 0.7500617)
	case "cmH2O":
		return one(pressure, 0.735559)
	}
	return otherAtom(name)
}

func otherAtom(name string) (unit, bool) {
	one := func(base int, factor float64) (unit, bool) { return unit{factor: factor, dim: base1(base)}, true }
	switch name {
	case "degC":
		return one(temperature, 1)
	case "degF":
		return unit{factor: 5.0 / 9, offset: -160.0 / 9, dim: base1(temperature)}, true
	case "m":
		return one(length, 1)
	case "km":
		return one(length, 1000)
	case "cm":
		return one(length, 0.01)
	case "mm":
		return one(length, 0.001)
	case "ft":
		return one(length, 0.3048)
	case "in":
		return one(length, 0.0254)
	case "W":
		return one(power, 1)
	case "deg":
		return one(angle, 1)
	case "ms":
		return one(second, 1e-3)
	case "s":
		return one(second, 1)
	case "min":
		return one(second, 60)
	case "h":
		return one(second, 3600)
	case "d":
		return one(second, 86400)
	case "y":
		return one(second, 365.25*86400)
	case "kcal":
		return one(energy, 1)
	case "kJ":
		return one(energy, 1/4.184)
	case "J":
		return one(energy, 1/4184.0)
	case "%":
		return one(percent, 1)
	case "ppm":
		return one(ppm, 1)
	case "clo":
		return one(clo, 1)
	case "METs":
		return one(mets, 1)
	}
	return unit{}, false
}

// lookup reads a unit with slashes: every factor after the first divides.
func lookup(name string) (unit, bool) {
	parts := strings.Split(name, "/")
	if len(parts) > 4 {
		return unit{}, false
	}
	var u unit
	for i, p := range parts {
		a, ok := atom(p)
		if !ok || len(parts) > 1 && a.offset != 0 {
			return unit{}, false
		}
		if i == 0 {
			u = a
			continue
		}
		u.factor /= a.factor
		for k := range u.dim {
			u.dim[k] -= a.dim[k]
		}
	}
	return u, true
}
