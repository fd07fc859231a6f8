package rundir

import (
	"fmt"
	"io"
	"os"

	"github.com/vitalfleet/vitalfleet/scenarios/judge"
)

// ScoreFiles scores the alerts of one NDJSON file against the truth of another. Exposure is in seconds; see judge.Score.
func ScoreFiles(truthFile, alertsFile string, rule judge.Rule, exposure float64, c Clock) (judge.Scored, error) {
	truth, err := readFile(truthFile, &c, ReadTruth)
	if err != nil {
		return judge.Scored{}, err
	}
	alerts, err := readFile(alertsFile, &c, ReadAlerts)
	if err != nil {
		return judge.Scored{}, err
	}
	return judge.Score(truth, alerts, rule, exposure)
}

// AccountFiles accounts for the messages of two NDJSON files; see judge.Account for the limits, in seconds.
func AccountFiles(sentFile, seenFile string, c Clock, limits ...float64) (judge.Accounting, error) {
	sent, err := readFile(sentFile, &c, ReadSent)
	if err != nil {
		return judge.Accounting{}, err
	}
	seen, err := readFile(seenFile, &c, ReadSeen)
	if err != nil {
		return judge.Accounting{}, err
	}
	return judge.Account(sent, seen, limits...), nil
}

func readFile[T any](path string, c *Clock, read func(io.Reader, string, *Clock) ([]T, error)) ([]T, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("read records: %w", err)
	}
	defer f.Close()
	return read(f, path, c)
}
