package payment

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/durable"
	"github.com/antom-cli/antom/internal/flow"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/request"
	"github.com/antom-cli/antom/internal/ui"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// disputeCall is a call about one dispute.
type disputeCall struct {
	send   cli.SendFlags
	dryRun bool
	store  disputeStore
	yes    bool
}

func (f *disputeCall) add(cmd *cobra.Command, changes bool) {
	f.send.Add(cmd, changes)
	cli.AddDryRun(cmd, &f.dryRun)
}

// disputeRequest is what one command sends.
type disputeRequest struct {
	operation string
	id        string
	fields    [][2]string                   // further fields and their values
	confirm   func(live bool) (bool, error) // asks before it is sent; nil: it needs no confirmation
	show      func(x *flow.Answer) output.Result
	finish    func(x *flow.Answer) error // done before anything is shown; may be nil
}

// run sends a request, or prints it.
func (f *disputeCall) run(ctx context.Context, env *cli.Env, r disputeRequest) error {
	o, err := env.OutputOptions(true, output.Text, output.JSON, output.YAML, output.Raw, output.Curl)
	if err != nil {
		return err
	}
	c, err := flow.NewAPICall(flow.APIOptions{Name: r.operation}, cli.ShowEvent(env))
	if err != nil {
		return err
	}
	dry := f.dryRun || o.Format == output.Curl
	conn, err := cli.Connect(ctx, env, &f.send, cli.Purpose(!dry))
	if err != nil {
		return err
	}
	d := request.New()
	for _, field := range append([][2]string{{"disputeId", r.id}}, r.fields...) {
		if err := d.Set(field[0], field[1], request.Origin{What: "argument"}); err != nil {
			return err
		}
	}
	if err := conn.FillDocument(c, d, flow.APIOptions{}); err != nil {
		return err
	}
	c.Ask = "dispute show " + apperr.ShellQuote(r.id)
	if dry {
		p, err := conn.Prepare(ctx, c)
		if err != nil {
			return err
		}
		return printRequests(ctx, env, o, p)
	}
	if r.confirm != nil {
		if err := conn.GuardLive(); err != nil {
			return err
		}
		if sure, err := r.confirm(!conn.Local); err != nil || !sure {
			return err
		}
	}
	x, err := conn.CallAPI(ctx, c, f.send.Given("retries"))
	if err != nil {
		return err
	}
	if err := x.Err(); err != nil {
		return unknownDispute(x, err)
	}
	if r.finish != nil {
		if err := r.finish(x); err != nil {
			return err
		}
	}
	return env.PrintResult(ctx, o, r.show(x))
}

// unknownDispute adds where the ids of disputes are to an error that may come of a wrong
// one: Antom has no result code for that.
func unknownDispute(x *flow.Answer, err error) error {
	e := *apperr.Of(err)
	if x.Response.Result.ResultCode == "PARAM_ILLEGAL" {
		e.Hints = append(e.Hints, "the disputes that notifications were received of: antom dispute list")
	}
	return &e
}

func newDisputeAcceptCmd(env *cli.Env) *cobra.Command {
	f := &disputeCall{}
	cmd := &cobra.Command{
		Use:   "accept DISPUTE-ID",
		Short: "Accept a dispute: the buyer gets the disputed amount",
		Long: `Accept a dispute. The disputed amount is given up, and the dispute cannot be defended afterwards. On a
terminal the command asks for confirmation; elsewhere it needs --yes. With --local there is no
question, because no money moves. Only a chargeback can be accepted.`,
		Example: `  antom dispute accept 2026112012000000000012345678 --dry-run
  antom dispute accept 2026112012000000000012345678 --yes`,
		Args:              cli.IDArg("one disputeId", "antom dispute list"),
		ValidArgsFunction: completeDisputes(env, &f.store),
	}
	f.add(cmd, true)
	f.store.add(cmd)
	cli.AddYes(cmd, &f.yes)
	cmd.RunE = env.Run(func(cmd *cobra.Command, args []string) error {
		return f.run(cmd.Context(), env, disputeRequest{
			operation: spec.OpPaymentsAcceptDispute, id: args[0],
			confirm: func(money bool) (bool, error) { return f.confirmAccept(env, cmd, args[0], money) },
			show:    func(x *flow.Answer) output.Result { return disputeAnswer(env, x, "Dispute accepted", "accepted") },
		})
	})
	return cmd
}

// confirmAccept asks before an amount is given up. Without a terminal only --yes
// confirms.
func (f *disputeCall) confirmAccept(env *cli.Env, cmd *cobra.Command, id string, money bool) (bool, error) {
	if f.yes || !money {
		return true, nil
	}
	what := "the disputed amount"
	if d, err := f.store.find(env, id); err == nil && d.Value != "" {
		what = ui.Clean(cli.MajorAmount(d.Currency, d.Value))
	}
	if !env.Streams().Interactive() {
		return false, apperr.New(apperr.Usage, "giving up "+what+" needs confirmation, and there is no terminal to ask on", nil,
			"confirm it with --yes: "+env.Commands().Line("dispute accept "+apperr.ShellQuote(id)+" --yes"))
	}
	return env.Streams().Confirm(cmd.Context(), fmt.Sprintf("Accept dispute %s, and give up %s?", ui.Clean(id), what), false)
}

// disputeAnswer shows an answer that has the id of the dispute and a time.
func disputeAnswer(env *cli.Env, x *flow.Answer, title, quiet string) output.Result {
	return output.Result{
		Value: cli.RawJSON(x.Response.Body), Raw: x.Response.Body, Quiet: quiet,
		Text: func(w io.Writer) error {
			t := env.Theme()
			fmt.Fprintf(w, "%s\n\n", t.Status(ui.StatusOK, title))
			t.Pairs(w, env.Streams().Width, cli.NonEmptyPairs([]ui.Pair{
				{Label: "Dispute ID", Value: ui.Clean(x.FieldOrRequest("disputeId"))},
				{Label: "At", Value: cli.LocalTime(x.Field("disputeResolutionTime"))},
			}))
			return nil
		},
	}
}

// maxEvidenceFile is the largest document that disputeEvidence has room for: its
// 1,000,000 characters are Base64.
const maxEvidenceFile = 750_000

func newDisputeDefendCmd(env *cli.Env) *cobra.Command {
	f := &disputeCall{}
	cmd := &cobra.Command{
		Use:   "defend DISPUTE-ID FILE",
		Short: "Defend against a dispute with a document",
		Long: `Submit a document as evidence: a PDF or Word file of at most 750,000 bytes, the size that the request has
room for in Base64. A document cannot be changed or added to once it is submitted. The result comes
with a notification.`,
		Example: `  antom dispute evidence 2026112012000000000012345678 --type template --out template.pdf
  antom dispute defend 2026112012000000000012345678 evidence.pdf`,
		Args:              cli.ArgCount(2, 2, "one disputeId and one file"),
		ValidArgsFunction: completeDisputes(env, &f.store),
	}
	f.add(cmd, true)
	cmd.RunE = env.Run(func(cmd *cobra.Command, args []string) error {
		if err := cli.CheckID("the disputeId", args[0], "antom dispute list"); err != nil {
			return err
		}
		data, err := readEvidence(env, args[1])
		if err != nil {
			return err
		}
		return f.run(cmd.Context(), env, disputeRequest{
			operation: spec.OpPaymentsSupplyDefenseDocument, id: args[0],
			fields: [][2]string{{"disputeEvidence", base64.StdEncoding.EncodeToString(data)}},
			show:   func(x *flow.Answer) output.Result { return disputeAnswer(env, x, "Evidence submitted", "submitted") },
		})
	})
	return cmd
}

// readEvidence reads a document that Antom takes.
func readEvidence(env *cli.Env, name string) ([]byte, error) {
	const takes = "Antom takes PDF and Word files of at most 750,000 bytes"
	data, err := env.ReadArgument(name, maxEvidenceFile)
	if err != nil {
		return nil, err
	}
	what := "evidence " + flow.FileName(name)
	switch {
	case len(data) == 0:
		return nil, apperr.New(apperr.Usage, what, errors.New("the file is empty"), takes)
	case !isDocument(data):
		return nil, apperr.New(apperr.Usage, what, errors.New("the file is neither a PDF nor a Word file"), takes)
	}
	return data, nil
}

// isDocument tells PDF, DOC and DOCX files by what is in them.
func isDocument(data []byte) bool {
	switch {
	case bytes.HasPrefix(data, []byte("%PDF-")), bytes.HasPrefix(data, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")):
		return true
	case bytes.HasPrefix(data, []byte("PK\x03\x04")):
		return bytes.Contains(data, []byte("word/"))
	}
	return false
}

// evidenceTypes are the words for disputeEvidenceType.
func evidenceTypes() [][2]string {
	return [][2]string{
		{"template", "DISPUTE_EVIDENCE_TEMPLATE"}, {"submitted", "DISPUTE_EVIDENCE_FILE"}, {"draft", "DISPUTE_EVIDENCE_AI"},
	}
}

func newDisputeEvidenceCmd(env *cli.Env) *cobra.Command {
	f := &disputeCall{}
	var kind, out string
	var force bool
	cmd := &cobra.Command{
		Use:   "evidence DISPUTE-ID",
		Short: "Download a document of a dispute",
		Long: `Download a document of a dispute: the template with the facts of the payment, the document that was
submitted, or the draft that the notification notifyDefenseDocument announces.`,
		Example: `  antom dispute evidence 2026112012000000000012345678 --out template.pdf
  antom dispute evidence 2026112012000000000012345678 --type submitted --out evidence.pdf`,
		Args:              cli.IDArg("one disputeId", "antom dispute list"),
		ValidArgsFunction: completeDisputes(env, &f.store),
	}
	f.add(cmd, true)
	fl := cmd.Flags()
	fl.StringVar(&kind, "type", "template", "which `document`: template, submitted or draft")
	fl.StringVar(&out, "out", "", "`file` for the document (required)")
	fl.BoolVar(&force, "force", false, "replace the file if it exists")
	_ = cmd.RegisterFlagCompletionFunc("type", cli.CompleteFixed("template", "submitted", "draft"))
	cmd.RunE = env.Run(func(cmd *cobra.Command, args []string) error {
		evidence := ""
		for _, t := range evidenceTypes() {
			if t[0] == strings.ToLower(kind) {
				evidence = t[1]
			}
		}
		switch {
		case evidence == "":
			return cli.UsageError("--type "+apperr.ShellQuote(kind), errors.New("it must be template, submitted or draft"))
		case out == "" && !f.dryRun:
			return apperr.New(apperr.Usage, "--out is missing", nil, "name a file for the document: antom dispute evidence "+apperr.ShellQuote(args[0])+" --out evidence.pdf"+flagsOf(env, f.send.Local))
		}
		saved := savedEvidence{DisputeID: args[0], File: out}
		return f.run(cmd.Context(), env, disputeRequest{
			operation: spec.OpPaymentsDownloadDisputeEvidence, id: args[0], fields: [][2]string{{"disputeEvidenceType", evidence}},
			finish: func(x *flow.Answer) error { return saved.write(x, force) },
			show: func(x *flow.Answer) output.Result {
				return output.Result{Value: saved, Raw: x.Response.Body, Quiet: out, Text: func(w io.Writer) error { return saved.text(env, w) }}
			},
		})
	})
	return cmd
}

// savedEvidence is the JSON form of a document that was saved.
type savedEvidence struct {
	DisputeID string `json:"disputeId"`
	File      string `json:"file"`
	Format    string `json:"format,omitempty"` // disputeEvidenceFormat
	Bytes     int    `json:"bytes"`
}

// write saves the document of an answer.
func (s *savedEvidence) write(x *flow.Answer, force bool) error {
	data, err := base64.StdEncoding.DecodeString(x.Field("disputeEvidence"))
	if err != nil {
		return apperr.New(apperr.NoAnswer, "the document in the response", fmt.Errorf("disputeEvidence is not Base64: %w", err))
	}
	if len(data) == 0 {
		return apperr.New(apperr.NoAnswer, "the document in the response", errors.New("disputeEvidence is empty"))
	}
	s.Format, s.Bytes = x.Field("disputeEvidenceFormat"), len(data)
	err = durable.WriteFile(s.File, data, durable.WriteOptions{Overwrite: force})
	var exists *durable.ExistsError
	switch {
	case errors.As(err, &exists):
		return apperr.New(apperr.Usage, "--out", err, "choose another file, or replace it: --force")
	case err != nil:
		return apperr.New(apperr.Config, "writing "+s.File, err)
	}
	return nil
}

func (s *savedEvidence) text(env *cli.Env, w io.Writer) error {
	t := env.Theme()
	fmt.Fprintf(w, "%s\n\n", t.Status(ui.StatusOK, "Document saved"))
	t.Pairs(w, env.Streams().Width, cli.NonEmptyPairs([]ui.Pair{
		{Label: "Dispute ID", Value: ui.Clean(s.DisputeID)},
		{Label: "File", Value: ui.Clean(s.File)},
		{Label: "Format", Value: ui.Clean(s.Format)},
		{Label: "Bytes", Value: fmt.Sprint(s.Bytes)},
	}))
	return nil
}
