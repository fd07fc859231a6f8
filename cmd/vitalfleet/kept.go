package main

import (
	"os"
	"path/filepath"
	"slices"

	"github.com/vitalfleet/vitalfleet/scenarios/report"
	"github.com/vitalfleet/vitalfleet/scenarios/rundir"
	"github.com/vitalfleet/vitalfleet/web"
)

// keptRuns lists the run directories in a folder, the newest first.
func keptRuns(folder string) []web.Run {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil
	}
	var out []web.Run
	for _, e := range entries {
		path := filepath.Join(folder, e.Name(), rundir.ReportFile)
		info, err := os.Stat(path)
		if err != nil {
			continue // it never came to its end
		}
		f, err := os.Open(path)
		if err != nil {
			continue
		}
		rep, err := report.Read(f)
		_ = f.Close() // It was read only.
		if err == nil {
			out = append(out, web.Run{Name: e.Name(), Scenario: rep.Scenario, Verdict: string(rep.Verdict), Ended: info.ModTime()})
		}
	}
	slices.SortFunc(out, func(a, b web.Run) int { return b.Ended.Compare(a.Ended) })
	return out
}
