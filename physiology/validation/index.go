package validation

import (
	"fmt"
	"math"
	"strings"
)

// index is the page with all bars.
func (r *Report) index() string {
	var b strings.Builder
	b.WriteString(head + "# Validation of the body\n\n")
	fmt.Fprintf(&b, "%d of %d bars pass at the default step of %g s. ", r.Passed(), len(r.Results), r.Step)
	b.WriteString(r.byEvidence())
	b.WriteString(`

A bar is a two-sided band for one number of a published experiment. The experiment is repeated on the simulated body and the number is read from the course. Evidence: S, seen in the source; K, textbook knowledge; G, an engineering demand or a guess. Misses stay in the table with their cause; no model is bent to a single bar.

This page shows where the models agree with the literature. It is no evidence of fitness for clinical use; see [credibility](../credibility.md). Regenerate with ` + "`vitalfleet validate-physiology -o docs/validation`" + `.

`)
	if misses := r.misses(r.Results); misses != "" {
		fmt.Fprintf(&b, "## Misses\n\n%s\n", misses)
	}
	b.WriteString("## Rest\n\n" + r.restingTable() + "\n" + r.normalsTable())
	b.WriteString("\n## Cohorts\n\n" + r.cohortTable())
	b.WriteString("\n## All bars\n\n| bar | quantity | unit | band | value | verdict | evidence | experiment |\n|---|---|---|---|---|---|---|---|\n")
	for _, x := range r.Results {
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s | %s | [%s](%s.md) |\n", x.ID, cell(x.Quantity), x.Unit, band(x.Bar), number(x.Value), x.mark(), x.Evidence, x.Experiment, x.Experiment)
	}
	b.WriteString("\nEach experiment starts from the solved resting state and lies at rest for half an hour before anything happens. The identities of the last conservation bar are held in every frame of every course above, together with MAP between DBP and SBP and VE = RR·VT.\n\n[Models, validity and limits](models.md)\n")
	return b.String()
}

// byEvidence counts the bars by the strength of their evidence.
func (r *Report) byEvidence() string {
	var parts []string
	for _, e := range []string{"S", "K", "G"} {
		pass, all := 0, 0
		for _, x := range r.Results {
			if x.Evidence != e {
				continue
			}
			all++
			if x.Pass {
				pass++
			}
		}
		parts = append(parts, fmt.Sprintf("%s: %d of %d", e, pass, all))
	}
	return "By evidence, " + strings.Join(parts, ", ") + "."
}

// restingTable shows the reference adult beside sampled people.
func (r *Report) restingTable() string {
	var b strings.Builder
	fmt.Fprintf(&b, "The reference adult (male, 40 y, 180 cm, 77 kg) beside %d sampled people of the same demographics.\n\n", people)
	b.WriteString("| quantity | unit | band | reference adult | verdict | people: mean ± SD | 5th … 95th percentile | inside the band |\n|---|---|---|---|---|---|---|---|\n")
	for _, x := range r.Results {
		if x.ID == "P01" && x.Cohort != nil {
			fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |%s\n", x.Quantity, x.Unit, band(x.Bar), number(x.Value), x.mark(), x.Cohort.cells())
		}
	}
	return b.String()
}

func (r *Report) cohortTable() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d people a group; pairs of women and men, and trends over age, which decide their bars.\n\n", people)
	b.WriteString("| bar | quantity | unit | band | reference adult | verdict | people: mean ± SD | 5th … 95th percentile | inside the band |\n|---|---|---|---|---|---|---|---|---|\n")
	for _, x := range r.Results {
		if x.ID != "P01" && x.Cohort != nil {
			fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s |%s\n", x.ID, x.Quantity, x.Unit, band(x.Bar), number(x.Reference), x.mark(), x.Cohort.cells())
		}
	}
	return b.String()
}

// cells are mean and SD, percentiles and the share inside the band.
func (c *Cohort) cells() string {
	if math.IsNaN(c.SD) {
		return fmt.Sprintf(" %s | | |", number(c.Mean))
	}
	return fmt.Sprintf(" %s ± %.2g | %s … %s | %.0f %% |", number(c.Mean), c.SD, number(c.Low), number(c.High), 100*c.Inside)
}
