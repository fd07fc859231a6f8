package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"sync"
	"time"
)

// poster delivers alerts to a webhook, each on its own, so that one that has to
// be tried again keeps no other waiting.
type poster struct {
	url    string
	log    *slog.Logger
	client *http.Client
	late   time.Duration // a fault
	places chan struct{} // deliveries at once
	work   sync.WaitGroup
}

func newPoster(url string, late time.Duration, log *slog.Logger) *poster {
	return &poster{url: url, log: log, late: late, client: &http.Client{Timeout: 5 * time.Second}, places: make(chan struct{}, 32)}
}

// post delivers an alert in the background, until ctx ends.
func (p *poster) post(ctx context.Context, a alert) {
	if p.url == "" {
		return
	}
	p.work.Go(func() {
		if !sleep(ctx, p.late) {
			return
		}
		p.places <- struct{}{}
		defer func() { <-p.places }()
		for wait := 100 * time.Millisecond; ; wait = min(2*wait, 5*time.Second) {
			err := p.try(ctx, a)
			if err == nil {
				return
			}
			p.log.Warn("alert not delivered, trying again", "id", a.ID, "error", err)
			if !sleep(ctx, wait) {
				return
			}
		}
	})
}

func (p *poster) try(ctx context.Context, a alert) error {
	body, err := json.Marshal(a)
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, p.url, bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	res, err := p.client.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	text, _ := io.ReadAll(io.LimitReader(res.Body, 512))
	if res.StatusCode >= 300 {
		return fmt.Errorf("webhook answered %s: %s", res.Status, text)
	}
	return nil
}

// wait returns when every alert is delivered or given up.
func (p *poster) wait() {
	p.work.Wait()
	p.client.CloseIdleConnections()
}

// sleep waits and reports whether ctx is still good.
func sleep(ctx context.Context, d time.Duration) bool {
	if d <= 0 {
		return ctx.Err() == nil
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}
