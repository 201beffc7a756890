package simulator

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/sandbox"
	"github.com/antom-cli/antom/internal/sandbox/fault"
)

func newSandboxFaultCmd(env *cli.Env, s *ServeFlags) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "fault",
		Short: "Start and end faults of the running simulator",
		Long: `Start and end faults in the running simulator, to test how your application handles them. Faults end
with the simulator. A fault is a kind with optional settings:

  latency=2s,rate=0.1,operation=pay,times=3

rate is the share of calls that are affected, operation limits the fault to one call or notification,
and times is how often the fault occurs before it ends. The kinds:

` + faultKinds(),
	}
	cli.MakeGroup(env, cmd)
	cmd.AddCommand(newFaultSetCmd(env, s), newFaultClearCmd(env, s), newFaultListCmd(env, s))
	return cmd
}

func faultKinds() string {
	var b strings.Builder
	for _, k := range fault.Kinds() {
		fmt.Fprintf(&b, "  %-17s %s\n", k, k.About())
	}
	return strings.TrimRight(b.String(), "\n")
}

// runningControl connects to the running simulator; only that can have faults.
func runningControl(env *cli.Env, cmd *cobra.Command, s *ServeFlags) (sandbox.Control, error) {
	remote, err := sandbox.Dial(cmd.Context(), s.Dir(env))
	if err != nil {
		return nil, apperr.New(apperr.Config, "no simulator with this state is running, and a fault needs a running one", nil,
			"antom sandbox --fault latency=2s", "antom dev --fault latency=2s")
	}
	return remote, nil
}

func newFaultSetCmd(env *cli.Env, s *ServeFlags) *cobra.Command {
	return &cobra.Command{
		Use:   "set FAULT...",
		Short: "Start faults in addition to the active ones",
		Example: `  antom sandbox fault set http-502,rate=0.5
  antom sandbox fault set latency=3s,operation=inquiryPayment duplicate-notify`,
		Args: cli.ArgCount(1, maxFaultArgs, "at least one fault, such as latency=2s or http-502,rate=0.5"),
		RunE: env.Run(func(cmd *cobra.Command, args []string) error {
			faults, err := parseFaults("fault", args)
			if err != nil {
				return err
			}
			c, err := runningControl(env, cmd, s)
			if err != nil {
				return err
			}
			if err := c.SetFaults(cmd.Context(), faults); err != nil {
				return apperr.New(apperr.Internal, "setting the faults", err)
			}
			return printFaults(env, cmd, c)
		}),
		ValidArgsFunction: completeFaults,
	}
}

// maxFaultArgs is the largest number of faults: each kind for each operation.
const maxFaultArgs = 100

func newFaultClearCmd(env *cli.Env, s *ServeFlags) *cobra.Command {
	return &cobra.Command{
		Use:     "clear [KIND]",
		Short:   "End the faults of one kind, or all",
		Example: "  antom sandbox fault clear\n  antom sandbox fault clear latency",
		Args:    cli.ArgCount(0, 1, "one kind of fault"),
		RunE: env.Run(func(cmd *cobra.Command, args []string) error {
			kind := fault.Kind(strings.Join(args, ""))
			if kind != "" && !slices.Contains(fault.Kinds(), kind) {
				_, err := fault.Parse(string(kind))
				if err == nil || strings.Contains(string(kind), ",") || strings.Contains(string(kind), "=") {
					err = fmt.Errorf("pass the kind alone, such as latency")
				}
				return cli.UsageError("fault "+apperr.ShellQuote(string(kind)), err, faultHelp)
			}
			c, err := runningControl(env, cmd, s)
			if err != nil {
				return err
			}
			count, err := c.ClearFaults(cmd.Context(), kind)
			if err != nil {
				return apperr.New(apperr.Internal, "ending the faults", err)
			}
			env.Note("%s ended", cli.Plural(count, "fault"))
			return printFaults(env, cmd, c)
		}),
		ValidArgsFunction: completeFaultKinds,
	}
}

func completeFaultKinds(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	var out []string
	for _, k := range fault.Kinds() {
		out = append(out, string(k)+"\t"+k.About())
	}
	return out, cobra.ShellCompDirectiveNoFileComp
}

func newFaultListCmd(env *cli.Env, s *ServeFlags) *cobra.Command {
	return &cobra.Command{
		Use:   "list",
		Short: "List the active faults",
		Args:  cli.NoArgs,
		RunE: env.Run(func(cmd *cobra.Command, _ []string) error {
			c, err := runningControl(env, cmd, s)
			if err != nil {
				return err
			}
			return printFaults(env, cmd, c)
		}),
	}
}

// printFaults prints the active faults.
func printFaults(env *cli.Env, cmd *cobra.Command, c sandbox.Control) error {
	o, err := env.OutputOptions(false)
	if err != nil {
		return err
	}
	list, err := c.Faults(cmd.Context())
	if err != nil {
		return apperr.New(apperr.Internal, "listing the faults", err)
	}
	return env.Print(cmd, o, output.Result{
		Value: append([]fault.Fault{}, list...), Quiet: cli.QuietLines(list, fault.Fault.String),
		Text: func(w io.Writer) error {
			if len(list) == 0 {
				env.Note("no faults are active")
				return nil
			}
			rows := make([][]string, len(list))
			for i, f := range list {
				rows[i] = []string{f.String(), f.Kind.About()}
			}
			return cli.WriteRecords(env, w, []string{"FAULT", "WHAT HAPPENS"}, rows)
		},
	})
}
