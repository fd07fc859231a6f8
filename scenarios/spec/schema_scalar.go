package spec

import "reflect"

// defName is the definition of a type with a grammar of its own, "" for all others.
func defName(t reflect.Type) string {
	return map[reflect.Type]string{
		reflect.TypeFor[Duration]():     "duration",
		reflect.TypeFor[Percent]():      "percent",
		reflect.TypeFor[Rate]():         "rate",
		reflect.TypeFor[FlushRate]():    "flush-rate",
		reflect.TypeFor[TimePoint]():    "time-point",
		reflect.TypeFor[Instant]():      "instant",
		reflect.TypeFor[Quantity]():     "quantity",
		reflect.TypeFor[Bandwidth]():    "bandwidth",
		reflect.TypeFor[Workers]():      "workers",
		reflect.TypeFor[Condition]():    "condition",
		reflect.TypeFor[Secret]():       "secret",
		reflect.TypeFor[DurationDist](): "duration-or-dist",
		reflect.TypeFor[Dist]():         "quantity-or-dist",
		reflect.TypeFor[Choice]():       "choice",
		reflect.TypeFor[At]():           "at",
		reflect.TypeFor[During]():       "during",
		reflect.TypeFor[Value]():        "value",
		reflect.TypeFor[Any]():          "any",
	}[t]
}

// scalarSchemas are the definitions of the types that have a grammar of their own.
func scalarSchemas() object {
	word := func(doc, pattern string) object {
		return object{"type": "string", "description": doc, "pattern": `^(` + pattern + `)$|\$\{.+\}`}
	}
	free := func(doc string) object { return object{"type": "string", "description": doc} }
	ref := func(name string) object { return object{"$ref": "#/$defs/" + name} }
	either := func(doc string, of ...any) object { return object{"description": doc, "anyOf": of} }
	plain := object{"type": "number"}
	return object{
		"duration":         word("a duration such as 250ms, 30s, 5m, 2h, 3d", durationPattern),
		"signed-duration":  word("a duration such as 30s or -5m", "-?"+durationPattern),
		"percent":          word("a percentage such as 5%", percentPattern),
		"rate":             word("a rate such as 10/s, 2/patient/day, 0.01/device/day", ratePattern),
		"flush-rate":       word("max, or a rate such as 50/s", "max|"+ratePattern),
		"time-point":       word("a time such as 10m, steady+5m, outage+2m", pointPattern),
		"instant":          word("an RFC 3339 time such as 2026-01-15T08:00:00Z", `\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)`),
		"quantity":         word("a number with its unit such as 22 degC, 500 mL", quantityPattern),
		"bandwidth":        word("a bandwidth such as 500kbit or 2Mbit", bandwidthPattern),
		"workers":          either("auto or a whole number", object{"type": "integer", "minimum": 1}, object{"const": "auto"}, placeholder()),
		"condition":        free("an expression such as spo2 < 90 and age > 70"),
		"secret":           word("${env.NAME}; a password is never written into a scenario, use password_file", `\$\{env\.[A-Za-z_][A-Za-z0-9_]*\}`),
		"any":              object{"description": "any value"},
		"dist":             distSchema(),
		"duration-or-dist": either("a duration such as 30s, or a distribution", ref("signed-duration"), ref("dist")),
		"quantity-or-dist": either("a number, a number with its unit, or a distribution", plain, ref("quantity"), ref("dist")),
		"choice":           either("a word, or words with their shares", object{"type": "string"}, object{"type": "object", "additionalProperties": ref("percent")}),
		"at":               either("a time such as 10m, steady+5m, outage+2m, or a distribution", ref("time-point"), ref("dist")),
		"during":           either("a phase, or {from: 15s, to: steady+5m}", object{"type": "string"}, pointsSchema(ref("time-point"))),
		"value":            object{"description": "a text, a number with its unit, true or false, a list, or a distribution"},
	}
}

// distSchema is the schema of a distribution.
func distSchema() object {
	either := object{"type": []any{"number", "string"}}
	return object{
		"type": "object", "additionalProperties": false, "required": []any{"dist"},
		"description": "a distribution",
		"properties": object{
			"dist":   object{"enum": anys(distKinds())},
			"value":  either,
			"mean":   either,
			"sd":     either,
			"median": either,
			"min":    either,
			"max":    either,
			"sigma":  object{"type": "number"},
			"a":      object{"type": "number"},
			"b":      either,
			"values": object{"type": "array", "minItems": 1},
			"weights": object{"type": "array", "items": object{
				"type": "number", "minimum": 0,
			}},
		},
	}
}

// pointsSchema is the schema of a stretch between two points.
func pointsSchema(time object) object {
	return object{
		"type": "object", "additionalProperties": false,
		"properties": object{"from": time, "to": time},
	}
}

// distKinds are the distributions of the language.
func distKinds() []string {
	return []string{"constant", "uniform", "normal", "lognormal", "exponential", "beta", "gamma", "poisson", "choice"}
}
