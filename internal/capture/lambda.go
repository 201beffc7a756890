package capture

import (
	"fmt"
	"net/url"
	"strings"
)

// readLambda reads the event that AWS hands to a Lambda function: of API
// Gateway (REST, payload 1.0), of HTTP API and function URLs (payload 2.0), or
// of an Application Load Balancer.
func readLambda(e *emitter, it item) {
	o, err := parseObject(it.value)
	if err == nil {
		var c *Capture
		if c, err = lambdaEvent(o); err == nil {
			e.put(c, it.line)
			return
		}
	}
	e.searchOr(it.value, it.line, FormatLambda, fmt.Errorf("the event %w", err))
}

func lambdaEvent(o object) (*Capture, error) {
	c := &Capture{Format: FormatLambda}
	context := o.object("requestContext")
	var err error
	if c.Headers, err = lambdaHeaders(o); err != nil {
		return nil, fmt.Errorf("has a mistake: %w", err)
	}
	switch {
	case o.has("rawPath") || context.has("http"):
		c.lambdaV2(o, context)
	case o.has("httpMethod"):
		c.lambdaV1(o, context)
	default:
		return nil, fmt.Errorf("has neither httpMethod nor requestContext.http; it is not of an HTTP request")
	}
	c.eventPaths(o)
	if err := c.textBody(o.get("body"), o.text("isBase64Encoded") == "true"); err != nil {
		return nil, fmt.Errorf("cannot be used: %w", err)
	}
	return c, nil
}

// eventPaths takes the URL that was called, which Netlify's events have beside the
// path of the function, and all other paths.
func (c *Capture) eventPaths(o object) {
	if path, ok := pathIn(o.text("rawUrl")); ok && path != c.Path {
		c.Path, path = path, c.Path
		c.addPath(path, false)
	}
	for _, part := range (&scope{object: o}).all() {
		for _, name := range urlNames() {
			for _, path := range part.pathsOf(name) {
				c.addPath(path, false)
			}
		}
	}
}

// lambdaHeaders takes the list form where it is there, since the other keeps
// only the last of several values.
func lambdaHeaders(o object) ([]Header, error) {
	if many := o.get("multiValueHeaders"); many != nil && kind(many) == "an object" {
		headers, err := parseHeaders(many)
		if err != nil || len(headers) > 0 {
			return headers, err
		}
	}
	return parseHeaders(o.get("headers"))
}

// lambdaV2 is the payload 2.0, in which path and query are as they came.
func (c *Capture) lambdaV2(o, context object) {
	http := context.object("http")
	c.Method = http.text("method")
	c.ReceivedAt = epochMilli(context.text("timeEpoch"))
	c.Path = o.text("rawPath")
	if c.Path == "" {
		c.Path = http.text("path")
	}
	c.noteStage(context, c.Path)
	if query := o.text("rawQueryString"); query != "" {
		c.Path += "?" + query
	}
}

// lambdaV1 is the payload 1.0 and that of a load balancer. The query comes
// taken apart and must be put together again.
func (c *Capture) lambdaV1(o, context object) {
	c.Method = o.text("httpMethod")
	c.ReceivedAt = epochMilli(context.text("requestTimeEpoch"))
	c.Path = o.text("path")
	balancer := context.has("elb")
	if full := context.text("path"); full != c.Path && strings.HasSuffix(full, c.Path) {
		c.note(fmt.Sprintf("the path is the one that was called, %s; the function sees it without the stage, as %s",
			short(full), short(c.Path)))
		c.Path = full
	} else {
		c.noteStage(context, c.Path)
	}
	if query := lambdaQuery(o, balancer); query != "" {
		c.Path += "?" + query
		if !balancer {
			c.note("the event has the query taken apart; put together again, its order and escapes may differ from what was called")
		}
	}
}

// noteStage notes a path that begins with the stage, which the URL that Antom
// was given may have or not.
func (c *Capture) noteStage(context object, path string) {
	stage := context.text("stage")
	if stage == "" || stage == "$default" || path != "/"+stage && !strings.HasPrefix(path, "/"+stage+"/") {
		return
	}
	domain := context.text("domainName")
	if domain != "" && !strings.Contains(domain, ".execute-api.") {
		c.note(fmt.Sprintf("the path begins with the stage /%s; the URL at the own domain %s may be without it", short(stage), short(domain)))
		return
	}
	c.note(fmt.Sprintf("the path begins with the stage /%s; behind an own domain the URL is without it", short(stage)))
}

// lambdaQuery puts the query together. A load balancer leaves the escapes as
// they came, API Gateway takes them off.
func lambdaQuery(o object, balancer bool) string {
	values := o.get("multiValueQueryStringParameters")
	if values == nil {
		values = o.get("queryStringParameters")
	}
	parameters, err := parseHeaders(values)
	if err != nil {
		return ""
	}
	parts := make([]string, 0, len(parameters))
	for _, p := range parameters {
		if !balancer {
			p = Header{url.QueryEscape(p.Name), url.QueryEscape(p.Value)}
		}
		parts = append(parts, p.Name+"="+p.Value)
	}
	return strings.Join(parts, "&")
}
