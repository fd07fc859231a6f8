package judge_test

import (
	"cmp"
	"math"
	"slices"

	"github.com/vitalfleet/vitalfleet/scenarios/judge"
)

// slowAccount counts with plain sets: the definition that the accountant is compared with.
func slowAccount(sent []judge.Sent, seen []judge.Seen, lateAfter float64) judge.Accounting {
	attempted := map[judge.Key]judge.Sent{}
	for _, m := range sent {
		attempted[m.Key()] = m
	}
	n := judge.Accounting{LateAfter: lateAfter}
	got := map[judge.Key]bool{}
	newest := map[string][2]uint64{}
	for _, s := range seen {
		m, ok := attempted[s.Key()]
		switch {
		case !ok:
			n.Unexpected++
			continue
		case got[s.Key()]:
			n.Duplicated++
			continue
		}
		got[s.Key()] = true
		order := [2]uint64{uint64(s.Boot), s.Seq}
		if last, any := newest[s.Stream]; any && slices.Compare(order[:], last[:]) < 0 {
			n.Reordered++
		} else {
			newest[s.Stream] = order
		}
		n.Corrupted += one(s.Hash != m.Hash)
		n.Retimed += one(s.Stamped && s.Stamp != m.Time)
		n.Late += one(s.Time-m.Time > lateAfter)
		n.Recovered += one(!m.Acked)
	}
	n.Attempted, n.Delivered = len(attempted), len(got)
	for k, m := range attempted {
		n.Acked += one(m.Acked)
		n.Lost += one(!got[k])
		n.LostAfterAck += one(m.Acked && !got[k])
	}
	return n
}

func one(b bool) int {
	if b {
		return 1
	}
	return 0
}

// slowScore scores by trying every episode for every alert; kinds are ignored.
func slowScore(truth []judge.Episode, alerts []judge.Alert, r judge.Rule) judge.Detection {
	al := slices.Clone(alerts)
	slices.SortStableFunc(al, func(a, b judge.Alert) int { return cmp.Or(cmp.Compare(a.Time, b.Time), cmp.Compare(a.ID, b.ID)) })
	ep := slices.Clone(truth)
	slices.SortStableFunc(ep, func(a, b judge.Episode) int {
		return cmp.Or(cmp.Compare(a.Onset, b.Onset), cmp.Compare(a.Patient, b.Patient))
	})
	detected, late := make([]float64, len(ep)), make([]int, len(ep))
	for i := range detected {
		detected[i] = math.NaN()
	}
	var d judge.Detection
	ids := map[string]bool{}
	for _, a := range al {
		if ids[a.ID] {
			d.DuplicateAlerts++
			continue
		}
		ids[a.ID] = true
		slowTake(&d, a, r, ep, detected, late)
	}
	for i := range ep {
		d.Late += one(late[i] > 0)
		d.Detected += one(!math.IsNaN(detected[i]))
	}
	d.Episodes = len(ep)
	d.Missed = d.Episodes - d.Detected
	return d
}

func slowTake(d *judge.Detection, a judge.Alert, r judge.Rule, ep []judge.Episode, detected []float64, late []int) {
	var c []int
	for k, e := range ep {
		if e.Patient == a.Patient && e.Onset-r.Early <= a.Time && a.Time <= max(e.End+r.Refractory, e.Onset+r.Within) {
			c = append(c, k)
		}
	}
	if len(c) == 0 {
		d.FalseAlarms++
		return
	}
	any := false
	for _, k := range c {
		if math.IsNaN(detected[k]) && a.Time <= ep[k].Onset+r.Within {
			detected[k] = a.Time
			return
		}
		any = any || !math.IsNaN(detected[k])
	}
	if any {
		d.Repeats++
		return
	}
	late[c[0]]++
}
