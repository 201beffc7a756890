package cmd

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/doctor"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/ui"
)

// doctorFlags are the flags of doctor.
type doctorFlags struct {
	send    sendFlags
	offline bool
	bundle  string
	force   bool
}

func newDoctorCmd(app *App) *cobra.Command {
	f := &doctorFlags{}
	cmd := &cobra.Command{
		Use:     "doctor",
		Short:   "Check configuration, keys, network and gateway without sending a payment",
		GroupID: groupSetup,
		Long: `Check the configuration, the keys, the connection to the gateway, this machine's clock and the
signatures in both directions. To check the signatures, one signed inquiry about a payment that does
not exist is sent; it changes nothing at Antom. With --offline nothing is sent.

The exit code is 0 if there are no errors (warnings are allowed). Otherwise it is that of the first
cause: 3 configuration or keys, 4 signature, 5 no answer, 6 refused by Antom.

--bundle writes a file for the person who helps you. It contains the version, the findings, the
settings with their origins, the names of the request defaults and of the environment variables that
are set, and the results of the newest 20 requests with Antom's payment ids. It also contains your
client id, fingerprints of keys and names of files. It contains no key, passphrase, password, API key
or command, no buyer data, no amounts, and none of your own payment, order or refund ids. Read it
before you send it.`,
		Example: `  antom doctor
  antom doctor --local
  antom doctor --offline -o json
  antom doctor --bundle antom-doctor.json`,
		Args: noArgs,
	}
	fl := cmd.Flags()
	f.send.flags = fl
	fl.BoolVar(&f.send.local, "local", false, "use the simulator on this machine: no account, no network, no money")
	addAccountFlags(cmd)
	fl.BoolVar(&f.offline, "offline", false, "skip the checks that need the network")
	fl.DurationVar(&f.send.timeout, "timeout", 0, "time limit of each network check (default 10s)")
	fl.StringVar(&f.bundle, "bundle", "", "write a support bundle without secrets to this `file`")
	fl.BoolVar(&f.force, "force", false, "replace an existing --bundle file")
	cmd.RunE = app.run(func(cmd *cobra.Command, _ []string) error { return app.runDoctor(cmd, f) })
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

func (a *App) runDoctor(cmd *cobra.Command, f *doctorFlags) error {
	o, err := a.outputOptions(true)
	if err != nil {
		return err
	}
	if f.bundle != "" && !f.force && fileExists(f.bundle) {
		return apperr.New(apperr.Usage, f.bundle+" exists already", nil, "choose another name, or add --force to replace it").WithCode("exists")
	}
	x, err := a.runDoctorChecks(cmd, f)
	if err == nil {
		err = cmd.Context().Err() // an interrupted check is not a finding
	}
	if err != nil {
		return err
	}
	report := x.report()
	if f.bundle != "" {
		if err := a.writeBundle(x, f); err != nil {
			return err
		}
		report.Bundle = f.bundle
	}
	return a.printDoctor(cmd, o, report)
}

// printDoctor prints the report and returns the error that decides the exit code.
func (a *App) printDoctor(cmd *cobra.Command, o output.Options, report doctorReport) error {
	err := a.print(cmd, o, output.Result{
		Value: report, Quiet: string(report.Worst),
		Text: func(w io.Writer) error { a.writeDoctor(w, report); return nil },
	})
	if err != nil {
		return err
	}
	if report.Bundle != "" {
		a.note("the support bundle is in %s; read it before you send it", report.Bundle)
	}
	cause := doctor.Cause(report.Findings)
	if cause == nil {
		return nil
	}
	e := apperr.New(doctorKind(cause.Kind), fmt.Sprintf("%s found", counted(report.Errors, "error")), errors.New(cause.What)).
		WithCode(cause.Code)
	if o.Format == output.Text {
		return reported(e) // the report has the fix
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
func (a *App) writeDoctor(w io.Writer, r doctorReport) {
	t := a.theme()
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
			a.writeFinding(w, f)
		}
	}
	kind, text := ui.StatusOK, "No problems found"
	switch {
	case r.Errors > 0:
		kind, text = ui.StatusFailed, counted(r.Errors, "error")+", "+counted(r.Warnings, "warning")
	case r.Warnings > 0:
		kind, text = ui.StatusWarning, "No errors, "+counted(r.Warnings, "warning")
	case doctor.Count(r.Findings, doctor.Skipped) > 0:
		text += " in what was checked"
	}
	fmt.Fprintf(w, "\n%s\n", t.Status(kind, text))
}

func (a *App) writeFinding(w io.Writer, f doctor.Finding) {
	a.writeFindingTo(w, a.theme(), a.streams().Width, f)
}

// writeFindingTo writes a finding and its fix.
func (a *App) writeFindingTo(w io.Writer, t *ui.Theme, width int, f doctor.Finding) {
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
