// Command vitalfleet simulates fleets of medical devices on digital twins of
// patients, runs scenarios against an IoMT platform and judges what it did.
//
// All patients are simulated. It is not a medical device and not for clinical
// decisions.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	_ "time/tzdata" // sites have zones, machines may not

	"github.com/vitalfleet/vitalfleet/scenarios"
)

func main() {
	os.Exit(Main(os.Args[1:], os.Stdout, os.Stderr))
}

// exitPanic is the exit code of a fault of our own.
const exitPanic = 109

// Main runs the command line and returns its exit code. The first interrupt
// ends a run in good order, the second at once.
func Main(args []string, stdout, stderr io.Writer) (code int) {
	defer func() {
		if fault := recover(); fault != nil {
			fmt.Fprintf(stderr, "vitalfleet: internal fault: %v\n%s\nplease report this with the command that you ran\n", fault, debug.Stack())
			code = exitPanic
		}
	}()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	defer signal.Stop(signals)
	go func() {
		<-signals
		cancel()
		<-signals
		os.Exit(scenarios.ExitInterrupted)
	}()
	app := &app{stdout: stdout, stderr: stderr}
	root := app.root()
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	return app.exit(err)
}
