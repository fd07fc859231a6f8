package scenarios

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/vitalfleet/vitalfleet/scenarios/judge"
	"github.com/vitalfleet/vitalfleet/scenarios/report"
	"github.com/vitalfleet/vitalfleet/scenarios/spec"
)

// most is how many of the worst misses a report names.
const most = 20

// finding is an expectation with its outcome and what stands behind it.
type finding struct {
	spec      spec.Expectation
	outcome   judge.Outcome
	missing   string // why it could not be judged at all
	worst     []report.Worst
	blame     map[judge.Blame]int
	detection *judge.Detection
}

// judge decides every expectation as things stand at a time.
func (r *Runner) judge(end time.Duration) ([]finding, error) {
	var out []finding
	for name, e := range r.plan.spec.Expect.All() {
		f, err := r.judgeOne(name, e, end)
		if err != nil {
			return nil, &RunError{Code: ExitInvalid, Err: fmt.Errorf("expect.%s: %w", name, err)}
		}
		out = append(out, f)
	}
	return out, nil
}

func (r *Runner) judgeOne(name string, e spec.Expectation, end time.Duration) (finding, error) {
	f := finding{spec: e, blame: map[judge.Blame]int{}}
	rule := judge.Expectation{
		Name: name, MinEvents: int(e.MinEvents), Severity: judge.Severity(e.Severity), Blame: judge.Blame(e.Blame),
	}
	for _, text := range e.Assert {
		a, err := judge.ParseAssertion(text)
		if err != nil {
			return f, err
		}
		rule.Assert = append(rule.Assert, a)
	}
	w, missing := r.window(e, end)
	if missing == "" {
		missing = r.unobserved(e)
	}
	if missing != "" {
		f.missing = missing
		var err error
		f.outcome, err = judge.Decide(rule, judge.Absent{Verdict: r.verdictOfMissing(), Why: missing})
		return f, err
	}
	subject, err := r.subject(e, w, end, &f)
	if err != nil {
		return f, err
	}
	f.outcome, err = judge.Decide(rule, subject)
	return f, err
}

// unobserved says why an expectation has nothing to look at in this run.
func (r *Runner) unobserved(e spec.Expectation) string {
	needs := e.Accounting
	if e.Detection != nil {
		needs = e.Detection.Alerts
	}
	switch {
	case e.Probe != nil:
		return "probes are not available in this version"
	case e.Metric == metricLag && !r.walled:
		return "virtual time has no schedule to be late for"
	case e.Metric == metricLag:
		return ""
	case (needs != "" || e.Metric != "") && !r.networked:
		return "the run used no network"
	case needs != "" && r.ear(needs) == nil:
		return "there is no observer " + needs
	case e.Metric != "" && r.meters.find(e.Metric, e.Where) == nil:
		return "metric " + e.Metric + " is not available in this version"
	}
	return ""
}

// verdictOfMissing is not-applicable where the mode of the run leaves the
// question without meaning, and inconclusive where something did not occur.
func (r *Runner) verdictOfMissing() judge.Verdict {
	if !r.networked {
		return judge.NotApplicable
	}
	return judge.Inconclusive
}

// subject is what an expectation's assertions are about.
func (r *Runner) subject(e spec.Expectation, w judge.Window, end time.Duration, f *finding) (judge.Subject, error) {
	switch {
	case e.Metric != "":
		return judge.Measured{Name: e.Metric, Metric: r.meters.find(e.Metric, e.Where).Metric, Window: w}, nil
	case e.Accounting != "":
		return r.account(e, f), nil
	}
	return r.score(e, end, f)
}

// account adds up the messages that an expectation is about and names the losses.
func (r *Runner) account(e spec.Expectation, f *finding) judge.Accounting {
	ear := r.ear(e.Accounting)
	keep := r.keepStreams(e.Where)
	total := ear.books.Total(keep)
	for _, l := range ear.books.Losses(keep, -1) {
		if !r.ended && l.Time > (r.now-max(e.Settle.D(), defaultSettle)).Seconds() {
			total.Attempted, total.Lost = total.Attempted-1, total.Lost-1 // while the run goes on, it may still come
			if l.Acked {
				total.Acked, total.LostAfterAck = total.Acked-1, total.LostAfterAck-1
			}
			continue
		}
		b := r.blameLoss(ear, l)
		f.blame[b]++
		if len(f.worst) < most {
			f.worst = append(f.worst, r.worstLoss(l, b))
		}
	}
	r.nameFaulty(ear, e, keep, f)
	return total
}

// nameFaulty names the messages that arrived with the faults that an expectation
// asks about. Who passed them on last has the blame: the broker where the observer
// reads the devices' own topics, else the platform.
func (r *Runner) nameFaulty(ear *ear, e spec.Expectation, keep func(string) bool, f *finding) {
	asked := map[string]judge.Fault{}
	for _, text := range e.Assert {
		a, err := judge.ParseAssertion(text)
		if fault, known := judge.Faults()[a.Stat.Name]; err == nil && known {
			asked[a.Stat.Name] = fault
		}
	}
	blame := judge.BlamePlatform
	if r.own[ear.name] {
		blame = judge.BlameBroker
	}
	for _, x := range ear.faulty {
		for _, what := range slices.Sorted(maps.Keys(asked)) {
			if x.fault&asked[what] == 0 || (keep != nil && !keep(x.stream)) {
				continue
			}
			f.blame[blame]++
			if len(f.worst) < most {
				w := r.worstLoss(judge.Loss{Key: judge.Key{Stream: x.stream, Boot: x.boot, Seq: x.seq}, Time: x.at}, blame)
				w.What = what
				f.worst = append(f.worst, w)
			}
		}
	}
}

func (r *Runner) worstLoss(l judge.Loss, b judge.Blame) report.Worst {
	device, _, _ := strings.Cut(l.Stream, "/")
	at, seq, boot := judge.Figure(l.Time), l.Seq, l.Boot
	w := report.Worst{Device: device, Stream: l.Stream, Seq: &seq, Boot: &boot, Time: &at, What: "lost", Blame: b}
	if d, ok := r.deviceByID[device]; ok {
		w.Patient = r.plan.devices[d].spec.Patient
	}
	return w
}

// blameLoss says who is responsible for a message that an observer never saw.
// Who acknowledges a message answers for it: the broker where the observer reads
// the devices' own topics, else the platform behind it. What was never
// acknowledged was kept by the network while a network fault was in force, and
// else by a broker that was not there.
func (r *Runner) blameLoss(e *ear, l judge.Loss) judge.Blame {
	switch {
	case l.Acked && r.own[e.name]:
		return judge.BlameBroker
	case l.Acked:
		return judge.BlamePlatform
	case r.spans.kindAt("network.", time.Duration(l.Time*float64(time.Second))):
		return judge.BlameNetwork
	}
	return judge.BlameBroker
}

// keepStreams is the selection of streams that a `where` describes; nil: all.
func (r *Runner) keepStreams(where spec.Map[string]) func(string) bool {
	if where.Len() == 0 {
		return nil
	}
	return func(stream string) bool {
		device, _, _ := strings.Cut(stream, "/")
		d, ok := r.deviceByID[device]
		return ok && r.plan.matches(where, d)
	}
}

// score compares the alerts with the truth.
func (r *Runner) score(e spec.Expectation, end time.Duration, f *finding) (judge.Subject, error) {
	d := e.Detection
	kind := d.Kind
	if kind == "" {
		kind = d.Truth
	}
	patients, keep := r.patients(e.Where)
	truth := r.episodes(d.Truth, keep, end)
	var alerts []judge.Alert
	for _, a := range r.ear(d.Alerts).alerts {
		if judge.NormalKind(a.Kind) == judge.NormalKind(kind) && keep(a.Patient) {
			alerts = append(alerts, a)
		}
	}
	rule := judge.Rule{
		Within: d.Within.Seconds(), Early: d.Early.Seconds(), Refractory: d.Refractory.Seconds(),
		ClearWithin: d.ClearWithin.Seconds(), StaleAfter: d.StaleAfter.Seconds(), Delivered: d.Layer == layerDelivered,
		Kinds: judge.KindMap{d.Truth: {kind}},
	}
	for _, name := range d.Overlap {
		rule.Overlap = append(rule.Overlap, r.spans.of(name, end)...)
	}
	scored, err := judge.Score(truth, alerts, rule, float64(patients)*end.Seconds())
	if err != nil {
		return nil, err
	}
	f.detection = &scored.Detection
	for _, miss := range scored.Results {
		if !miss.Detected {
			r.addMiss(f, d, miss)
		}
	}
	for _, a := range scored.False {
		f.blame[judge.BlamePlatform]++
		if at := judge.Figure(a.Time); len(f.worst) < most {
			f.worst = append(f.worst, report.Worst{Patient: a.Patient, Time: &at, What: "false alarm", Blame: judge.BlamePlatform})
		}
	}
	return scored, nil
}

func (r *Runner) addMiss(f *finding, d *spec.Detection, miss judge.EpisodeResult) {
	b := judge.BlameFor(r.facts(d, miss))
	f.blame[b]++
	if len(f.worst) >= most {
		return
	}
	onset := judge.Figure(miss.Onset)
	w := report.Worst{Patient: miss.Patient, Onset: &onset, What: "missed", Blame: b}
	if miss.Late {
		w.What = "late"
	}
	if t, ok := r.twinByID[miss.Patient]; ok {
		for _, n := range r.plan.twins[t].devices {
			if r.shows(n, d.Truth) {
				w.Device = r.plan.devices[n].id
				break
			}
		}
	}
	f.worst = append(f.worst, w)
}

// facts are what the ledgers say of a missed episode.
func (r *Runner) facts(d *spec.Detection, miss judge.EpisodeResult) judge.Miss {
	until := miss.Onset + d.Within.Seconds()
	m := judge.Miss{Within: d.Within.Seconds(), Lateness: math.Inf(1), Lag: r.lag.during(miss.Onset, until)}
	if miss.Late {
		m.Lateness = miss.LateAt - until
	}
	t := r.twinByID[miss.Patient]
	for _, n := range r.plan.twins[t].devices {
		if r.shows(n, d.Truth) {
			m.Due += r.plan.devices[n].dueBetween(miss.Onset, miss.End)
		}
	}
	for _, p := range r.proofs.of(r.labelIndex(d.Truth), t) {
		if p.at < miss.Onset || p.at > until {
			continue
		}
		m.Showed++
		if p.acked <= until {
			m.Acked++
		}
		if p.mirrored <= until {
			m.Seen++
		}
	}
	m.Mirrored = slices.ContainsFunc(r.ears, func(e *ear) bool { return r.own[e.name] })
	return m
}

// shows reports whether a device measures what a truth is about.
func (r *Runner) shows(device int, truth string) bool {
	i := r.labelIndex(truth)
	if i < 0 {
		return false
	}
	s := r.fleet.seats[device]
	for _, c := range s.batch.desc.Codes {
		for _, x := range r.labels[i].signals {
			if c.ID == x.String() || !measurable(x) {
				return true
			}
		}
	}
	return false
}

// dueBetween counts a device's publish times in a stretch of time, s.
func (d *plannedDevice) dueBetween(from, to float64) int {
	if d.every <= 0 || to < from {
		return 0
	}
	every, phase := d.every.Seconds(), d.publish.phase.Seconds()
	return int(math.Floor((to-phase)/every) - math.Ceil((from-phase)/every) + 1)
}

// patients counts the patients of a `where` and tells who they are.
func (r *Runner) patients(where spec.Map[string]) (int, func(id string) bool) {
	if where.Len() == 0 {
		return len(r.plan.twins), func(string) bool { return true }
	}
	in := map[string]bool{}
	for i := range r.plan.twins {
		t := &r.plan.twins[i]
		if slices.ContainsFunc(t.devices, func(d int) bool { return r.plan.matches(where, d) }) {
			in[t.id] = true
		}
	}
	return len(in), func(id string) bool { return in[id] }
}

// episodes are those of a truth so far, open ones up to now.
func (r *Runner) episodes(name string, keep func(string) bool, end time.Duration) []judge.Episode {
	i := r.labelIndex(name)
	if i < 0 {
		return nil
	}
	var out []judge.Episode
	for _, e := range r.truth[i] {
		if keep(e.Patient) {
			x := judge.Episode{Patient: e.Patient, Kind: name, Onset: e.onset, End: e.end, Observable: e.Observable}
			x.Delivered, x.Arrived = r.proofs.arrival(i, e.twin, e.onset, e.end)
			out = append(out, x)
		}
	}
	for t := range r.labels[i].state {
		onset, open := r.labels[i].state[t].Open()
		if id := r.plan.twins[t].id; open && !r.ended && keep(id) {
			out = append(out, judge.Episode{Patient: id, Kind: name, Onset: onset, End: end.Seconds(), Observable: r.labels[i].observable(t, onset)})
		}
	}
	return out
}

func (r *Runner) labelIndex(name string) int {
	return slices.IndexFunc(r.labels, func(l *label) bool { return l.name == name })
}

func (r *Runner) ear(name string) *ear {
	for _, e := range r.ears {
		if e.name == name {
			return e
		}
	}
	return nil
}
