package main

import "github.com/spf13/cobra"

func (a *app) pluginDevCommand() *cobra.Command {
	return &cobra.Command{Use: "dev", Short: "Rebuild a plugin on save while a scenario goes on"}
}
