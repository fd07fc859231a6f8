package main

import (
	"fmt"
	"strings"

	"github.com/vitalfleet/vitalfleet/physiology/rhythm"
	"github.com/vitalfleet/vitalfleet/physiology/wave"
)

// wavesPage lists the rhythms and the waves.
func wavesPage() string {
	var b strings.Builder
	b.WriteString(generatedHead + `# Rhythms and waves

Every twin has a heart of its own: a conduction automaton of nodes, paths and refractory times, whose rhythm acts on the circulation. A rhythm is put into force by an event and can be asked for in conditions:

` + "```yaml" + `
events:
  flutter: {at: 10m, for: 5m, do: patient.rhythm, with: {rhythm: AFIB, rate: 120 /min}}
truth:
  irregular: {when: rhythm == "AFIB"}
` + "```" + `

Shapes go with any rhythm. A pulseless rhythm stays until it is shocked. Potassium, lack of blood, drugs and cold change rhythms and shapes by themselves. ` + "`conditions: {pacemaker: {mode: DDD}}`, `icd` and `atrial-fibrillation`" + ` are lived with. Ranges are of the table's own sources: textbook conventions, and PMC3825808 for intervals.

`)
	var rows [][]string
	for _, c := range rhythm.Catalogue() {
		i := c.Info()
		kind := "rhythm"
		if i.Layer {
			kind = "shape"
		}
		rows = append(rows, []string{"`" + i.ID + "`", i.Name, kind, span(i.Rate, 1), span(i.PR, 1000), span(i.QRS, 1000), i.Aux, spaced(i.Beats), i.Mechanism})
	}
	table(&b, []string{"code", "name", "", "1/min", "PR ms", "QRS ms", "annotation", "beats", "mechanism"}, rows)
	b.WriteString(`
## Waves

` + "`vitalfleet simulate FILE --waves ecg12,abp,ppg -o DIR.wfdb`" + ` records them with annotations as WFDB (formats 16 and 212), ` + "`-o out.edf`" + ` as EDF+; devices with waves send them (docs/devices.md). A sample hangs on the seed and its time alone. The gain is that of a 16 bit record.

`)
	rows = nil
	for _, k := range wave.Kinds() {
		i := k.Info()
		mdc := ""
		if i.MDC != 0 {
			mdc = fmt.Sprint(i.MDC)
		}
		rows = append(rows, []string{"`" + i.ID + "`", i.Title, i.Unit, fmt.Sprintf("%g", i.Rate), fmt.Sprintf("%g..%g", i.MinRate, i.MaxRate), fmt.Sprintf("%g", i.Gain), mdc})
	}
	table(&b, []string{"id", "wave", "unit", "usual Hz", "Hz", "gain", "MDC"}, rows)
	return b.String()
}

// span is a range in a unit, empty where it is not stated.
func span(r [2]float64, factor float64) string {
	if r == [2]float64{} {
		return ""
	}
	return fmt.Sprintf("%g..%g", round3(r[0]*factor), round3(r[1]*factor))
}

func round3(x float64) float64 { return float64(int(x*1000+0.5)) / 1000 }

// spaced puts spaces between annotation codes.
func spaced(codes string) string { return strings.Join(strings.Split(codes, ""), " ") }
