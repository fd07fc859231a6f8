package web

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/vitalfleet/vitalfleet/scenarios"
)

// Server is the console of one process. It shows one run at a time.
type Server struct {
	cfg     Config
	board   *board
	auth    *auth
	guard   *guard
	pages   *pages
	metrics http.Handler
	clients clients
	boot    string // names this life of the server

	mu   sync.Mutex
	ctrl scenarios.Controller
}

// New makes a server. It opens no port and starts no goroutine.
func New(cfg Config) *Server {
	cfg = cfg.withDefaults()
	s := &Server{
		cfg:   cfg,
		board: newBoard(cfg.Now),
		auth:  newAuth(cfg.Now, cfg.Listen),
		guard: newGuard(cfg.Listen, cfg.Allowed),
		pages: loadPages(),
		boot:  random()[:8],
	}
	s.metrics = newMetrics(s.board, &s.clients)
	return s
}

// Sink returns a sink for one run. Each run needs its own; the last one that
// began is the one that the console shows.
func (s *Server) Sink() scenarios.Sink { return &runSink{board: s.board, ended: s.detach} }

// Attach gives the console the controller of the live run. Call it once the run
// before has ended; the end of a run detaches its controller.
func (s *Server) Attach(ctrl scenarios.Controller) {
	s.mu.Lock()
	s.ctrl = ctrl
	s.mu.Unlock()
}

func (s *Server) detach() { s.Attach(nil) }

func (s *Server) controller() scenarios.Controller {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.ctrl
}

// URL is the console's address for a browser.
func (s *Server) URL() string { return "http://" + s.cfg.Listen }

// LoginURL makes a new link that logs one browser in, once.
func (s *Server) LoginURL() string { return s.URL() + "/login?token=" + s.auth.newToken() }

// Serve answers on the listener until ctx ends, then closes every connection.
func (s *Server) Serve(ctx context.Context, ln net.Listener) error {
	srv := &http.Server{
		Handler:           s.Handler(),
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       15 * time.Second,
		IdleTimeout:       time.Minute,
		MaxHeaderBytes:    32 << 10,
		ErrorLog:          slog.NewLogLogger(s.cfg.Log.Handler(), slog.LevelWarn),
	}
	done := make(chan error, 1)
	go func() { done <- srv.Serve(ln) }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
	}
	s.Close()
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
	defer cancel()
	if err := srv.Shutdown(grace); err != nil {
		_ = srv.Close()
	}
	if err := <-done; !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// Close ends every websocket and waits until their goroutines are gone.
func (s *Server) Close() { s.clients.close() }

// DropViewers closes the open websockets; pages come back by themselves.
func (s *Server) DropViewers() { s.clients.drop("") }

// Handler is the whole console as an http.Handler.
func (s *Server) Handler() http.Handler {
	open, shut := http.NewServeMux(), http.NewServeMux()
	open.HandleFunc("GET /healthz", s.healthz)
	open.Handle("GET /metrics", s.metrics)
	open.HandleFunc("GET /login", s.login)
	open.HandleFunc("GET /assets/", s.pages.asset)
	open.HandleFunc("GET /ws", s.socket)
	open.Handle("/", s.auth.require(shut, s.pages.loginPage))

	shut.HandleFunc("GET /api/fleet", s.apiFleet)
	shut.HandleFunc("GET /api/twins", s.apiTwins)
	shut.HandleFunc("GET /api/twins/{id}", s.apiTwin)
	shut.HandleFunc("GET /api/scenarios", s.apiScenarios)
	shut.HandleFunc("GET /api/actions", s.apiActions)
	shut.HandleFunc("GET /api/events", s.apiEvents)
	shut.HandleFunc("GET /api/ticket", s.apiTicket)
	shut.HandleFunc("POST /api/run/{verb}", s.apiControl)
	shut.HandleFunc("POST /api/logout", s.logout)
	shut.HandleFunc("GET /", s.pages.index)
	return s.guard.wrap(open)
}

func (s *Server) healthz(w http.ResponseWriter, _ *http.Request) {
	if state := s.board.stateNow(); state != stateLive {
		http.Error(w, "no live run: "+state, http.StatusServiceUnavailable)
		return
	}
	_, _ = w.Write([]byte("ok\n"))
}
