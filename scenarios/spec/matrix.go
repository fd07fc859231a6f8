package spec

import (
	"fmt"
	"maps"
)

// maxCells is the most cells that a matrix may have.
const maxCells = 256

// cells lists the combinations of the matrix that are not excluded; the last axis changes first.
func (r *reader) cells(root *node) []Cell {
	m := root.get("matrix")
	if m == nil || m.shape != mapping {
		return nil
	}
	cells := []Cell{{}}
	for _, axis := range m.entries {
		if axis.key == "exclude" || axis.value.shape != sequence || len(axis.value.items) == 0 {
			continue
		}
		if len(cells)*len(axis.value.items) > maxCells {
			r.report(axis.pos, join("matrix", axis.key), fmt.Sprintf("the matrix has more than %d cells", maxCells), "")
			return nil
		}
		var next []Cell
		for _, c := range cells {
			for _, v := range axis.value.items {
				cell := maps.Clone(c)
				cell[axis.key] = v.text
				next = append(next, cell)
			}
		}
		cells = next
	}
	return r.exclude(m, cells)
}

// exclude takes the cells out that an exclusion names.
func (r *reader) exclude(m *node, cells []Cell) []Cell {
	list := m.get("exclude")
	if list == nil {
		return cells
	}
	for i, rule := range list.items {
		hit := false
		var kept []Cell
		for _, c := range cells {
			if rule.shape == mapping && matches(rule, c) {
				hit = true
				continue
			}
			kept = append(kept, c)
		}
		if !hit {
			r.report(rule.pos, join("matrix.exclude", fmt.Sprint(i)), "this excludes no cell of the matrix", "give axes and values as they are written there")
		}
		cells = kept
	}
	if len(cells) == 0 {
		r.report(m.pos, "matrix", "every cell of the matrix is excluded", "")
	}
	return cells
}

// matches tells whether a cell has all values of a rule.
func matches(rule *node, c Cell) bool {
	for _, e := range rule.entries {
		if v, ok := c[e.key]; !ok || v != e.value.text {
			return false
		}
	}
	return len(rule.entries) > 0
}

func sameCell(a, b Cell) bool { return maps.Equal(a, b) }
