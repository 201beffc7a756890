package payment

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/flow"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// paymentFlags say which payment a command is about.
type paymentFlags struct {
	requestID string // the argument, when it is no file
	paymentID string
	last      bool
}

func (f *paymentFlags) add(cmd *cobra.Command, env *cli.Env) {
	fl := cmd.Flags()
	fl.StringVar(&f.paymentID, "payment-id", "", "name the payment by its paymentId, the `id` from Antom")
	fl.BoolVar(&f.last, "last", false, "use the newest payment in the journal")
	_ = cmd.RegisterFlagCompletionFunc("payment-id", func(cmd *cobra.Command, args []string, prefix string) ([]string, cobra.ShellCompDirective) {
		return cli.CompletePaymentIDs(env, cmd, args, prefix)
	})
	cmd.ValidArgsFunction = func(cmd *cobra.Command, args []string, prefix string) ([]string, cobra.ShellCompDirective) {
		return completePaymentOrFile(env, cmd, args, prefix)
	}
}

// idOrFile returns the argument of a command as an id or as a request file.
func idOrFile(args []string) (id string, files []string) {
	if len(args) == 0 || isFile(args[0]) {
		return "", args
	}
	return args[0], nil
}

// isFile reports whether an argument names a request file: it has the form of a
// file's name, or there is a file of that name.
func isFile(arg string) bool {
	switch strings.ToLower(filepath.Ext(arg)) {
	case ".yaml", ".yml", ".json":
		return true
	}
	if arg == "-" || strings.ContainsAny(arg, `/\`) {
		return true
	}
	info, err := os.Stat(arg)
	return err == nil && info.Mode().IsRegular()
}

// ref is the payment for the flow.
func (f *paymentFlags) ref() flow.PaymentRef {
	return flow.PaymentRef{RequestID: f.requestID, AntomID: f.paymentID, Last: f.last}
}

// read reads the argument as the id of the payment or as the request file, and
// requires exactly one payment. It returns the request files.
func (f *paymentFlags) read(op spec.Operation, args []string, r *requestFlags) (files []string, err error) {
	f.requestID, files = idOrFile(args)
	if len(args) == 1 && args[0] == "" {
		return nil, apperr.New(apperr.Usage, "the paymentRequestId is empty", nil, "ids used on this machine: antom history")
	}
	// The id may be in the file or among --set, which is checked later.
	return files, f.ref().Check(op, len(files) > 0 || r.file != "" || len(r.set) > 0)
}

// completePaymentOrFile completes recent paymentRequestIds, and files.
func completePaymentOrFile(env *cli.Env, cmd *cobra.Command, args []string, prefix string) ([]string, cobra.ShellCompDirective) {
	ids, directive := cli.CompleteRequestIDs(env, cmd, args, prefix)
	if len(ids) == 0 && len(args) == 0 {
		return nil, cobra.ShellCompDirectiveDefault
	}
	return ids, directive
}
