package battery

import (
	"fmt"
	"strings"

	"github.com/antom-cli/antom/internal/notification"
)

// validCase is the name of the case that all others build on.
const validCase = "valid"

func basicCases() []Case {
	return []Case{
		{
			Name: validCase, Summary: "a genuine notification is acknowledged",
			fix: "check that the application verifies with the public key of this test, and that it knows the payment " +
				"(otherwise name one that it knows); respond with HTTP 200 and the fixed JSON body",
			build: func(k *kit) []*notification.Request { return one(k.signed(k.payment())) },
		},
		{
			Name: "acknowledgement", Summary: "the response is exactly the fixed JSON body",
			fix:   "respond with content type application/json and exactly the fixed body, also for failed payments",
			judge: judgeAcknowledgement,
		},
	}
}

// judgeAcknowledgement looks at the answer to the genuine notification.
func judgeAcknowledgement(r *run) outcome {
	if !r.baseline.Acknowledges() {
		return outcome{Fail, r.baseline.Problem()}
	}
	d := r.baseline.Deviations()
	switch {
	case len(d.Wrong) > 0:
		return outcome{Fail, strings.Join(append(d.Wrong, d.Spelling...), "; ")}
	case len(d.Spelling) > 0:
		return outcome{Warn, strings.Join(d.Spelling, "; ")}
	}
	return outcome{Pass, "it is"}
}

// typeCases are one for each type, and one more for its failure.
func typeCases() []Case {
	const fix = "acknowledge every genuine notification, also of types that the application does not use; otherwise Antom repeats it for a day"
	var cases []Case
	for _, s := range notification.Samples() {
		name := "type-" + strings.ToLower(strings.ReplaceAll(s.Name, "_", "-"))
		cases = append(cases, Case{
			Name: name, Summary: fmt.Sprintf("%s: %s", s.Name, s.Summary), fix: fix,
			build: func(k *kit) []*notification.Request { return one(k.signed(k.bytes(k.body(s.Name, false)))) },
		})
		if s.FailCode == "" {
			continue
		}
		cases = append(cases, Case{
			Name: name + "-failed", Summary: s.Name + " with the status F", fix: fix,
			build: func(k *kit) []*notification.Request { return one(k.signed(k.bytes(k.body(s.Name, true)))) },
		})
	}
	return cases
}
