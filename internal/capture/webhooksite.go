package capture

import (
	"fmt"
	"time"
)

// readWebhookSite reads a request as webhook.site exports it, or a page of its
// API with the requests in "data".
func readWebhookSite(e *emitter, it item) {
	root, err := parseObject(it.value)
	if err != nil {
		e.fail(fmt.Errorf("the request %w", err), it.line)
		return
	}
	list := root.get("data")
	if list == nil {
		webhookSiteRequest(e, it.value, root, it.line)
		return
	}
	eachItem(list, func(value []byte) bool {
		o, _ := parseObject(value)
		webhookSiteRequest(e, value, o, it.line)
		return !e.done
	})
}

func webhookSiteRequest(e *emitter, value []byte, o object, line int) {
	c := &Capture{Format: FormatWebhookSite, Method: o.text("method")}
	c.Path, _ = target(o.text("url"))
	c.ReceivedAt = siteTime(o.text("created_at"))
	var err error
	if c.Headers, err = parseHeaders(o.get("headers")); err == nil {
		err = c.textBody(o.get("content"), false)
	}
	if err != nil {
		if id := o.text("uuid"); id != "" {
			err = fmt.Errorf("request %s: %w", short(id), err)
		}
		e.searchOr(value, line, FormatWebhookSite, err)
		return
	}
	e.put(c, line)
}

// siteTime reads the site's times, which are in UTC; zero if it is none.
func siteTime(text string) time.Time {
	for _, layout := range []string{time.DateTime, time.RFC3339} {
		if at, err := time.Parse(layout, text); err == nil {
			return at.UTC()
		}
	}
	return time.Time{}
}
