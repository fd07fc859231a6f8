package scenarios_test

import (
	"flag"
	"os"
	"testing"

	"go.uber.org/goleak"
)

// Runs over a network mostly wait, so that many of them go side by side.
func TestMain(m *testing.M) {
	flag.Parse()
	if err := flag.Set("test.parallel", "8"); err != nil {
		os.Exit(2)
	}
	goleak.VerifyTestMain(m)
}
