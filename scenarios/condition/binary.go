package condition

import (
	"fmt"
	"slices"

	"github.com/expr-lang/expr/ast"

	"github.com/vitalfleet/vitalfleet/physiology"
)

// operator is what a two-operand operator takes, gives and compiles to.
type operator struct {
	op          op
	gives       kind
	swap, equal bool // operands change places; operands of any one type
}

// operators are those of conditions.
func operators(name string) (operator, bool) {
	o, ok := map[string]operator{
		"+": {op: add, gives: isNumber}, "-": {op: sub, gives: isNumber}, "*": {op: mul, gives: isNumber}, "/": {op: div, gives: isNumber},
		"<": {op: less, gives: isTruth}, "<=": {op: lessEq, gives: isTruth},
		">": {op: less, gives: isTruth, swap: true}, ">=": {op: lessEq, gives: isTruth, swap: true},
		"==": {op: equal, gives: isTruth, equal: true}, "!=": {op: differ, gives: isTruth, equal: true},
	}[name]
	return o, ok
}

func (c *compiler) binary(n *ast.BinaryNode, level int) (kind, *Error) {
	switch n.Operator {
	case "and", "&&":
		return c.logic(n, skipNo, level)
	case "or", "||":
		return c.logic(n, skipIf, level)
	}
	o, ok := operators(n.Operator)
	if !ok {
		return 0, c.fail(n, n.Operator+" is not available in a condition", "use comparisons, and, or, not, + - * / and parentheses")
	}
	if o.equal {
		if done, e := c.labelTest(n); done || e != nil {
			return isTruth, e
		}
	}
	first, second := n.Left, n.Right
	if o.swap {
		first, second = second, first
	}
	a, e := c.node(first, level+1)
	if e != nil {
		return 0, e
	}
	b, e := c.node(second, level+1)
	if e != nil {
		return 0, e
	}
	switch {
	case o.equal && a != b:
		return 0, c.fail(n, fmt.Sprintf("%s cannot be compared with %s", a, b), "")
	case !o.equal && a != isNumber:
		return 0, c.fail(first, fmt.Sprintf("%s needs a number, this is %s", n.Operator, a), "")
	case !o.equal && b != isNumber:
		return 0, c.fail(second, fmt.Sprintf("%s needs a number, this is %s", n.Operator, b), "")
	}
	c.pop()
	return c.put(o.gives, instruction{op: o.op}), nil
}

// logic is and / or: the right side is evaluated only when it decides.
func (c *compiler) logic(n *ast.BinaryNode, skip op, level int) (kind, *Error) {
	for i, side := range []ast.Node{n.Left, n.Right} {
		t, e := c.node(side, level+1)
		if e != nil {
			return 0, e
		}
		if t != isTruth {
			return 0, c.fail(side, fmt.Sprintf("%s needs true or false, this is %s", n.Operator, t), "compare it: spo2 < 90")
		}
		if i == 0 {
			at := len(c.p.code)
			c.put(isTruth, instruction{op: skip})
			c.pop()
			defer func() { c.p.code[at].arg = len(c.p.code) }()
		}
	}
	return isTruth, nil
}

// labelTest compiles arm == "septic" and "septic" == arm.
func (c *compiler) labelTest(n *ast.BinaryNode) (bool, *Error) {
	name, text := n.Left, n.Right
	if _, ok := name.(*ast.StringNode); ok {
		name, text = text, name
	}
	id, ok := name.(*ast.IdentifierNode)
	if !ok {
		return false, nil
	}
	s, ok := text.(*ast.StringNode)
	if !ok {
		return false, nil
	}
	if !slices.Contains(c.env.Labels, id.Value) {
		if signal, ok := c.env.signal(id.Value); ok {
			return c.named(n, signal, id, s)
		}
		e := c.fail(id, fmt.Sprintf("no cohort has the label %q", id.Value), "")
		e.Name = id.Value
		return false, e
	}
	c.p.tests = append(c.p.tests, labelTest{id.Value, s.Value, n.Operator == "=="})
	c.emit(isTruth, instruction{op: label, arg: len(c.p.tests) - 1})
	return true, nil
}

// named compiles rhythm == "AFIB", where a signal's numbers have names.
func (c *compiler) named(n *ast.BinaryNode, signal physiology.Signal, id *ast.IdentifierNode, s *ast.StringNode) (bool, *Error) {
	value, ok := signal.Named(s.Value)
	if !ok {
		if signal == physiology.Rhythm {
			return false, c.fail(s, fmt.Sprintf("%q is no code of the catalogue of rhythms", s.Value), `one is "AFIB"`)
		}
		return false, c.fail(s, fmt.Sprintf("%s is a number, not a text", id.Value), "")
	}
	if _, e := c.name(id); e != nil {
		return false, e
	}
	c.emit(isNumber, instruction{op: push, value: value})
	c.pop()
	o, _ := operators(n.Operator)
	c.put(isTruth, instruction{op: o.op})
	return true, nil
}
