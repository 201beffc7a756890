package simulator

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/flow"
	"github.com/antom-cli/antom/internal/ordered"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/request"
	"github.com/antom-cli/antom/internal/sandbox"
	"github.com/antom-cli/antom/internal/ui"
)

// seedExample is a file for sandbox seed.
const seedExample = `payments:
  - paymentRequestId: ORDER-1
    amount: HKD 12.34
    method: ALIPAY_HK
    status: SUCCESS
    created: 2h ago
    refunds:
      - {refundRequestId: REFUND-1, amount: HKD 5.00}
  - {paymentRequestId: ORDER-2, amount: JPY 500, method: CARD, status: FAIL, resultCode: RISK_REJECT}
sessions:
  - {paymentRequestId: ORDER-3, amount: SGD 60, expires: in 30m}
`

func newSandboxSeedCmd(env *cli.Env, s *ServeFlags) *cobra.Command {
	return &cobra.Command{
		Use:   "seed FILE",
		Short: "Make payments and sessions in given states",
		Long: `Make the payments and sessions that a YAML or JSON file describes, in the states that it gives, with
their refunds, captures and disputes: all of them or, if anything is wrong, none. What happened in the past is
not notified; an open payment expires, and is notified, as usual. FILE is - for standard input.

` + seedExample + `
A payment has paymentRequestId, amount and method, and may have status (PROCESSING, PENDING, SUCCESS,
FAIL or CANCELLED), resultCode, created, updated, expires, orderId, description, notifyUrl, redirectUrl,
clientId, captureMode (AUTOMATIC or MANUAL), refunds, captures, disputes, and request: further fields
of the request to Antom. A dispute may have type, amount, status (OPEN, DEFENDED, ACCEPTED, CANCELLED,
WON, LOST or RDR), reasonCode, reason, source, created and due. A session is the same as a payment
without a method. Times are 2h ago, 3d ago, in 30m or exact.`,
		Example: `  antom sandbox seed payments.yaml
  antom sandbox seed - < payments.json`,
		Args: cli.ArgCount(1, 1, "one file"),
		RunE: env.Run(func(cmd *cobra.Command, args []string) error { return runSeed(env, cmd, s, args[0]) }),
	}
}

func runSeed(env *cli.Env, cmd *cobra.Command, s *ServeFlags, file string) error {
	o, err := env.OutputOptions(false)
	if err != nil {
		return err
	}
	document, err := readDocument(env, file)
	if err != nil {
		return err
	}
	data := document.Root.AppendJSON(nil)
	if len(data) > sandbox.MaxSeed {
		return apperr.New(apperr.Usage, fmt.Sprintf("%s has %d bytes of data, and at most %d are read at once", file, len(data), sandbox.MaxSeed), nil,
			"put the records into several files")
	}
	c, err := control(env, cmd, s)
	if err != nil {
		return err
	}
	made, err := c.Seed(cmd.Context(), data)
	if err != nil {
		return seedError(document, err)
	}
	return env.Print(cmd, o, output.Result{
		Value: made, Quiet: fmt.Sprint(made.Payments + made.Sessions),
		Text: func(w io.Writer) error {
			_, err := fmt.Fprintln(w, env.Theme().Status(ui.StatusOK, "Made "+seedText(made)))
			return err
		},
	})
}

// readDocument reads a file with one document.
func readDocument(env *cli.Env, file string) (*request.Document, error) {
	r, closeFile, err := env.OpenArgument(file)
	if err != nil {
		return nil, err
	}
	defer closeFile()
	documents, err := flow.ReadFile(file, r)
	if err != nil {
		return nil, err
	}
	if len(documents) != 1 {
		return nil, apperr.New(apperr.Usage, fmt.Sprintf("%s has %s, and one is read", flow.FileName(file), cli.Plural(len(documents), "YAML document")), nil,
			"put everything into one document, without --- between")
	}
	return documents[0], nil
}

// seedError puts the mistakes at their lines.
func seedError(document *request.Document, err error) error {
	var wrong *sandbox.SeedError
	if !errors.As(err, &wrong) {
		return apperr.New(apperr.Internal, "making the records", err)
	}
	const most = 50
	ordered.Sort(wrong.Problems, func(a, b sandbox.SeedProblem) int {
		first, second := document.OriginOf(a.Path), document.OriginOf(b.Path)
		return cmp.Or(cmp.Compare(first.Line, second.Line), cmp.Compare(first.Column, second.Column))
	})
	var lines []string
	for i, p := range wrong.Problems {
		if i == most {
			lines = append(lines, fmt.Sprintf("and %d more", len(wrong.Problems)-most))
			break
		}
		lines = append(lines, document.OriginOf(p.Path).String()+": "+p.Message)
	}
	lines = append(lines, "nothing was written")
	return apperr.New(apperr.Usage, "", errors.New(strings.Join(lines, "\n")), "antom sandbox seed --help")
}

func seedText(made sandbox.SeedSummary) string {
	var parts []string
	for _, p := range []struct {
		n    int
		what string
	}{{made.Payments, "payment"}, {made.Sessions, "session"}, {made.Refunds, "refund"}, {made.Captures, "capture"}, {made.Disputes, "dispute"}} {
		if p.n > 0 {
			parts = append(parts, cli.Plural(p.n, p.what))
		}
	}
	if len(parts) == 0 {
		return "nothing"
	}
	return strings.Join(parts, ", ")
}
