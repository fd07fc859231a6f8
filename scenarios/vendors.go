package scenarios

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/vitalfleet/vitalfleet/devicesim"
)

// checkSettings asks a plugin's model what is wrong with a device's settings, once
// for each device of the scenario. Built-in models were asked when it was read.
func (p *planner) checkSettings(path, plugin string, m devicesim.Model, config json.RawMessage) {
	v, can := m.(devicesim.Validator)
	if plugin == "" || !can || p.asked[path] {
		return
	}
	if p.asked == nil {
		p.asked = map[string]bool{}
	}
	p.asked[path] = true
	for _, wrong := range v.Validate(config) {
		text := wrong.Summary
		if wrong.Detail != "" {
			text += " (" + wrong.Detail + ")"
		}
		p.problem(path+".settings"+strings.ReplaceAll(wrong.Pointer, "/", "."), "%s", text)
	}
}

// warnOfPlugins says what the vendors' processes did. Restarts leave the run as it
// would have been; what broken tells does not.
func (r *Runner) warnOfPlugins() {
	restarts := 0
	for _, p := range (*source)(r).Plugins() {
		restarts += p.Restarts
		notes := p.broken()
		if p.Restarts > 0 {
			text := fmt.Sprintf("plugin %s was restarted %d times", p.Name, p.Restarts)
			if p.Recycled > 0 {
				text += fmt.Sprintf(", %d of them because of its memory", p.Recycled)
			}
			if text += " (" + p.why() + ")"; len(notes) == 0 {
				text += "; its messages are those of an undisturbed run"
			}
			r.warn(text)
		}
		for _, note := range notes {
			r.warn(note)
		}
	}
	if restarts > 0 {
		r.meters.count(metricRestarts, -1, r.now, float64(restarts))
	}
}

// broken says which promises of a run a plugin broke.
func (p *PluginState) broken() (notes []string) {
	if p.State == "quarantined" {
		notes = append(notes, "plugin "+p.Name+" was quarantined ("+p.why()+"): its devices fell silent; the run is degraded and will not repeat byte for byte")
	}
	if p.Isolated > 0 {
		notes = append(notes, fmt.Sprintf("plugin %s: %d devices were taken out because they make it fail (%s): the run is degraded and will not repeat byte for byte", p.Name, p.Isolated, p.why()))
	}
	if p.Diverged > 0 {
		notes = append(notes, fmt.Sprintf("plugin %s is not deterministic: %d replays gave other messages than before; the run will not repeat byte for byte", p.Name, p.Diverged))
	}
	return notes
}

// why is the reason without what follows its first line.
func (p *PluginState) why() string {
	first, _, _ := strings.Cut(p.Reason, "\n")
	return first
}
