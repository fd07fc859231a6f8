package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/vitalfleet/vitalfleet/scenarios"
	"github.com/vitalfleet/vitalfleet/scenarios/library"
	"github.com/vitalfleet/vitalfleet/scenarios/spec"
)

// source reads a scenario: a file, or a scenario of the library by its name.
func source(name string) (spec.Source, error) {
	text, err := os.ReadFile(name)
	if err == nil {
		return spec.Source{Name: name, Text: text, Dir: filepath.Dir(name)}, nil
	}
	if errors.Is(err, fs.ErrNotExist) && !strings.ContainsAny(name, "./\\") {
		if src, err := library.Open(name); err == nil {
			return src, nil
		}
		return spec.Source{}, fail(scenarios.ExitFile, "there is no file %s, nor a scenario of that name in the library (%s)",
			name, strings.Join(library.List(), ", "))
	}
	return spec.Source{}, fail(scenarios.ExitFile, "scenario: %v", err)
}

// load reads and checks a scenario with the flags of the command line.
func (a *app) load(name string, extra ...string) (*spec.Scenario, error) {
	src, err := source(name)
	if err != nil {
		return nil, err
	}
	return a.parse(src, extra...)
}

func (a *app) parse(src spec.Source, extra ...string) (*spec.Scenario, error) {
	opt, err := a.options(extra...)
	if err != nil {
		return nil, err
	}
	s, problems := spec.Parse(src, opt)
	if err := problems.Err(); err != nil {
		return nil, problems
	}
	if !a.flags.quiet {
		problems.Print(a.stderr, a.colour(a.stderr)) // warnings
	}
	return s, nil
}

func (a *app) options(extra ...string) (spec.Options, error) {
	opt := spec.Options{
		Params: map[string]string{}, Set: append(a.flags.sets, extra...), TimeMode: a.flags.time, Speed: a.flags.speed,
		Broker: a.flags.broker, Env: os.LookupEnv,
		Executable: func(kind string) bool { return scenarios.Executable(kind, knownFault) },
		Types:      deviceTypes(), Devices: deviceInfo,
	}
	for _, p := range a.flags.params {
		name, value, ok := strings.Cut(p, "=")
		if !ok {
			return opt, fail(scenarios.ExitInvalid, "--param %s: write name=value", p)
		}
		opt.Params[name] = value
	}
	if a.flags.seed != "" {
		seed, err := strconv.ParseUint(a.flags.seed, 10, 64)
		if err != nil {
			return opt, fail(scenarios.ExitInvalid, "--seed %s: it is a whole number from 0", a.flags.seed)
		}
		opt.Seed = &seed
	}
	if a.flags.speed < 0 {
		return opt, fail(scenarios.ExitInvalid, "--speed %g: it must be above 0", a.flags.speed)
	}
	return opt, nil
}

// printf writes to an output whose errors nobody can be told of.
func (a *app) printf(format string, args ...any) { fmt.Fprintf(a.stdout, format, args...) }

// note writes progress to stderr.
func (a *app) note(format string, args ...any) {
	if !a.flags.quiet {
		fmt.Fprintf(a.stderr, format+"\n", args...)
	}
}
