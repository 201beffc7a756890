package reference

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/ui"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// sdkCode is the JSON form of a code of the web SDK.
type sdkCode struct {
	Code    string `json:"code"`
	Kind    string `json:"kind"` // status, payment or error
	Meaning string `json:"message"`
	Next    string `json:"next"`
	Note    string `json:"note,omitempty"`
	Source  string `json:"source"`
}

// explainSDKCode explains an event of the web SDK.
func explainSDKCode(env *cli.Env, cmd *cobra.Command, o output.Options, code string) error {
	e, found := spec.FindSDKEvent(strings.ToUpper(code))
	if !found {
		var all []string
		for _, known := range spec.SDKEvents() {
			all = append(all, known.Code)
		}
		hint := "the web SDK has " + strings.Join(all, ", ")
		if near := spec.Nearest(strings.ToUpper(code), all); near != "" {
			hint = "did you mean " + near + "?"
		}
		return apperr.New(apperr.Usage, fmt.Sprintf("%q is not a known event of the web SDK", code), nil, hint).WithCode("not-found")
	}
	return env.Print(cmd, o, output.Result{
		Value: []sdkCode{{e.Code, string(e.Kind), e.Meaning, e.Next, e.Note, e.Source}},
		Quiet: e.Code,
		Text: func(w io.Writer) error {
			env.Theme().Pairs(w, env.Streams().Width, cli.NonEmptyPairs([]ui.Pair{
				{Label: "Code", Value: env.Theme().Title(e.Code)},
				{Label: "Event of", Value: "the web SDK (" + string(e.Kind) + ")"},
				{Label: "Meaning", Value: e.Meaning},
				{Label: "Next step", Value: e.Next},
				{Label: "Note", Value: e.Note},
				{Label: "Source", Value: e.Source},
			}))
			return nil
		},
	})
}
