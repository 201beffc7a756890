package battery

import (
	"github.com/antom-cli/antom/internal/notification"
	"github.com/antom-cli/antom/pkg/antom"
)

// headerForgeries are requests without a usable signature.
func headerForgeries() []Case {
	return append(missingHeaders(),
		badSignature("empty-signature", "the signature header is empty",
			func(*notification.Request) string { return "" }),
		badSignature("no-signature-value", "the signature header has no signature part",
			func(*notification.Request) string { return "algorithm=RSA256,keyVersion=1" }),
		badSignature("empty-signature-value", "the signature in the header is empty",
			func(*notification.Request) string { return "algorithm=RSA256,keyVersion=1,signature=" }),
		badSignature("algorithm-none", "the algorithm is none",
			func(*notification.Request) string { return "algorithm=none,keyVersion=1,signature=" }),
		badSignature("malformed-signature", "the signature is not Base64, and its escapes are invalid",
			func(*notification.Request) string { return "algorithm=RSA256,keyVersion=1,signature=%%%not*base64" }),
		badSignature("shapeless-signature", "the signature header is a single word",
			func(*notification.Request) string { return "genuine" }),
		badSignature("truncated-signature", "the second half of the signature is missing",
			func(r *notification.Request) string {
				text := bare(r)
				return "algorithm=RSA256,keyVersion=1,signature=" + text[:len(text)/8*4]
			}),
	)
}

func missingHeaders() []Case {
	var cases []Case
	for _, name := range []string{antom.HeaderSignature, antom.HeaderClientID, antom.HeaderRequestTime} {
		cases = append(cases, Case{
			Name: "missing-" + name, Refuse: true, Summary: "the header " + name + " is missing",
			fix: "refuse a notification without " + name + ": a missing header cannot be verified",
			build: func(k *kit) []*notification.Request {
				r := k.signed(k.payment())
				r.Drop(name)
				return one(r)
			},
		})
	}
	return cases
}

func badSignature(name, summary string, text func(*notification.Request) string) Case {
	return Case{
		Name: name, Refuse: true, Summary: summary,
		fix: "refuse a header that is not a signature, and continue to serve",
		build: func(k *kit) []*notification.Request {
			r := k.signed(k.payment())
			if k.err != nil {
				return nil
			}
			return resign(r, text(r))
		},
	}
}
