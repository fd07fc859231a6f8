package spec

import (
	"bytes"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
)

// Parse reads a scenario. It reports every problem that it finds, in the order
// of the file; when one of them is an Error the scenario is nil or must not be
// run, see [Problems.Err]. With a matrix all cells are checked and the scenario
// of opt.Cell, or of the first cell, is returned.
func Parse(src Source, opt Options) (*Scenario, Problems) {
	r := &reader{opt: opt, dir: src.Dir, texts: map[string][]byte{}}
	root := r.read(src)
	if root == nil {
		return nil, r.finish()
	}
	r.flags(root)
	params := r.bindParams(root)
	cells := r.cells(root)
	cell := opt.Cell
	if cell == nil && len(cells) > 0 {
		cell = cells[0]
	}
	s := r.build(root.clone(), params, cell)
	for _, other := range cells {
		if !sameCell(other, cell) {
			r.build(root.clone(), params, other)
		}
	}
	s.source, s.opt, s.Cells, s.Cell = src, opt, cells, cell
	s.problems = r.finish()
	return s, s.problems
}

// build makes the scenario of one cell out of the merged tree.
func (r *reader) build(root *node, params map[string]binding, cell Cell) *Scenario {
	(&scope{r, params, cell}).substitute(root)
	r.templates(root)
	settle(root, reflect.TypeFor[Scenario]())
	var shape, decode, meaning Problems
	checkShape(root, &shape)
	s := &Scenario{root: root}
	d := &decoder{out: &decode}
	d.structure(root, reflect.ValueOf(s).Elem(), "")
	s.finishDefaults(params)
	(&checker{s: s, opt: r.opt, texts: r.texts, out: &meaning}).all()
	r.add(shape, decode, meaning)
	if r.out.Err() == nil {
		r.add(s.Extrapolated())
	}
	return s
}

// add joins the problems of the stages: a value that was refused is not refused again.
func (r *reader) add(stages ...Problems) {
	for _, stage := range stages {
		taken := map[Position]bool{}
		for _, p := range r.out {
			if p.Severity == Error {
				taken[p.Position] = true
			}
		}
		for _, p := range stage {
			if !taken[p.Position] || p.Position.Line == 0 {
				r.out = append(r.out, p)
			}
		}
	}
}

// finish sorts the problems and adds the lines that they point at.
func (r *reader) finish() Problems {
	out := r.out.sorted()
	out.excerpts(r.texts)
	return out
}

// finishDefaults fills in what depends on other values.
func (s *Scenario) finishDefaults(params map[string]binding) {
	if s.Name == "" {
		base := filepath.Base(s.root.pos.File)
		s.Name = strings.Trim(notName.ReplaceAllString(strings.ToLower(strings.TrimSuffix(base, filepath.Ext(base))), "-"), "-")
	}
	if s.Duration == 0 {
		for _, p := range s.Phases {
			s.Duration += p.For
		}
	}
	if s.Time.Tick == 0 {
		s.Time.Tick = s.Step
	}
	for _, name := range s.Params.Names() {
		p, _ := s.Params.Get(name)
		p.Value = params[name].text
		s.Params.put(name, p)
	}
	for _, name := range s.Targets.Names() {
		t, _ := s.Targets.Get(name)
		if n := s.root.get("targets").get(name).get("password"); n != nil {
			t.Password = Secret{n.secret}
		}
		s.Targets.put(name, t)
	}
}

var notName = regexp.MustCompile(`[^a-z0-9-]+`)

// Source is the text that the scenario was read from, unexpanded.
func (s *Scenario) Source() Source {
	src := s.source
	src.Text = bytes.Clone(src.Text)
	return src
}

// Problems are the problems that were found when the scenario was read.
func (s *Scenario) Problems() Problems { return slices.Clone(s.problems) }

// Has tells whether a value was written, in the file or from outside.
func (s *Scenario) Has(path string) bool {
	n, _ := s.root.find(path)
	return n != nil && n.shape != null
}

// Pos is the place of the value at a path such as events.outage.do; of a value
// that was not written it is the place of the nearest mapping around it.
func (s *Scenario) Pos(path string) Position {
	for steps := splitPath(path); len(steps) > 0; steps = steps[:len(steps)-1] {
		at := ""
		for _, step := range steps {
			at = join(at, step)
		}
		n, last := s.root.find(at)
		switch {
		case n == nil:
			continue
		case last != nil && n.shape >= mapping:
			return last.pos
		}
		return n.pos
	}
	return s.root.pos
}

// Origin says where the value at a path comes from.
func (s *Scenario) Origin(path string) Origin {
	if n, _ := s.root.find(path); n != nil {
		return n.origin
	}
	return FromDefault
}

// Problem is a problem at a path, for whoever finds one later than the parser.
func (s *Scenario) Problem(path, message, hint string) Problem {
	p := Problem{Position: s.Pos(path), Path: path, Message: message, Hint: hint}
	if p.File == s.source.Name {
		p.line = string(lineOf(s.source.Text, p.Line))
	}
	return p
}
