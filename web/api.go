package web

import (
	"cmp"
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/vitalfleet/vitalfleet/physiology"
)

// pageSize is how many twins one answer lists at most.
const pageSize = 500

func writeJSON(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v)
}

func writeError(w http.ResponseWriter, status int, text string) {
	writeJSON(w, status, map[string]string{"error": text})
}

func (s *Server) apiFleet(w http.ResponseWriter, r *http.Request) {
	s.board.askFleet(r.Context())
	s.board.mu.Lock()
	out := s.board.fleetNow()
	s.board.mu.Unlock()
	writeJSON(w, http.StatusOK, out)
}

// apiTwins lists twins: q is part of the id or cohort, sort is id or acuity, and
// offset and limit choose a page.
func (s *Server) apiTwins(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	offset, limit := atoi(q.Get("offset"), 0), atoi(q.Get("limit"), 100)
	if offset < 0 || limit < 1 || limit > pageSize {
		writeError(w, http.StatusBadRequest, "offset must not be negative, limit must be 1 to "+strconv.Itoa(pageSize))
		return
	}
	s.board.askFleet(r.Context())
	rows, total := s.board.list(strings.ToLower(q.Get("q")), q.Get("sort") == "acuity", offset, limit)
	writeJSON(w, http.StatusOK, map[string]any{"total": total, "offset": offset, "twins": rows})
}

func atoi(text string, absent int) int {
	if text == "" {
		return absent
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		return -1
	}
	return n
}

// list copies a page of the twins that match.
func (b *board) list(q string, byAcuity bool, offset, limit int) (rows []twinRow, total int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	rows = []twinRow{}
	if b.roster == nil {
		return rows, 0
	}
	var hits []int
	for i := range b.roster.Twins {
		if t := &b.roster.Twins[i]; q == "" || strings.Contains(strings.ToLower(t.ID), q) || strings.Contains(strings.ToLower(t.Cohort), q) {
			hits = append(hits, i)
		}
	}
	if byAcuity {
		slices.SortStableFunc(hits, func(i, j int) int { return cmp.Compare(rank(b.fleet.val[j]), rank(b.fleet.val[i])) })
	}
	for _, i := range hits[min(offset, len(hits)):min(offset+limit, len(hits))] {
		rows = append(rows, b.rowNow(i))
	}
	return rows, len(hits)
}

// rank orders cells by acuity; what is unknown comes last.
func rank(cell uint8) int {
	score := int(cell & cellScore)
	if score == cellUnknown {
		return -1
	}
	if cell&cellAny3 != 0 {
		return 2*score + 1
	}
	return 2 * score
}

func (s *Server) apiTwin(w http.ResponseWriter, r *http.Request) {
	b, id := s.board, r.PathValue("id")
	b.mu.Lock()
	i, ok := b.index[id]
	b.mu.Unlock()
	if !ok {
		writeError(w, http.StatusNotFound, "no twin "+id+" in this run")
		return
	}
	if err := b.askTwin(r.Context(), i); err != nil {
		writeError(w, http.StatusServiceUnavailable, err.Error())
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	v := b.views[i]
	if v == nil || v.version == 0 {
		w.Header().Set("Retry-After", "1")
		writeError(w, http.StatusServiceUnavailable, "the run made no step in time: try again")
		return
	}
	writeJSON(w, http.StatusOK, b.twinNow(v))
}

// askFleet makes sure that the fleet has been looked at lately. It waits for a
// tick only when it has not.
func (b *board) askFleet(ctx context.Context) {
	b.mu.Lock()
	now := b.now()
	seq, cold := b.version, now.After(b.wantFleet) && b.mapViewers.Load() == 0 && b.state == stateLive
	b.wantFleet = now.Add(demandFor)
	b.mu.Unlock()
	if cold {
		b.await(ctx, func() bool { return b.version != seq })
	}
}

func (b *board) askTwin(ctx context.Context, twin int) error {
	b.mu.Lock()
	v, err := b.view(twin)
	b.mu.Unlock()
	if err == nil {
		b.await(ctx, func() bool { return v.version > 0 })
	}
	return err
}

// await waits until something holds on the board, a while at most.
func (b *board) await(ctx context.Context, done func() bool) {
	ctx, cancel := context.WithTimeout(ctx, viewWait)
	defer cancel()
	wake := b.subscribe()
	defer b.unsubscribe(wake)
	for {
		b.mu.Lock()
		ok := done() || b.state != stateLive
		b.mu.Unlock()
		if ok {
			return
		}
		select {
		case <-wake:
		case <-ctx.Done():
			return
		}
	}
}

func (s *Server) apiScenarios(w http.ResponseWriter, _ *http.Request) {
	out := struct {
		Library []Entry `json:"library"`
		Runs    []Run   `json:"runs"`
		Version string  `json:"version"`
	}{[]Entry{}, []Run{}, s.cfg.Version}
	if s.cfg.Library != nil {
		out.Library = append(out.Library, s.cfg.Library()...)
	}
	if s.cfg.Runs != nil {
		out.Runs = append(out.Runs, s.cfg.Runs()...)
	}
	writeJSON(w, http.StatusOK, out)
}

func (s *Server) apiEvents(w http.ResponseWriter, r *http.Request) {
	since, err := strconv.ParseUint(cmp.Or(r.URL.Query().Get("since"), "0"), 10, 64)
	if err != nil {
		writeError(w, http.StatusBadRequest, "since is not a number")
		return
	}
	s.board.mu.Lock()
	out := s.board.log.since(since)
	s.board.mu.Unlock()
	writeJSON(w, http.StatusOK, out)
}

// action describes one thing that can be done to a patient, for the form.
type action struct {
	Do     string  `json:"do"`
	Title  string  `json:"title"`
	Doc    string  `json:"doc"`
	Params []param `json:"params"`
}

type param struct {
	Name     string       `json:"name"`
	Doc      string       `json:"doc"`
	Kind     string       `json:"kind"`
	Units    []string     `json:"units,omitempty"`
	Ranges   []paramRange `json:"ranges,omitempty"`
	Choices  []string     `json:"choices,omitempty"`
	Required bool         `json:"required"`
	Default  string       `json:"default"`
}

type paramRange struct {
	Unit string `json:"unit"`
	Min  num    `json:"min"`
	Max  num    `json:"max"`
}

func (s *Server) apiActions(w http.ResponseWriter, _ *http.Request) {
	out := []action{}
	for _, a := range physiology.Actions() {
		row := action{Do: a.Name, Title: a.Title, Doc: a.Doc, Params: []param{}}
		for _, p := range a.Params {
			row.Params = append(row.Params, paramWire(p))
		}
		out = append(out, row)
	}
	w.Header().Set("Cache-Control", "private, max-age="+strconv.Itoa(int(time.Minute.Seconds())))
	writeJSON(w, http.StatusOK, map[string]any{"actions": out})
}

func paramWire(p physiology.Param) param {
	row := param{
		Name: p.Name, Doc: p.Doc, Kind: p.Kind.String(), Units: p.Units, Choices: p.Choices,
		Required: p.Required, Default: p.Default,
	}
	if p.Kind == physiology.Quantity || p.Kind == physiology.Number {
		unit := ""
		if len(p.Units) > 0 {
			unit = p.Units[0]
		}
		row.Ranges = append(row.Ranges, paramRange{unit, num(p.Min), num(p.Max)})
		for _, r := range p.Also {
			row.Ranges = append(row.Ranges, paramRange{r.Unit, num(r.Min), num(r.Max)})
		}
	}
	return row
}
