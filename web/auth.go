package web

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"net"
	"net/http"
	"sync"
	"time"
)

// Lifetimes of what lets a browser in, in wall time.
const (
	tokenLife   = 24 * time.Hour
	sessionLife = 24 * time.Hour // since it was last used
	ticketLife  = 30 * time.Second
	maxSecrets  = 4096 // of one kind
)

// auth keeps the secrets that let browsers in: login tokens and tickets, each
// good for one use, and sessions. Only their hashes are kept.
type auth struct {
	now    func() time.Time
	cookie string

	mu       sync.Mutex
	tokens   map[secret]time.Time
	sessions map[secret]time.Time
	tickets  map[secret]grant
	attempts bucket
}

// secret is the hash of a secret.
type secret [sha256.Size]byte

type grant struct {
	until time.Time
	who   string
}

// newAuth names the cookie after the port, because browsers share cookies
// between the ports of a host and two consoles would log each other out.
func newAuth(now func() time.Time, listen string) *auth {
	name := "vitalfleet"
	if _, port, err := net.SplitHostPort(listen); err == nil {
		name += "-" + port
	}
	return &auth{
		now: now, cookie: name, tokens: map[secret]time.Time{}, sessions: map[secret]time.Time{},
		tickets: map[secret]grant{}, attempts: bucket{burst: 10, rate: 0.5},
	}
}

// random returns a new secret for the wire; crypto/rand.Read never fails.
func random() string {
	var b [32]byte
	_, _ = rand.Read(b[:])
	return base64.RawURLEncoding.EncodeToString(b[:])
}

func hash(text string) secret { return sha256.Sum256([]byte(text)) }

// who names a session in the audit log without giving it away.
func (s secret) who() string { return "console-" + base64.RawURLEncoding.EncodeToString(s[:6]) }

func (a *auth) newToken() string {
	token := random()
	a.mu.Lock()
	defer a.mu.Unlock()
	prune(a.tokens, a.now())
	a.tokens[hash(token)] = a.now().Add(tokenLife)
	return token
}

// redeem turns a token into a session. ok is false for a token that is unknown,
// used or too old; wait says that there were too many wrong ones.
func (a *auth) redeem(token string) (session string, ok, wait bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	now, key := a.now(), hash(token)
	until, known := a.tokens[key]
	delete(a.tokens, key)
	if !known || now.After(until) {
		return "", false, !a.attempts.take(now)
	}
	prune(a.sessions, now)
	session = random()
	a.sessions[hash(session)] = now.Add(sessionLife)
	return session, true, false
}

// session returns who the request's session belongs to.
func (a *auth) session(r *http.Request) (who string, ok bool) {
	c, err := r.Cookie(a.cookie)
	if err != nil {
		return "", false
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	now, key := a.now(), hash(c.Value)
	until, known := a.sessions[key]
	if !known || now.After(until) {
		delete(a.sessions, key)
		return "", false
	}
	a.sessions[key] = now.Add(sessionLife)
	return key.who(), true
}

func (a *auth) end(r *http.Request) {
	if c, err := r.Cookie(a.cookie); err == nil {
		a.mu.Lock()
		delete(a.sessions, hash(c.Value))
		a.mu.Unlock()
	}
}

// newTicket makes a secret that opens one websocket, soon.
func (a *auth) newTicket(who string) (string, bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	now := a.now()
	for key, g := range a.tickets {
		if now.After(g.until) {
			delete(a.tickets, key)
		}
	}
	if len(a.tickets) >= maxSecrets {
		return "", false
	}
	ticket := random()
	a.tickets[hash(ticket)] = grant{now.Add(ticketLife), who}
	return ticket, true
}

func (a *auth) useTicket(ticket string) (who string, ok bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	key := hash(ticket)
	g, known := a.tickets[key]
	delete(a.tickets, key)
	return g.who, known && !a.now().After(g.until)
}

// prune forgets what is too old, and the oldest when there are too many.
func prune(m map[secret]time.Time, now time.Time) {
	var oldest secret
	for key, until := range m {
		if now.After(until) {
			delete(m, key)
		} else if o, ok := m[oldest]; !ok || until.Before(o) {
			oldest = key
		}
	}
	if len(m) >= maxSecrets {
		delete(m, oldest)
	}
}
