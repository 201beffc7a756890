package cmd

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/internal/journal"
	"github.com/antom-cli/antom/internal/reference"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// Completion uses only tables and local files. A problem means no suggestions,
// never an error message on the command line.

func completeMethods(_ *cobra.Command, _ []string, prefix string) ([]string, cobra.ShellCompDirective) {
	var found []string
	for _, m := range spec.Methods() {
		if strings.HasPrefix(m.Code, strings.ToUpper(prefix)) {
			found = append(found, m.Code+"\t"+m.Name)
		}
	}
	return found, cobra.ShellCompDirectiveNoFileComp
}

func completeCurrencies(_ *cobra.Command, _ []string, prefix string) ([]string, cobra.ShellCompDirective) {
	var found []string
	for _, c := range spec.Currencies() {
		if c.Listed && strings.HasPrefix(c.Code, strings.ToUpper(prefix)) {
			found = append(found, c.Code+"\t"+c.Name)
		}
	}
	return found, cobra.ShellCompDirectiveNoFileComp
}

// firstOnly completes only the first argument.
func firstOnly(next completer) completer {
	return func(cmd *cobra.Command, args []string, prefix string) ([]string, cobra.ShellCompDirective) {
		if len(args) > 0 {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		return next(cmd, args, prefix)
	}
}

// completer returns the candidates for a word of the command line.
type completer = func(cmd *cobra.Command, args []string, prefix string) ([]string, cobra.ShellCompDirective)

func completeAllCurrencies(_ *cobra.Command, _ []string, prefix string) ([]string, cobra.ShellCompDirective) {
	var found []string
	for _, c := range spec.Currencies() {
		if strings.HasPrefix(c.Code, strings.ToUpper(prefix)) {
			found = append(found, c.Code+"\t"+c.Name)
		}
	}
	return found, cobra.ShellCompDirectiveNoFileComp
}

// completeCodes completes result codes and names of files.
func completeCodes(_ *cobra.Command, args []string, prefix string) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	var found []string
	last := ""
	for _, c := range spec.Codes() {
		if strings.HasPrefix(c.Code, strings.ToUpper(prefix)) && !strings.Contains(last, "\n"+c.Code+"\n") {
			last += "\n" + c.Code + "\n"
			found = append(found, c.Code+"\t"+c.Message)
		}
	}
	if isSDKCode(prefix) { // these are events, so they are offered only on request
		for _, e := range spec.SDKEvents() {
			if strings.HasPrefix(e.Code, strings.ToUpper(prefix)) {
				found = append(found, e.Code+"\t"+e.Meaning)
			}
		}
	}
	return found, cobra.ShellCompDirectiveDefault
}

// completeMessages completes the names of operations and notifications that can be
// explained.
func completeMessages(_ *cobra.Command, _ []string, prefix string) ([]string, cobra.ShellCompDirective) {
	var found []string
	operations, notifications := reference.Explainable()
	for _, op := range operations {
		found = append(found, op.Name+"\t"+op.Summary)
	}
	for _, name := range notifications {
		found = append(found, name+"\tnotification")
	}
	return withPrefix(found, prefix), cobra.ShellCompDirectiveNoFileComp
}

func withPrefix(all []string, prefix string) []string {
	return slices.DeleteFunc(all, func(s string) bool { return !strings.HasPrefix(s, prefix) })
}

// completeExplain completes an operation or notification and, behind a dot,
// its fields, level by level.
func completeExplain(cmd *cobra.Command, args []string, prefix string) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	i := strings.LastIndexByte(prefix, '.')
	if i < 0 {
		found, _ := completeMessages(cmd, args, prefix)
		return found, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
	}
	response, _ := cmd.Flags().GetBool("response")
	e, err := reference.Explain(prefix[:i], reference.Options{Response: response})
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	var found []string
	for _, f := range e.Fields {
		found = append(found, prefix[:i+1]+f.Name+"\t"+typeText(f))
	}
	return withPrefix(found, prefix), cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
}

func completeOperations(_ *cobra.Command, args []string, prefix string) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveDefault
	}
	var found []string
	for _, op := range spec.Operations() {
		switch {
		case strings.HasPrefix(prefix, "/") && strings.HasPrefix(op.Path, prefix):
			found = append(found, op.Path+"\t"+op.Name)
		case strings.HasPrefix(op.Name, prefix):
			found = append(found, op.Name+"\t"+or(op.Summary, op.Path))
		}
	}
	return found, cobra.ShellCompDirectiveNoFileComp
}

func (a *App) completeProfiles(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	c, err := a.config()
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return allProfiles(c), cobra.ShellCompDirectiveNoFileComp
}

// Completion offers recent ids from the end of the journal. That part has some
// thousand requests and is read in a few milliseconds.
const (
	completedIDs  = 20
	completedTail = 4 << 20 // bytes
)

// completeRequestIDs completes the ids of recent payments and sessions.
func (a *App) completeRequestIDs(_ *cobra.Command, args []string, prefix string) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return a.recentIDs(prefix, func(e journal.Entry) string {
		if spec.OperationNamed(e.Operation).RequestIDField != "paymentRequestId" {
			return "" // of a refund, a payout …
		}
		return e.RequestID
	})
}

// completePaymentIDs completes Antom's ids of recent payments.
func (a *App) completePaymentIDs(_ *cobra.Command, _ []string, prefix string) ([]string, cobra.ShellCompDirective) {
	return a.recentIDs(prefix, func(e journal.Entry) string { return e.PaymentID })
}

// completeRefundIDs completes the ids of recent refunds.
func (a *App) completeRefundIDs(_ *cobra.Command, args []string, prefix string) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return a.recentIDsOf(spec.OpRefund, prefix, func(e journal.Entry) string { return e.RequestID })
}

// completeAntomsRefundIDs completes Antom's ids of recent refunds.
func (a *App) completeAntomsRefundIDs(_ *cobra.Command, _ []string, prefix string) ([]string, cobra.ShellCompDirective) {
	return a.recentIDs(prefix, func(e journal.Entry) string { return e.RefundID })
}

// completeCaptureIDs completes Antom's ids of recent captures.
func (a *App) completeCaptureIDs(_ *cobra.Command, _ []string, prefix string) ([]string, cobra.ShellCompDirective) {
	return a.recentIDs(prefix, func(e journal.Entry) string { return e.CaptureID })
}

// recentIDs returns the newest ids in the journal, each with amount and outcome.
func (a *App) recentIDs(prefix string, id func(journal.Entry) string) ([]string, cobra.ShellCompDirective) {
	return a.recentIDsOf("", prefix, id)
}

// recentIDsOf returns the recentIDs of one operation, or of all for "".
func (a *App) recentIDsOf(operation, prefix string, id func(journal.Entry) string) ([]string, cobra.ShellCompDirective) {
	j := a.journal()
	if j == nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	entries, err := j.List(journal.Filter{Operation: operation, Limit: 10 * completedIDs, Tail: completedTail})
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	var found []string
	seen := map[string]bool{}
	for _, e := range entries {
		value := id(e)
		if value == "" || seen[value] || !strings.HasPrefix(value, prefix) {
			continue
		}
		seen[value] = true
		found = append(found, value+"\t"+strings.TrimSpace(entryAmount(e)+" "+entryOutcome(e)))
		if len(found) == completedIDs {
			break
		}
	}
	return found, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveKeepOrder
}
