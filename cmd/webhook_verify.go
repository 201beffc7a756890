package cmd

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/capture"
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
}

func newWebhookVerifyCmd(app *App) *cobra.Command {
	f := &verifyFlags{}
	cmd := &cobra.Command{
		Use:   "verify [FILE...]",
		Short: "Verify captured notifications and find out why one fails",
		Long: `Verify captured notifications, offline, and find out why where one fails. Without a file, or for -,
standard input is read.

A capture is told by its content: a raw HTTP request (from nc, tcpdump -A, Wireshark, mitmproxy), our own
JSON object or one a line, a HAR file, an AWS Lambda event, a copied curl command, a request of ngrok or
of webhook.site. For a bare body give the rest by --header, --headers, --path.

The keys are Antom's public keys of the profile, or those given by --key. Keys of other profiles and your
own key only help to find the reason; they never make a notification verified. What an unverified
notification says is a claim of whoever sent it.

It ends with 0 only if everything verifies, with 4 if a notification does not, and with 2 if an input
cannot be read at all.`,
		Example: `  antom webhook verify request.txt
  antom webhook verify --explain --key antom_public.pem export.har
  antom webhook verify body.json --headers headers.txt --path '/payNotify?shop=1'
  antom webhook verify -o json < notifications.ndjson`,
	}
	fl := cmd.Flags()
	fl.StringVar(&f.format, "format", string(capture.FormatAuto), "`format` of the captures: "+strings.Join(formatNames(), ", "))
	fl.StringArrayVar(&f.keys, "key", nil, "Antom's public key: a `file`, or the key itself in Base64 (repeatable; default: those of the profile)")
	fl.BoolVar(&f.local, "local", false, "verify with the key of the simulator on this machine")
	fl.StringArrayVar(&f.header, "header", nil, "supply or replace a header: `'name: value'` (repeatable)")
	fl.StringVar(&f.headers, "headers", "", "supply or replace the headers in a `file`, one a line")
	fl.StringVar(&f.path, "path", "", "`path` and query that were signed, those of the notify URL")
	fl.StringVar(&f.method, "method", "", "HTTP `method` that was signed")
	fl.StringVar(&f.clientID, "client-id", "", "client `id` that was signed, in place of the header")
	fl.DurationVar(&f.maxAge, "max-age", 0, "refuse notifications older than this `time`, such as 5m (default: any age)")
	fl.BoolVar(&f.explain, "explain", false, "show the signed content with its invisible characters, its hash and the one in the signature")
	cmd.MarkFlagsMutuallyExclusive("key", "local")
	_ = cmd.RegisterFlagCompletionFunc("format", fixed(formatNames()...))
	cmd.RunE = app.run(func(cmd *cobra.Command, args []string) error { return app.verifyWebhooks(cmd, args, f) })
	return cmd
}

func formatNames() []string {
	var names []string
	for _, f := range capture.Formats() {
		names = append(names, string(f))
	}
	return names
}

func (a *App) verifyWebhooks(cmd *cobra.Command, args []string, f *verifyFlags) error {
	o, err := a.outputOptions(true)
	if err != nil {
		return err
	}
	read, err := f.captureOptions(a)
	if err != nil {
		return err
	}
	sources, err := a.verifySources(args)
	if err != nil {
		return err
	}
	keys, err := a.verifyKeys(f)
	if err != nil {
		return err
	}
	p := newVerifyPrinter(a, cmd, o, f)
	sum, err := verify.Run(cmd.Context(), sources, verify.Options{
		Keys:     keys,
		MaxAge:   f.maxAge,
		Now:      a.Now,
		Capture:  read,
		Suspects: func() verify.Suspects { return a.suspects(cmd.Context(), f) },
		JSON:     p.machine(),
		Content:  f.explain,
		Idle:     p.idle,
	}, p.result)
	if flushed := p.flush(); err == nil {
		err = flushed
	}
	if err != nil {
		return err
	}
	return p.conclude(sum)
}

// captureOptions are what the flags say about how to read the captures.
func (f *verifyFlags) captureOptions(a *App) (capture.Options, error) {
	format, err := capture.ParseFormat(f.format)
	if err != nil {
		return capture.Options{}, usage("--format", err, "leave --format out: the content tells the format")
	}
	if f.maxAge < 0 {
		return capture.Options{}, usage("--max-age "+f.maxAge.String(), errors.New("it must not be negative"), "such as --max-age 5m; leave it out for any age")
	}
	o := capture.Options{Format: format, Method: strings.ToUpper(f.method), Path: f.path}
	if f.headers != "" {
		data, err := a.readArgument(f.headers, capture.MaxHeaderBytes)
		if err != nil {
			return o, err
		}
		if o.Headers, err = parseHeaderLines(string(data)); err != nil {
			return o, usage("--headers "+f.headers, err)
		}
	}
	for _, text := range f.header {
		h, ok := parseHeader(text)
		if !ok {
			return o, usage(fmt.Sprintf("--header %q", text), errors.New("it must be 'name: value'"),
				"quote the whole: --header 'client-id: SANDBOX_5X00000000000000'")
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

// parseHeaderLines reads header lines as tools print them: with a request or
// status line before them, which says nothing here, and pseudo headers of HTTP/2.
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

// replaceHeader sets a header in place of those of the same name.
func replaceHeader(headers []capture.Header, h capture.Header) []capture.Header {
	return append(httpserve.WithoutHeader(headers, h.Name), h)
}

// verifySources are the inputs in the order of the arguments.
func (a *App) verifySources(args []string) ([]verify.Source, error) {
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
		sources = append(sources, verify.Source{Name: name, Open: func() (io.ReadCloser, error) { return a.openCapture(name) }})
	}
	if stdin && a.streams().InTTY {
		a.note("reading a capture from the terminal; end it with Ctrl-D")
	}
	return sources, nil
}

func (a *App) openCapture(name string) (io.ReadCloser, error) {
	if name == "-" {
		return io.NopCloser(a.In), nil
	}
	file, err := durable.Open(a.ctx, name)
	if err != nil {
		return nil, &capture.ReadError{Source: name, Err: plainPathError(err)}
	}
	return file, nil
}
