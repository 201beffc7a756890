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

// doctorFlags are those of doctor.
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
		Short:   "Find out what keeps payments from working, without sending one",
		GroupID: groupSetup,
		Long: `Check the configuration and where each value comes from, the keys, the way to the gateway, this
machine's clock and both directions of the signature. For the last, one signed inquiry is sent for
a payment that does not exist: nothing changes at Antom. --offline leaves the network out.

The exit code is 0 when nothing is wrong (warnings are allowed), else that of the first cause:
3 configuration or keys, 4 signature, 5 no answer, 6 refused by Antom.

--bundle writes a file for somebody who helps you: the version, what was found, the settings and
where each comes from, the names of the request defaults and of the variables that are set, and the
results of the newest 20 requests with Antom's payment ids. It has your client id, the fingerprints
of keys and the names of files. It has no key, passphrase, password, API key or command, no buyer
data, no amounts, and no id that you gave to a payment, an order or a refund. Read it before you
send it.`,
		Example: `  antom doctor
  antom doctor --local
  antom doctor --offline -o json
  antom doctor --bundle antom-doctor.json`,
		Args: noArgs,
	}
	fl := cmd.Flags()
	f.send.flags = fl
	fl.BoolVar(&f.send.local, "local", false, "check the simulator on this machine instead: no account, no network")
	fl.BoolVar(&f.offline, "offline", false, "leave out what needs the network")
	fl.DurationVar(&f.send.timeout, "timeout", 0, "time limit of each step on the network (default 10s)")
	fl.StringVar(&f.bundle, "bundle", "", "write a support bundle without secrets to a `file`")
	fl.BoolVar(&f.force, "force", false, "replace the file of --bundle if it exists")
	cmd.RunE = app.run(func(cmd *cobra.Command, _ []string) error { return app.doctor(cmd, f) })
	return cmd
}

// doctorReport is the JSON form of the whole.
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

func (a *App) doctor(cmd *cobra.Command, f *doctorFlags) error {
	o, err := a.outputOptions(true)
	if err != nil {
		return err
	}
	if f.bundle != "" && !f.force && exists(f.bundle) {
		return apperr.New(apperr.Usage, f.bundle+" exists already", nil, "choose another name, or add --force to replace it").WithCode("exists")
	}
	x, err := a.examine(cmd, f)
	if err == nil {
		err = cmd.Context().Err() // what was not looked at any more is no finding
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

// printDoctor prints the report and turns it into the exit code.
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

// doctorKind is the exit code of a finding.
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

// writeDoctor writes a line for each finding, and what to do below those that
// need it.
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
	kind, text := ui.StatusOK, "Nothing is wrong"
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
	a.findingTo(w, a.theme(), a.streams().Width, f)
}

// findingTo writes a finding, and what to do about it.
func (a *App) findingTo(w io.Writer, t *ui.Theme, width int, f doctor.Finding) {
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
