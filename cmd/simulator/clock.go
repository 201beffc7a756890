package simulator

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/sandbox"
	"github.com/antom-cli/antom/internal/ui"
)

func newSandboxClockCmd(env *cli.Env, s *ServeFlags) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "clock",
		Short: "Show and move the simulator's clock",
		Long: `Show what time it is in the simulator and what is due next: expiries, outcomes of payments, refunds and
captures, deadlines of disputes, periods of subscriptions, and repeated notifications. The clock can be
moved, so that a test need not wait. A moved clock stays moved over a restart, until
antom sandbox clock now or antom sandbox reset.

Signatures keep the real time (request-time, response-time), because programs that verify them compare
it with their own clock.`,
		Example: `  antom sandbox clock
  antom sandbox clock advance 10m
  antom sandbox clock next
  antom sandbox clock now`,
	}
	cli.MakeGroup(env, cmd)
	cli.RunAlone(cmd, env.Run(func(cmd *cobra.Command, _ []string) error {
		return runClock(env, cmd, s, sandbox.Control.Clock)
	}))
	cmd.AddCommand(newClockAdvanceCmd(env, s), newClockNextCmd(env, s), newClockNowCmd(env, s))
	return cmd
}

func newClockAdvanceCmd(env *cli.Env, s *ServeFlags) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "advance DURATION",
		Short: "Let time pass in the simulator",
		Long: `Let time pass in the simulator, such as 90s, 10m, 36h or 2d. What becomes due happens in order and at
its own time, and notifications are delivered. With --time-scale 600, the timers of the simulator run
600 times faster, so 10m of them are one second of its clock.`,
		Example: `  antom sandbox clock advance 10m
  antom sandbox clock advance 1d12h`,
		Args: cli.ArgCount(1, 1, "a duration, such as 10m, 36h or 2d"),
		RunE: env.Run(func(cmd *cobra.Command, args []string) error {
			by, err := sandbox.ParseStretch(args[0])
			if err != nil {
				return stretchError(args[0], err)
			}
			return runClock(env, cmd, s, func(c sandbox.Control, ctx context.Context) (sandbox.Clock, error) {
				return c.AdvanceClock(ctx, by)
			})
		}),
		ValidArgsFunction: cli.CompleteFixed("1m", "10m", "1h", "1d"),
	}
	cmd.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		var unknown *pflag.NotExistError
		if errors.As(err, &unknown) && strings.Trim(unknown.GetSpecifiedName(), "0123456789") == "" {
			negative := "-" + unknown.GetSpecifiedShortnames() // -5m is no flag
			_, err := sandbox.ParseStretch(negative)
			return stretchError(negative, err)
		}
		return cli.FlagError(env, cmd, err)
	})
	return cmd
}

// stretchError names a duration that is none.
func stretchError(text string, err error) error {
	return cli.UsageError("duration "+apperr.ShellQuote(text), err, "antom sandbox clock advance 10m")
}

func newClockNextCmd(env *cli.Env, s *ServeFlags) *cobra.Command {
	return &cobra.Command{
		Use:     "next",
		Short:   "Move the clock to the next event",
		Example: "  antom sandbox clock next",
		Args:    cli.NoArgs,
		RunE: env.Run(func(cmd *cobra.Command, _ []string) error {
			return runClock(env, cmd, s, sandbox.Control.AdvanceClockToNext)
		}),
	}
}

func newClockNowCmd(env *cli.Env, s *ServeFlags) *cobra.Command {
	return &cobra.Command{
		Use:     "now",
		Aliases: []string{"reset"},
		Short:   "Set the clock back to the real time",
		Long: `Set the simulator's clock back to the real time. What has happened stays: payments that expired while
the clock was ahead do not open again.`,
		Example: "  antom sandbox clock now",
		Args:    cli.NoArgs,
		RunE: env.Run(func(cmd *cobra.Command, _ []string) error {
			return runClock(env, cmd, s, sandbox.Control.ResetClock)
		}),
	}
}

// runClock does something with the clock and prints it.
func runClock(env *cli.Env, cmd *cobra.Command, s *ServeFlags, do func(sandbox.Control, context.Context) (sandbox.Clock, error)) error {
	o, c, err := outputAndControl(env, cmd, s)
	if err != nil {
		return err
	}
	clock, err := do(c, cmd.Context())
	if err != nil {
		return clockError(err)
	}
	return env.Print(cmd, o, output.Result{
		Value: clock, Quiet: clock.Now.Format(time.RFC3339),
		Text: func(w io.Writer) error { return writeClock(env, w, clock) },
	})
}

// clockError separates what cannot be done from a failure of the simulator.
func clockError(err error) error {
	var refused *sandbox.ClockError
	switch {
	case !errors.As(err, &refused):
		return apperr.New(apperr.Internal, "the simulator's clock", err)
	case refused.NothingDue:
		return apperr.New(apperr.Usage, "", err, "antom sandbox list --status PROCESSING", "antom sandbox clock advance 10m")
	default:
		return apperr.New(apperr.Usage, "", err, "antom sandbox clock now")
	}
}

func writeClock(env *cli.Env, w io.Writer, c sandbox.Clock) error {
	t := env.Theme()
	pairs := []ui.Pair{{Label: "Simulator's time", Value: cli.TimeText(c.Now)}}
	if c.Moved() {
		pairs = append(pairs, ui.Pair{Label: "Real time", Value: cli.TimeText(c.Real)}, ui.Pair{Label: "Difference", Value: aheadText(c)})
	}
	if c.TimeScale != 1 {
		pairs = append(pairs, ui.Pair{Label: "Time scale", Value: strconv.FormatFloat(c.TimeScale, 'g', -1, 64)})
	}
	t.Pairs(w, env.Streams().Width, pairs)
	writeEvents(env, w, passedTitle(c), c.Now, c.Passed)
	if len(c.Next) == 0 {
		env.Note("nothing is due")
		return nil
	}
	writeEvents(env, w, "Next", c.Now, c.Next)
	return nil
}

func passedTitle(c sandbox.Clock) string {
	if c.PassedCount > len(c.Passed) {
		return fmt.Sprintf("Passed (the first %d of %d)", len(c.Passed), c.PassedCount)
	}
	return "Passed"
}

// aheadText says how far a clock is from the real time.
func aheadText(c sandbox.Clock) string {
	d := c.Now.Sub(c.Real).Round(time.Millisecond)
	where := "ahead"
	if d < 0 {
		d, where = -d, "behind"
	}
	if d < time.Minute {
		return d.String() + " " + where
	}
	return cli.ShortDuration(d.Round(time.Second)) + " " + where
}

// movedText says how far a clock was moved; empty if it was not.
func movedText(c sandbox.Clock) string {
	if !c.Moved() {
		return ""
	}
	return aheadText(c) + ", at " + cli.TimeText(c.Now)
}

// writeEvents writes a list of events, one a line.
func writeEvents(env *cli.Env, w io.Writer, title string, now time.Time, events []sandbox.Event) {
	if len(events) == 0 {
		return
	}
	t := env.Theme()
	fmt.Fprintf(w, "\n%s\n", t.Title(title))
	for _, e := range events {
		line := cli.TimeText(e.At)
		if e.At.After(now) {
			line += "  in " + untilText(e.At.Sub(now))
		}
		fmt.Fprintf(w, "%s  %s  %s\n", line, e.Text(), ui.Clean(eventID(e)))
	}
}

// untilText is a duration to the second, or exactly when it is shorter than one.
func untilText(d time.Duration) string {
	if d < time.Second {
		return d.Round(time.Millisecond).String()
	}
	return cli.ShortDuration(d.Round(time.Second))
}

func eventID(e sandbox.Event) string {
	if e.RequestID != "" {
		return e.RequestID
	}
	return e.ID
}
