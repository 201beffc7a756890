package payment

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/flow"
	"github.com/antom-cli/antom/internal/journal"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/ui"
	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// requestCommand is a command that makes requests from a file and flags.
type requestCommand struct {
	name    string
	op      spec.Operation
	request requestFlags
	send    cli.SendFlags
	wait    waitFlags
	batch   batchFlags
	dryRun  bool
	amounts map[string]antom.Amount // that an answer must have
	expect  string                  // the flags that gave amounts, after a blank, for hints

	// files reads the arguments and returns those that are request files; if it is
	// nil, all are.
	files func(args []string) ([]string, error)
	// check refuses what could only fail after a request was sent; it may be nil.
	check func() error
	// connected adapts the flags to the gateway; it may be nil.
	connected func(conn *cli.Connection, dry bool)
	// options adds what is the command's own; it may be nil.
	options func(o *flow.Options) error
	show    func(s *sender, q *flow.Request, x *flow.Answer) error
}

// run is what the command does.
func (c *requestCommand) run(env *cli.Env) func(*cobra.Command, []string) error {
	return env.Run(func(cmd *cobra.Command, args []string) error {
		if done, err := showReference(env, &c.request, c.op); done {
			return err
		}
		c.name = cli.CommandWords(cmd)
		return c.start(cmd.Context(), env, args)
	})
}

// sender is a requestCommand at work: where its requests go and how their answers
// are shown.
type sender struct {
	*requestCommand
	env      *cli.Env
	ctx      context.Context
	output   output.Options
	conn     *cli.Connection
	several  bool
	progress *ui.Progress // of a batch
}

func (c *requestCommand) start(ctx context.Context, env *cli.Env, args []string) error {
	s := &sender{requestCommand: c, env: env, ctx: ctx}
	run, err := s.open(args)
	if err != nil {
		return err
	}
	if err := run.Complete(ctx); err != nil {
		return err
	}
	if err := run.Check(); err != nil {
		return err
	}
	if s.dry() {
		prepared, err := run.Prepare(ctx)
		if err != nil {
			return err
		}
		return printRequests(ctx, env, s.output, prepared...)
	}
	if err := run.Guard(ctx); err != nil {
		return err
	}
	if s.several {
		s.output.Compact, s.output.Separate = true, true
		s.progress = batchProgress(env)
		defer s.progress.Done()
	}
	return run.Send(ctx, s)
}

// dry reports whether nothing is to be sent.
func (s *sender) dry() bool { return s.dryRun || s.output.Format == output.Curl }

// open checks the flags, reads the requests and finds the gateway.
func (s *sender) open(args []string) (run *flow.Run, err error) {
	env, c := s.env, s.requestCommand
	if c.files != nil {
		if args, err = c.files(args); err != nil {
			return nil, err
		}
	}
	if s.output, err = env.OutputOptions(true, output.Text, output.JSON, output.YAML, output.Raw, output.Curl); err != nil {
		return nil, err
	}
	if err := c.wait.check(); err != nil {
		return nil, err
	}
	if c.check != nil {
		if err := c.check(); err != nil {
			return nil, err
		}
	}
	docs, err := c.request.documents(env, args)
	if err != nil {
		return nil, err
	}
	s.several = len(docs) > 1
	if s.conn, err = cli.Connect(s.ctx, env, &c.send, cli.Purpose(!s.dry())); err != nil {
		return nil, err
	}
	if c.connected != nil {
		c.connected(s.conn, s.dry())
	}
	if c.wait.on && !s.dry() {
		if err := s.conn.ServeHere(s.ctx, env); err != nil {
			return nil, err
		}
	}
	o := flow.Options{
		Operation: c.op, Overlay: c.request.overlay(), NoValidate: c.request.noValidate, Strict: c.request.strict,
		DryRun: s.dry(), Batch: c.batch.options(c.request.name),
	}
	if c.options != nil {
		if err := c.options(&o); err != nil {
			return nil, err
		}
	}
	return flow.NewRun(s.conn.Gateway, docs, o)
}

// Answered shows an answer in the way of the command.
func (s *sender) Answered(q *flow.Request, x *flow.Answer) error {
	s.hideProgress()
	return s.show(s, q, x)
}

// Skipped shows a request that was left out of a batch.
func (s *sender) Skipped(q *flow.Request, e journal.Entry) error {
	s.hideProgress()
	return s.print(skippedResult(s.env, q.Document, e))
}

// Failed reports an error at once. In JSON it takes the place of the result, so
// that every request has its line on standard output.
func (s *sender) Failed(e *apperr.Error) {
	s.hideProgress()
	env := s.env
	switch {
	case e.Reported:
	case s.output.Format == output.JSON && env.WantsJSON():
		cli.WriteErrorJSON(env, env.Streams().Out, e)
	default:
		cli.WriteError(env, e)
	}
}

// Progress shows how far a batch is.
func (s *sender) Progress(done, total, failed int) { s.progress.Bar(done, total, failures(failed)) }

// Finished sums a batch up.
func (s *sender) Finished(sum flow.Summary) {
	s.progress.Done()
	showSummary(s.env, sum, s.name)
}

func (s *sender) hideProgress() {
	if s.progress != nil {
		s.progress.Hide()
	}
}

func (s *sender) print(r output.Result) error { return s.env.PrintResult(s.ctx, s.output, r) }

// plainText reports whether results are text for people, so that more than one can
// be shown.
func (s *sender) plainText() bool {
	o := s.output
	return o.Format == output.Text && !o.Quiet && o.JQ == "" && o.Template == ""
}
