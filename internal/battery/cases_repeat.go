package battery

import (
	"time"

	"github.com/antom-cli/antom/internal/notification"
)

// repeatCases are several deliveries that belong together.
func repeatCases() []Case {
	const (
		again = "acknowledge a repeat without processing it again: without the acknowledgement Antom continues to send it"
		order = "acknowledge them in any order; PAYMENT_PENDING has the status S but is not paid, and must not undo a result"
	)
	return []Case{
		{
			Name: "duplicate", Summary: "the same delivery comes twice; both are acknowledged", fix: again,
			build: func(k *kit) []*notification.Request {
				r := k.signed(k.payment())
				return []*notification.Request{r, r}
			},
		},
		{
			Name: "sent-again", Summary: "the same body comes again with a new time and signature", fix: again,
			build: func(k *kit) []*notification.Request {
				body, now := k.payment(), k.maker.Now()
				return []*notification.Request{
					k.signedAt(body, notification.TimeText(now.Add(-2*time.Minute))),
					k.signedAt(body, notification.TimeText(now)),
				}
			},
		},
		{
			Name: "pending-first", Summary: "PAYMENT_PENDING comes before PAYMENT_RESULT", fix: order,
			build: func(k *kit) []*notification.Request { return k.bothOf("PAYMENT_PENDING", "PAYMENT_RESULT") },
		},
		{
			Name: "pending-late", Summary: "PAYMENT_PENDING comes after PAYMENT_RESULT", fix: order,
			build: func(k *kit) []*notification.Request { return k.bothOf("PAYMENT_RESULT", "PAYMENT_PENDING") },
		},
	}
}

// bothOf are two notifications about the same payment.
func (k *kit) bothOf(first, second string) []*notification.Request {
	a := k.body(first, false)
	b := k.body(second, false)
	if k.err != nil {
		return nil
	}
	for _, id := range []string{"paymentRequestId", "paymentId"} {
		if err := b.Set(id, a.Root.Get(id).String()); err != nil {
			k.fail(err)
		}
	}
	return []*notification.Request{k.signed(k.bytes(a)), k.signed(k.bytes(b))}
}
