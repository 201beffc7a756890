package webhook

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/capture"
	"github.com/antom-cli/antom/internal/config"
	"github.com/antom-cli/antom/internal/durable"
	"github.com/antom-cli/antom/internal/httpserve"
	"github.com/antom-cli/antom/internal/verify"
	"github.com/antom-cli/antom/pkg/antom"
)

// verifyFlags are those of webhook verify.
type verifyFlags struct {
	local    bool
	format   string
	keys     []string
	header   []string
	headers  string
	path     string
	method   string
	clientID string
	maxAge   time.Duration
	explain  bool
	stored   []string
	last     bool
	store    string
	report   verifyReport
	watch    string
}

func newWebhookVerifyCmd(env *cli.Env) *cobra.Command {
	f := &verifyFlags{}
	cmd := &cobra.Command{
		Use:   "verify [FILE...]",
		Args:  cobra.ArbitraryArgs,
		Short: "Verify captured notifications and explain why one fails",
		Long: `Verify captured notifications offline and explain why one does not verify. Without a file, or with -,
standard input is read. --stored verifies a notification that a listener has stored, --last the newest.

The format of a capture is detected from its content: a raw HTTP request (from nc, tcpdump,
Wireshark or mitmproxy), antom's own JSON or NDJSON, a HAR file, an AWS Lambda event, a command that
a browser copied (curl, PowerShell, fetch), an .http file, a request from ngrok or webhook.site, or
requests in other JSON and in logs: of platforms, queues, containers and tools such as Postman and
Charles. For a body alone, pass the rest with --header, --headers and --path.

The keys are those of --key, or else Antom's public keys of the project file or the profile. The
output says which key was used and where it comes from. Keys of other profiles and your own key only
help to explain a failure; they never verify a notification. The content of a notification that does
not verify is only a claim.

--watch follows a file to which an application or a logger appends: one capture a line, among other
lines of a log, which are skipped. The file may be created later, rotated or truncated.

The exit code is 0 only if everything verifies, 4 if a notification does not verify, and 2 if an
input cannot be read, or has no path or no text of the body.`,
		Example: `  antom webhook verify request.txt
  antom webhook verify --explain --key antom.pem export.har
  antom webhook verify body.json --headers headers.txt --path '/payNotify?shop=1'
  antom webhook verify request.txt --report report.html --redact
  antom webhook verify --stored 20261120-120000-1-0
  antom webhook verify --last --explain
  antom webhook verify --watch app.log
  antom webhook verify -o json < notifications.ndjson`,
	}
	fl := cmd.Flags()
	fl.StringVar(&f.format, "format", string(capture.FormatAuto), "`format` of the captures: "+strings.Join(formatNames(), ", "))
	addAntomKeys(cmd, &f.keys, &f.local)
	fl.StringArrayVar(&f.header, "header", nil, "add or replace a header: `'name: value'` (repeatable)")
	fl.StringVar(&f.headers, "headers", "", "add or replace the headers in this `file`, one a line")
	fl.StringVar(&f.path, "path", "", "`path` with query that was signed: that of the notify URL")
	fl.StringVar(&f.method, "method", "", "HTTP `method` that was signed")
	fl.StringVar(&f.clientID, "client-id", "", "client `id` that was signed, instead of the header's")
	AddMaxAge(cmd, &f.maxAge)
	fl.StringArrayVar(&f.stored, "stored", nil, "verify the stored notification with this `id` (repeatable)")
	fl.BoolVar(&f.last, "last", false, "verify the newest stored notification")
	cli.AddStore(cmd, &f.store)
	fl.BoolVar(&f.explain, "explain", false, "show what was signed beside what was captured, with invisible characters, and both hashes")
	fl.StringVar(&f.watch, "watch", "", "verify the captures in the lines of this `file` as they are appended, until Ctrl-C")
	f.report.add(cmd)
	cli.AddAccountFlags(cmd, config.FlagAntomPublicKeyFile)
	cmd.MarkFlagsMutuallyExclusive("key", "local", config.FlagAntomPublicKeyFile)
	_ = cmd.RegisterFlagCompletionFunc("format", cli.CompleteFixed(formatNames()...))
	cmd.RunE = env.Run(func(cmd *cobra.Command, args []string) error { return runWebhookVerify(env, cmd, args, f) })
	return cmd
}

func formatNames() []string {
	var names []string
	for _, f := range capture.Formats() {
		names = append(names, string(f))
	}
	return names
}

func runWebhookVerify(env *cli.Env, cmd *cobra.Command, args []string, f *verifyFlags) error {
	o, err := env.OutputOptions(true)
	if err != nil {
		return err
	}
	read, err := f.captureOptions(env)
	if err != nil {
		return err
	}
	if err := f.checkWatch(env, args); err != nil {
		return err
	}
	sources, err := f.sources(env, args, read)
	if err != nil {
		return err
	}
	keys, err := verifyKeys(env, f)
	if err != nil {
		return cmp.Or(missingCapture(env, args), err)
	}
	if err := f.report.begin(keys); err != nil {
		return err
	}
	p := newVerifyPrinter(env, cmd, o, f, keys)
	ctx := cmd.Context()
	if f.watch != "" {
		ctx = context.WithoutCancel(ctx) // the end of the source ends the run, and what came is told
	}
	sum, err := verify.Run(ctx, sources, verify.Options{
		Keys:     keys,
		MaxAge:   f.maxAge,
		Now:      env.Now,
		Capture:  read,
		Suspects: func() verify.Suspects { return cli.Suspects(cmd.Context(), env, len(f.keys) > 0 || f.local) },
		Content:  f.explain || f.report.report != nil,
		Idle:     p.idle,
	}, func(r *verify.Result) error { return errors.Join(p.result(r), f.report.take(r)) })
	if flushed := p.flush(); err == nil {
		err = flushed
	}
	if err != nil {
		return err
	}
	if interrupted := cmd.Context().Err(); interrupted != nil && sum == (verify.Summary{Inputs: len(sources)}) {
		return interrupted // nothing came that could be told
	}
	if err := f.report.write(env); err != nil {
		return err
	}
	return p.finish(sum)
}

// captureOptions returns how to read the captures.
func (f *verifyFlags) captureOptions(env *cli.Env) (capture.Options, error) {
	format, err := capture.ParseFormat(f.format)
	if err != nil {
		return capture.Options{}, cli.UsageError("--format", err, "leave --format out to detect the format")
	}
	if err := CheckMaxAge(f.maxAge); err != nil {
		return capture.Options{}, err
	}
	if f.path != "" && !strings.HasPrefix(f.path, "/") {
		return capture.Options{}, cli.UsageError("--path "+f.path, errors.New("it must begin with /"))
	}
	o := capture.Options{Format: format, Method: strings.ToUpper(f.method), Path: f.path}
	if f.headers != "" {
		data, err := env.ReadArgument(f.headers, capture.MaxHeaderBytes)
		if err != nil {
			return o, err
		}
		if o.Headers, err = parseHeaderLines(string(data)); err != nil {
			return o, cli.UsageError("--headers "+f.headers, err)
		}
	}
	for _, text := range f.header {
		h, ok := parseHeader(text)
		if !ok {
			return o, cli.UsageError(fmt.Sprintf("--header %q", text), errors.New("it must be 'name: value'"),
				"quote the whole header: --header 'client-id: SANDBOX_5X00000000000000'")
		}
		o.Headers = replaceHeader(o.Headers, h)
	}
	if f.clientID != "" {
		o.Headers = replaceHeader(o.Headers, capture.Header{Name: antom.HeaderClientID, Value: f.clientID})
	}
	return o, nil
}

// parseHeader reads "name: value".
func parseHeader(text string) (capture.Header, bool) {
	name, value, found := strings.Cut(text, ":")
	name = strings.TrimSpace(name)
	return capture.Header{Name: name, Value: strings.TrimSpace(value)}, found && name != "" && !strings.ContainsAny(name, " \t")
}

// parseHeaderLines reads header lines as tools print them. It skips a request or
// status line before them and the pseudo headers of HTTP/2.
func parseHeaderLines(text string) ([]capture.Header, error) {
	var headers []capture.Header
	for i, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(strings.TrimPrefix(line, ">"))
		if line == "" || strings.HasPrefix(line, ":") || i == 0 && strings.Contains(line, "HTTP/") {
			continue
		}
		h, ok := parseHeader(line)
		if !ok {
			return nil, fmt.Errorf("line %d is not 'name: value'", i+1)
		}
		headers = append(headers, h)
	}
	return headers, nil
}

// replaceHeader replaces all headers of the same name.
func replaceHeader(headers []capture.Header, h capture.Header) []capture.Header {
	return append(httpserve.WithoutHeader(headers, h.Name), h)
}

// sources returns the stored notifications, then the inputs in the order of the
// arguments.
func (f *verifyFlags) sources(env *cli.Env, args []string, read capture.Options) ([]verify.Source, error) {
	if f.watch != "" {
		return []verify.Source{watchSource(env.Ctx, env, f.watch, read)}, nil
	}
	stored, err := f.storedSources(env)
	if err != nil || len(stored) > 0 && len(args) == 0 {
		return stored, err
	}
	captured, err := captureSources(env, args)
	return append(stored, captured...), err
}

// storedSources reads the notifications of --stored and --last.
func (f *verifyFlags) storedSources(env *cli.Env) ([]verify.Source, error) {
	var sources []verify.Source
	ids, inStore := slices.Clone(f.stored), &inboxFilterFlags{store: f.store}
	if f.last {
		newest, err := newestNotification(env, inStore)
		if err != nil {
			return nil, err
		}
		ids = append(ids, newest.ID)
	}
	for _, id := range ids {
		if err := cli.CheckID("--stored", id, "antom webhook list"); err != nil {
			return nil, err
		}
		reader, err := inStore.reader(env)
		if err != nil {
			return nil, err
		}
		line, err := reader.Line(env.Ctx, id)
		if err != nil {
			return nil, noSuchNotification(id, err)
		}
		sources = append(sources, verify.Source{
			Name: "notification " + id, Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(line)), nil },
		})
	}
	return sources, nil
}

// captureSources returns the inputs in the order of the arguments.
func captureSources(env *cli.Env, args []string) ([]verify.Source, error) {
	if len(args) == 0 {
		args = []string{"-"}
	}
	stdin := false
	var sources []verify.Source
	for _, name := range args {
		if name == "-" {
			if stdin {
				return nil, apperr.New(apperr.Usage, "standard input can be read only once, but - is given twice", nil)
			}
			stdin = true
		}
		sources = append(sources, verify.Source{Name: name, Open: func() (io.ReadCloser, error) { return openCapture(env, name) }})
	}
	if stdin && env.Streams().InTTY {
		env.Note("reading a capture from the terminal; end it with Ctrl-D")
	}
	return sources, nil
}

// missingCapture is the error of the first file that cannot be opened, nil if there is
// none. A file that is not there is the nearer mistake than a key that is not.
func missingCapture(env *cli.Env, args []string) error {
	for _, name := range args {
		file, err := openCapture(env, name)
		if err != nil {
			return apperr.New(apperr.Usage, "", err)
		}
		_ = file.Close()
	}
	return nil
}

func openCapture(env *cli.Env, name string) (io.ReadCloser, error) {
	if name == "-" {
		return io.NopCloser(env.In), nil
	}
	file, err := durable.Open(env.Ctx, name)
	if err != nil {
		return nil, &capture.ReadError{Source: name, Err: cli.PathReason(err)}
	}
	return file, nil
}
