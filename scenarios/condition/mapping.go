package condition

import (
	"fmt"
	"strconv"
	"time"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/conf"
	"github.com/expr-lang/expr/vm"
)

// wallClock are expr's functions that read the clock or the machine's time zones.
func wallClock() []string { return []string{"now", "date", "timezone"} }

// config is expr's configuration with the wall clock off.
func config() *conf.Config {
	c := conf.CreateNew()
	for _, name := range wallClock() {
		c.Disabled[name] = true
		delete(c.Builtins, name)
	}
	return c
}

// Mapping picks one field out of a platform's message: body.patientId. It is
// safe for concurrent use.
type Mapping struct {
	text string
	prog *vm.Program
}

// message is what a mapping reads.
type message struct {
	Body   any            `expr:"body"`
	Header map[string]any `expr:"header"`
	Topic  string         `expr:"topic"`
}

// CompileMapping reads a mapping over body, header and topic.
func CompileMapping(text string) (m *Mapping, err error) {
	if len(text) > maxText {
		return nil, fmt.Errorf("the expression is longer than %d bytes", maxText)
	}
	defer func() {
		if r := recover(); r != nil {
			m, err = nil, fmt.Errorf("the expression cannot be read: %v", r)
		}
	}()
	opts := []expr.Option{expr.Env(message{})}
	for _, name := range wallClock() {
		opts = append(opts, expr.DisableBuiltin(name))
	}
	p, err := expr.Compile(text, opts...)
	if err != nil {
		return nil, err
	}
	return &Mapping{text: text, prog: p}, nil
}

// String evaluates the mapping over an environment with body, header
// (map[string]any) and topic (string). An absent field is "" without error, a
// field of an absent mapping is an error; numbers are written without exponent.
func (m *Mapping) String(env map[string]any) (s string, err error) {
	defer func() {
		if r := recover(); r != nil {
			s, err = "", fmt.Errorf("mapping %q: %v", m.text, r)
		}
	}()
	header, _ := env["header"].(map[string]any)
	topic, _ := env["topic"].(string)
	v, err := vm.Run(m.prog, message{env["body"], header, topic})
	if err != nil {
		return "", fmt.Errorf("mapping %q: %w", m.text, err)
	}
	switch v := v.(type) {
	case nil:
		return "", nil
	case string:
		return v, nil
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64), nil
	case time.Time:
		return v.UTC().Format(time.RFC3339Nano), nil
	}
	return fmt.Sprint(v), nil
}
