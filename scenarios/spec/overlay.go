package spec

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
)

// maxChain is the longest chain of extends, and of templates that use templates.
const maxChain = 8

// reader brings a scenario's files together.
type reader struct {
	opt   Options
	dir   string
	out   Problems
	texts map[string][]byte // of the files that were read, for excerpts
}

// report adds a problem.
func (r *reader) report(at Position, path, msg, hint string) {
	r.out = append(r.out, Problem{Position: at, Path: path, Message: msg, Hint: hint})
}

// read loads the scenario, what it extends and what it imports.
func (r *reader) read(src Source) *node {
	r.texts[src.Name] = src.Text
	root := load(src, FromFile, &r.out)
	if root == nil {
		return nil
	}
	root = r.extend(root, 0)
	r.imports(root)
	return root
}

// extend overlays the node on the scenario that it extends.
func (r *reader) extend(n *node, depth int) *node {
	ref := n.get("extends")
	if ref == nil || ref.shape != text {
		return n
	}
	if depth >= maxChain {
		r.report(ref.pos, "extends", fmt.Sprintf("more than %d scenarios extend each other", maxChain), "look for one that extends itself")
		return n
	}
	base := r.file(ref, "extends", FromExtends)
	if base == nil {
		return n
	}
	base = r.extend(base, depth+1)
	return mergePatch(base, n)
}

// imports takes templates, networks and truth from library files; what the scenario says itself wins.
func (r *reader) imports(root *node) {
	list := root.get("imports")
	if list == nil || list.shape != sequence {
		return
	}
	for i, ref := range list.items {
		at := join("imports", fmt.Sprint(i))
		if ref.shape != text {
			continue
		}
		lib := r.file(ref, at, FromImport)
		if lib == nil {
			continue
		}
		for _, e := range lib.entries {
			switch e.key {
			case "version":
			case "templates", "networks", "truth":
				merged := e.value
				if own := root.get(e.key); own != nil {
					merged = mergePatch(merged, own)
				}
				root.set(entry{e.key, e.pos, merged})
			default:
				r.report(e.pos, e.key, fmt.Sprintf("an imported file has no %q", e.key), "it may hold templates, networks and truth; use extends for a whole scenario")
			}
		}
	}
}

// file reads another file of the scenario's folder.
func (r *reader) file(ref *node, path string, origin Origin) *node {
	text, err := r.open(ref.text)
	if err != nil {
		var hint string
		switch {
		case errors.Is(err, errNoFolder):
			hint = "a scenario that does not come from a file has no files beside it"
		case errors.Is(err, fs.ErrNotExist):
			hint = "no such file; the name is relative to the scenario's folder"
		default:
			hint = "it must be a file inside the scenario's folder: " + err.Error()
		}
		r.report(ref.pos, path, fmt.Sprintf("%s cannot be read", ref.text), hint)
		return nil
	}
	r.texts[ref.text] = text
	return load(Source{Name: ref.text, Text: text}, origin, &r.out)
}

var errNoFolder = errors.New("no folder")

// open reads a file that lies inside the scenario's folder, also after links are followed.
func (r *reader) open(name string) ([]byte, error) {
	if r.dir == "" {
		return nil, errNoFolder
	}
	root, err := os.OpenRoot(r.dir)
	if err != nil {
		return nil, err
	}
	defer func() { _ = root.Close() }() // It was only read.
	f, err := root.Open(path.Clean(name))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, maxBytes+1))
}

// mergePatch overlays a patch on a base as RFC 7396 says: mappings merge, null
// removes, all else replaces.
func mergePatch(base, patch *node) *node {
	if base == nil || base.shape != mapping || patch.shape != mapping {
		return patch
	}
	out := base.clone()
	for _, e := range patch.entries {
		old := out.get(e.key)
		switch {
		case e.value.shape == null && old != nil:
			out.remove(e.key)
		case old != nil && old.shape == mapping && e.value.shape == mapping:
			e.value = mergePatch(old, e.value)
			out.set(e)
		default:
			out.set(e)
		}
	}
	out.pos, out.origin = patch.pos, patch.origin
	return out
}

// templates fills in the devices that use a template.
func (r *reader) templates(root *node) {
	known := root.get("templates")
	fleet := root.get("fleet")
	if fleet == nil {
		return
	}
	for _, cohort := range fleet.entries {
		devices := cohort.value.get("devices")
		if devices == nil {
			continue
		}
		for i, e := range devices.entries {
			at := join(join(join("fleet", cohort.key), "devices"), e.key)
			devices.entries[i].value = r.template(e.value, known, at, 0)
		}
	}
}

// template overlays a device on the template that it uses.
func (r *reader) template(device, known *node, path string, depth int) *node {
	use := device.get("use")
	if use == nil || use.shape != text {
		return device
	}
	base := known.get(use.text)
	switch {
	case base == nil:
		r.report(use.pos, join(path, "use"), fmt.Sprintf("there is no template %q", use.text), suggest(use.text, known.keys()))
		return device
	case depth >= maxChain:
		r.report(use.pos, join(path, "use"), "templates use each other in a circle", "")
		return device
	}
	base = r.template(base.clone(), known, join("templates", use.text), depth+1)
	base.walk("", func(_ string, n *node) { n.origin = FromTemplate })
	return mergePatch(base, device)
}
