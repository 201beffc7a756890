package cli

import (
	"cmp"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/internal/journal"
	"github.com/antom-cli/antom/internal/reference"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// sdkPrefix begins the codes of the web SDK's events. No result code begins with it.
const sdkPrefix = "SDK_"

func IsSDKCode(arg string) bool { return strings.HasPrefix(strings.ToUpper(arg), sdkPrefix) }

// Completion uses only tables and local files. A problem means no suggestions,
// never an error message on the command line.

func CompleteMethods(_ *cobra.Command, _ []string, prefix string) ([]string, cobra.ShellCompDirective) {
	var found []string
	for _, m := range spec.Methods() {
		if strings.HasPrefix(m.Code, strings.ToUpper(prefix)) {
			found = append(found, m.Code+"\t"+m.Name)
		}
	}
	return found, cobra.ShellCompDirectiveNoFileComp
}

func CompleteCurrencies(_ *cobra.Command, _ []string, prefix string) ([]string, cobra.ShellCompDirective) {
	var found []string
	for _, c := range spec.Currencies() {
		if c.Listed && strings.HasPrefix(c.Code, strings.ToUpper(prefix)) {
			found = append(found, c.Code+"\t"+c.Name)
		}
	}
	return found, cobra.ShellCompDirectiveNoFileComp
}

// CompleteAliases completes the other names of the commands below cmd, which cobra
// leaves out, when one was begun: without a beginning they would be noise.
func CompleteAliases(cmd *cobra.Command, args []string, prefix string) ([]string, cobra.ShellCompDirective) {
	var found []string
	for _, c := range cmd.Commands() {
		for _, alias := range c.Aliases {
			if len(args) == 0 && prefix != "" && strings.HasPrefix(alias, prefix) {
				found = append(found, alias+"\t"+c.Short)
			}
		}
	}
	return found, cobra.ShellCompDirectiveNoFileComp
}

// FirstOnly completes only the first argument.
func FirstOnly(next Completer) Completer {
	return func(cmd *cobra.Command, args []string, prefix string) ([]string, cobra.ShellCompDirective) {
		if len(args) > 0 {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		return next(cmd, args, prefix)
	}
}

// Completer returns the candidates for a word of the command line.
type Completer = func(cmd *cobra.Command, args []string, prefix string) ([]string, cobra.ShellCompDirective)

func CompleteAllCurrencies(_ *cobra.Command, _ []string, prefix string) ([]string, cobra.ShellCompDirective) {
	var found []string
	for _, c := range spec.Currencies() {
		if strings.HasPrefix(c.Code, strings.ToUpper(prefix)) {
			found = append(found, c.Code+"\t"+c.Name)
		}
	}
	return found, cobra.ShellCompDirectiveNoFileComp
}

// CompleteCodes completes result codes and names of files.
func CompleteCodes(_ *cobra.Command, args []string, prefix string) ([]string, cobra.ShellCompDirective) {
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
	if IsSDKCode(prefix) { // these are events, so they are offered only on request
		for _, e := range spec.SDKEvents() {
			if strings.HasPrefix(e.Code, strings.ToUpper(prefix)) {
				found = append(found, e.Code+"\t"+e.Meaning)
			}
		}
	}
	return found, cobra.ShellCompDirectiveDefault
}

// CompleteMessages completes the names of operations and notifications that can be
// explained.
func CompleteMessages(_ *cobra.Command, _ []string, prefix string) ([]string, cobra.ShellCompDirective) {
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

// CompleteExplain completes an operation or notification and, behind a dot,
// its fields, level by level.
func CompleteExplain(cmd *cobra.Command, args []string, prefix string) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	i := strings.LastIndexByte(prefix, '.')
	if i < 0 {
		found, _ := CompleteMessages(cmd, args, prefix)
		return found, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
	}
	response, _ := cmd.Flags().GetBool("response")
	e, err := reference.Explain(prefix[:i], reference.Options{Response: response})
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	var found []string
	for _, f := range e.Fields {
		found = append(found, prefix[:i+1]+f.Name+"\t"+TypeText(f))
	}
	return withPrefix(found, prefix), cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
}

func CompleteOperations(_ *cobra.Command, args []string, prefix string) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveDefault
	}
	var found []string
	for _, op := range spec.Operations() {
		switch {
		case strings.HasPrefix(prefix, "/") && strings.HasPrefix(op.Path, prefix):
			found = append(found, op.Path+"\t"+op.Name)
		case strings.HasPrefix(op.Name, prefix):
			found = append(found, op.Name+"\t"+cmp.Or(op.Summary, op.Path))
		}
	}
	return found, cobra.ShellCompDirectiveNoFileComp
}

func CompleteProfiles(env *Env, _ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	c, err := env.Config()
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return AllProfiles(c), cobra.ShellCompDirectiveNoFileComp
}

// Completion offers recent ids from the end of the journal. That part has some
// thousand requests and is read in a few milliseconds.
const (
	completedIDs  = 20
	completedTail = 4 << 20 // bytes
)

// CompleteRequestIDs completes the ids of recent payments and sessions.
func CompleteRequestIDs(env *Env, _ *cobra.Command, args []string, prefix string) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return recentIDs(env, prefix, func(e journal.Entry) string {
		if spec.OperationNamed(e.Operation).RequestIDField != "paymentRequestId" {
			return "" // of a refund, a payout …
		}
		return e.RequestID
	})
}

// CompletePaymentIDs completes Antom's ids of recent payments.
func CompletePaymentIDs(env *Env, _ *cobra.Command, _ []string, prefix string) ([]string, cobra.ShellCompDirective) {
	return recentIDs(env, prefix, func(e journal.Entry) string { return e.PaymentID })
}

// CompleteRefundIDs completes the ids of recent refunds.
func CompleteRefundIDs(env *Env, _ *cobra.Command, args []string, prefix string) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return recentIDsOf(env, spec.OpRefund, prefix, func(e journal.Entry) string { return e.RequestID })
}

// CompleteAntomsRefundIDs completes Antom's ids of recent refunds.
func CompleteAntomsRefundIDs(env *Env, _ *cobra.Command, _ []string, prefix string) ([]string, cobra.ShellCompDirective) {
	return recentIDs(env, prefix, func(e journal.Entry) string { return e.RefundID })
}

// CompleteCaptureIDs completes Antom's ids of recent captures.
func CompleteCaptureIDs(env *Env, _ *cobra.Command, _ []string, prefix string) ([]string, cobra.ShellCompDirective) {
	return recentIDs(env, prefix, func(e journal.Entry) string { return e.CaptureID })
}

// recentIDs returns the newest ids in the journal, each with amount and outcome.
func recentIDs(env *Env, prefix string, id func(journal.Entry) string) ([]string, cobra.ShellCompDirective) {
	return recentIDsOf(env, "", prefix, id)
}

// recentIDsOf returns the recentIDs of one operation, or of all for "".
func recentIDsOf(env *Env, operation, prefix string, id func(journal.Entry) string) ([]string, cobra.ShellCompDirective) {
	j := env.Journal()
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
		found = append(found, value+"\t"+strings.TrimSpace(EntryAmount(e)+" "+EntryOutcome(e)))
		if len(found) == completedIDs {
			break
		}
	}
	return found, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveKeepOrder
}

// Completing reports whether a shell asks for completion candidates.
func Completing(args []string) bool {
	return len(args) > 0 && (args[0] == cobra.ShellCompRequestCmd || args[0] == cobra.ShellCompNoDescRequestCmd)
}

// AllCommands returns cmd and all commands below it.
func AllCommands(cmd *cobra.Command) []*cobra.Command {
	all := []*cobra.Command{cmd}
	for _, child := range cmd.Commands() {
		all = append(all, AllCommands(child)...)
	}
	return all
}
