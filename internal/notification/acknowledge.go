package notification

import (
	"fmt"
	"mime"
	"net/http"
	"strings"
	"unicode/utf8"

	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// successMessage is the resultMessage of the answer that acknowledges.
const successMessage = "Success"

// Acknowledges reports whether the answer ends Antom's repeats, by the rule of
// antom.CheckAcknowledgement.
func (a *Answer) Acknowledges() bool { return a.Problem() == "" }

// Problem says why the answer does not acknowledge, "" if it does.
func (a *Answer) Problem() string {
	switch {
	case a.Status/100 == 3 && a.Location != "":
		return fmt.Sprintf("HTTP status %d, a redirect to %s", a.Status, short(a.Location))
	case a.TooLarge && a.Status == http.StatusOK:
		return fmt.Sprintf("a response of more than %d KiB", a.limit>>10)
	}
	if err := antom.CheckAcknowledgement(a.Status, a.Body); err != nil {
		return err.Error()
	}
	return ""
}

// Deviations are the differences of an answer that acknowledges from the
// fixed one that the documents demand.
type Deviations struct {
	// Wrong is what the documents rule out.
	Wrong []string
	// Spelling is what Antom's own samples differ in: the letters of
	// resultMessage.
	Spelling []string
}

// Deviations compares an answer that acknowledges with the fixed one.
func (a *Answer) Deviations() Deviations {
	var d Deviations
	if kind, _, err := mime.ParseMediaType(a.ContentType); err != nil || kind != ContentType {
		d.Wrong = append(d.Wrong, fmt.Sprintf("the content type is %s, not %s", short(a.ContentType), ContentType))
	}
	root, err := spec.ParseJSON(a.Body)
	if err != nil {
		return d
	}
	d.Wrong = append(d.Wrong, others(root, "", "result")...)
	result := root.Get("result")
	d.Wrong = append(d.Wrong, others(result, "result.", "resultCode", "resultStatus", "resultMessage")...)
	switch message := result.Get("resultMessage"); {
	case message == nil:
		d.Wrong = append(d.Wrong, "result.resultMessage is missing")
	case message.Kind == spec.String && message.Text == successMessage:
	case strings.EqualFold(strings.TrimSuffix(message.String(), "."), successMessage):
		d.Spelling = append(d.Spelling, fmt.Sprintf("result.resultMessage is %s, the documents have %q", short(message.String()), successMessage))
	default:
		d.Wrong = append(d.Wrong, fmt.Sprintf("result.resultMessage is %s, not %q", short(message.String()), successMessage))
	}
	return d
}

// others names the members of n that it should not have.
func others(n *spec.Node, prefix string, known ...string) []string {
	var found []string
	for _, m := range n.Members {
		isKnown := false
		for _, k := range known {
			isKnown = isKnown || k == m.Name
		}
		if !isKnown {
			found = append(found, "there is a member "+short(prefix+m.Name)+" that the fixed response does not have")
		}
	}
	return found
}

// short quotes the beginning of foreign text.
func short(text string) string {
	const most = 120
	if utf8.RuneCountInString(text) > most {
		text = string([]rune(text)[:most]) + "…"
	}
	return fmt.Sprintf("%q", text)
}
