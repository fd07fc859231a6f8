// Command platform is a small system under test: it takes the observations of a
// fleet in over MQTT, keeps what it knows of each patient, raises alarms by
// webhook and passes the observations on. It uses nothing of vitalfleet, so that
// it can serve as a starting point for the test of another platform; and it can
// be told to be bad, so that a test can be shown to notice.
//
// Its alarm rules are examples. It is not for patients.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"strings"
	"syscall"
)

// config is what the command line says.
type config struct {
	broker  string
	webhook string
	client  string
	alarms  string
	bad     faults
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	c, err := parse(os.Args[1:], os.Stderr)
	if errors.Is(err, flag.ErrHelp) {
		return
	}
	if err == nil {
		err = run(ctx, c, os.Stdout, slog.New(slog.NewTextHandler(os.Stderr, nil)))
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "platform:", err)
		os.Exit(1)
	}
}

func parse(args []string, help io.Writer) (config, error) {
	c := config{bad: faults{}}
	f := flag.NewFlagSet("platform", flag.ContinueOnError)
	f.SetOutput(help)
	f.StringVar(&c.broker, "broker", "mqtt://127.0.0.1:1883", "`URL` of the MQTT broker")
	f.StringVar(&c.webhook, "webhook", "", "`URL` that alerts are posted to; none: no alarms")
	f.StringVar(&c.client, "client-id", "platform", "MQTT client `id`; the publisher's gets -out appended")
	f.StringVar(&c.alarms, "alarms", "spo2", "alarm rules, comma separated: "+strings.Join(ruleNames(), ", "))
	f.Var(c.bad, "bad", "`KIND[=VALUE]`, a way to be bad; repeatable, see below")
	f.Usage = func() {
		fmt.Fprintf(help, "Usage: platform [flags]\n\n%s\n\nFlags:\n", intro)
		f.PrintDefaults()
		fmt.Fprintf(help, "\nWays to be bad:\n%s", describeFaults())
	}
	if err := f.Parse(args); err != nil {
		return c, err
	}
	if f.NArg() > 0 {
		return c, fmt.Errorf("unexpected argument %q: all settings are flags, see --help", f.Arg(0))
	}
	_, err := selectRules(c.alarms)
	return c, err
}

const intro = `A small system under test: reads what devices publish to vitalfleet/v1/+/+/+/+/ (obs,
alarm, wave), raises alarms by webhook, republishes to platform/v1/observations/….
Prints "ready" when it has subscribed; SIGTERM lets it finish what it has taken.`
