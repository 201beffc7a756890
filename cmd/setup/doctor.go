package setup

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/doctor"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/ui"
)

// doctorFlags are the flags of doctor.
type doctorFlags struct {
	send    cli.SendFlags
	offline bool
	goLive  bool
	bundle  string
	force   bool
}

func NewDoctorCmd(env *cli.Env) *cobra.Command {
	f := &doctorFlags{}
	cmd := &cobra.Command{
		Use:     "doctor",
		Short:   "Check configuration, keys, network and gateway without sending a payment",
		GroupID: cli.GroupSetup,
		Long: `Check the configuration, the keys, the connection to the gateway, this machine's clock and the
signatures in both directions. To check the signatures, one signed inquiry about a payment that does
not exist is sent; it changes nothing at Antom. With --offline nothing is sent.

The exit code is 0 if there are no errors (warnings are allowed). Otherwise it is that of the first
cause: 3 configuration or keys, 4 signature, 5 no response, 6 refused by Antom.

--go-live adds a check list for production: what the journal, the stored notifications and the settings
prove, what is still open, and what only you can check.

--bundle writes a file for the person who helps you. It contains the version, the findings, the
settings with their origins, the names of the request defaults and of the environment variables that
are set, and the results of the newest 20 requests with Antom's payment ids. It also contains your
client id, fingerprints of keys and names of files. It contains no key, passphrase, password, API key
or command, no buyer data, no amounts, and none of your own payment, order or refund ids. Read it
before you send it.`,
		Example: `  antom doctor
  antom doctor --local
  antom doctor --offline -o json
  antom doctor --go-live
  antom doctor --bundle antom-doctor.json`,
		Args: cli.NoArgs,
	}
	fl := cmd.Flags()
	f.send.Flags = fl
	fl.BoolVar(&f.send.Local, "local", false, "use the simulator on this machine: no account, no network, no money")
	cli.AddAccountFlags(cmd)
	fl.BoolVar(&f.offline, "offline", false, "skip the checks that need the network")
	fl.BoolVar(&f.goLive, "go-live", false, "also show what is proved and what is open before production")
	fl.DurationVar(&f.send.Timeout, "timeout", 0, "time limit of each network check (default 10s)")
	f.send.Network.Add(cmd)
	fl.StringVar(&f.bundle, "bundle", "", "write a support bundle without secrets to this `file`")
	fl.BoolVar(&f.force, "force", false, "replace an existing --bundle file")
	cmd.RunE = env.Run(func(cmd *cobra.Command, _ []string) error { return runDoctor(env, cmd, f) })
	return cmd
}

// doctorReport is the JSON form of all findings.
type doctorReport struct {
	OK       bool             `json:"ok"`
	Worst    doctor.Severity  `json:"worst"`
	Errors   int              `json:"errors"`
	Warnings int              `json:"warnings"`
	Profile  string           `json:"profile"`
	Settings []doctor.Value   `json:"settings"`
	Findings []doctor.Finding `json:"findings"`
	Bundle   string           `json:"bundle,omitempty"`
}

func runDoctor(env *cli.Env, cmd *cobra.Command, f *doctorFlags) error {
	o, err := env.OutputOptions(true)
	if err != nil {
		return err
	}
	if f.bundle != "" && !f.force && fileExists(f.bundle) {
		return apperr.New(apperr.Usage, f.bundle+" exists already", nil, "choose another name, or add --force to replace it").WithCode("exists")
	}
	x, err := runDoctorChecks(env, cmd, f)
	if err == nil {
		err = cmd.Context().Err() // an interrupted check is not a finding
	}
	if err != nil {
		return err
	}
	report := x.report()
	if f.bundle != "" {
		if err := writeBundle(env, x, f); err != nil {
			return err
		}
		report.Bundle = f.bundle
	}
	return printDoctor(env, cmd, o, report)
}

// printDoctor prints the report and returns the error that decides the exit code.
func printDoctor(env *cli.Env, cmd *cobra.Command, o output.Options, report doctorReport) error {
	err := env.Print(cmd, o, output.Result{
		Value: report, Quiet: string(report.Worst),
		Text: func(w io.Writer) error { writeDoctor(env, w, report); return nil },
	})
	if err != nil {
		return err
	}
	if report.Bundle != "" {
		env.Note("the support bundle is in %s; read it before you send it", report.Bundle)
	}
	cause := doctor.Cause(report.Findings)
	if cause == nil {
		return nil
	}
	e := apperr.New(doctorKind(cause.Kind), fmt.Sprintf("%s found", cli.Plural(report.Errors, "error")), errors.New(cause.What)).
		WithCode(cause.Code)
	if o.Format == output.Text {
		return cli.Reported(e) // the report has the fix
	}
	if cause.Fix != "" {
		e.Hints = []string{cause.Fix}
	}
	return e
}

// doctorKind returns the error kind of a finding.
func doctorKind(k doctor.Kind) apperr.Kind {
	switch k {
	case doctor.KindSignature:
		return apperr.Signature
	case doctor.KindNoAnswer:
		return apperr.NoAnswer
	case doctor.KindRefused:
		return apperr.Refused
	}
	return apperr.Config
}

// writeDoctor writes the findings in groups, each with its fix if it has one.
func writeDoctor(env *cli.Env, w io.Writer, r doctorReport) {
	w = cli.Renaming(env, w)
	t := env.Theme()
	for i, group := range doctor.Groups() {
		first := true
		for _, f := range r.Findings {
			if f.Group != group {
				continue
			}
			if first && i > 0 {
				fmt.Fprintln(w)
			}
			if first {
				fmt.Fprintln(w, t.Title(group))
				first = false
			}
			writeFinding(env, w, f)
		}
	}
	kind, text := ui.StatusOK, "No problems found"
	switch {
	case r.Errors > 0:
		kind, text = ui.StatusFailed, cli.Plural(r.Errors, "error")+", "+cli.Plural(r.Warnings, "warning")
	case r.Warnings > 0:
		kind, text = ui.StatusWarning, "No errors, "+cli.Plural(r.Warnings, "warning")
	case doctor.Count(r.Findings, doctor.Skipped) > 0:
		text += " in what was checked"
	}
	fmt.Fprintf(w, "\n%s\n", t.Status(kind, text))
}

func writeFinding(env *cli.Env, w io.Writer, f doctor.Finding) {
	writeFindingTo(env, w, env.Theme(), env.Streams().Width, f)
}

// writeFindingTo writes a finding and its fix.
func writeFindingTo(env *cli.Env, w io.Writer, t *ui.Theme, width int, f doctor.Finding) {
	const column = 11 // a symbol, the longest severity and blanks
	kind := map[doctor.Severity]ui.StatusKind{
		doctor.OK: ui.StatusOK, doctor.Skipped: ui.StatusCancelled, doctor.Warning: ui.StatusWarning, doctor.Error: ui.StatusFailed,
	}[f.Severity]
	what := f.What
	switch {
	case f.Where == "":
	case strings.HasSuffix(f.Where, ")"):
		what += ", " + f.Where
	default:
		what += " (" + f.Where + ")"
	}
	t.Item(w, width, ui.Item{Mark: t.Status(kind, string(f.Severity)), Column: column, Text: what})
	if f.Fix != "" {
		t.Item(w, width, ui.Item{Mark: "    " + t.Label("fix:"), Column: column, Text: f.Fix})
	}
}
