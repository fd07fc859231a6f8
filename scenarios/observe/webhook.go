package observe

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"syscall"
	"time"
)

// maxBody is the largest body that a webhook takes, in bytes.
const maxBody = 1 << 20

// Webhook is an HTTP server that takes alerts in. It answers 204 to a JSON body
// that was posted to its path, 400 with the reason to anything else in the body,
// 404 to other paths, 405 to other methods and 413 to a body above 1 MiB.
type Webhook struct {
	Listen string // "127.0.0.1:8787"; port 0 takes a free one
	Path   string // "/alerts"

	Now func() time.Time // wall clock, stamps receipts
	// Alert is called for each alert, in order of receipt. The body and the
	// headers may be kept.
	Alert func(body json.RawMessage, header http.Header, at time.Time)
	Log   *slog.Logger // nil: silent

	mu     sync.Mutex // held while Alert is called
	closed bool
	server *http.Server
	addr   net.Addr
	done   chan error
}

// Start listens. Its error wraps ErrAddressInUse when the address is taken.
func (w *Webhook) Start(ctx context.Context) error {
	if w.Path == "" || w.Path[0] != '/' || w.Now == nil || w.Alert == nil {
		return fmt.Errorf("webhook at %s: a path that begins with /, a clock and a callback are needed", w.Listen)
	}
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", w.Listen)
	if errors.Is(err, syscall.EADDRINUSE) {
		return fmt.Errorf("webhook at %s: %w: stop what listens there, or change observe.*.listen", w.Listen, ErrAddressInUse)
	}
	if err != nil {
		return fmt.Errorf("webhook at %s: %w", w.Listen, err)
	}
	log := w.Log
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	w.addr, w.done = l.Addr(), make(chan error, 1)
	w.server = &http.Server{
		Handler: http.HandlerFunc(w.serve), ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 30 * time.Second,
		MaxHeaderBytes: 64 << 10, ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}
	go func() { w.done <- w.server.Serve(l) }()
	return nil
}

// Addr returns the address that the webhook listens at, once it is started.
func (w *Webhook) Addr() string { return w.addr.String() }

// URL returns where alerts are to be posted, once the webhook is started.
func (w *Webhook) URL() string { return "http://" + w.Addr() + w.Path }

func (w *Webhook) serve(rw http.ResponseWriter, r *http.Request) {
	at := w.Now() // before the body, whose length is the sender's affair
	switch {
	case r.URL.Path != w.Path:
		http.Error(rw, "no webhook at "+r.URL.Path+": post to "+w.Path, http.StatusNotFound)
		return
	case r.Method != http.MethodPost:
		rw.Header().Set("Allow", http.MethodPost)
		http.Error(rw, "alerts are posted", http.StatusMethodNotAllowed)
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(rw, r.Body, maxBody))
	var long *http.MaxBytesError
	switch {
	case errors.As(err, &long):
		http.Error(rw, "the body is longer than 1 MiB", http.StatusRequestEntityTooLarge)
		return
	case err != nil:
		http.Error(rw, "the body cannot be read: "+err.Error(), http.StatusBadRequest)
		return
	}
	if err := checkJSON(body); err != nil {
		http.Error(rw, "the body is not JSON: "+err.Error(), http.StatusBadRequest)
		return
	}
	if !w.take(body, r.Header, at) {
		http.Error(rw, "the run is over", http.StatusServiceUnavailable)
		return
	}
	rw.WriteHeader(http.StatusNoContent)
}

// checkJSON says where a body stops being JSON.
func checkJSON(body []byte) error {
	var v json.RawMessage
	err := json.Unmarshal(body, &v)
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		return fmt.Errorf("byte %d: %w", syntax.Offset, err)
	}
	return err
}

func (w *Webhook) take(body []byte, header http.Header, at time.Time) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed {
		return false
	}
	w.Alert(body, header, at)
	return true
}

// Close lets the requests that are being served end, as far as ctx allows.
func (w *Webhook) Close(ctx context.Context) error {
	if w.server == nil {
		return nil
	}
	err := w.server.Shutdown(ctx)
	w.mu.Lock()
	w.closed = true
	w.mu.Unlock()
	if err != nil {
		err = errors.Join(err, w.server.Close())
	}
	if served := <-w.done; !errors.Is(served, http.ErrServerClosed) {
		err = errors.Join(err, served)
	}
	w.server = nil
	if err != nil {
		return fmt.Errorf("webhook at %s: %w", w.Listen, err)
	}
	return nil
}
