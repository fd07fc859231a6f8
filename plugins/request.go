package plugins

import (
	"github.com/vitalfleet/vitalfleet/devicesim"
	"github.com/vitalfleet/vitalfleet/plugins/devicev1"
)

// fill puts the input's columns into req, whose memory is reused. The columns are
// copied once: the journal needs them after the input is gone.
func (b *batch) fill(req *devicev1.StepRequest, in *devicesim.Input) {
	d := &b.model.description
	req.Model = d.Type
	req.TimeNs, req.IntervalNs = nanoseconds(in.Time), uint64(max(in.Interval, 0))
	req.Handles, req.Due = req.Handles[:0], req.Due[:0]
	for row, dev := range in.Rows {
		req.Handles = append(req.Handles, b.devices[dev].Handle)
		if d.Continuous && row < len(in.Due) && in.Due[row] {
			req.Due = append(req.Due, uint32(row))
		}
	}
	req.Signals = append(req.Signals[:0], in.Signals...)
	fillBeats(req.Beats, &in.Beats, d.WantsBeats)
	fillBreaths(req.Breaths, &in.Breaths, d.WantsBreaths)
}

func fillBeats(to *devicev1.Beats, from *devicesim.Beats, wanted bool) {
	to.Ends, to.TimesNs, to.Kinds, to.RrS, to.Stroke = to.Ends[:0], to.TimesNs[:0], to.Kinds[:0], to.RrS[:0], to.Stroke[:0]
	if !wanted {
		return
	}
	to.Ends = append(to.Ends, from.Ends...)
	for _, t := range from.Times {
		to.TimesNs = append(to.TimesNs, uint64(max(t, 0)))
	}
	for _, k := range from.Kinds {
		to.Kinds = append(to.Kinds, uint32(k))
	}
	to.RrS = append(to.RrS, from.RR...)
	to.Stroke = append(to.Stroke, from.Stroke...)
}

func fillBreaths(to *devicev1.Breaths, from *devicesim.Breaths, wanted bool) {
	to.Ends, to.TimesNs, to.VolumeMl, to.Etco2Mmhg = to.Ends[:0], to.TimesNs[:0], to.VolumeMl[:0], to.Etco2Mmhg[:0]
	if !wanted {
		return
	}
	to.Ends = append(to.Ends, from.Ends...)
	for _, t := range from.Times {
		to.TimesNs = append(to.TimesNs, uint64(max(t, 0)))
	}
	to.VolumeMl = append(to.VolumeMl, from.Volume...)
	to.Etco2Mmhg = append(to.Etco2Mmhg, from.EtCO2...)
}
