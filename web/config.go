package web

import (
	"context"
	"log/slog"
	"time"
)

// Config is what a Server is made from. Only Listen is required.
type Config struct {
	Log     *slog.Logger // nil: nothing is logged
	Listen  string       // the address that the listener really has, "127.0.0.1:8080"
	Allowed []string     // further values of the Host header to answer to, "ward.local:8080"
	Version string       // shown in the console

	// Library lists the scenarios that can be started.
	Library func() []Entry
	// Launch starts a scenario of the library, in place of the live run if there
	// is one. It returns as soon as the run is accepted or refused; ctx ends with
	// the request.
	Launch func(ctx context.Context, name string, overrides map[string]string) error
	// Stop ends the live run. nil: the attached Controller is asked.
	Stop func() error
	// Runs lists the runs that are kept, the newest first.
	Runs func() []Run

	// Now is the wall clock. nil: time.Now.
	Now func() time.Time
}

// Entry is one scenario of the library.
type Entry struct {
	Name        string   `json:"name"`
	Title       string   `json:"title"`
	Description string   `json:"description"`
	Tags        []string `json:"tags"`
}

// Run is one run that has ended and is kept.
type Run struct {
	Name     string    `json:"name"` // of its directory
	Scenario string    `json:"scenario"`
	Verdict  string    `json:"verdict"`
	Ended    time.Time `json:"ended"` // wall time
}

func (c Config) withDefaults() Config {
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	return c
}
