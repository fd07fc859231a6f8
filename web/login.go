package web

import (
	"context"
	"net/http"
	"strings"
)

type whoKey struct{}

// whoOf names the session that a request came with.
func whoOf(r *http.Request) string {
	who, _ := r.Context().Value(whoKey{}).(string)
	return who
}

// require lets requests with a session through. Others get the login page where
// a page was asked for, and 401 elsewhere.
func (a *auth) require(next http.Handler, loginPage http.HandlerFunc) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		who, ok := a.session(r)
		if ok {
			next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), whoKey{}, who)))
			return
		}
		if strings.HasPrefix(r.URL.Path, "/api/") {
			writeError(w, http.StatusUnauthorized, "not logged in: open the link that vitalfleet serve printed")
			return
		}
		loginPage(w, r)
	})
}

// login takes a one-time token for a session. A used link that is opened again
// by a browser that is in goes on to the console.
func (s *Server) login(w http.ResponseWriter, r *http.Request) {
	token := r.URL.Query().Get("token")
	if _, in := s.auth.session(r); in && token == "" {
		http.Redirect(w, r, "/", http.StatusSeeOther)
		return
	}
	session, ok, wait := s.auth.redeem(token)
	switch {
	case ok:
	case wait:
		writeError(w, http.StatusTooManyRequests, "too many wrong login links: wait a minute")
		return
	default:
		if _, in := s.auth.session(r); in {
			http.Redirect(w, r, "/", http.StatusSeeOther)
			return
		}
		s.cfg.Log.WarnContext(r.Context(), "login refused", "from", r.RemoteAddr)
		s.pages.loginPage(w, r)
		return
	}
	http.SetCookie(w, &http.Cookie{
		Name: s.auth.cookie, Value: session, Path: "/", HttpOnly: true,
		SameSite: http.SameSiteStrictMode, Secure: r.TLS != nil,
	})
	s.cfg.Log.InfoContext(r.Context(), "login", "who", hash(session).who(), "from", r.RemoteAddr)
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

func (s *Server) logout(w http.ResponseWriter, r *http.Request) {
	s.auth.end(r)
	s.clients.drop(whoOf(r))
	w.WriteHeader(http.StatusNoContent)
}

func (s *Server) apiTicket(w http.ResponseWriter, r *http.Request) {
	ticket, ok := s.auth.newTicket(whoOf(r))
	if !ok {
		writeError(w, http.StatusTooManyRequests, "too many tickets: wait a moment")
		return
	}
	writeJSON(w, http.StatusOK, map[string]string{"ticket": ticket})
}
