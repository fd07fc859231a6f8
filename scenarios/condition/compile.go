package condition

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/parser"
	"github.com/vitalfleet/vitalfleet/physiology"
)

// maxText is the longest condition, in bytes.
const maxText = 4096

// Env says what a condition may name.
type Env struct {
	Signal func(id string) (physiology.Signal, bool) // nil is physiology.SignalByID
	Labels []string                                  // texts of a patient: arm == "septic"
	Window func(text string) (time.Duration, error)  // reads the argument of delivered; nil is time.ParseDuration
}

// Error is what is wrong with a condition and where.
type Error struct {
	Offset  int // bytes from the start of the text
	Message string
	Hint    string
	Name    string // the unknown name, for "did you mean"
}

// Error is the message.
func (e *Error) Error() string { return e.Message }

// Names are all names that a condition of this environment may use.
func (e Env) Names() []string {
	out := slices.Clone(e.Labels)
	for _, s := range physiology.Signals() {
		if _, ok := e.signal(s.ID); ok {
			out = append(out, s.ID)
		}
	}
	return append(out, "delivered")
}

func (e Env) signal(id string) (physiology.Signal, bool) {
	if e.Signal != nil {
		return e.Signal(id)
	}
	return physiology.SignalByID(id)
}

// Compile reads a condition, checks its names and types and compiles it.
func Compile(text string, env Env) (*Program, *Error) {
	if len(text) > maxText {
		return nil, &Error{Message: fmt.Sprintf("the condition is longer than %d bytes", maxText)}
	}
	c := &compiler{env: env, text: text, p: &Program{text: text}}
	tree, err := parse(text)
	if err != nil {
		return nil, c.syntax(err)
	}
	t, e := c.node(tree.Node, 0)
	if e == nil && t != isTruth {
		e = c.fail(tree.Node, "a condition must be true or false, this is "+t.String(), "compare it: spo2 < 90")
	}
	if e == nil && c.deepest > stackSize {
		e = &Error{Message: "the condition is nested too deeply"}
	}
	if e != nil {
		return nil, e
	}
	return c.p, nil
}

// parse calls expr's parser, which must not bring the program down whatever the text.
func parse(text string) (tree *parser.Tree, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("cannot be read: %v", r)
		}
	}()
	return parser.ParseWithConfig(text, config())
}

// kind is the type of a part.
type kind uint8

const (
	isNumber kind = iota
	isTruth
	isText
)

func (k kind) String() string { return [...]string{"a number", "true or false", "a text"}[k] }

type compiler struct {
	env     Env
	text    string
	p       *Program
	depth   int // of the stack
	deepest int
}

// node compiles one part and returns its type.
func (c *compiler) node(n ast.Node, level int) (kind, *Error) {
	if level > 100 {
		return 0, c.fail(n, "the condition is nested too deeply", "")
	}
	switch n := n.(type) {
	case *ast.IntegerNode:
		return c.emit(isNumber, instruction{op: push, value: float64(n.Value)}), nil
	case *ast.FloatNode:
		return c.emit(isNumber, instruction{op: push, value: n.Value}), nil
	case *ast.BoolNode:
		return c.emit(isTruth, instruction{op: push, value: truth(n.Value)}), nil
	case *ast.IdentifierNode:
		return c.name(n)
	case *ast.UnaryNode:
		return c.unary(n, level)
	case *ast.BinaryNode:
		return c.binary(n, level)
	case *ast.CallNode:
		return c.call(n)
	case *ast.StringNode:
		return isText, c.fail(n, "a text stands alone", `compare a label with it: arm == "septic"`)
	case *ast.BuiltinNode:
		return 0, c.fail(n, n.Name+"() is not available in a condition", "")
	}
	return 0, c.fail(n, "this is not available in a condition", "use comparisons, and, or, not, + - * / and parentheses")
}

// name is a signal.
func (c *compiler) name(n *ast.IdentifierNode) (kind, *Error) {
	s, ok := c.env.signal(n.Value)
	if !ok {
		if slices.Contains(c.env.Labels, n.Value) {
			return isText, c.fail(n, fmt.Sprintf("%s is a label", n.Value), fmt.Sprintf("compare it with a text: %s == \"…\"", n.Value))
		}
		e := c.fail(n, fmt.Sprintf("%q is neither a signal nor a label", n.Value), "")
		e.Name = n.Value
		return 0, e
	}
	i := slices.Index(c.p.signals, s)
	if i < 0 {
		i = len(c.p.signals)
		c.p.signals = append(c.p.signals, s)
		for k := range c.p.code { // the calls' columns come after all signals
			if c.p.code[k].op == load && c.p.code[k].arg >= i {
				c.p.code[k].arg++
			}
		}
	}
	if flag(s) {
		// A flag is true whatever number it is that is not zero.
		c.emit(isTruth, instruction{op: load, arg: i})
		c.emit(isTruth, instruction{op: push})
		c.pop()
		return c.put(isTruth, instruction{op: differ}), nil
	}
	return c.emit(isNumber, instruction{op: load, arg: i}), nil
}

// flag tells signals that are true or false.
func flag(s physiology.Signal) bool { return s == physiology.NEWS2Any3 }

func (c *compiler) unary(n *ast.UnaryNode, level int) (kind, *Error) {
	want, in := isNumber, instruction{op: neg}
	switch n.Operator {
	case "not", "!":
		want, in.op = isTruth, not
	case "-":
	case "+":
	default:
		return 0, c.fail(n, n.Operator+" is not available in a condition", "")
	}
	t, e := c.node(n.Node, level+1)
	if e == nil && t != want {
		e = c.fail(n.Node, fmt.Sprintf("%s needs %s, this is %s", n.Operator, want, t), "")
	}
	if n.Operator != "+" {
		c.put(want, in)
	}
	return want, e
}

// call is delivered("60s").
func (c *compiler) call(n *ast.CallNode) (kind, *Error) {
	name, ok := n.Callee.(*ast.IdentifierNode)
	if !ok || name.Value != "delivered" {
		e := c.fail(n, "this function is not known", "the only function is delivered(\"60s\")")
		if ok {
			e.Name = name.Value
		}
		return 0, e
	}
	if len(n.Arguments) != 1 {
		return 0, c.fail(n, "delivered needs one duration", `delivered("60s")`)
	}
	arg, ok := n.Arguments[0].(*ast.StringNode)
	if !ok {
		return 0, c.fail(n.Arguments[0], "the duration of delivered is a text", `delivered("60s")`)
	}
	read := c.env.Window
	if read == nil {
		read = time.ParseDuration
	}
	d, err := read(arg.Value)
	if err != nil || d <= 0 {
		return 0, c.fail(arg, fmt.Sprintf("%q is not a duration above 0", arg.Value), `delivered("60s")`)
	}
	i := slices.Index(c.p.calls, Call{"delivered", d})
	if i < 0 {
		i = len(c.p.calls)
		c.p.calls = append(c.p.calls, Call{"delivered", d})
	}
	return c.emit(isTruth, instruction{op: load, arg: len(c.p.signals) + i}), nil
}

// emit appends an instruction that pushes.
func (c *compiler) emit(k kind, in instruction) kind {
	c.depth++
	c.deepest = max(c.deepest, c.depth)
	return c.put(k, in)
}

// put appends an instruction that leaves the stack's depth.
func (c *compiler) put(k kind, in instruction) kind {
	c.p.code = append(c.p.code, in)
	return k
}

// pop notes that the next instruction takes one off the stack.
func (c *compiler) pop() { c.depth-- }

// fail is an error at a part.
func (c *compiler) fail(n ast.Node, msg, hint string) *Error {
	return &Error{Offset: c.bytes(n.Location().From), Message: msg, Hint: hint}
}

// syntax is an error of expr's parser.
func (c *compiler) syntax(err error) *Error {
	var fe *file.Error
	if errors.As(err, &fe) {
		return &Error{Offset: c.bytes(fe.From), Message: "the expression cannot be read: " + fe.Message}
	}
	return &Error{Message: "the expression " + strings.TrimSpace(err.Error())}
}

// bytes turns an offset in characters into one in bytes.
func (c *compiler) bytes(runes int) int {
	for i := range c.text {
		if runes == 0 {
			return i
		}
		runes--
	}
	return len(c.text)
}
