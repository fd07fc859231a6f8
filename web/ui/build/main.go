// Command build bundles the pages of the console from ../src into ../dist. It is
// a module of its own so that only those who change the pages need esbuild; the
// built files are committed and embedded.
//
// Run it in web/ui after npm ci: go -C build run . -o ../dist
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

func main() {
	out := flag.String("o", "../dist", "folder for the built files")
	src := flag.String("src", "../src", "folder of the sources")
	flag.Parse()
	if err := build(*src, *out); err != nil {
		fmt.Fprintln(os.Stderr, "build:", err)
		os.Exit(1)
	}
}

// build writes main.js, main.css, the licences and what is copied as it is.
func build(src, out string) error {
	entry, err := filepath.Abs(filepath.Join(src, "main.tsx"))
	if err != nil {
		return err
	}
	dir, err := filepath.Abs(out)
	if err != nil {
		return err
	}
	r := api.Build(api.BuildOptions{
		EntryPoints: []string{entry}, Outdir: dir, Bundle: true, Write: true,
		MinifyWhitespace: true, MinifyIdentifiers: true, MinifySyntax: true,
		Format: api.FormatESModule, Target: api.ES2022, Charset: api.CharsetUTF8,
		JSX: api.JSXAutomatic, JSXImportSource: "preact",
		LegalComments: api.LegalCommentsEndOfFile, LogLevel: api.LogLevelWarning,
	})
	if len(r.Errors) > 0 {
		return fmt.Errorf("%d errors", len(r.Errors))
	}
	for _, name := range []string{"index.html", "login.html", "icon.svg"} {
		body, err := os.ReadFile(filepath.Join(src, name))
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(dir, name), body, 0o644); err != nil {
			return err
		}
	}
	return licences(src, dir)
}

// licences writes the licence of every bundled package into one file.
func licences(src, dir string) error {
	var text strings.Builder
	for _, name := range []string{"preact", "@preact/signals", "@preact/signals-core", "uplot"} {
		body, err := os.ReadFile(filepath.Join(src, "../node_modules", name, "LICENSE"))
		if err != nil {
			return fmt.Errorf("licence of %s: %w", name, err)
		}
		fmt.Fprintf(&text, "%s\n\n%s\n\n", name, strings.TrimSpace(string(body)))
	}
	return os.WriteFile(filepath.Join(dir, "licenses.txt"), []byte(text.String()), 0o644)
}
