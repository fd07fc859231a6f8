package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/vitalfleet/vitalfleet/plugins"
	"github.com/vitalfleet/vitalfleet/scenarios"
)

// pluginDoc is a plugin as plugin list prints it.
type pluginDoc struct {
	Name    string   `json:"name"`
	Version string   `json:"version,omitempty"`
	Vendor  string   `json:"vendor,omitempty"`
	Models  []string `json:"models,omitempty"`
	SHA256  string   `json:"sha256"`
	Path    string   `json:"path"`
	Error   string   `json:"error,omitempty"` // why it cannot be used
}

func (a *app) pluginListCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "list",
		Short: "List the plugins that are found, with what a scenario can pin",
		Long: `Looks for vitalfleet-device-NAME in --plugin-dir, in the folders of
VITALFLEET_PLUGINS and in vitalfleet/plugins of the user's config folder, starts
each and asks what it models.`,
		Example: "  vitalfleet plugin list",
		Args:    cobra.NoArgs,
		RunE:    func(c *cobra.Command, _ []string) error { return a.listPlugins(c.Context()) },
	}
	a.pluginDirFlag(c)
	return c
}

func (a *app) listPlugins(ctx context.Context) error {
	dirs := searchDirs(a.flags.pluginDirs)
	found, err := plugins.Discover(dirs)
	if err != nil {
		return fail(scenarios.ExitFile, "%v", err)
	}
	docs := make([]pluginDoc, 0, len(found)+1)
	for _, f := range found {
		docs = append(docs, describePlugin(ctx, plugins.Config{Name: f.Name, Path: f.Path, Log: a.logger()}))
	}
	if self, err := os.Executable(); err == nil {
		docs = append(docs, describePlugin(ctx, plugins.Config{Name: demoPlugin, Path: self, Args: []string{demoCommand}, Log: a.logger()}))
	}
	if a.flags.json {
		return a.printJSON(docs)
	}
	t := tabwriter.NewWriter(a.stdout, 2, 8, 2, ' ', 0)
	fmt.Fprintln(t, "NAME\tVERSION\tVENDOR\tMODELS\tSHA256\tPATH")
	for _, d := range docs {
		models := strings.Join(d.Models, " ")
		if d.Error != "" {
			models = "cannot be used: " + d.Error
		}
		fmt.Fprintln(t, strings.Join([]string{d.Name, d.Version, d.Vendor, models, d.SHA256, d.Path}, "\t"))
	}
	if err := t.Flush(); err != nil {
		return fail(scenarios.ExitFile, "stdout: %v", err)
	}
	a.note("looked in: %s", strings.Join(dirs, ", "))
	return nil
}

// describePlugin starts a plugin and asks what it is.
func describePlugin(ctx context.Context, conf plugins.Config) pluginDoc {
	d := pluginDoc{Name: conf.Name, Path: conf.Path}
	d.SHA256, _ = plugins.Digest(conf.Path)
	p, err := plugins.Start(ctx, conf)
	if err != nil {
		d.Error = err.Error()
		return d
	}
	d.Version = p.State().Version
	for _, m := range p.Models() {
		desc := m.Describe()
		d.Vendor, d.Models = desc.Vendor, append(d.Models, desc.Type)
	}
	if err := p.Close(); err != nil {
		d.Error = err.Error()
	}
	return d
}
