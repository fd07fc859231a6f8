package spec

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// reference is ${params.x}, ${matrix.x} or ${env.X}.
var reference = regexp.MustCompile(`\$\{([^{}]*)\}`)

// binding is a value that a reference stands for.
type binding struct {
	text   string
	quoted bool // text whatever it looks like
	origin Origin
}

// scope is what references of one cell of the matrix stand for.
type scope struct {
	r      *reader
	params map[string]binding
	cell   Cell
}

// substitute replaces the references of the whole tree.
func (s *scope) substitute(root *node) {
	for _, e := range root.entries {
		if e.key == "params" || e.key == "matrix" {
			continue
		}
		e.value.walk(e.key, s.scalar)
	}
}

// scalar replaces the references of one text.
func (s *scope) scalar(path string, n *node) {
	if n.shape != text || !strings.Contains(n.text, "${") {
		return
	}
	written := n.text
	if isPassword(path) && !wholeEnv.MatchString(written) {
		return // the shape refuses it, and the text must not be shown
	}
	whole := reference.FindString(written) == written
	n.text = reference.ReplaceAllStringFunc(written, func(ref string) string {
		b, ok := s.lookup(ref[2:len(ref)-1], path, n)
		if !ok {
			return ref
		}
		if whole {
			n.fluid = !b.quoted
			if b.origin != "" {
				n.origin = b.origin
			}
		}
		return b.text
	})
	if n.fluid {
		n.resolve(n.text)
	}
	if isPassword(path) {
		n.secret, n.text = n.text, written
	}
}

// wholeEnv is a text that is nothing but an environment variable.
var wholeEnv = regexp.MustCompile(`^\$\{env\.[A-Za-z_][A-Za-z0-9_]*\}$`)

// lookup finds what a reference stands for.
func (s *scope) lookup(name, path string, n *node) (binding, bool) {
	kind, key, _ := strings.Cut(name, ".")
	switch kind {
	case "params":
		b, ok := s.params[key]
		if !ok {
			s.r.report(n.pos, path, fmt.Sprintf("there is no parameter %q", key), suggest(key, keysOf(s.params)))
		}
		return b, ok
	case "matrix":
		v, ok := s.cell[key]
		if !ok {
			s.r.report(n.pos, path, fmt.Sprintf("the matrix has no axis %q", key), suggest(key, keysOf(s.cell)))
		}
		return binding{text: v}, ok
	case "env":
		return s.env(key, path, n)
	}
	s.r.report(n.pos, path, fmt.Sprintf("${%s} cannot be read", name), "use ${params.x}, ${matrix.x} or ${env.X}")
	return binding{}, false
}

// env reads an environment variable where that is allowed.
func (s *scope) env(key, path string, n *node) (binding, bool) {
	if !envAllowed(path) {
		s.r.report(n.pos, path, "the environment cannot be used here: the run would depend on the machine",
			"it may stand in target and observer addresses, user names, passwords, certificate files and report.dir; use a parameter")
		return binding{}, false
	}
	if s.r.opt.Env == nil {
		return binding{quoted: true}, true
	}
	v, ok := s.r.opt.Env(key)
	if !ok {
		s.r.report(n.pos, path, fmt.Sprintf("the environment variable %s is not set", key), fmt.Sprintf("export %s=… before the run", key))
	}
	return binding{text: v, quoted: true, origin: FromEnv}, ok
}

// envAllowed tells places that may depend on the machine.
func envAllowed(path string) bool {
	steps := splitPath(path)
	switch {
	case path == "report.dir":
		return true
	case len(steps) >= 3 && steps[0] == "targets":
		return slices.Contains([]string{"url", "username", "password", "password_file", "tls"}, steps[2])
	case len(steps) == 3 && steps[0] == "observe":
		return steps[2] == "url" || steps[2] == "listen"
	case len(steps) == 3 && steps[0] == "params":
		return steps[2] == "default"
	}
	return false
}

// isPassword tells the one place that holds a secret.
func isPassword(path string) bool {
	steps := splitPath(path)
	return len(steps) == 3 && steps[0] == "targets" && steps[2] == "password"
}

// bindParams finds the value of each parameter: flag, environment, default.
func (r *reader) bindParams(root *node) map[string]binding {
	out := map[string]binding{}
	params := root.get("params")
	declared := params.keys()
	for _, name := range keysOf(r.opt.Params) {
		if !slices.Contains(declared, name) {
			r.report(Position{File: "--param " + name}, "", fmt.Sprintf("the scenario has no parameter %q", name), suggest(name, declared))
		}
	}
	if params == nil {
		return out
	}
	for _, e := range params.entries {
		out[e.key] = r.bindParam(e)
	}
	return out
}

// bindParam finds and checks the value of one parameter.
func (r *reader) bindParam(e entry) binding {
	path, typ := join("params", e.key), e.value.get("type")
	def := e.value.get("default")
	var at Position
	var b binding
	switch {
	case r.given(e.key) != nil:
		b = *r.given(e.key)
		at = Position{File: "--param " + e.key}
		if b.origin == FromEnv {
			at = Position{File: envParam(e.key)}
		}
	case def != nil && def.shape != null && def.shape < mapping:
		r.bindEnv(def, path)
		b, at = binding{text: def.text, origin: def.origin}, def.pos
	default:
		req := e.value.get("required")
		if req == nil || req.text != "true" {
			r.report(e.pos, path, fmt.Sprintf("parameter %s has no value", e.key), "give it a default, or --param "+e.key+"=…")
		} else {
			r.report(e.pos, path, fmt.Sprintf("parameter %s must be given", e.key), "--param "+e.key+"=…")
		}
		return binding{text: "", quoted: true}
	}
	if typ == nil {
		return b
	}
	b.quoted = !slices.Contains([]string{"int", "number", "bool"}, typ.text)
	r.checkParam(at, path, typ.text, b.text, e.value)
	return b
}

// bindEnv replaces environment variables in a default.
func (r *reader) bindEnv(def *node, path string) {
	s := scope{r: r}
	s.scalar(join(path, "default"), def)
}

// given is a parameter's value from flag or environment, nil when there is none.
func (r *reader) given(name string) *binding {
	if v, ok := r.opt.Params[name]; ok {
		return &binding{text: v, origin: FromFlag}
	}
	if r.opt.Env != nil {
		if v, ok := r.opt.Env(envParam(name)); ok {
			return &binding{text: v, origin: FromEnv}
		}
	}
	return nil
}

// envParam is the environment variable of a parameter.
func envParam(name string) string { return "VITALFLEET_PARAM_" + strings.ToUpper(name) }

// checkParam checks a value against its declaration.
func (r *reader) checkParam(at Position, path, typ, value string, decl *node) {
	v, err := paramNumber(typ, value)
	if err != nil {
		r.report(at, path, err.Error(), "")
		return
	}
	for key, wrong := range map[string]func(limit float64) bool{
		"min": func(limit float64) bool { return v < limit },
		"max": func(limit float64) bool { return v > limit },
	} {
		limit := decl.get(key)
		if limit == nil || limit.shape >= mapping {
			continue
		}
		if l, err := paramNumber(typ, limit.text); err != nil {
			r.report(limit.pos, join(path, key), err.Error(), "")
		} else if wrong(l) {
			r.report(at, path, fmt.Sprintf("%s is out of range", value), key+" is "+limit.text)
		}
	}
	if enum := decl.get("enum"); enum != nil && !slices.ContainsFunc(enum.items, func(n *node) bool { return n.text == value }) {
		words := []string{}
		for _, n := range enum.items {
			words = append(words, n.text)
		}
		r.report(at, path, fmt.Sprintf("%q is not one of the parameter's values", value), suggest(value, words))
	}
}

// paramNumber reads a value of a type as a number to compare; texts and flags are 0.
func paramNumber(typ, value string) (float64, error) {
	switch typ {
	case "int":
		v, err := strconv.ParseInt(value, 10, 64)
		if err != nil {
			return 0, fmt.Errorf("%q is not a whole number", value)
		}
		return float64(v), nil
	case "number":
		v, err := strconv.ParseFloat(value, 64)
		if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
			return 0, fmt.Errorf("%q is not a number", value)
		}
		return v, nil
	case "bool":
		if value != "true" && value != "false" {
			return 0, fmt.Errorf("%q is neither true nor false", value)
		}
	case "duration":
		v, err := ParseDuration(value)
		return v.Seconds(), err
	case "percent":
		var p Percent
		err := p.parse(value)
		return float64(p), err
	}
	return 0, nil
}

// keysOf are the keys of a map, sorted.
func keysOf[T any](m map[string]T) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}
