package main

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/vitalfleet/vitalfleet/plugins"
	"github.com/vitalfleet/vitalfleet/plugins/starter"
	"github.com/vitalfleet/vitalfleet/scenarios"
)

// pluginCommand is what vendors of devices use.
func (a *app) pluginCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "plugin",
		Short: "Write, check and list vendors' device plugins",
		Long:  "Device models of vendors are programs of their own, vitalfleet-device-NAME.\nSee docs/vendors.md for the guide.",
		Args:  unknownCommand,
		RunE:  func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(a.pluginInitCommand(), a.pluginDevCommand(), a.pluginVerifyCommand(), a.pluginListCommand())
	return c
}

func (a *app) pluginInitCommand() *cobra.Command {
	var p starter.Plan
	c := &cobra.Command{
		Use:   "init NAME",
		Short: "Write a plugin to start from: a repository that builds, with tests and a scenario",
		Example: `  vitalfleet plugin init acme-spo2
  vitalfleet plugin init acme-spo2 --lang python --dir my-oximeter`,
		Args: oneArgument("plugin init", "name"),
		RunE: func(_ *cobra.Command, args []string) error {
			p.Name, p.Version = args[0], moduleVersion()
			if p.Dir == "" {
				p.Dir = p.Name
			}
			return a.initPlugin(p)
		},
	}
	c.Flags().StringVar(&p.Lang, "lang", "go", "language: go or python")
	c.Flags().StringVar(&p.Dir, "dir", "", "folder to write into (default: the name)")
	c.Flags().StringVar(&p.Replace, "replace", "", "checkout of vitalfleet to build a Go plugin against, without a network")
	return c
}

// oneArgument is the arguments of commands that take one thing.
func oneArgument(command, what string) cobra.PositionalArgs {
	return func(_ *cobra.Command, args []string) error {
		if len(args) != 1 {
			return fail(scenarios.ExitInvalid, "%s needs one %s; got %d", command, what, len(args))
		}
		return nil
	}
}

// moduleVersion is the version of this program as a Go module, "" in a build from
// a checkout.
func moduleVersion() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || !strings.HasPrefix(info.Main.Version, "v") || strings.Contains(info.Main.Version, "+dirty") {
		return ""
	}
	return info.Main.Version
}

func (a *app) initPlugin(p starter.Plan) error {
	files, err := starter.Write(p)
	if err != nil {
		return fail(scenarios.ExitInvalid, "%v", err)
	}
	a.printf("%s: %s\n\nnext:\n  cd %s\n", p.Dir, strings.Join(files, ", "), p.Dir)
	program := filepath.Join("bin", "vitalfleet-device-"+p.Name)
	switch {
	case p.Lang == "python":
		a.printf("  mkdir -p bin && python3 vitalfleet_plugin.py build %s.py %s\n", strings.ReplaceAll(p.Name, "-", "_"), program)
	case p.Replace == "":
		a.printf("  go mod tidy\n  go build -o %s .\n", program)
	default:
		a.printf("  go build -o %s .\n", program)
	}
	a.printf("  vitalfleet plugin verify %s\n  vitalfleet serve scenario.yaml --plugin-dir bin\n", program)
	return nil
}

// searchDirs are the folders in which plugins are looked for, those of the command
// line first.
func searchDirs(first []string) []string {
	config, _ := os.UserConfigDir() // Without one there is one folder less to look in.
	return slices.Concat(first, plugins.SearchPath("", os.Getenv("VITALFLEET_PLUGINS"), config))
}

// memoryVariable limits the memory of every plugin: VITALFLEET_PLUGIN_MEMORY=512MiB.
const memoryVariable = "VITALFLEET_PLUGIN_MEMORY"

// memoryLimit reads a number of MiB or GiB; nothing is the host's own limit.
func memoryLimit(text string) (int64, error) {
	if text == "" {
		return 0, nil
	}
	for unit, bytes := range map[string]int64{"MiB": 1 << 20, "GiB": 1 << 30} {
		number, ok := strings.CutSuffix(text, unit)
		if n, err := strconv.ParseInt(strings.TrimSpace(number), 10, 32); ok && err == nil && n > 0 {
			return n * bytes, nil
		}
	}
	return 0, fmt.Errorf("%s is %q: write a whole number with MiB or GiB", memoryVariable, text)
}

// pluginFile is the executable that a path or a plugin's name means.
func (a *app) pluginFile(name string) (string, error) {
	info, err := os.Stat(name)
	switch {
	case err == nil && info.IsDir():
		return "", fail(scenarios.ExitFile, "%s is a folder; name the executable in it, vitalfleet-device-NAME", name)
	case err == nil:
		return filepath.Abs(name)
	case strings.ContainsAny(name, `/\`):
		return "", fail(scenarios.ExitFile, "there is no file %s", name)
	}
	found, err := plugins.Discover(searchDirs(a.flags.pluginDirs))
	if err != nil {
		return "", fail(scenarios.ExitFile, "%v", err)
	}
	var names []string
	for _, f := range found {
		if f.Name == name {
			return f.Path, nil
		}
		names = append(names, f.Name)
	}
	return "", fail(scenarios.ExitFile, "there is no file %s, nor a plugin of that name (found: %s)", name, strings.Join(names, ", "))
}

// pluginDirFlag adds the flag for folders with plugins.
func (a *app) pluginDirFlag(c *cobra.Command) {
	c.Flags().StringArrayVar(&a.flags.pluginDirs, "plugin-dir", nil, fmt.Sprintf("folder with plugins: %sNAME (repeatable)", "vitalfleet-device-"))
}
