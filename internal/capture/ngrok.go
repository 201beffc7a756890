package capture

import (
	"errors"
	"fmt"
)

// readNgrok reads a request object of ngrok's inspector, as its local API
// gives it at /api/requests/http/ID, or the list of them. The whole message is
// in request.raw as Base64.
func readNgrok(e *emitter, it item) {
	root, err := parseObject(it.value)
	if err != nil {
		e.fail(fmt.Errorf("the request %w", err), it.line)
		return
	}
	list := root.get("requests")
	if list == nil {
		ngrokRequest(e, it.value, root, it.line)
		return
	}
	eachItem(list, func(value []byte) bool {
		o, _ := parseObject(value)
		ngrokRequest(e, value, o, it.line)
		return !e.done
	})
}

func ngrokRequest(e *emitter, value []byte, o object, line int) {
	m, err := rawMessage(o.object("request").text("raw"))
	if err != nil {
		if id := o.text("id"); id != "" {
			err = fmt.Errorf("request %s: %w", short(id), err)
		}
		e.searchOr(value, line, FormatNgrok, err)
		return
	}
	c := m.capture(FormatNgrok)
	c.Offset = 0
	if at := o.text("start"); at != "" {
		c.setReceivedAt(at)
	}
	e.put(c, line)
}

// rawMessage reads one whole message in Base64.
func rawMessage(text string) (*message, error) {
	if text == "" {
		return nil, errors.New(`"request.raw" is missing, which holds the message as it came`)
	}
	raw, err := decodeBase64([]byte(text))
	if err != nil {
		return nil, fmt.Errorf("\"request.raw\" is %w", err)
	}
	line, _ := cutLine(raw, 0)
	if !isRequest(line) {
		return nil, errors.New(`"request.raw" does not begin with a request line`)
	}
	m := &message{}
	if m.head, err = parseHead(raw, 0); err != nil {
		return nil, fmt.Errorf("\"request.raw\": %w", err)
	}
	m.takeBody(raw)
	return m, nil
}
