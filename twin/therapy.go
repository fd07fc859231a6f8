package twin

import (
	"fmt"

	"github.com/vitalfleet/vitalfleet/physiology"
	"github.com/vitalfleet/vitalfleet/physiology/control"
)

// treat lets the controller of insulin do what is due, before glucose is stepped.
func (t *Twin) treat() {
	x, s := t.Therapy, &t.Glucose
	now := t.Body.Time / 60
	if !x.Due(now) {
		return
	}
	mode := t.Inputs.Therapy(t.Body.Time, x.Mode)
	o := x.Act(control.Look{
		Mode: mode, Minute: now, Glucose: s.Interstitial(&t.Metabolism.Params), Scheduled: 60 * s.Basal, Delivered: s.Delivered,
	})
	if o.Decided {
		s.Controlled, s.Ordered = mode != control.OpenLoop, o.Rate/60
	}
	s.Bolus(o.Bolus)
}

// prescribe changes the mode of the therapy for good.
func (t *Twin) prescribe(a physiology.Args, mode control.Mode) error {
	if t.Therapy == nil {
		return fmt.Errorf("twin %s: %s: nobody controls this patient's insulin; it is for patients with type 1 diabetes and without a file of inputs", t.ID, a.Action().Name)
	}
	t.Therapy.Mode = mode
	return nil
}
