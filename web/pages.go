package web

import (
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
)

// built are the pages as ui/build made them.
//
//go:embed ui/dist
var built embed.FS

// pages serves the built files from memory.
type pages struct {
	files map[string]file // by name, "main.js"
}

type file struct {
	body []byte
	kind string
	tag  string
}

func loadPages() *pages {
	p := &pages{files: map[string]file{}}
	names, _ := fs.Glob(built, "ui/dist/*")
	for _, name := range names {
		body, err := built.ReadFile(name)
		if err != nil {
			continue
		}
		sum := sha256.Sum256(body)
		p.files[path.Base(name)] = file{
			body: body, kind: contentType(name),
			tag: `"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`,
		}
	}
	return p
}

// contentType does not ask the machine's own table, which may be wrong.
func contentType(name string) string {
	switch path.Ext(name) {
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".html":
		return "text/html; charset=utf-8"
	case ".txt":
		return "text/plain; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	}
	return mime.TypeByExtension(path.Ext(name))
}

// asset serves scripts, styles and the icon to everybody; they hold no secret,
// and the login page needs them.
func (p *pages) asset(w http.ResponseWriter, r *http.Request) {
	name := strings.TrimPrefix(r.URL.Path, "/assets/")
	f, ok := p.files[name]
	if !ok || strings.HasSuffix(name, ".html") {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Cache-Control", "no-cache")
	w.Header().Set("ETag", f.tag)
	if r.Header.Get("If-None-Match") == f.tag {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	p.write(w, name, http.StatusOK)
}

// index serves the one page whose script knows every address of the console.
func (p *pages) index(w http.ResponseWriter, r *http.Request) {
	first, _, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	switch first {
	case "":
		http.Redirect(w, r, "/fleet", http.StatusSeeOther)
	case "fleet", "twins", "scenarios":
		p.write(w, "index.html", http.StatusOK)
	case "api":
		writeError(w, http.StatusNotFound, "no such address: "+r.URL.Path)
	default:
		p.write(w, "index.html", http.StatusNotFound)
	}
}

// loginPage says how to get in.
func (p *pages) loginPage(w http.ResponseWriter, _ *http.Request) {
	p.write(w, "login.html", http.StatusUnauthorized)
}

func (p *pages) write(w http.ResponseWriter, name string, status int) {
	f := p.files[name]
	w.Header().Set("Content-Type", f.kind)
	w.WriteHeader(status)
	_, _ = w.Write(f.body)
}
