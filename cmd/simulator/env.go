package simulator

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/clientlib"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/sandbox"
	"github.com/antom-cli/antom/pkg/antom/spec"
	"github.com/antom-cli/antom/pkg/keys"
)

type envFlags struct {
	https  bool
	syntax string
}

// envFacts is the JSON form of what a program needs to call the simulator.
type envFacts struct {
	Variables      map[string]string `json:"variables"`
	HTTPSURL       string            `json:"httpsUrl"`
	AntomPublicKey string            `json:"antomPublicKey"`
	Library        string            `json:"library,omitempty"`
	Lines          *clientlib.Lines  `json:"lines,omitempty"`
}

func newSandboxEnvCmd(env *cli.Env, s *ServeFlags) *cobra.Command {
	f := &envFlags{}
	cmd := &cobra.Command{
		Use:   "env [LIBRARY]",
		Short: "Print the settings for a program that calls the simulator",
		Long: `Print the settings with which a program calls the simulator: as exports for a shell, or for one of
Antom's client libraries as the lines to paste into a program (` + strings.Join(clientlib.IDs(), ", ") + `).

The variables are those that every command here reads too. They name the key files and contain no private key.`,
		Example: `  eval "$(antom sandbox env)"
  antom sandbox env --syntax dotenv > .env
  antom sandbox env java`,
		Args:              cli.ArgCount(0, 1, "one client library, such as java"),
		ValidArgsFunction: cli.FirstOnly(cli.CompleteFixed(clientlib.IDs()...)),
	}
	cmd.Flags().BoolVar(&f.https, "https", false, "use the HTTPS URL, and name the certificate to trust")
	cmd.Flags().StringVar(&f.syntax, "syntax", "sh", "`syntax` of the variables: "+strings.Join(syntaxNames(), ", "))
	_ = cmd.RegisterFlagCompletionFunc("syntax", cli.CompleteFixed(syntaxNames()...))
	cmd.RunE = env.Run(func(cmd *cobra.Command, args []string) error { return runSandboxEnv(env, cmd, s, f, args) })
	return cmd
}

// syntaxNames are the ways to write variables.
func syntaxNames() []string { return []string{"sh", "powershell", "dotenv"} }

// assignment writes a variable in a syntax of syntaxNames.
func assignment(syntax, name, value string) string {
	switch syntax {
	case "powershell":
		return "$env:" + name + " = " + clientlib.PowerShellQuote(value)
	case "dotenv":
		return name + "=" + apperr.ShellQuote(value)
	}
	return "export " + name + "=" + apperr.ShellQuote(value)
}

func runSandboxEnv(env *cli.Env, cmd *cobra.Command, s *ServeFlags, f *envFlags, args []string) error {
	o, err := env.OutputOptions(false)
	if err != nil {
		return err
	}
	if !slices.Contains(syntaxNames(), f.syntax) {
		return apperr.New(apperr.Usage, fmt.Sprintf("--syntax %s is not one of %s", f.syntax, strings.Join(syntaxNames(), ", ")), nil)
	}
	simulator, variables, err := simulatorSettings(env, cmd, s, f.https)
	if err != nil {
		return err
	}
	facts := envFacts{Variables: variables, HTTPSURL: simulator.HTTPSURL, AntomPublicKey: simulator.AntomPublicKey}
	if len(args) == 1 {
		return printLibrary(env, cmd, o, args[0], simulator, facts)
	}
	text := func(w io.Writer) error {
		for _, name := range slices.Sorted(maps.Keys(variables)) {
			if _, err := fmt.Fprintln(w, assignment(f.syntax, name, variables[name])); err != nil {
				return err
			}
		}
		return nil
	}
	return env.Print(cmd, o, output.Result{Value: facts, Quiet: variables["ANTOM_GATEWAY"], Text: text})
}

// printLibrary prints the lines for one of Antom's client libraries.
func printLibrary(env *cli.Env, cmd *cobra.Command, o output.Options, id string, s clientlib.Simulator, facts envFacts) error {
	library, ok := clientlib.Find(id)
	if !ok {
		near := spec.Nearest(strings.ToLower(id), clientlib.IDs())
		return apperr.New(apperr.Usage, fmt.Sprintf("there is no client library %q: the names are %s", id, strings.Join(clientlib.IDs(), ", ")), nil,
			strings.TrimSpace("antom sandbox env "+near))
	}
	lines, err := library.Lines(s)
	if err != nil {
		return apperr.New(apperr.Internal, "the lines for "+library.Name, err)
	}
	facts.Library, facts.Lines = library.ID, &lines
	return env.Print(cmd, o, output.Result{Value: facts, Quiet: lines.Gateway, Text: func(w io.Writer) error {
		end := ""
		for _, part := range []struct{ title, text string }{
			{"Once, in the directory of your program:", lines.Prepare},
			{"In your program (" + library.Package + "):", lines.Code},
			{"To start it:", lines.Start},
			{"Note:", lines.Note},
		} {
			if part.text != "" {
				fmt.Fprintf(w, "%s%s\n%s\n", end, env.Theme().Title(part.title), part.text)
				end = "\n"
			}
		}
		return nil
	}})
}

// simulatorSettings returns what a program needs, and the same as variables that antom
// reads too.
func simulatorSettings(env *cli.Env, cmd *cobra.Command, s *ServeFlags, https bool) (clientlib.Simulator, map[string]string, error) {
	none := clientlib.Simulator{}
	dir := s.Dir(env)
	if dir == "" {
		return none, nil, cli.NoDirectoryError("the simulator's state", "name one: --state DIR")
	}
	identity, err := sandbox.LoadIdentity(dir, env.Rand)
	if err != nil {
		return none, nil, cli.SandboxError(err)
	}
	key, err := cli.PublicKeyText(&keys.Key{Public: &identity.AntomKey.PublicKey})
	if err != nil {
		return none, nil, err
	}
	base, running := cli.FindSimulator(cmd.Context(), dir)
	if !running {
		env.Note("no simulator with this state is running; %s is where antom sandbox serves it by default", base)
	}
	simulator := clientlib.Simulator{
		URL: base, HTTPSURL: "https" + strings.TrimPrefix(base, "http"), ClientID: identity.ClientID,
		PrivateKeyFile: identity.MerchantPrivateKeyFile, AntomPublicKey: key,
	}
	variables := map[string]string{
		"ANTOM_CLIENT_ID":        simulator.ClientID,
		"ANTOM_GATEWAY":          simulator.URL,
		"ANTOM_KEY_VERSION":      "1",
		"ANTOM_PRIVATE_KEY_FILE": simulator.PrivateKeyFile,
		"ANTOM_PUBLIC_KEY_FILE":  identity.AntomPublicKeyFile,
	}
	if https {
		authority, err := sandbox.Authority(dir, env.Now)
		if err != nil {
			return none, nil, apperr.New(apperr.Config, "the simulator's certificate authority", err)
		}
		variables["ANTOM_GATEWAY"] = simulator.HTTPSURL
		variables["ANTOM_CA_FILE"] = authority.File()
		variables["NODE_EXTRA_CA_CERTS"] = authority.File()
	}
	return simulator, variables, nil
}
