package main

import (
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/vitalfleet/vitalfleet/scenarios"
	"github.com/vitalfleet/vitalfleet/scenarios/judge"
	"github.com/vitalfleet/vitalfleet/scenarios/rundir"
	"github.com/vitalfleet/vitalfleet/scenarios/spec"
)

type scoreFlags struct {
	sent, seen, truth, alerts, lateAfter, within, early, refractory, exposure, start string
	kinds                                                                            []string
}

func (a *app) scoreCommand() *cobra.Command {
	var f scoreFlags
	c := &cobra.Command{
		Use:   "score --sent FILE --seen FILE | --truth FILE --alerts FILE",
		Short: "Judge recorded messages or alerts offline",
		Long: `Accounts for recorded messages, or scores recorded alerts against the truth.
Files are NDJSON, one object a line; times are RFC 3339 or seconds:
  sent   {"stream":"a","boot":0,"seq":7,"time":0.0,"acked":true,"hash":"…"}
  seen   {"stream":"a","boot":0,"seq":7,"time":0.1,"stamp":0.0,"hash":"…"}
  truth  {"patient":"p1","kind":"spo2-low","onset":100.0,"end":400.0,"observable":true}
  alerts {"patient":"p1","kind":"SPO2_LOW","time":130.0,"id":"1"}`,
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error { return a.score(f) },
	}
	fs := c.Flags()
	fs.StringVar(&f.sent, "sent", "", "messages that were sent")
	fs.StringVar(&f.seen, "seen", "", "messages that were seen, in order of arrival")
	fs.StringVar(&f.truth, "truth", "", "true episodes")
	fs.StringVar(&f.alerts, "alerts", "", "alerts that were raised")
	fs.StringVar(&f.lateAfter, "late-after", "60s", "a message seen later than this after its device time is late")
	fs.StringVar(&f.within, "within", "60s", "an alert up to this long after the onset is in time")
	fs.StringVar(&f.early, "early", "0s", "an alert this long before the onset is in time too")
	fs.StringVar(&f.refractory, "refractory", "0s", "alerts this soon after an episode's end belong to it")
	fs.StringVar(&f.exposure, "exposure", "86400s", "time under observation, of all patients together")
	fs.StringVar(&f.start, "start", "", "simulated time of second 0, RFC 3339, where one file has seconds and the other times")
	fs.StringArrayVar(&f.kinds, "kind", nil, "the platform's name of a kind: spo2-low=SPO2_LOW (repeatable)")
	return c
}

func (a *app) score(f scoreFlags) error {
	switch {
	case f.sent != "" && f.seen != "" && f.truth == "" && f.alerts == "":
		return a.scoreMessages(f)
	case f.truth != "" && f.alerts != "" && f.sent == "" && f.seen == "":
		return a.scoreAlerts(f)
	}
	return fail(scenarios.ExitInvalid, "score needs --sent and --seen, or --truth and --alerts")
}

// clock reads --start.
func (f scoreFlags) clock() (rundir.Clock, error) {
	if f.start == "" {
		return rundir.Clock{}, nil
	}
	at, err := time.Parse(time.RFC3339Nano, f.start)
	if err != nil {
		return rundir.Clock{}, fail(scenarios.ExitInvalid, "--start %s: write a time such as 2026-01-15T08:00:00Z", f.start)
	}
	return rundir.Clock{Start: at}, nil
}

func (a *app) scoreMessages(f scoreFlags) error {
	late, err := flagSeconds("late-after", f.lateAfter)
	if err != nil {
		return err
	}
	clock, err := f.clock()
	if err != nil {
		return err
	}
	got, err := rundir.AccountFiles(f.sent, f.seen, clock, late)
	if err != nil {
		return &scenarios.RunError{Code: scenarios.ExitFile, Err: err}
	}
	if a.flags.json {
		return a.printJSON(got)
	}
	a.printf("attempted %d  acked %d  delivered %d  lost %d (after ack %d)  recovered %d  duplicated %d  unexpected %d  reordered %d  corrupted %d  retimed %d  late %d\n",
		got.Attempted, got.Acked, got.Delivered, got.Lost, got.LostAfterAck, got.Recovered, got.Duplicated, got.Unexpected, got.Reordered, got.Corrupted, got.Retimed, got.Late)
	return nil
}

func (a *app) scoreAlerts(f scoreFlags) error {
	rule := judge.Rule{Kinds: judge.KindMap{}}
	var exposure float64
	for _, d := range []struct {
		flag, text string
		into       *float64
	}{{"within", f.within, &rule.Within}, {"early", f.early, &rule.Early}, {"refractory", f.refractory, &rule.Refractory}, {"exposure", f.exposure, &exposure}} {
		v, err := flagSeconds(d.flag, d.text)
		if err != nil {
			return err
		}
		*d.into = v
	}
	for _, k := range f.kinds {
		truth, alert, ok := strings.Cut(k, "=")
		if !ok {
			return fail(scenarios.ExitInvalid, "--kind %s: write truth=ALERT", k)
		}
		rule.Kinds[truth] = append(rule.Kinds[truth], alert)
	}
	clock, err := f.clock()
	if err != nil {
		return err
	}
	got, err := rundir.ScoreFiles(f.truth, f.alerts, rule, exposure, clock)
	if err != nil {
		return &scenarios.RunError{Code: scenarios.ExitFile, Err: err}
	}
	if a.flags.json {
		return a.printJSON(got.Detection)
	}
	a.printf("episodes %d  detected %d  missed %d (late %d)  repeats %d  retries %d  false alarms %d\n",
		got.Episodes, got.Detected, got.Missed, got.Late, got.Repeats, got.DuplicateAlerts, got.FalseAlarms)
	return nil
}

// flagSeconds reads a duration flag; bare numbers are refused, as everywhere.
func flagSeconds(flag, text string) (float64, error) {
	d, err := spec.ParseDuration(text)
	if err != nil || d < 0 {
		return 0, fail(scenarios.ExitInvalid, "--%s %s: write a duration such as 60s", flag, text)
	}
	return d.Seconds(), nil
}
