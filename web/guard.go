package web

import (
	"net"
	"net/http"
	"net/url"
	"sync"
	"time"
)

// maxBody is the size in bytes of the largest request body and websocket message.
const maxBody = 64 << 10

// contentPolicy lets pages use what this server serves and nothing else.
const contentPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
	"base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

// guard stands before every request. A wrong Host is a page of another site
// whose name was pointed here (DNS rebinding); a wrong Origin is another site's
// script.
type guard struct {
	hosts map[string]bool

	mu   sync.Mutex
	rate bucket
}

func newGuard(listen string, allowed []string) *guard {
	g := &guard{hosts: map[string]bool{}, rate: bucket{burst: 400, rate: 200}}
	for _, h := range allowed {
		g.hosts[h] = true
	}
	if _, port, err := net.SplitHostPort(listen); err == nil {
		for _, h := range []string{"127.0.0.1", "localhost", "::1"} {
			g.hosts[net.JoinHostPort(h, port)] = true
			if port == "80" {
				g.hosts[h] = true
			}
		}
	}
	if listen != "" {
		g.hosts[listen] = true
	}
	return g
}

// sameOrigin tells whether the request comes from a page of this server. A
// program that is no browser sends no Origin; it can hold no cookie of a victim.
func (g *guard) sameOrigin(r *http.Request) bool {
	origin := r.Header.Get("Origin")
	if origin == "" {
		site := r.Header.Get("Sec-Fetch-Site")
		return site == "" || site == "same-origin" || site == "none" || r.Header.Get("Sec-Fetch-Mode") == "navigate"
	}
	u, err := url.Parse(origin)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host == r.Host
}

func (g *guard) wrap(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", contentPolicy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cache-Control", "no-store")
		switch {
		case !g.hosts[r.Host]:
			writeError(w, http.StatusForbidden, "this console does not answer to the name "+r.Host)
		case !g.sameOrigin(r):
			writeError(w, http.StatusForbidden, "refused: the request comes from another site")
		case !g.take():
			writeError(w, http.StatusTooManyRequests, "too many requests: wait a moment")
		default:
			r.Body = http.MaxBytesReader(w, r.Body, maxBody)
			next.ServeHTTP(w, r)
		}
	})
}

func (g *guard) take() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.rate.take(time.Now())
}

// bucket is a token bucket: burst at once, then rate a second.
type bucket struct {
	burst, rate float64
	level       float64 // taken
	last        time.Time
}

func (b *bucket) take(now time.Time) bool {
	if !b.last.IsZero() {
		b.level = max(0, b.level-now.Sub(b.last).Seconds()*b.rate)
	}
	b.last = now
	if b.level+1 > b.burst {
		return false
	}
	b.level++
	return true
}
