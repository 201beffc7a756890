package battery

import (
	"fmt"
	"strings"
	"time"

	"github.com/antom-cli/antom/internal/notification"
	"github.com/antom-cli/antom/pkg/antom"
)

const (
	// largeText is the length of the text that makes a body large.
	largeText = 256 << 10
	// A slow body comes in pieces as long as a common buffer, so that each is
	// sent by itself.
	slowText   = 24 << 10
	slowPiece  = 4 << 10
	slowPause  = 40 * time.Millisecond
	slowAnswer = 5 * time.Second
)

// transportCases are about how requests come and answers go.
func transportCases() []Case {
	const whole = "read the whole body in any transfer encoding, up to a limit of at least 1 MiB"
	long := func(length int, pace notification.Pace) func(*kit) []*notification.Request {
		return func(k *kit) []*notification.Request {
			r := k.signed(k.bytes(k.with("pspCustomerInfo.extendInfo", strings.Repeat("0123456789abcdef", length/16))))
			r.Pace = pace
			return one(r)
		}
	}
	return []Case{
		{
			Name: "query", Advice: true, Summary: "a query added to the URL is part of the signed content",
			fix: "verify with the path and query of the request; this matters only if the notify URL that Antom has contains a query",
			build: func(k *kit) []*notification.Request {
				target := *k.target
				target.RawQuery = strings.TrimPrefix(target.RawQuery+"&antom-test=1%2B1", "&")
				return one(k.request(k.sender, &target, antom.Message{
					Method: "POST", Path: target.RequestURI(), ClientID: k.sender.ClientID,
					Time: notification.TimeText(k.maker.Now()), Body: k.payment(),
				}))
			},
		},
		{Name: "large-body", Summary: "a body of more than 256 KiB", fix: whole, build: long(largeText, notification.Pace{})},
		{Name: "slow-body", Summary: "the body arrives slowly and in pieces", fix: whole,
			build: long(slowText, notification.Pace{Piece: slowPiece, Pause: slowPause})},
		{Name: "chunked-body", Summary: "the body arrives without Content-Length", fix: whole,
			build: long(slowText, notification.Pace{Piece: slowPiece, Pause: slowPause, Chunked: true})},
		{
			Name: "answer-time", Advice: true, Summary: fmt.Sprintf("every response came within %v", slowAnswer),
			fix:   "store the notification and acknowledge it; do slow work afterwards",
			judge: judgeTime,
		},
	}
}

func judgeTime(r *run) outcome {
	text := fmt.Sprintf("the slowest response took %v (%s)", r.slowest.Round(time.Millisecond), r.slowestCase)
	if r.slowest > slowAnswer {
		return outcome{Fail, text}
	}
	return outcome{Pass, text}
}
