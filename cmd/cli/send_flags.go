package cli

import (
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// SendFlags say where requests go and how patient to be.
type SendFlags struct {
	Local   bool
	Live    bool
	Timeout time.Duration
	retries int
	Network NetworkFlags
	Flags   *pflag.FlagSet // that they are among; nil: none was given
}

func (f *SendFlags) Add(cmd *cobra.Command, changesMoney bool) {
	fl := cmd.Flags()
	f.AddLocal(cmd)
	if changesMoney {
		fl.BoolVar(&f.Live, "live", false, "allow a live client id, which moves real money")
	}
	fl.DurationVar(&f.Timeout, "timeout", 0, "time limit of one attempt (default 10s)")
	f.Network.Add(cmd)
	fl.IntVar(&f.retries, "retries", 0, "retry a request without a usable response up to this `number` of times, with the same id (default 2)")
}

// AddLocal declares the one flag that a command needs which sends nothing.
func (f *SendFlags) AddLocal(cmd *cobra.Command) {
	f.Flags = cmd.Flags()
	f.Flags.BoolVar(&f.Local, "local", false, "use the simulator on this machine: no account, no network, no money")
	AddAccountFlags(cmd)
}

// Given reports whether a flag was given.
func (f *SendFlags) Given(name string) bool { return f.Flags != nil && f.Flags.Changed(name) }

func AddDryRun(cmd *cobra.Command, dry *bool) {
	cmd.Flags().BoolVar(dry, "dry-run", false, "print the exact request and send nothing")
}
