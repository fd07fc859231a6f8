package main

import (
	"fmt"
	"go/ast"
	"go/doc"
	"go/doc/comment"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// modelsPage prints what each model of the body says of itself: sources, equations,
// validity and limits, from the doc comments of the packages below physiology.
func modelsPage(root string) (string, error) {
	var b strings.Builder
	b.WriteString(generatedHead + "# Models, validity and limits\n\nWhat each model states at the head of its package: sources, equations used, where it is valid and what it must not be used for; below it the types that hold its constants. The measured agreement is in the [bars](index.md).\n")
	base := filepath.Join(root, "physiology")
	err := filepath.WalkDir(base, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.IsDir() {
			return err
		}
		if d.Name() == "testdata" || d.Name() == "validation" || d.Name() == "data" {
			return fs.SkipDir
		}
		rel, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		return modelSection(&b, path, filepath.ToSlash(rel))
	})
	return b.String(), err
}

// modelSection is one package: its comment, and those of Params, State and other
// types with a source or a table of constants.
func modelSection(b *strings.Builder, dir, name string) error {
	p, err := packageDoc(dir)
	if err != nil || p == nil || p.Doc == "" {
		return err
	}
	fmt.Fprintf(b, "\n## %s\n\n%s", name, markdown(p, p.Doc))
	for _, t := range p.Types {
		if t.Name == "Params" || strings.Contains(t.Doc, "doi") || strings.Contains(t.Doc, "published") {
			fmt.Fprintf(b, "\n**%s.** %s", t.Name, markdown(p, t.Doc))
		}
	}
	return nil
}

// packageDoc reads the documentation of the package in a folder, nil when there is
// none.
func packageDoc(dir string) (*doc.Package, error) {
	fset := token.NewFileSet()
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var files []*ast.File
	for _, e := range entries {
		if e.IsDir() || !strings.HasSuffix(e.Name(), ".go") || strings.HasSuffix(e.Name(), "_test.go") {
			continue
		}
		f, err := parser.ParseFile(fset, filepath.Join(dir, e.Name()), nil, parser.ParseComments)
		if err != nil {
			return nil, fmt.Errorf("documentation of %s: %w", dir, err)
		}
		files = append(files, f)
	}
	if len(files) == 0 {
		return nil, nil
	}
	return doc.NewFromFiles(fset, files, dir)
}

func markdown(p *doc.Package, text string) string {
	pr := p.Printer()
	pr.HeadingLevel = 3
	pr.DocLinkURL = func(*comment.DocLink) string { return "" }
	return string(pr.Markdown(p.Parser().Parse(text)))
}
