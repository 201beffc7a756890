package recording

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/antom-cli/antom/pkg/antom/spec"
)

// version is the version of the form of the files.
const version = 1

// The members of a file.
const (
	keyVersion   = "antomRecording"
	keyAt        = "recordedAt"
	keyOperation = "operation"
	keyDuration  = "durationMs"
	keyRequest   = "request"
	keyResponse  = "response"
	keyPath      = "path"
	keyStatus    = "status"
	keyHeaders   = "headers"
	keySize      = "size"
	keyBody      = "body"
)

// Encode is the exchange as a file: JSON with one value a line, so that people can
// read and compare it. A body that would become too large in this form is on one line.
func (e *Exchange) Encode() []byte {
	root := spec.NewObject()
	root.Set(keyVersion, number(version))
	root.Set(keyAt, spec.NewString(e.At.UTC().Format(time.RFC3339Nano)))
	root.Set(keyOperation, spec.NewString(e.Operation))
	root.Set(keyDuration, number(int(e.Duration.Milliseconds())))
	request, response := spec.NewObject(), spec.NewObject()
	request.Set(keyPath, spec.NewString(e.Path))
	e.Request.encode(request)
	response.Set(keyStatus, number(e.Status))
	e.Response.encode(response)
	root.Set(keyRequest, request)
	root.Set(keyResponse, response)
	compact := root.AppendJSON(nil)
	var pretty bytes.Buffer
	if indentedSize(root, 0) > maxFile || json.Indent(&pretty, compact, "", "  ") != nil {
		return append(compact, '\n')
	}
	pretty.WriteByte('\n')
	return pretty.Bytes()
}

func (m Message) encode(n *spec.Node) {
	headers := spec.NewObject()
	for _, name := range slices.Sorted(maps.Keys(m.Header)) {
		headers.Set(name, spec.NewString(m.Header[name]))
	}
	n.Set(keyHeaders, headers)
	n.Set(keySize, number(m.Size))
	if m.Body == nil {
		n.Set(keyBody, spec.NewString(fmt.Sprintf("[%d bytes that are not a JSON object]", m.Size)))
		return
	}
	n.Set(keyBody, m.Body)
}

// indentedSize is at least the size of a value with one value a line, in bytes. A
// small body with deep nesting can become very large in that form.
func indentedSize(n *spec.Node, depth int) int {
	const perByte, perLine = 6, 8 // an escape has up to six bytes; quotes, colon, comma, line feed
	size := perByte*len(n.Text) + perLine + 2*depth
	for _, m := range n.Members {
		size += perByte*len(m.Name) + perLine + indentedSize(m.Value, depth+1)
	}
	for _, item := range n.Items {
		size += indentedSize(item, depth+1)
	}
	return size
}

func number(n int) *spec.Node { return &spec.Node{Kind: spec.Number, Text: strconv.Itoa(n)} }
