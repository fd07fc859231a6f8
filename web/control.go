package web

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/vitalfleet/vitalfleet/scenarios"
)

// refusal is an error that goes to the person who asked, with its status.
type refusal struct {
	status int
	text   string
}

func (e *refusal) Error() string { return e.text }

func refuse(status int, format string, args ...any) error {
	return &refusal{status, fmt.Sprintf(format, args...)}
}

// order is the body of a control action; each verb reads its own fields.
type order struct {
	Name      string            `json:"name,omitempty"`      // start
	Overrides map[string]string `json:"overrides,omitempty"` // start
	Reason    string            `json:"reason,omitempty"`    // stop
	Paused    bool              `json:"paused,omitempty"`    // pause
	Speed     float64           `json:"speed,omitempty"`     // speed
	Do        string            `json:"do,omitempty"`        // inject: "patient.hypoxia"
	With      map[string]any    `json:"with,omitempty"`      // inject
	For       string            `json:"for,omitempty"`       // inject: "5m", "" until the end
	Targets   []string          `json:"targets,omitempty"`   // inject: ids of twins or devices
}

// controlRate is how often all viewers together may steer.
type controlRate struct {
	mu sync.Mutex
	b  bucket
}

func (c *controlRate) take(now time.Time) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.b.burst, c.b.rate = 20, 5
	return c.b.take(now)
}

func (s *Server) apiControl(w http.ResponseWriter, r *http.Request) {
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "application/json" {
		writeError(w, http.StatusUnsupportedMediaType, "send Content-Type: application/json")
		return
	}
	var o order
	dec := json.NewDecoder(r.Body)
	dec.DisallowUnknownFields()
	if err := dec.Decode(&o); err != nil && !errors.Is(err, io.EOF) {
		writeError(w, http.StatusBadRequest, "body: "+err.Error())
		return
	}
	err := s.control(r.Context(), whoOf(r), r.PathValue("verb"), o)
	var no *refusal
	switch {
	case err == nil:
		writeJSON(w, http.StatusOK, map[string]bool{"ok": true})
	case errors.As(err, &no):
		writeError(w, no.status, no.text)
	default:
		writeError(w, http.StatusUnprocessableEntity, err.Error())
	}
}

// control carries out one action and writes it to the audit log, done or not.
func (s *Server) control(ctx context.Context, who, verb string, o order) error {
	err := s.carryOut(ctx, who, verb, o)
	args := []any{"who", who, "verb", verb, "scenario", o.Name, "do", o.Do, "targets", len(o.Targets), "ok", err == nil}
	if err != nil {
		args = append(args, "error", err.Error())
	}
	s.cfg.Log.InfoContext(ctx, "control", args...)
	return err
}

func (s *Server) carryOut(ctx context.Context, who, verb string, o order) error {
	if !s.clients.controls.take(s.cfg.Now()) {
		return refuse(http.StatusTooManyRequests, "too many actions: wait a moment")
	}
	live := s.board.stateNow() == stateLive
	ctrl := s.controller()
	if verb == "start" {
		return s.start(ctx, o)
	}
	if !live || (ctrl == nil && (verb != "stop" || s.cfg.Stop == nil)) {
		return refuse(http.StatusConflict, "no run is live: start one first")
	}
	switch verb {
	case "stop":
		if s.cfg.Stop != nil {
			return s.cfg.Stop()
		}
		reason := o.Reason
		if reason == "" {
			reason = "stopped from the console"
		}
		ctrl.Stop(reason)
	case "pause":
		ctrl.Pause(o.Paused)
		s.board.paused(o.Paused)
	case "speed":
		return ctrl.SetSpeed(o.Speed)
	case "inject":
		return s.inject(ctrl, who, o)
	default:
		return refuse(http.StatusNotFound, "no action %q: start, stop, pause, speed and inject are there", verb)
	}
	return nil
}

func (s *Server) start(ctx context.Context, o order) error {
	if s.cfg.Launch == nil {
		return refuse(http.StatusNotImplemented, "this console only watches: it was started without a library")
	}
	known := s.cfg.Library != nil && slices.ContainsFunc(s.cfg.Library(), func(e Entry) bool { return e.Name == o.Name })
	if !known {
		return refuse(http.StatusNotFound, "no scenario %q in the library", o.Name)
	}
	return s.cfg.Launch(ctx, o.Name, o.Overrides)
}

func (s *Server) inject(ctrl scenarios.Controller, who string, o order) error {
	in := scenarios.Injection{Do: o.Do, With: o.With, Targets: o.Targets, By: who}
	if len(o.Targets) == 0 {
		return refuse(http.StatusUnprocessableEntity, "targets: choose at least one patient")
	}
	if unknown := s.board.unknown(o.Targets); len(unknown) > 0 {
		return refuse(http.StatusUnprocessableEntity, "targets: not in this run: %s", strings.Join(unknown, ", "))
	}
	if o.For != "" {
		d, err := time.ParseDuration(o.For)
		if err != nil || d <= 0 {
			return refuse(http.StatusUnprocessableEntity, "for: %q is no duration: write it like 90s, 5m or 1h", o.For)
		}
		in.For = d
	}
	return ctrl.Inject(in)
}

// unknown returns the ids that name neither a twin nor a device of the run.
func (b *board) unknown(ids []string) []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	var out []string
	for _, id := range ids {
		if _, ok := b.index[id]; ok {
			continue
		}
		if !slices.ContainsFunc(b.roster.Devices, func(d scenarios.RosterDevice) bool { return d.ID == id }) {
			out = append(out, id)
		}
	}
	return out
}

// paused shows at once what was asked for; the next frame has the last word.
func (b *board) paused(p bool) {
	b.mu.Lock()
	b.head.Paused = p
	b.version++
	b.mu.Unlock()
	b.wakeAll()
}
