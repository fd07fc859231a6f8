package main

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/vitalfleet/vitalfleet/twin/whatif"
)

// printWhatif prints the end of the horizon and the ranges.
func (a *app) printWhatif(d *whatifDocument) {
	a.printf("patient %s, %d members, %v from %v; simulated, in this model, relative to baseline\n\n",
		d.Patient, d.Members, time.Duration(d.Horizon*1e9), time.Duration(d.At*1e9))
	a.printf("%-16s %-22s %10s %21s %10s %21s\n", "branch", "signal at the end", "median", "5 … 95 %", "difference", "5 … 95 %")
	last := len(d.Times) - 1
	for _, r := range d.Results {
		a.printf("%-16s %-22s", r.Branch, r.Signal+" "+r.Unit)
		if b := r.Bands; b != nil {
			a.printf(" %10.4g %9.4g … %9.4g", b.P50[last], b.P05[last], b.P95[last])
		}
		if b := r.Difference; b != nil {
			a.printf(" %+10.4g %+9.4g … %+9.4g", b.P50[last], b.P05[last], b.P95[last])
		}
		if r.Beyond != nil {
			a.printf("  extrapolated in %.0f %%", 100*r.Beyond.Members)
		}
		a.printf("\n")
	}
	if d.Members < whatif.Fewest {
		a.printf("\nfewer than %d members: no bands; the file has every run\n", whatif.Fewest)
	}
	printOutside(a.stdout, d)
	for _, x := range d.Extrapolated {
		a.printf("\noutside the data of the models: %s", x)
	}
	a.printf("\nnot modelled for this question: %s\n", strings.Join(d.NotModelled, "; "))
}

// printOutside prints how often the ranges were left.
func printOutside(w io.Writer, d *whatifDocument) {
	for _, r := range d.Results {
		o := r.Outside
		if o == nil {
			continue
		}
		first := "never"
		if o.First != nil {
			first = time.Duration(*o.First * 1e9).String()
		}
		fmt.Fprintf(w, "\n%s: %s left the range that you set in %.0f %% of members (%+.0f %% from baseline); median time outside %v, first at %s",
			r.Branch, r.Signal, 100*o.Probability, 100*o.Change, time.Duration(o.Seconds*1e9), first)
	}
	fmt.Fprintln(w)
	for _, r := range d.Results {
		if len(r.Influential) == 0 {
			continue
		}
		var parts []string
		for _, i := range r.Influential {
			parts = append(parts, fmt.Sprintf("%s %+.2f", i.Parameter, i.Correlation))
		}
		fmt.Fprintf(w, "\n%s: the difference of %s goes with %s", r.Branch, r.Signal, strings.Join(parts, ", "))
	}
	fmt.Fprintln(w)
}
