package plugins

import (
	"hash/maphash"
	"slices"

	"github.com/vitalfleet/vitalfleet/plugins/devicev1"
)

// pick keeps the rows of a request whose handle is wanted, in place, and returns
// which they were.
func pick(r *devicev1.StepRequest, wanted func(handle uint32) bool) []int32 {
	n := len(r.Handles)
	rows := make([]int32, 0, n)
	for row, h := range r.Handles {
		if wanted(h) {
			rows = append(rows, int32(row))
		}
	}
	var due []uint32
	for i, row := range rows {
		if slices.Contains(r.Due, uint32(row)) {
			due = append(due, uint32(i))
		}
	}
	var signals []float64
	for at := 0; n > 0 && at+n <= len(r.Signals); at += n {
		for _, row := range rows {
			signals = append(signals, r.Signals[at+int(row)])
		}
	}
	r.Handles, r.Due, r.Signals = take32(r.Handles, rows), due, signals
	if b := r.Beats; b != nil && len(b.Ends) == n {
		ends, at := events(b.Ends, rows)
		r.Beats = &devicev1.Beats{Ends: ends, TimesNs: gather(b.TimesNs, at), Kinds: gather(b.Kinds, at), RrS: gather(b.RrS, at), Stroke: gather(b.Stroke, at)}
	}
	if b := r.Breaths; b != nil && len(b.Ends) == n {
		ends, at := events(b.Ends, rows)
		r.Breaths = &devicev1.Breaths{Ends: ends, TimesNs: gather(b.TimesNs, at), VolumeMl: gather(b.VolumeMl, at), Etco2Mmhg: gather(b.Etco2Mmhg, at)}
	}
	return rows
}

func take32(from []uint32, rows []int32) []uint32 {
	list := make([]uint32, 0, len(rows))
	for _, row := range rows {
		list = append(list, from[row])
	}
	return list
}

// events are the new ends of the rows' events, and where the events are in the old
// columns.
func events(ends []uint32, rows []int32) (to []uint32, at []uint32) {
	for _, row := range rows {
		from := uint32(0)
		if row > 0 {
			from = ends[row-1]
		}
		for i := from; i < ends[row]; i++ {
			at = append(at, i)
		}
		to = append(to, uint32(len(at)))
	}
	return to, at
}

func gather[T any](column []T, at []uint32) []T {
	list := make([]T, 0, len(at))
	for _, i := range at {
		list = append(list, column[i])
	}
	return list
}

// digest is a fingerprint of a reply, never 0, good within this process: it tells
// whether a replay gives what was given before.
func digest(seed maphash.Seed, r *devicev1.StepResponse) uint64 {
	h := maphash.Bytes(seed, r.Payloads)
	for _, column := range [][]uint32{r.Ends, r.Devices, r.Streams, r.Boots} {
		for _, v := range column {
			h = (h ^ uint64(v)) * 0x9e3779b97f4a7c15
		}
	}
	for _, column := range [][]uint64{r.TimesNs, r.Seqs} {
		for _, v := range column {
			h = (h ^ v ^ v>>32) * 0x9e3779b97f4a7c15
		}
	}
	for _, a := range r.Acts {
		h ^= maphash.String(seed, a.GetAction()) + 31*maphash.Bytes(seed, a.GetParams()) + uint64(a.GetDevice())
		h *= 0x9e3779b97f4a7c15
	}
	return h | 1
}
