package cmd

import (
	"slices"
	"testing"

	"github.com/antom-cli/antom/cmd/cli"
)

// A command with many flags shows them in groups, and none is left over.
func TestFlagGroups(t *testing.T) {
	t.Parallel()
	for _, cmd := range cli.AllCommands(NewTree()) {
		own, _ := splitFlags(cmd)
		groups := flagGroupsOf(cmd)
		if groups == nil && len(own) <= mostUngroupedFlags {
			continue
		}
		for _, f := range own {
			if !slices.ContainsFunc(groups, func(g flagGroup) bool { return slices.Contains(g.flags, f.Name) }) {
				t.Errorf("%s has %d flags, and --%s is in no group", cmd.CommandPath(), len(own), f.Name)
			}
		}
	}
}

// A flag is in one group of a command only.
func TestFlagGroupsApart(t *testing.T) {
	t.Parallel()
	for _, groups := range [][]flagGroup{requestFlagGroups(), serverFlagGroups(), testNotificationFlagGroups(), inboxFlagGroups(), signFlagGroups(), verifyFlagGroups()} {
		seen := map[string]string{}
		for _, g := range groups {
			for _, name := range g.flags {
				if other, twice := seen[name]; twice {
					t.Errorf("--%s is in %s and in %s", name, other, g.title)
				}
				seen[name] = g.title
			}
		}
	}
}
