package scenarios

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"
)

// Plan is the expanded plan as plan.json holds it.
func (r *Runner) Plan() any { return r.plan.file() }

// Explain prints the expanded plan for people.
func (r *Runner) Explain(w io.Writer) error {
	p := r.plan
	t := tabwriter.NewWriter(w, 2, 8, 2, ' ', 0)
	length := "until stopped"
	if p.duration > 0 {
		length = p.duration.String()
	}
	fmt.Fprintf(t, "SCENARIO\t%s\tseed %d\t%s from %s, %s time, step %v\n\n", p.spec.Name, p.spec.Seed, length, p.start.Format(time.RFC3339), p.spec.Time.Mode, p.step)
	fmt.Fprintln(t, "COHORT\tPATIENTS\tPROFILE\tDEVICES")
	for name, c := range p.spec.Fleet.All() {
		n := 0
		for i := range p.twins {
			if p.twins[i].cohort == name {
				n++
			}
		}
		var devices []string
		for key, d := range c.Devices.All() {
			via := ""
			if d.Plugin != "" {
				via = " by plugin " + d.Plugin
			}
			devices = append(devices, fmt.Sprintf("%s (%s%s)", key, d.Model, via))
		}
		fmt.Fprintf(t, "%s\t%d\t%s\t%s\n", name, n, c.Profile, strings.Join(devices, ", "))
	}
	fmt.Fprintf(t, "\nEVENT\tAT\tHITS\tDO\n")
	for _, e := range r.timeline.events {
		at, hits := r.explainEvent(e)
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\n", e.name, at, hits, e.spec.Do)
	}
	fmt.Fprintf(t, "\nTARGET\tURL\tLINK\tCONNECTIONS\n")
	for name, target := range p.spec.Targets.All() {
		n := 0
		for _, c := range p.conns {
			if c.target == name {
				n++
			}
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%d\n", name, target.URL, linkName(target.URL), n)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	for _, text := range r.extrapolated {
		fmt.Fprintf(w, "\nEXTRAPOLATED  %s\n", text)
	}
	return nil
}

func linkName(url string) string {
	if scheme, _, _ := strings.Cut(url, ":"); scheme == "file" || scheme == "stdout" {
		return scheme
	}
	return "paho"
}

// explainEvent says when an event happens and to whom, as far as it is known
// before the run.
func (r *Runner) explainEvent(e *event) (at, hits string) {
	s := e.spec
	switch {
	case s.At != nil && s.At.Dist == nil && s.At.Point.Base == "":
		at = s.At.Point.Offset.String()
	case s.At != nil && s.At.Dist == nil:
		at = s.At.Point.String()
	case s.At != nil:
		at = "drawn for each"
	case s.Every != nil:
		at = "again and again"
	case s.Rate != nil:
		at = fmt.Sprintf("at random, %g a day for each", s.Rate.PerSecond()*86400)
	case s.When != nil:
		at = "when " + s.When.Text
	default:
		at = "after " + s.After
	}
	members := r.plan.choose(s.Select, e.scope, e.name, e.members)
	hits = fmt.Sprint(len(members))
	if len(members) > 0 && len(members) <= 3 {
		var ids []string
		for _, m := range members {
			ids = append(ids, r.plan.id(e.scope, m))
		}
		hits = strings.Join(ids, ", ")
	}
	if e.where != nil {
		hits += " where " + s.Select.Where.Text
	}
	return at, hits
}
