package judge

// Selection picks the episodes and alerts that an expectation is about: one truth, one kind of alert, some patients.
type Selection struct {
	Truth   string                    // kind of the episodes; all if empty
	Alert   string                    // kind by which the platform calls it; that of the truth if empty
	Patient func(patient string) bool // all if nil
}

// Apply returns what is selected, and the rule's kinds for it. Alerts of other kinds are left out: they are about something
// else, and no false alarms of this truth.
func (s Selection) Apply(truth []Episode, alerts []Alert) ([]Episode, []Alert, KindMap) {
	var kinds KindMap
	if s.Alert != "" && s.Truth != "" {
		kinds = KindMap{s.Truth: {s.Alert}}
	}
	keep := func(patient string) bool { return s.Patient == nil || s.Patient(patient) }
	want, normal := NormalKind(s.Truth), kinds.normal()
	var episodes []Episode
	for _, e := range truth {
		if keep(e.Patient) && (want == "" || NormalKind(e.Kind) == want) {
			episodes = append(episodes, e)
		}
	}
	var raised []Alert
	for _, a := range alerts {
		if keep(a.Patient) && (want == "" || normal.same(want, NormalKind(a.Kind))) {
			raised = append(raised, a)
		}
	}
	return episodes, raised, kinds
}
