package webhook

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/battery"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/ui"
)

// batteryReport is the JSON form of a test run.
type batteryReport struct {
	ClientID       string `json:"clientId"`
	Key            string `json:"key"`
	KeyFingerprint string `json:"keyFingerprint"`
	*battery.Report
}

func printReport(env *cli.Env, cmd *cobra.Command, o output.Options, signer *testSigner, report *battery.Report) error {
	return env.Print(cmd, o, output.Result{
		Value: batteryReport{signer.ClientID, signer.source, signer.fingerprint, report},
		Quiet: strings.Join(failedCases(report), "\n"),
		Text:  func(w io.Writer) error { return writeReport(env, w, signer, report) },
	})
}

// failedCases returns the names of the cases that failed.
func failedCases(report *battery.Report) []string {
	var failed []string
	for _, r := range report.Results {
		if r.Verdict == battery.Fail {
			failed = append(failed, r.Name)
		}
	}
	return failed
}

// reportFailure returns the error that decides the exit code, nil if no case failed.
func reportFailure(env *cli.Env, o output.Options, signer *testSigner, report *battery.Report) error {
	failed := failedCases(report)
	if len(failed) == 0 {
		return nil
	}
	e := apperr.New(apperr.Failed, fmt.Sprintf("%d of %d cases failed", report.Failed, len(report.Results)),
		errors.New(strings.Join(failed, ", "))).WithCode("cases-failed")
	if slices.Contains(failed, "valid") { // then the results of the other cases mean nothing
		e.Hints = append(e.Hints, refusalHints(signer, report.URL)...)
	}
	return cli.PrintedError(env, o, e)
}

func writeReport(env *cli.Env, w io.Writer, signer *testSigner, report *battery.Report) error {
	t := env.Theme()
	t.Pairs(w, env.Streams().Width, []ui.Pair{
		{Label: "Endpoint", Value: t.Link(report.URL)},
		{Label: "Client ID", Value: signer.ClientID},
		{Label: "Key", Value: signer.source + ", " + signer.fingerprint},
		{Label: "Public key", Value: t.Code(signer.publicHint)},
	})
	writeResults(env, w, report.Results)
	kind := ui.StatusOK
	switch {
	case report.Failed > 0:
		kind = ui.StatusFailed
	case report.Warned > 0:
		kind = ui.StatusWarning
	}
	_, err := fmt.Fprintf(w, "\n%s\n", t.Status(kind, fmt.Sprintf("%s in %v", report.Summary(), report.Took.Round(10*time.Millisecond))))
	return err
}

// writeResults writes a line for each case and how to fix it. Skipped cases are
// only counted.
func writeResults(env *cli.Env, w io.Writer, results []battery.Result) {
	t := env.Theme()
	width := 0
	for _, r := range results {
		width = max(width, len(r.Name))
	}
	group, skipped := "", map[string]int{}
	var reasons []string
	for _, r := range results {
		if r.Verdict == battery.Skip {
			if skipped[r.Reason]++; skipped[r.Reason] == 1 {
				reasons = append(reasons, r.Reason)
			}
			continue
		}
		if r.Group != group {
			group = r.Group
			fmt.Fprintf(w, "\n%s\n", t.Title(group))
		}
		fmt.Fprintf(w, "%s  %s\n", t.Status(verdictKind(r.Verdict), fmt.Sprintf("%-*s", width, r.Name)), r.Summary)
		if r.Verdict != battery.Pass {
			fmt.Fprintf(w, "    %s: %s\n    fix: %s\n", r.Verdict, ui.Clean(r.Reason), r.Fix)
		}
	}
	for _, reason := range reasons {
		fmt.Fprintf(w, "\n%s\n", t.Status(ui.StatusUnknown, fmt.Sprintf("%d skipped: %s", skipped[reason], reason)))
	}
}

func verdictKind(v battery.Verdict) ui.StatusKind {
	switch v {
	case battery.Pass:
		return ui.StatusOK
	case battery.Fail:
		return ui.StatusFailed
	case battery.Warn:
		return ui.StatusWarning
	default:
		return ui.StatusUnknown
	}
}
