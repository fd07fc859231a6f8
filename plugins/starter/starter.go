// Package starter writes the first version of a vendor's plugin repository: one
// model that builds, tests that pass, a scenario that uses it, and a README. What it
// writes belongs to the vendor; nothing reads it again.
package starter

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"text/template"

	"github.com/vitalfleet/vitalfleet/plugins/python"
)

//go:embed templates
var templates embed.FS

// module is the Go module that a plugin imports.
const module = "github.com/vitalfleet/vitalfleet"

// Plan says what to write.
type Plan struct {
	Name    string // of plugin and model: "acme-spo2"
	Lang    string // "go" or "python"
	Dir     string // folder that is made, or is there and empty
	Version string // of vitalfleet that a Go plugin requires: "v0.1.0"
	Replace string // checkout of vitalfleet to build against instead, "": none
}

// names are what templates are filled with.
type names struct{ Name, Program, Title, Vendor, Module, Class string }

var goodName = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`)

// Write writes the repository and returns the names of its files. Nothing that is
// there is overwritten.
func Write(p Plan) ([]string, error) {
	if !goodName.MatchString(p.Name) {
		return nil, fmt.Errorf("the name %q must be lower-case words with hyphens between, such as acme-spo2", p.Name)
	}
	files, err := render(p)
	if err != nil {
		return nil, err
	}
	if entries, err := os.ReadDir(p.Dir); err == nil && len(entries) > 0 {
		return nil, fmt.Errorf("folder %s is not empty: name another with --dir, or empty it", p.Dir)
	}
	if err := os.MkdirAll(p.Dir, 0o755); err != nil {
		return nil, fmt.Errorf("make the folder: %w", err)
	}
	var written []string
	for _, f := range files {
		if err := os.WriteFile(filepath.Join(p.Dir, f.name), f.text, 0o644); err != nil {
			return written, fmt.Errorf("write the plugin: %w", err)
		}
		written = append(written, f.name)
	}
	return written, nil
}

type file struct {
	name string
	text []byte
}

func render(p Plan) ([]file, error) {
	n := namesOf(p.Name)
	var list [][2]string
	var files []file
	switch p.Lang {
	case "go":
		mod, sums, err := goModule(p)
		if err != nil {
			return nil, err
		}
		files = append(files, file{"go.mod", mod})
		if sums != nil {
			files = append(files, file{"go.sum", sums})
		}
		list = [][2]string{{"main.go", "main.go"}, {"model.go", "model.go"}, {"model_test.go", "model_test.go"}}
	case "python":
		files = append(files, file{python.FileName, python.SDK()})
		list = [][2]string{{"model.py", n.Module + ".py"}, {"test.py", "test_" + n.Module + ".py"}}
	default:
		return nil, fmt.Errorf("language %q: there are go and python", p.Lang)
	}
	for _, f := range append(list, [2]string{"README.md", "README.md"}, [2]string{"scenario.yaml", "scenario.yaml"}, [2]string{"gitignore", ".gitignore"}) {
		text, err := fill("templates/"+p.Lang+"/"+f[0]+".tmpl", n)
		if err != nil {
			return nil, err
		}
		files = append(files, file{f[1], text})
	}
	return files, nil
}

func fill(path string, n names) ([]byte, error) {
	t, err := template.New(filepath.Base(path)).Delims("<<", ">>").ParseFS(templates, path)
	if err != nil {
		return nil, fmt.Errorf("template: %w", err)
	}
	var b bytes.Buffer
	if err := t.Execute(&b, n); err != nil {
		return nil, fmt.Errorf("template: %w", err)
	}
	return b.Bytes(), nil
}

func namesOf(name string) names {
	words := strings.Split(name, "-")
	n := names{Name: name, Program: "vitalfleet-device-" + name, Module: strings.ReplaceAll(name, "-", "_")}
	for i, w := range words {
		words[i] = strings.ToUpper(w[:1]) + w[1:]
	}
	n.Title, n.Class, n.Vendor = strings.Join(words, " "), strings.Join(words, ""), words[0]
	return n
}

// goModule is the go.mod of a plugin. Against a checkout the versions of everything
// else are the checkout's, with its sums, so that nothing must be asked of a network.
func goModule(p Plan) (mod, sums []byte, err error) {
	head := func(language string) string {
		return fmt.Sprintf("module example.com/%s\n\n%s\n\nrequire %s %s\n", p.Name, language, module, either(p.Version, "v0.0.0"))
	}
	if p.Replace == "" {
		return []byte(head("go 1.26")), nil, nil
	}
	dir, err := filepath.Abs(p.Replace)
	if err != nil {
		return nil, nil, fmt.Errorf("--replace: %w", err)
	}
	theirs, err := os.ReadFile(filepath.Join(dir, "go.mod"))
	if err != nil || !bytes.HasPrefix(theirs, []byte("module "+module+"\n")) {
		return nil, nil, errors.Join(fmt.Errorf("--replace %s is no checkout of %s", dir, module), ignoreMissing(err))
	}
	sums, err = os.ReadFile(filepath.Join(dir, "go.sum"))
	if err != nil {
		return nil, nil, fmt.Errorf("--replace: %w", err)
	}
	text := head(string(regexp.MustCompile(`(?m)^go \S+`).Find(theirs))) + fmt.Sprintf("\nreplace %s => %s\n", module, dir)
	for _, block := range regexp.MustCompile(`(?ms)^require \(\n.*?^\)\n`).FindAll(theirs, -1) {
		block = regexp.MustCompile(`(?m)^(\t\S+ \S+).*$`).ReplaceAll(block, []byte("$1 // indirect"))
		text += "\n" + string(block)
	}
	return []byte(text), sums, nil
}

func ignoreMissing(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

func either(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
