package payment

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/dispute"
	"github.com/antom-cli/antom/internal/inbox"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/sandbox"
	"github.com/antom-cli/antom/internal/ui"
)

// NewDisputeCmd returns the command dispute.
func NewDisputeCmd(env *cli.Env) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "dispute",
		Short:   "List disputes with their deadlines, and accept or defend them",
		GroupID: cli.GroupPay,
		Long: `List the disputes of which notifications were received, and answer them. Antom has no call that lists
disputes: the list is made of the verified notifications that antom webhook listen stored.`,
		Example: `  antom dispute list
  antom dispute show 2026112012000000000012345678
  antom dispute evidence 2026112012000000000012345678 --type template --out template.pdf
  antom dispute defend 2026112012000000000012345678 evidence.pdf`,
	}
	cli.MakeGroup(env, cmd)
	cmd.AddCommand(newDisputeListCmd(env), newDisputeShowCmd(env), newDisputeAcceptCmd(env), newDisputeDefendCmd(env), newDisputeEvidenceCmd(env))
	return cmd
}

// disputeFacts is the JSON form of a dispute.
type disputeFacts struct {
	DisputeID        string          `json:"disputeId"`
	Status           dispute.Status  `json:"status"`
	Stage            string          `json:"disputeNotificationType,omitempty"`
	Type             string          `json:"disputeType,omitempty"`
	PaymentRequestID string          `json:"paymentRequestId,omitempty"`
	PaymentID        string          `json:"paymentId,omitempty"`
	ClientID         string          `json:"clientId,omitempty"`
	Currency         string          `json:"currency,omitempty"`
	Value            string          `json:"value,omitempty"` // disputed, in the smallest unit
	JudgedCurrency   string          `json:"judgedCurrency,omitempty"`
	JudgedValue      string          `json:"judgedValue,omitempty"` // taken, in the smallest unit
	Result           string          `json:"disputeJudgedResult,omitempty"`
	AcceptReason     string          `json:"disputeAcceptReason,omitempty"`
	ReasonCode       string          `json:"disputeReasonCode,omitempty"`
	Reason           string          `json:"disputeReasonMsg,omitempty"`
	Source           string          `json:"disputeSource,omitempty"`
	Opened           time.Time       `json:"disputeTime,omitzero"`
	Due              time.Time       `json:"defenseDueTime,omitzero"`
	DaysLeft         *int            `json:"daysLeft,omitempty"`    // whole days; negative when the time is over
	SecondsLeft      *int64          `json:"secondsLeft,omitempty"` // the same, exactly
	WinRate          string          `json:"winRateLevel,omitempty"`
	Document         string          `json:"draftedDocument,omitempty"`
	Advice           string          `json:"suggestionsForImprovement,omitempty"`
	Events           []dispute.Event `json:"notifications"`
}

func newDisputeFacts(d *dispute.Dispute, now time.Time) disputeFacts {
	f := disputeFacts{
		DisputeID: d.DisputeID, Status: d.Status(now), Stage: d.Stage, Type: d.Type, PaymentRequestID: d.PaymentRequestID,
		PaymentID: d.PaymentID, ClientID: d.ClientID, Currency: d.Currency, Value: d.Value, JudgedCurrency: d.JudgedCurrency,
		JudgedValue: d.JudgedValue, Result: d.Result, AcceptReason: d.AcceptReason, ReasonCode: d.ReasonCode, Reason: d.Reason,
		Source: d.Source, Opened: d.Opened, Due: d.Due, WinRate: d.WinRate, Document: d.Document, Advice: d.Advice,
		Events: slices.Clip(append([]dispute.Event{}, d.Events...)),
	}
	if left, known := d.Left(now); known {
		days, seconds := wholeDays(left), int64(left/time.Second)
		f.DaysLeft, f.SecondsLeft = &days, &seconds
	}
	return f
}

// wholeDays rounds down: -1 is less than a day ago.
func wholeDays(left time.Duration) int {
	const day = 24 * time.Hour
	days := int(left / day)
	if left < 0 && left%day != 0 {
		days--
	}
	return days
}

// timeLeft says in words how long there is for an answer.
func timeLeft(d *dispute.Dispute, now time.Time) string {
	left, known := d.Left(now)
	switch {
	case !known:
		return ""
	case left <= 0:
		return "over for " + cli.Stretch(-left)
	}
	return cli.Stretch(left)
}

// disputeStore is the flag that names the inbox.
type disputeStore struct{ name string }

func (f *disputeStore) add(cmd *cobra.Command) {
	cli.AddStore(cmd, &f.name)
}

// read reads the disputes of the inbox.
func (f *disputeStore) read(env *cli.Env) ([]*dispute.Dispute, error) {
	store, err := cli.OpenReader(env, f.name)
	if err != nil {
		return nil, err
	}
	verified := true
	records := store.List(env.Ctx, inbox.Filter{Verified: &verified, Text: dispute.Member, OnDamage: func(d *inbox.Damage) { env.Warn("%v; it is skipped", d) }})
	list, skipped, err := dispute.Read(records, env.Now())
	if err != nil {
		return nil, cli.ReadingError(err)
	}
	if skipped > 0 {
		env.Warn("the store has too many disputes: %d notifications of further ones are left out", skipped)
	}
	return list, nil
}

// find is the dispute with an id.
func (f *disputeStore) find(env *cli.Env, id string) (*dispute.Dispute, error) {
	list, err := f.read(env)
	if err != nil {
		return nil, err
	}
	for _, d := range list {
		if d.DisputeID == id {
			return d, nil
		}
	}
	return nil, apperr.New(apperr.Usage, "dispute "+id, errors.New("no verified notification in the store is about it"), "antom dispute list")
}

// disputeListFlags are the flags of dispute list.
type disputeListFlags struct {
	store    disputeStore
	limit    cli.LimitFlag
	statuses []string
	within   time.Duration
}

func newDisputeListCmd(env *cli.Env) *cobra.Command {
	f := &disputeListFlags{}
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List disputes: first those that need an answer, with the time left",
		Long: `List the disputes of which verified notifications were received. Those that need an answer come first,
the most urgent at the top; the others follow, the newest first.`,
		Example: `  antom dispute list
  antom dispute list --status open --due-within 72h
  antom dispute list --status open -o json --jq '.[] | select(.daysLeft < 3) | .disputeId'`,
		Args: cli.NoArgs,
	}
	f.store.add(cmd)
	f.limit.Add(cmd, "disputes")
	cmd.Flags().StringSliceVar(&f.statuses, "status", nil, "only disputes with this `status`: "+statusWords()+" (repeatable)")
	cmd.Flags().DurationVar(&f.within, "due-within", 0, "only disputes that need an answer within this `time`, such as 72h, or needed one")
	_ = cmd.RegisterFlagCompletionFunc("status", cli.CompleteFixed(strings.Split(statusWords(), ", ")...))
	cmd.RunE = env.Run(func(cmd *cobra.Command, _ []string) error { return runDisputeList(env, cmd, f) })
	return cmd
}

func statusWords() string {
	var words []string
	for _, s := range dispute.Statuses() {
		words = append(words, string(s))
	}
	return strings.Join(words, ", ")
}

// check refuses what no dispute can fit.
func (f *disputeListFlags) check(cmd *cobra.Command) error {
	for _, s := range f.statuses {
		if !slices.Contains(dispute.Statuses(), dispute.Status(strings.ToLower(s))) {
			return cli.UsageError("--status "+apperr.ShellQuote(s), fmt.Errorf("it must be one of %s", statusWords()))
		}
	}
	if cmd.Flags().Changed("due-within") && f.within <= 0 {
		return cli.UsageError("--due-within", errors.New("it must be more than 0"))
	}
	return f.limit.Check()
}

func (f *disputeListFlags) fits(d *dispute.Dispute, now time.Time) bool {
	if len(f.statuses) > 0 && !slices.ContainsFunc(f.statuses, func(s string) bool { return dispute.Status(strings.ToLower(s)) == d.Status(now) }) {
		return false
	}
	if f.within == 0 {
		return true
	}
	left, known := d.Left(now)
	return known && left <= f.within
}

func runDisputeList(env *cli.Env, cmd *cobra.Command, f *disputeListFlags) error {
	o, err := env.OutputOptions(false)
	if err != nil {
		return err
	}
	if err := f.check(cmd); err != nil {
		return err
	}
	list, err := f.store.read(env)
	if err != nil {
		return err
	}
	now := env.Now()
	list = slices.DeleteFunc(list, func(d *dispute.Dispute) bool { return !f.fits(d, now) })
	list = cli.Limited(env, f.limit, list)
	facts := []disputeFacts{}
	for _, d := range list {
		facts = append(facts, newDisputeFacts(d, now))
	}
	return env.Print(cmd, o, output.Result{
		Value: facts,
		Quiet: cli.QuietLines(facts, func(f disputeFacts) string { return f.DisputeID }),
		Text:  func(w io.Writer) error { return writeDisputes(env, w, list, now) },
	})
}

func writeDisputes(env *cli.Env, w io.Writer, list []*dispute.Dispute, now time.Time) error {
	if len(list) == 0 {
		env.Note("no dispute matches; notifications are received by: antom webhook listen")
		return nil
	}
	rows := make([][]string, len(list))
	for i, d := range list {
		due := ""
		if !d.Due.IsZero() {
			due = cli.TimeCell(env, d.Due)
		}
		rows[i] = []string{
			string(d.Status(now)), timeLeft(d, now), due, cli.MajorAmount(d.Currency, d.Value), d.DisputeID, d.Type,
			strings.TrimSpace(d.ReasonCode + " " + d.Source), d.PaymentRequestID, ownerText(d.ClientID),
		}
	}
	return cli.WriteColumns(env, w, []cli.Column{
		{Header: "STATUS"}, {Header: "TIME LEFT"}, {Header: "DUE", Drop: 3}, {Header: "AMOUNT"}, {Header: "DISPUTE ID"},
		{Header: "TYPE", Drop: 2}, {Header: "REASON", Drop: 4}, {Header: "REQUEST ID", Drop: 1}, {Header: "OF", Drop: 5},
	}, rows)
}

// ownerText is whose something is: the simulator's or that of a client id.
func ownerText(clientID string) string {
	if clientID == sandbox.ClientID {
		return "simulator"
	}
	return ui.Clean(clientID)
}

func newDisputeShowCmd(env *cli.Env) *cobra.Command {
	store := &disputeStore{}
	var web bool
	cmd := &cobra.Command{
		Use:               "show DISPUTE-ID",
		Short:             "Show a dispute with the notifications of it",
		Example:           "  antom dispute show 2026112012000000000012345678",
		Args:              cli.IDArg("one disputeId", "antom dispute list"),
		ValidArgsFunction: completeDisputes(env, store),
	}
	store.add(cmd)
	cli.AddWeb(cmd, &web)
	cmd.RunE = env.Run(func(cmd *cobra.Command, args []string) error {
		o, err := env.OutputOptions(false)
		if err != nil {
			return err
		}
		d, err := store.find(env, args[0])
		if err != nil {
			return err
		}
		if web {
			return cli.OpenPaymentPage(env, cmd, o, d.ClientID == sandbox.ClientID, cmp.Or(d.PaymentRequestID, d.PaymentID))
		}
		now := env.Now()
		return env.Print(cmd, o, output.Result{
			Value: newDisputeFacts(d, now), Quiet: string(d.Status(now)),
			Text: func(w io.Writer) error { return writeDispute(env, w, d, now) },
		})
	})
	return cmd
}

// completeDisputes completes the ids of disputes that are not over.
func completeDisputes(env *cli.Env, store *disputeStore) func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
		if len(args) > 0 {
			return nil, cobra.ShellCompDirectiveDefault
		}
		list, err := store.read(env)
		if err != nil {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		var words []string
		for _, d := range list {
			about := strings.TrimSpace(string(d.Status(env.Now())) + " " + cli.MajorAmount(d.Currency, d.Value))
			words = append(words, ui.Clean(d.DisputeID)+"\t"+ui.Clean(about))
		}
		return words, cobra.ShellCompDirectiveNoFileComp
	}
}

func disputeKind(s dispute.Status) ui.StatusKind {
	switch s {
	case dispute.Won, dispute.Cancelled:
		return ui.StatusOK
	case dispute.Open, dispute.Defended:
		return ui.StatusWaiting
	case dispute.Unknown:
		return ui.StatusUnknown
	}
	return ui.StatusFailed
}

func writeDispute(env *cli.Env, w io.Writer, d *dispute.Dispute, now time.Time) error {
	t := env.Theme()
	status := d.Status(now)
	fmt.Fprintf(w, "%s\n\n", t.Status(disputeKind(status), "Dispute "+string(status)))
	due := ""
	if !d.Due.IsZero() {
		due = cli.TimeText(d.Due)
		switch left := timeLeft(d, now); {
		case left == "":
		case d.Due.After(now):
			due += " (" + left + " left)"
		default:
			due += " (" + left + ")"
		}
	}
	opened := ""
	if !d.Opened.IsZero() {
		opened = cli.TimeText(d.Opened)
	}
	t.Pairs(w, env.Streams().Width, cli.NonEmptyPairs([]ui.Pair{
		{Label: "Dispute ID", Value: ui.Clean(d.DisputeID)},
		{Label: "Type", Value: ui.Clean(d.Type)},
		{Label: "Amount", Value: ui.Clean(cli.MajorAmount(d.Currency, d.Value))},
		{Label: "Reason", Value: ui.Clean(strings.TrimSpace(d.ReasonCode + " " + d.Reason))},
		{Label: "Source", Value: ui.Clean(d.Source)},
		{Label: "Opened", Value: opened},
		{Label: "Answer until", Value: due},
		{Label: "Result", Value: ui.Clean(cmp.Or(d.Result, d.AcceptReason))},
		{Label: "Amount taken", Value: ui.Clean(cli.MajorAmount(d.JudgedCurrency, d.JudgedValue))},
		{Label: "Request ID", Value: ui.Clean(d.PaymentRequestID)},
		{Label: "Payment ID", Value: ui.Clean(d.PaymentID)},
		{Label: "Of", Value: ownerText(d.ClientID)},
		{Label: "Draft", Value: ui.Clean(strings.TrimSpace(d.Document + " " + d.WinRate))},
		{Label: "Advice", Value: ui.Clean(d.Advice)},
	}))
	fmt.Fprintf(w, "\n%s\n", t.Title("Notifications"))
	for _, e := range d.Events {
		fmt.Fprintf(w, "%s  %s  %s\n", cli.TimeText(e.ReceivedAt), ui.Clean(e.Stage), e.ID)
	}
	if status == dispute.Open {
		id, flags := apperr.ShellQuote(d.DisputeID), flagsOf(env, d.ClientID == sandbox.ClientID)
		env.Hint("to defend it: antom dispute defend %s FILE%s", id, flags)
		env.Hint("to accept it: antom dispute accept %s%s", id, flags)
	}
	return nil
}
