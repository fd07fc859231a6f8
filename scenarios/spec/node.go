package spec

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// shape is the YAML shape of a node.
type shape uint8

const (
	null shape = iota
	boolean
	number
	text
	mapping
	sequence
)

// String names the shape to people.
func (s shape) String() string {
	return [...]string{"nothing", "true or false", "a number", "a text", "a mapping", "a list"}[s]
}

// node is one value of a file with its place and its origin.
type node struct {
	shape  shape
	text   string // a scalar as written
	num    float64
	fluid  bool   // came from a substitution: the wanted type decides its shape
	secret string // what a password stands for; text stays as written
	pos    Position
	origin Origin

	entries []entry // of a mapping, in the order of the file
	items   []*node // of a sequence
}

// entry is one key of a mapping.
type entry struct {
	key   string
	pos   Position
	value *node
}

// Origin says where a value comes from.
type Origin string

// Origins, weakest first.
const (
	FromDefault  Origin = "default"
	FromExtends  Origin = "extends"
	FromImport   Origin = "import"
	FromTemplate Origin = "template"
	FromFile     Origin = "file"
	FromEnv      Origin = "environment"
	FromFlag     Origin = "flag"
)

// get returns the value of a key, nil when there is none.
func (n *node) get(key string) *node {
	if e := n.entry(key); e != nil {
		return e.value
	}
	return nil
}

// entry returns the entry of a key, nil when there is none.
func (n *node) entry(key string) *entry {
	if n == nil || n.shape != mapping {
		return nil
	}
	for i := range n.entries {
		if n.entries[i].key == key {
			return &n.entries[i]
		}
	}
	return nil
}

// set adds or replaces a key.
func (n *node) set(e entry) {
	if old := n.entry(e.key); old != nil {
		*old = e
		return
	}
	n.entries = append(n.entries, e)
}

// remove takes a key out.
func (n *node) remove(key string) {
	n.entries = slices.DeleteFunc(n.entries, func(e entry) bool { return e.key == key })
}

// keys lists the keys in the order of the file.
func (n *node) keys() []string {
	if n == nil {
		return nil
	}
	out := make([]string, len(n.entries))
	for i, e := range n.entries {
		out[i] = e.key
	}
	return out
}

// clone is a deep copy.
func (n *node) clone() *node {
	if n == nil {
		return nil
	}
	c := *n
	c.entries = slices.Clone(n.entries)
	for i := range c.entries {
		c.entries[i].value = c.entries[i].value.clone()
	}
	c.items = slices.Clone(n.items)
	for i := range c.items {
		c.items[i] = c.items[i].clone()
	}
	return &c
}

// walk calls visit for the node and all below it, with their paths.
func (n *node) walk(path string, visit func(path string, n *node)) {
	if n == nil {
		return
	}
	visit(path, n)
	for _, e := range n.entries {
		e.value.walk(join(path, e.key), visit)
	}
	for i, v := range n.items {
		v.walk(join(path, strconv.Itoa(i)), visit)
	}
}

// find follows a path; last is the entry that led to the node, nil in a sequence or at the root.
func (n *node) find(path string) (found *node, last *entry) {
	if path == "" {
		return n, nil
	}
	for _, step := range splitPath(path) {
		switch {
		case n == nil:
			return nil, nil
		case n.shape == sequence:
			i, err := strconv.Atoi(step)
			if err != nil || i < 0 || i >= len(n.items) {
				return nil, nil
			}
			n, last = n.items[i], nil
		default:
			if last = n.entry(step); last == nil {
				return nil, nil
			}
			n = last.value
		}
	}
	return n, last
}

// plain is the JSON value of the node.
func (n *node) plain() any {
	switch n.shape {
	case null:
		return nil
	case boolean:
		return n.text == "true"
	case number:
		return n.num
	case text:
		return n.text
	case sequence:
		out := make([]any, len(n.items))
		for i, v := range n.items {
			out[i] = v.plain()
		}
		return out
	}
	out := make(map[string]any, len(n.entries))
	for _, e := range n.entries {
		out[e.key] = e.value.plain()
	}
	return out
}

// join appends a step to a path; a step with a dot is quoted.
func join(path, step string) string {
	if strings.ContainsAny(step, `."`) || step == "" {
		step = strconv.Quote(step)
	}
	if path == "" {
		return step
	}
	return path + "." + step
}

// splitPath cuts a path at its dots; a quoted step may hold dots.
func splitPath(path string) []string {
	var out []string
	for path != "" {
		if path[0] == '"' {
			if q, err := strconv.QuotedPrefix(path); err == nil {
				step, _ := strconv.Unquote(q)
				out = append(out, step)
				path = strings.TrimPrefix(path[len(q):], ".")
				continue
			}
		}
		step, rest, more := strings.Cut(path, ".")
		out = append(out, step)
		if path = rest; more && rest == "" {
			out = append(out, "")
		}
	}
	return out
}

// plainNumber is a number of the YAML 1.2 core schema, decimal only.
var plainNumber = regexp.MustCompile(`^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$`)

// leadingZero is a number that other YAML readers take as octal, or cut short.
var leadingZero = regexp.MustCompile(`^[-+]?0[0-9_]+(\.[0-9]*)?$`)

// resolve gives an unquoted scalar its shape: null, true, false, decimal
// numbers, and text for all the rest (yes, 0x1f, 012, 2026-01-15, 12:30).
func (n *node) resolve(written string) {
	n.text, n.shape = written, text
	switch written {
	case "", "~", "null":
		n.shape = null
	case "true", "false":
		n.shape = boolean
	default:
		if !plainNumber.MatchString(written) || leadingZero.MatchString(written) {
			return
		}
		if v, err := strconv.ParseFloat(written, 64); err == nil {
			n.shape, n.num = number, v
		}
	}
}
