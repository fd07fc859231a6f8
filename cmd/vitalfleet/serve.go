package main

import (
	"context"
	"errors"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"sync"

	"github.com/spf13/cobra"

	"github.com/vitalfleet/vitalfleet/devicesim/link/broker"
	"github.com/vitalfleet/vitalfleet/scenarios"
	"github.com/vitalfleet/vitalfleet/scenarios/library"
	"github.com/vitalfleet/vitalfleet/scenarios/spec"
	"github.com/vitalfleet/vitalfleet/web"
)

// The addresses of serve when no flag names others.
const (
	defaultListen = "127.0.0.1:8080"
	defaultMQTT   = "127.0.0.1:1883"
)

type serveFlags struct{ listen, mqtt, data string }

func (a *app) serveCommand() *cobra.Command {
	var f serveFlags
	c := &cobra.Command{
		Use:   "serve [FILE]",
		Short: "Open the console with an embedded broker and a running scenario (default: the demo ward)",
		Args:  cobra.MaximumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			name := "ward"
			if len(args) > 0 {
				name = args[0]
			}
			s := &server{app: a, flags: f, fixed: c.Flags().Changed}
			return s.serve(c.Context(), name)
		},
	}
	a.scenarioFlags(c)
	c.Flags().StringVar(&f.listen, "listen", defaultListen, "address of the console")
	c.Flags().StringVar(&f.mqtt, "mqtt", defaultMQTT, "address of the embedded broker; --broker uses another")
	c.Flags().StringVar(&f.data, "data", "runs", "folder in which runs are kept")
	return c
}

// server is the one process of serve: console, broker, and one run at a time.
type server struct {
	*app
	flags   serveFlags
	fixed   func(flag string) bool // the flag was given
	console *web.Server
	broker  *broker.Broker

	mu   sync.Mutex
	live *scenarios.Runner
	done chan struct{} // closed when the live run has ended
	runs sync.WaitGroup
	ctx  context.Context //nolint:containedctx // It is the process's: runs outlive the requests that start them.
}

func (s *server) serve(ctx context.Context, name string) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	s.ctx = ctx
	if err := os.MkdirAll(s.flags.data, 0o755); err != nil {
		return fail(scenarios.ExitFile, "--data: %v", err)
	}
	ln, err := s.openPort(s.flags.listen, "listen", web.Listen)
	if err != nil {
		return err
	}
	if err := s.openBroker(); err != nil {
		return errors.Join(err, ln.Close())
	}
	s.console = web.New(web.Config{
		Log: s.logger(), Listen: ln.Addr().String(), Version: version(),
		Library: s.library, Launch: s.launch, Stop: s.stop, Runs: s.kept,
	})
	served := make(chan error, 1)
	go func() { served <- s.console.Serve(ctx, ln) }()
	if err := s.begin(name, nil); err != nil {
		cancel()
		return errors.Join(err, <-served, s.closeBroker())
	}
	s.printf("console  %s\nbroker   %s\n", s.console.LoginURL(), s.app.flags.broker)
	err = <-served
	cancel()
	s.runs.Wait()
	return errors.Join(err, s.closeBroker())
}

// openPort listens on an address. A default port that is taken gives way to the
// next free one and says so; one that was asked for does not.
func (s *server) openPort(addr, flag string, listen func(string) (net.Listener, error)) (net.Listener, error) {
	ln, err := listen(addr)
	for n := 1; n <= 50 && errors.Is(err, web.ErrAddressInUse) && !s.fixed(flag); n++ {
		next := nextPort(addr, n)
		if ln, err = listen(next); err == nil {
			s.note("port %s is taken; using %s", addr, next)
		}
	}
	switch {
	case err == nil:
		return ln, nil
	case errors.Is(err, web.ErrAddressInUse):
		return nil, fail(scenarios.ExitAddressUsed, "--%s %s: %v; stop the program that has it, or name another", flag, addr, err)
	}
	return nil, fail(scenarios.ExitInvalid, "--%s %s: %v", flag, addr, err)
}

func nextPort(addr string, n int) string {
	host, port, err := net.SplitHostPort(addr)
	p, convErr := strconv.Atoi(port)
	if err != nil || convErr != nil {
		return addr
	}
	return net.JoinHostPort(host, strconv.Itoa(p+n))
}

// openBroker starts the embedded broker, unless another one is named.
func (s *server) openBroker() error {
	if s.app.flags.broker != "" {
		return nil
	}
	addr := s.flags.mqtt
	b, err := broker.Start(addr, broker.Options{Log: s.logger()})
	for n := 1; n <= 50 && errors.Is(err, broker.ErrAddressInUse) && !s.fixed("mqtt"); n++ {
		next := nextPort(addr, n)
		if b, err = broker.Start(next, broker.Options{Log: s.logger()}); err == nil {
			s.note("port %s is taken; the broker uses %s", addr, next)
		}
	}
	switch {
	case errors.Is(err, broker.ErrAddressInUse):
		return fail(scenarios.ExitAddressUsed, "--mqtt %s: %v; stop the program that has it, or name another", addr, err)
	case err != nil:
		return fail(scenarios.ExitInvalid, "--mqtt %s: %v", addr, err)
	}
	s.broker = b
	s.app.flags.broker = "mqtt://" + b.Addr()
	return nil
}

func (s *server) closeBroker() error {
	if s.broker == nil {
		return nil
	}
	return s.broker.Close()
}

// library lists what can be started.
func (s *server) library() []web.Entry {
	var out []web.Entry
	for _, name := range library.List() {
		src, err := library.Open(name)
		if err != nil {
			continue
		}
		sc, problems := spec.Parse(src, spec.Options{})
		if problems.Err() != nil {
			continue
		}
		out = append(out, web.Entry{Name: name, Title: sc.Name, Description: sc.Description, Tags: sc.Tags})
	}
	return out
}

// launch starts a scenario from the console in place of the live one.
func (s *server) launch(_ context.Context, name string, overrides map[string]string) error {
	if err := s.stop(); err != nil {
		return err
	}
	s.mu.Lock()
	done := s.done
	s.mu.Unlock()
	if done != nil {
		<-done
	}
	return s.begin(name, overrides)
}

// stop ends the live run, if there is one.
func (s *server) stop() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.live != nil {
		s.live.Stop("from the console")
	}
	return nil
}

// begin prepares a scenario and runs it in the background. It returns when the
// run is live, or with the reason why it is not.
func (s *server) begin(name string, overrides map[string]string) error {
	var extra []string
	for path, value := range overrides {
		extra = append(extra, path+"="+value)
	}
	sc, err := s.load(name, extra...)
	if err != nil {
		return err
	}
	w := s.newWorld(s.ctx, sc)
	env := w.env(version())
	live := make(firstTick)
	env.Sinks = []scenarios.Sink{s.console.Sink(), &live}
	r, err := scenarios.Prepare(sc, env)
	if err != nil {
		return errors.Join(w.plugins.blame(err), w.close())
	}
	dir, err := openFolder(filepath.Join(s.flags.data, sc.Name))
	if err != nil {
		return errors.Join(err, w.close())
	}
	r.Into(dir, w.plugins.digests())
	s.console.Attach(r)
	done, failed := make(chan struct{}), make(chan error, 1)
	started := (chan struct{})(live)
	s.mu.Lock()
	s.live, s.done = r, done
	s.mu.Unlock()
	s.runs.Go(func() {
		defer close(done)
		if _, err := r.Run(s.ctx); err != nil {
			s.logger().Error("run ended", "scenario", name, "error", err)
			failed <- err
		}
		if err := w.close(); err != nil {
			s.logger().Error("run did not close", "error", err)
		}
		s.mu.Lock()
		s.live = nil
		s.mu.Unlock()
	})
	select {
	case <-started:
		return nil
	case <-done:
	}
	select {
	case err := <-failed:
		return err
	default:
		return nil // it was over at once
	}
}

// firstTick is a sink that closes when the run is live.
type firstTick chan struct{}

// Begin is Sink's.
func (f *firstTick) Begin(*scenarios.Roster) {}

// Tick is Sink's.
func (f *firstTick) Tick(*scenarios.Frame) {
	if *f != nil {
		close(*f)
		*f = nil
	}
}

// Happened is Sink's.
func (f *firstTick) Happened(scenarios.LogEntry) {}

// End is Sink's.
func (f *firstTick) End(*scenarios.Result) {}

// kept lists the runs in the data folder.
func (s *server) kept() []web.Run { return keptRuns(s.flags.data) }
