package diagnose

import (
	urlpath "path"
	"slices"
	"strings"
	"unicode/utf8"
)

// Sentences about what servers and routers rarely do to a path.
const (
	saysMerged     = "Slashes were merged, or segments such as /./ resolved."
	saysMatrix     = "Parameters of the path, such as ;jsessionid, were added."
	saysExtension  = "The ending of the path was dropped."
	saysExtended   = "An ending was added to the path."
	saysLanguage   = "A language prefix was stripped."
	saysLowered    = "Upper case became lower case."
	saysParameters = "The parameters of the query were reordered."
	saysQueryForm  = "The query was parsed and written again."
	saysRouted     = "The path was put into a parameter of the query."
	saysParameter  = "A parameter was added to the query."
)

// addOdd offers what servers and routers rarely do. It is tried alone, and with
// whatever happens to a body when it is written anew.
func (p *part) addOdd() {
	bare, query := cutQuery(p.given)
	p.addSlashes(bare, query)
	p.addEndings(bare, query)
	p.addPrefixes(bare, query)
	p.addSegmentSpelling(bare, query)
	if len(query) > 1 {
		p.addParameters(bare, strings.Split(query[1:], "&"))
		p.addQueryForms(bare, query[1:])
	}
}

// maxSegments bounds the places in a path that are tried one by one.
const maxSegments = 12

// addSlashes offers the path with more slashes and with segments that mean nothing.
func (p *part) addSlashes(bare, query string) {
	count := 0
	for i := range bare {
		if bare[i] != '/' || count == maxSegments {
			continue
		}
		count++
		for _, with := range []string{"//", "/./", "///"} {
			p.addAlone(bare[:i]+with+bare[i+1:]+query, saysMerged)
		}
	}
	p.addAlone(strings.ReplaceAll(bare, "/", "//")+query, saysMerged)
	p.addAlone(bare+"//"+query, saysMerged)
	p.addAlone(bare+"/."+query, saysMerged)
	if strings.HasPrefix(bare, "/") {
		p.addAlone(urlpath.Clean(bare)+query, "Segments that mean nothing, such as /./ or /../, were added.")
	}
	if segments := strings.Split(bare, "/"); len(segments) > 2 {
		for i := 1; i < min(len(segments), maxSegments); i++ {
			for _, left := range []string{segments[i], segments[i-1]} {
				p.addAlone(strings.Join(slices.Insert(slices.Clone(segments), i, left, ".."), "/")+query, saysMerged)
			}
		}
	}
}

// addEndings offers the path with and without the ending of a file or a page.
func (p *part) addEndings(bare, query string) {
	for _, end := range []string{".json", ".php", ".do", ".action", ".html", ".htm", ".aspx", ".ashx", ".jsp", ".xml", ".cgi", "/index.php", "/index.html", "/index", "/default.aspx", "."} {
		if rest, ok := strings.CutSuffix(bare, end); ok {
			p.addAlone(rest+query, saysExtended)
			p.addAlone(rest+"/"+query, saysExtended)
			continue
		}
		p.addAlone(strings.TrimSuffix(bare, "/")+end+query, saysExtension)
	}
	segments := strings.Split(bare, "/")
	plain := slices.Clone(segments)
	for i, s := range segments {
		plain[i], _, _ = strings.Cut(s, ";")
	}
	p.addAlone(strings.Join(plain, "/")+query, saysMatrix)
	p.addAlone(bare+";"+query, "The semicolon at the end of the path was dropped.")
}

// addPrefixes offers the path below a language, and in the capitals that are usual.
func (p *part) addPrefixes(bare, query string) {
	for _, language := range strings.Fields("en de fr es it pt nl pl ru ja ko zh th vi id ms tr ar en-us en-gb de-de fr-fr es-es pt-br zh-cn zh-hk zh-tw ja-jp ko-kr en_US zh_CN zh_HK en-US zh-CN zh-TW sg hk my ph cn us uk gb eu") {
		p.addAlone("/"+language+bare+query, saysLanguage)
	}
	for _, prefix := range strings.Fields("/production /live /beta /qa /uat /sit /v2 /v3 /api/v2 /rest /services /service /gateway /shop /store /wp-json /functions/v1 /latest /internal /server /core /web /site /_functions /api/webhooks /api/public /index.php/api /rest/V1") {
		p.addAlone(prefix+bare+query, saysStripped)
	}
	words := []string{"pay", "payment", "notify", "notification", "callback", "webhook", "antom", "alipay", "order", "refund", "result", "api", "url", "global", "async"}
	camel := bare
	for _, w := range words {
		for _, before := range words {
			camel = strings.ReplaceAll(camel, before+w, before+strings.ToUpper(w[:1])+w[1:])
		}
	}
	p.addAlone(camel+query, saysLowered)
	title := []byte(bare)
	for i := 1; i < len(title); i++ {
		if title[i-1] == '/' && 'a' <= title[i] && title[i] <= 'z' {
			title[i] -= 'a' - 'A'
		}
	}
	p.addAlone(string(title)+query, saysLowered)
	if rest, ok := strings.CutPrefix(query, "?"); ok {
		p.addAlone(bare+"?"+strings.ToLower(rest), "Lower case became upper case.")
	}
}

// addSegmentSpelling offers the path with other escapes.
func (p *part) addSegmentSpelling(bare, query string) {
	plain := string(percentDecode(nil, []byte(bare), false))
	for _, keep := range []string{"/~-._!$&'()*+,;=:@", "/~-._!'()*", "/-._", "/~-._:", "/-._~@", "/-._*"} {
		p.addAlone(percentEncode(plain, keep)+query, saysSpelling)
	}
	p.addAlone(lowerEscapes(percentEncode(plain, "/~-._"))+query, saysSpelling)
	p.addAlone(strings.ReplaceAll(p.given, "%25", "%"), "It was escaped twice.")
	p.addAlone(strings.ReplaceAll(p.given, "%", "%25"), "One layer of its escapes was decoded.")
	if !utf8.ValidString(plain) {
		if wide, ok := latin1().widen(nil, &text{data: []byte(plain)}); ok {
			p.addAlone(percentEncode(string(wide), "/~-._")+query, "Its escapes were turned into Latin-1.")
		}
	}
}

func lowerEscapes(text string) string { return mapEscapes(text, strings.ToLower) }

// maxParameters is the largest number of parameters whose every order is tried.
const maxParameters = 5

// addParameters offers the query with its parameters in other orders and numbers.
func (p *part) addParameters(bare string, all []string) {
	offer := func(parameters []string, says string) {
		p.addAlone(bare+"?"+strings.Join(parameters, "&"), says)
	}
	if n := len(all); n > 1 && n <= maxParameters {
		permute(n, func(order []int) {
			turned := make([]string, n)
			for k, i := range order {
				turned[k] = all[i]
			}
			offer(turned, saysParameters)
		})
	}
	reversed := slices.Clone(all)
	slices.Reverse(reversed)
	offer(reversed, saysParameters)
	for i := range min(len(all), maxSegments) {
		if len(all) > 1 {
			offer(slices.Delete(slices.Clone(all), i, i+1), saysParameter)
			p.addAlone(bare+"?"+strings.Join(all[:i], "&"), "Parameters were added to the query.")
		}
		other := slices.Clone(all)
		if name, ok := strings.CutSuffix(all[i], "="); ok {
			other[i] = name
		} else if !strings.Contains(all[i], "=") {
			other[i] += "="
		}
		offer(other, saysQueryForm)
		p.addRouted(all, i)
	}
}

// addRouted offers the path that stands in a parameter, where a rewriting rule put it.
func (p *part) addRouted(all []string, i int) {
	_, value, _ := strings.Cut(all[i], "=")
	routed := string(percentDecode(nil, []byte(value), false))
	if !strings.HasPrefix(routed, "/") {
		if !strings.Contains(routed, "/") {
			return
		}
		routed = "/" + routed
	}
	p.addAlone(routed, saysRouted)
	if rest := slices.Delete(slices.Clone(all), i, i+1); len(rest) > 0 {
		p.addAlone(routed+"?"+strings.Join(rest, "&"), saysRouted)
	}
}

// addQueryForms offers the query as other programs write it.
func (p *part) addQueryForms(bare, query string) {
	flags := func(change func(string) string) string {
		all := strings.Split(query, "&")
		for i := range all {
			all[i] = change(all[i])
		}
		return strings.Join(all, "&")
	}
	forms := []string{
		flags(func(s string) string { return strings.TrimSuffix(s, "=") }),
		flags(func(s string) string {
			if strings.Contains(s, "=") {
				return s
			}
			return s + "="
		}),
		query + "&", "&" + query, "?" + query, query + "=", strings.TrimRight(query, "&"), strings.TrimLeft(query, "&?"),
		strings.ReplaceAll(query, "&", ";"), strings.ReplaceAll(query, ";", "&"), strings.ReplaceAll(query, "&", "&amp;"),
		strings.ReplaceAll(query, "&&", "&"), strings.ReplaceAll(query, "&", "&&"), query + "?",
		strings.ReplaceAll(query, "+", "%2B"), strings.ReplaceAll(query, "%2B", "+"), strings.ReplaceAll(query, " ", "+"), strings.ReplaceAll(query, " ", "%20"),
		strings.NewReplacer("%5B", "[", "%5D", "]", "%5b", "[", "%5d", "]").Replace(query), strings.NewReplacer("[", "%5B", "]", "%5D").Replace(query),
	}
	for _, form := range []bool{false, true} {
		for _, keep := range []string{"-._~", "-._", "-._*", "-._~!'()*", "-._~:/", "-._~:/?@!$'()*,;", "-._~/", "-._~@:", "-._~,", "-._~:/@,", "-._~!$'()*,;:@/?"} {
			for _, blank := range []string{"%20", "+"} {
				written := flags(func(s string) string { return recoded(s, form, keep, blank) })
				forms = append(forms, written, mapEscapes(written, strings.ToLower))
			}
		}
	}
	for _, f := range forms {
		p.addAlone(bare+"?"+f, saysQueryForm)
	}
}

// recoded writes a parameter with other escapes.
func recoded(parameter string, form bool, keep, blank string) string {
	name, value, ok := strings.Cut(parameter, "=")
	encode := func(text string) string {
		plain := string(percentDecode(nil, []byte(text), form))
		return strings.ReplaceAll(percentEncode(plain, keep), "%20", blank)
	}
	if !ok {
		return encode(name)
	}
	return encode(name) + "=" + encode(value)
}
