package spec

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// Limits of a scenario file; far above any honest one.
const (
	maxBytes = 4 << 20
	maxDepth = 40
	maxNodes = 200_000 // after aliases are expanded
)

// loader turns YAML text into nodes and collects what is wrong with it.
type loader struct {
	file   string
	origin Origin
	nodes  int
	full   bool // the limit was reported
	out    *Problems
}

// load reads one file. It returns nil when nothing can be made of the text.
func load(src Source, origin Origin, out *Problems) *node {
	l := &loader{file: src.Name, origin: origin, out: out}
	at := Position{src.Name, 1, 1}
	switch {
	case len(src.Text) > maxBytes:
		l.report(at, "", fmt.Sprintf("the file has %d bytes, more than %d", len(src.Text), maxBytes), "")
		return nil
	case !utf8.Valid(src.Text):
		l.report(l.badByte(src.Text), "", "the text is not UTF-8", "save the file as UTF-8")
		return nil
	case len(bytes.TrimSpace(src.Text)) == 0:
		l.report(at, "", "the file is empty", "vitalfleet new writes a scenario to start from")
		return nil
	}
	root, err := parseYAML(src.Text)
	if err != nil {
		l.syntax(src.Text, err)
		return nil
	}
	if root == nil {
		l.report(at, "", "the file holds nothing but comments", "vitalfleet new writes a scenario to start from")
		return nil
	}
	n := l.convert(root, "", 0)
	if n.shape != mapping {
		l.report(n.pos, "", "a scenario is a mapping, not "+n.shape.String(), "start with version: 1")
		return nil
	}
	return n
}

// parseYAML composes the only document of the text. A parser that panics is a parser that refuses.
func parseYAML(src []byte) (root *yaml.Node, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("the text cannot be read as YAML: %v", r)
		}
	}()
	var doc yaml.Node
	if err := yaml.Load(src, &doc, yaml.WithSingleDocument(false)); err != nil {
		return nil, err
	}
	if doc.Kind != yaml.DocumentNode {
		return &doc, nil
	}
	if len(doc.Content) == 0 {
		return nil, nil
	}
	return doc.Content[0], nil
}

// syntax reports an error of the YAML reader at its own position.
func (l *loader) syntax(src []byte, err error) {
	at, msg, hint := Position{l.file, 1, 1}, err.Error(), ""
	var le *yaml.LoadError
	if errors.As(err, &le) {
		msg = le.Message
		if le.Mark.Line > 0 {
			at.Line, at.Col = le.Mark.Line, max(1, le.Mark.Column)
		}
	}
	if line := lineOf(src, at.Line); bytes.HasPrefix(bytes.TrimLeft(line, " "), []byte("\t")) {
		at.Col = bytes.IndexByte(line, '\t') + 1
		hint = "YAML is indented with spaces, not with tabs"
	}
	l.report(at, "", "YAML syntax: "+msg, hint)
}

// convert turns a YAML node and all below it into nodes.
func (l *loader) convert(y *yaml.Node, path string, depth int) *node {
	n := &node{pos: Position{l.file, max(1, y.Line), max(1, y.Column)}, origin: l.origin}
	if l.nodes++; l.nodes > maxNodes || depth > maxDepth {
		if !l.full {
			l.full = true
			l.report(n.pos, path, fmt.Sprintf("the file is too large: more than %d values or %d levels", maxNodes, maxDepth), "look for an alias that contains itself")
		}
		return n
	}
	switch y.Kind {
	case yaml.AliasNode:
		return l.convert(y.Alias, path, depth+1)
	case yaml.MappingNode:
		l.mapping(n, y, path, depth)
	case yaml.SequenceNode:
		n.shape = sequence
		for i, c := range y.Content {
			n.items = append(n.items, l.convert(c, join(path, fmt.Sprint(i)), depth+1))
		}
	case yaml.ScalarNode:
		l.scalar(n, y, path)
	}
	return n
}

// mapping fills a mapping; a key that is set twice is a problem, a merge key adds what is not there.
func (l *loader) mapping(n *node, y *yaml.Node, path string, depth int) {
	n.shape = mapping
	var merged []*node
	for i := 0; i+1 < len(y.Content); i += 2 {
		k, v := y.Content[i], y.Content[i+1]
		at := Position{l.file, k.Line, k.Column}
		if k.Kind != yaml.ScalarNode {
			l.report(at, path, "a key must be a plain text", "")
			continue
		}
		value := l.convert(v, join(path, k.Value), depth+1)
		if k.Value == "<<" && k.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle) == 0 {
			merged = append(merged, value)
			continue
		}
		if first := n.entry(k.Value); first != nil {
			l.report(at, join(path, k.Value), fmt.Sprintf("%q is set twice (first on line %d)", k.Value, first.pos.Line), "a name is used once; rename one of them")
			continue
		}
		n.entries = append(n.entries, entry{k.Value, at, value})
	}
	for _, m := range merged {
		l.merge(n, m, path)
	}
}

// merge adds the entries of a merge key (or of each of a list of them) that are not set.
func (l *loader) merge(n, from *node, path string) {
	switch from.shape {
	case sequence:
		for _, m := range from.items {
			l.merge(n, m, path)
		}
	case mapping:
		for _, e := range from.entries {
			if n.entry(e.key) == nil {
				n.entries = append(n.entries, e)
			}
		}
	default:
		l.report(from.pos, path, "<< needs a mapping", "")
	}
}

// scalar fills a scalar by the rules of the YAML 1.2 core schema.
func (l *loader) scalar(n *node, y *yaml.Node, path string) {
	quoted := yaml.SingleQuotedStyle | yaml.DoubleQuotedStyle | yaml.LiteralStyle | yaml.FoldedStyle
	if y.Style&quoted != 0 || y.Style&yaml.TaggedStyle != 0 && y.ShortTag() == "!!str" {
		n.shape, n.text = text, y.Value
		return
	}
	n.resolve(y.Value)
	if leadingZero.MatchString(y.Value) {
		l.report(n.pos, path, fmt.Sprintf("%s has a leading zero: some YAML readers take it as octal, others drop the zero", y.Value),
			fmt.Sprintf("write %q for a text, or drop the zero for a number", y.Value))
	}
}

func (l *loader) report(at Position, path, msg, hint string) {
	*l.out = append(*l.out, Problem{Position: at, Path: path, Message: msg, Hint: hint})
}

// badByte is the place of the first byte that is not UTF-8.
func (l *loader) badByte(src []byte) Position {
	i := 0
	for i < len(src) {
		r, size := utf8.DecodeRune(src[i:])
		if r == utf8.RuneError && size <= 1 {
			break
		}
		i += size
	}
	line := bytes.Count(src[:i], []byte("\n")) + 1
	return Position{l.file, line, i - bytes.LastIndexByte(src[:i], '\n')}
}

// lineBreak is all that YAML takes as the end of a line.
var lineBreak = regexp.MustCompile("\r\n|[\n\r\u0085\u2028\u2029]")

// lineOf is one line of the text, counted from 1, without its end.
func lineOf(src []byte, line int) []byte {
	for ; line > 1; line-- {
		end := lineBreak.FindIndex(src)
		if end == nil {
			return nil
		}
		src = src[end[1]:]
	}
	if end := lineBreak.FindIndex(src); end != nil {
		return src[:end[0]]
	}
	return src
}
