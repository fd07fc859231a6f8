package condition

import (
	"slices"
	"time"

	"github.com/vitalfleet/vitalfleet/physiology"
)

// Program is a compiled condition. It is immutable and safe for concurrent use.
type Program struct {
	text    string
	code    []instruction
	signals []physiology.Signal
	calls   []Call
	tests   []labelTest
}

// Call is a question that the engine answers beside the signals: delivered("60s")
// is true when something of the patient was delivered within the last 60 s.
type Call struct {
	Func   string        // delivered
	Window time.Duration // its argument
}

// labelTest compares a label with a text.
type labelTest struct {
	name, text string
	equal      bool
}

// op is one operation of the machine.
type op uint8

const (
	push   op = iota // a number
	load             // a column
	label            // a test of a label: false until WithLabels decides it
	neg              // numbers
	add              //
	sub              //
	mul              //
	div              //
	less             // comparisons push 1 or 0
	lessEq           //
	equal            //
	differ           //
	not              // truths
	skipIf           // jump when the top is true, else drop it
	skipNo           // jump when the top is false, else drop it
)

// instruction is an operation with its operand.
type instruction struct {
	op    op
	arg   int // column, label test or target of a jump
	value float64
}

// stackSize is the deepest stack of a program; Compile refuses deeper ones.
const stackSize = 32

// String is the text that was compiled.
func (p *Program) String() string { return p.text }

// Signals are the columns that Bool wants first, in this order.
func (p *Program) Signals() []physiology.Signal { return slices.Clone(p.signals) }

// Calls are the columns that Bool wants after the signals: 1 for true, 0 for false.
func (p *Program) Calls() []Call { return slices.Clone(p.calls) }

// Labels are the names of the labels that the condition reads.
func (p *Program) Labels() []string {
	var names []string
	for _, t := range p.tests {
		if !slices.Contains(names, t.name) {
			names = append(names, t.name)
		}
	}
	return names
}

// WithLabels returns the program for patients with these labels; an absent label is the empty text.
func (p *Program) WithLabels(value func(name string) string) *Program {
	out := *p
	out.code = slices.Clone(p.code)
	for i, in := range out.code {
		if in.op == label {
			t := p.tests[in.arg]
			out.code[i] = instruction{op: push, value: truth((value(t.name) == t.text) == t.equal)}
		}
	}
	return &out
}

// Bool evaluates the condition over the values of Signals, followed by those of
// Calls. It allocates nothing. It panics when values are too few.
func (p *Program) Bool(values []float64) bool {
	var stack [stackSize]float64
	top := -1
	for pc := 0; pc < len(p.code); pc++ {
		in := &p.code[pc]
		switch in.op {
		case push:
			top++
			stack[top] = in.value
		case load:
			top++
			stack[top] = values[in.arg]
		case label:
			top++
			stack[top] = truth(!p.tests[in.arg].equal)
		case neg:
			stack[top] = -stack[top]
		case not:
			stack[top] = truth(stack[top] == 0)
		case skipIf, skipNo:
			if (stack[top] != 0) == (in.op == skipIf) {
				pc = in.arg - 1
			} else {
				top--
			}
		default:
			top--
			stack[top] = binary(in.op, stack[top], stack[top+1])
		}
	}
	return stack[0] != 0
}

// binary is a two-operand operation.
func binary(o op, a, b float64) float64 {
	switch o {
	case add:
		return a + b
	case sub:
		return a - b
	case mul:
		return a * b
	case div:
		return a / b
	case less:
		return truth(a < b)
	case lessEq:
		return truth(a <= b)
	case equal:
		return truth(a == b)
	}
	return truth(a != b)
}

func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}
