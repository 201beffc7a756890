package diagnose

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/unicode/norm"
)

// A composed mistake is one that programs make which no test can run: what they do is
// written down here.
type composed struct {
	group, name string
	original    string              // a file in testdata/recorded
	sign        func(string) string // changes it before it is signed
	given       func(string) string // what became of it
	want        []Cause
	member      string // that the diagnosis names
}

func (c *composed) input(t *testing.T) Input {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", "recorded", c.original+".json"))
	if err != nil {
		t.Fatal(err)
	}
	m := signed()
	m.Body = data
	if c.sign != nil {
		m.Body = []byte(c.sign(string(data)))
	}
	in := inputFor(t, m)
	in.Message.Body = []byte(c.given(string(m.Body)))
	return in
}

// do does one thing after the other.
func do(all ...func(string) string) func(string) string {
	return func(s string) string {
		for _, f := range all {
			s = f(s)
		}
		return s
	}
}

// times writes the times of a body in another way.
func times(write func(time.Time) string) func(string) string {
	pattern := regexp.MustCompile(`"\d{4}-\d\d-\d\dT[^"]*"`)
	return func(s string) string {
		return pattern.ReplaceAllStringFunc(s, func(text string) string {
			at, err := time.Parse(time.RFC3339, strings.Trim(text, `"`))
			if err != nil {
				panic(err)
			}
			return write(at)
		})
	}
}

func formatted(form string, hours int) func(string) string {
	zone := time.FixedZone("", hours*3600)
	return times(func(at time.Time) string { return `"` + at.In(zone).Format(form) + `"` })
}

// inOrder writes the members of all objects in an order.
func inOrder(compare func(a, b string) int) func(string) string {
	return func(s string) string {
		t := &text{data: []byte(s)}
		out, _ := orderedValue(nil, &document{text: t, tokens: t.json()}, 0, compare)
		return string(out)
	}
}

func orderedValue(dst []byte, d *document, i int, compare func(a, b string) int) ([]byte, int) {
	end := d.skip(i)
	if d.text.data[d.tokens[i].start] != '{' {
		return append(dst, d.bytes(i, end)...), end
	}
	members, _ := d.members(nil, i)
	slices.SortStableFunc(members, func(a, b member) int { return compare(string(a.name), string(b.name)) })
	dst = append(dst, '{')
	for k, m := range members {
		if k > 0 {
			dst = append(dst, ',')
		}
		dst = append(dst, d.bytes(m.first, m.first+2)...)
		dst, _ = orderedValue(dst, d, m.first+2, compare)
	}
	return append(dst, '}'), end
}

// jsonb is what PostgreSQL and MySQL make of JSON.
func jsonb(s string) string {
	sorted := inOrder(func(a, b string) int { return cmp.Or(len(a)-len(b), cmp.Compare(a, b)) })(s)
	return must(layout{colon: ": ", comma: ", "}.write(nil, &text{data: []byte(sorted)}))
}

func hashMap(s string) string {
	return inOrder(func(a, b string) int { return cmp.Compare(bucket([]byte(a), 32), bucket([]byte(b), 32)) })(s)
}

// printedGo is the body as Go prints it when it is parsed.
func printedGo(verb string) func(string) string {
	return func(s string) string {
		var v any
		if err := json.Unmarshal([]byte(s), &v); err != nil {
			panic(err)
		}
		return fmt.Sprintf(verb, v)
	}
}

// unquotedNames takes the quotes off, with other signs between names and values.
func unquotedNames(pair, next string) func(string) string {
	return func(s string) string {
		return strings.NewReplacer(`":"`, pair, `","`, next, `":{"`, pair+"{", `"},"`, "}"+next, `{"`, "{", `"}`, "}").Replace(s)
	}
}

func valueMistakes() []composed {
	values := []Cause{CauseBodyValues}
	const blank, name = `"displayCustomerId":"Ana Ng "`, "pspCustomerInfo.displayCustomerId"
	id := `"pspCustomerId":"2088000000000001"`
	return []composed{
		{"trim", "both ends", "typed", swap("Ana Ng ", " Ana Ng "), swap(" Ana Ng ", "Ana Ng"), values, name},
		{"trim", "a line break", "typed", swap("Ana Ng ", `Ana Ng\n`), swap(`Ana Ng\n`, "Ana Ng"), values, name},
		{"trim", "a tab", "typed", swap("Ana Ng ", `\tAna Ng`), swap(`\tAna Ng`, "Ana Ng"), values, name},
		{"trim", "a no-break space", "typed", swap("Ana Ng ", "Ana Ng\u00a0"), swap("Ana Ng\u00a0", "Ana Ng"), values, name},
		{"trim", "an id", "plain", swap(`ORD-7731"`, `ORD-7731 "`), swap(`ORD-7731 "`, `ORD-7731"`), values, "paymentRequestId"},
		{"trim", "two strings", "typed", swap(`"success"`, `"success "`), do(swap("Ana Ng ", "Ana Ng"), swap("success ", "success")), values, "result.resultMessage"},
		{"trim", "blank string emptied", "typed", swap(`"pspCustomerId":""`, `"pspCustomerId":" "`), swap(`"pspCustomerId":" "`, `"pspCustomerId":""`), values, "pspCustomerInfo.pspCustomerId"},
		{"trim", "two spaces became one", "typed", swap("Ana Ng ", "Ana  Ng"), swap("Ana  Ng", "Ana Ng"), values, ""},
		{"trim", "and indented", "typed", nil, do(swap("Ng ", "Ng"), indent("  ")), []Cause{CauseBodyValues, CauseBodyWhitespace}, name},
		{"trim", "and escaped", "typed", swap("Ana Ng ", "Añá Ng "), do(swap("Ng ", "Ng"), func(s string) string { return string(spelled(s, spelling{ascii: true, slash: true})) }), []Cause{CauseBodyValues, CauseBodyEscaping}, name},
		{"trim", "no-break space became a space", "typed", swap("Ana Ng ", "Ana\u00a0Ng"), swap("\u00a0", " "), values, ""},

		{"empty", "null for an empty string", "typed", nil, swap(`:""`, ":null"), values, "pspCustomerInfo.pspCustomerId"},
		{"empty", "an empty string for null", "typed", swap(`:""`, ":null"), swap(":null", `:""`), values, "pspCustomerInfo.pspCustomerId"},
		{"empty", "one null of two", "typed", swap(`"metadata":"{}"`, `"metadata":null`), swap(`:""`, ":null"), values, "pspCustomerInfo.pspCustomerId"},
		{"empty", "a list for an object", "typed", nil, swap(`:{}`, ":[]"), values, "customizedInfo"},
		{"empty", "an object for a list", "rich", nil, swap(`:[]`, ":{}"), values, "promotionResults"},
		{"empty", "null for a list", "rich", nil, swap(`:[]`, ":null"), values, "promotionResults"},
		{"empty", "null for an object", "typed", nil, swap(`:{}`, ":null"), values, "customizedInfo"},
		{"empty", "a string for an object", "typed", nil, swap(`:{}`, `:""`), values, "customizedInfo"},
		{"empty", "all became null", "typed", nil, do(swap(`:{}`, ":null"), swap(`:""`, ":null")), values, ""},
		{"empty", "null dropped", "plain", swap(`,"pspCustomerInfo"`, `,"acquirerReferenceNo":null,"pspCustomerInfo"`), swap(`"acquirerReferenceNo":null,`, ""), []Cause{CauseBodyNulls}, "acquirerReferenceNo"},
		{"empty", "null dropped at the end", "plain", swap(`}}`, `},"promotionResults":null}`), swap(`,"promotionResults":null`, ""), []Cause{CauseBodyNulls}, "promotionResults"},
		{"empty", "null dropped below", "plain", swap(`"displayCustomerId":"a***n@x.my"`, `"displayCustomerId":null`), swap(`,"displayCustomerId":null`, ""), []Cause{CauseBodyNulls}, name},
		{"empty", "two nulls dropped", "plain", swap(`}}`, `},"acquirerReferenceNo":null,"paymentMethodType":null}`), swap(`,"acquirerReferenceNo":null,"paymentMethodType":null`, ""), []Cause{CauseBodyNulls}, ""},
		{"empty", "empty list dropped", "rich", nil, swap(`,"promotionResults":[]`, ""), values, "promotionResults"},
		{"empty", "empty string dropped", "typed", nil, swap(`"pspCustomerId":"",`, ""), values, "pspCustomerInfo.pspCustomerId"},
		{"empty", "nulls added by a class", "plain", nil, swap(`"pspCustomerInfo"`, `"acquirerReferenceNo":null,"metadata":null,"pspCustomerInfo"`), []Cause{CauseBodyNulls}, ""},
		{"empty", "nulls added and times changed", "plain", nil, do(swap(`"pspCustomerInfo"`, `"metadata":null,"pspCustomerInfo"`), formatted("2006-01-02T15:04:05Z07:00", 1)), []Cause{CauseBodyValues, CauseBodyNulls}, "paymentCreateTime"},

		{"types", "a number", "plain", nil, swap(`"4200"`, "4200"), values, "paymentAmount.value"},
		{"types", "a double", "plain", nil, swap(`"4200"`, "4200.0"), values, "paymentAmount.value"},
		{"types", "a decimal", "plain", nil, swap(`"4200"`, "4200.00"), values, "paymentAmount.value"},
		{"types", "an exponent", "plain", nil, swap(`"4200"`, "4.2E3"), values, "paymentAmount.value"},
		{"types", "a formatted amount", "plain", nil, swap(`"4200"`, `"42.00"`), values, "paymentAmount.value"},
		{"types", "thousands", "plain", swap(`"4200"`, `"1234500"`), swap(`"1234500"`, `"12,345.00"`), values, "paymentAmount.value"},
		{"types", "an id became a number", "plain", nil, swap(`"2088000000000001"`, "2088000000000001"), values, "pspCustomerInfo.pspCustomerId"},
		{"types", "an id was rounded", "plain", swap(id, `"pspCustomerId":"20880000000000017"`), swap(`"20880000000000017"`, "20880000000000016"), values, "pspCustomerInfo.pspCustomerId"},
		{"types", "an id was rounded to 2.088e+16", "plain", swap(id, `"pspCustomerId":"20880000000000001"`), swap(`"20880000000000001"`, "2.088e+16"), values, "pspCustomerInfo.pspCustomerId"},
		{"types", "a number became a string", "typed", nil, swap("64.5", `"64.5"`), values, "paymentQuote.quotePrice"},
		{"types", "zeros lost", "typed", swap("64.5", "64.5000"), swap("64.5000", "64.5"), values, "paymentQuote.quotePrice"},
		{"types", "true as a string", "typed", nil, swap("true", `"true"`), values, "paymentQuote.guaranteed"},
		{"types", "true as 1", "typed", nil, swap("true", "1"), values, "paymentQuote.guaranteed"},
		{"types", "true as Python's string", "typed", nil, swap("true", `"True"`), values, "paymentQuote.guaranteed"},
		{"types", "false as an empty string", "typed", swap("true", "false"), swap("false", "0"), values, "paymentQuote.guaranteed"},
		{"types", "a string true became true", "typed", swap(":true", `:"true"`), swap(`:"true"`, ":true"), values, "paymentQuote.guaranteed"},
		{"types", "a list of one unwrapped", "rich", swap("[]", `[{"promotionType":"DISCOUNT"}]`), swap(`[{"promotionType":"DISCOUNT"}]`, `{"promotionType":"DISCOUNT"}`), values, "promotionResults"},
		{"types", "a list became an object", "rich", swap("[]", `["a","b"]`), swap(`["a","b"]`, `{"0":"a","1":"b"}`), values, "promotionResults"},
		{"types", "numbers and indentation", "plain", nil, do(swap(`"4200"`, "4200"), indent("    ")), []Cause{CauseBodyValues, CauseBodyWhitespace}, "paymentAmount.value"},
		{"types", "numbers and an empty object", "typed", nil, do(swap(`"990"`, "990"), swap("{}}", "[]}")), values, "paymentAmount.value"},

		{"names", "PascalCase", "plain", nil, func(s string) string {
			return regexp.MustCompile(`"(\w)(\w*)":`).ReplaceAllStringFunc(s, func(m string) string { return `"` + strings.ToUpper(m[1:2]) + m[2:] })
		}, values, ""},
		{"names", "lower case", "plain", nil, func(s string) string { return regexp.MustCompile(`"\w+":`).ReplaceAllStringFunc(s, strings.ToLower) }, values, ""},
		{"names", "a member added", "plain", nil, swap(`}}`, `},"receivedAt":"2026-11-29T08:10:09Z"}`), values, ""},
		{"names", "a member added first", "plain", nil, swap(`{"notifyType"`, `{"_id":"656f","notifyType"`), values, ""},
		{"names", "members added around", "plain", nil, do(swap(`{"notifyType"`, `{"_id":"656f","notifyType"`), swap(`}}`, `},"__v":0}`)), values, ""},
		{"names", "an envelope", "plain", nil, func(s string) string { return `{"event":"x","data":` + s + "}" }, []Cause{CauseBodyReserialized}, ""},
		{"names", "an envelope, indented", "plain", nil, func(s string) string { return indent("  ")(`{"data":` + s + "}") }, []Cause{CauseBodyReserialized, CauseBodyWhitespace}, ""},
		{"html", "values escaped", "rich", nil, do(swap(`D'Souza \"Café\"`, "D&#x27;Souza &quot;Café&quot;")), values, ""},
		{"html", "an ampersand", "plain", swap("a***n", "A & B"), swap("&", "&amp;"), []Cause{CauseBodyEscaping}, ""},
		{"html", "decoded", "plain", swap("a***n", "A &amp; B"), swap("&amp;", "&"), values, ""},
		{"html", "line breaks", "plain", swap("a***n", `A\r\nB`), swap(`\r\n`, `\n`), values, ""},
	}
}

func timeMistakes() []composed {
	values := []Cause{CauseBodyValues}
	at := func(name string, change func(string) string) composed {
		return composed{"times", name, "plain", nil, change, values, "paymentCreateTime"}
	}
	rich := func(name string, change func(string) string) composed {
		c := at(name, change)
		c.original = "rich"
		return c
	}
	return []composed{
		at("Newtonsoft in Berlin", formatted("2006-01-02T15:04:05Z07:00", 1)),
		at("Newtonsoft in UTC", formatted("2006-01-02T15:04:05Z", 0)),
		at("Newtonsoft in Singapore", formatted("2006-01-02T15:04:05-07:00", 8)),
		at("System.Text.Json with ticks", formatted("2006-01-02T15:04:05.0000000-07:00", 1)),
		at("Jackson's default", formatted("2006-01-02T15:04:05.000-0700", 0)),
		at("Jackson in milliseconds", times(func(at time.Time) string { return fmt.Sprint(at.UnixMilli()) })),
		at("Jackson in seconds", times(func(at time.Time) string { return fmt.Sprintf("%d.%09d", at.Unix(), at.Nanosecond()) })),
		at("/Date()/ of .NET", times(func(at time.Time) string { return fmt.Sprintf(`"\/Date(%d)\/"`, at.UnixMilli()) })),
		at("/Date()/ with an offset", times(func(at time.Time) string { return fmt.Sprintf(`"/Date(%d+0100)/"`, at.UnixMilli()) })),
		at("Gson's Date", times(func(at time.Time) string { return at.UTC().Format(`"Jan 2, 2006, 3:04:05 PM"`) })),
		at("Java's Date.toString", formatted("Mon Jan 02 15:04:05 UTC 2006", 0)),
		at("Java's ZonedDateTime", formatted("2006-01-02T15:04:05Z[UTC]", 0)),
		at("a SQL timestamp", formatted("2006-01-02 15:04:05+00", 0)),
		at("a SQL datetime of another zone", formatted("2006-01-02 15:04:05", 9)),
		at(".NET in the United States", formatted("1/2/2006 3:04:05 PM", -8)),
		at("RFC 1123", formatted("Mon, 02 Jan 2006 15:04:05 GMT", 0)),
		at("Rails", formatted("2006-01-02T15:04:05.000Z", 0)),
		at("Ruby", formatted("2006-01-02 15:04:05 UTC", 0)),
		at("Go's String", times(func(at time.Time) string { return `"` + at.UTC().String() + `"` })),
		at("compact ISO", formatted("20060102T150405Z", 0)),
		rich("from +08:00 to UTC", formatted("2006-01-02T15:04:05Z", 0)),
		rich("from +08:00 to New York", formatted("2006-01-02T15:04:05Z07:00", -5)),
		rich("the offset lost", formatted("2006-01-02T15:04:05", 8)),
		{"times", "one of two", "plain", nil, swap("2026-11-29T00:10:07-08:00", "2026-11-29T08:10:07Z"), values, "paymentTime"},
		{"times", "and jsonb", "plain", nil, do(formatted("2006-01-02T15:04:05Z", 0), jsonb), []Cause{CauseBodyValues, CauseBodyKeyOrder, CauseBodyWhitespace}, "paymentCreateTime"},
		{"times", "and indented with a line break", "plain", nil, do(formatted("2006-01-02T15:04:05Z", 0), indent("  "), func(s string) string { return s + "\n" }), []Cause{CauseBodyValues, CauseBodyWhitespace, CauseBodyNewline}, ""},
		{"times", "and numbers", "plain", nil, do(formatted("2006-01-02T15:04:05Z", 0), swap(`"4200"`, "4200")), values, "paymentAmount.value"},
	}
}

func orderMistakes() []composed {
	order, spaced := []Cause{CauseBodyKeyOrder}, []Cause{CauseBodyKeyOrder, CauseBodyWhitespace}
	move := swap(`"paymentMethodType":"ALIPAY_CN",`, "")
	sorted := inOrder(func(a, b string) int { return cmp.Compare(a, b) })
	return []composed{
		{"order", "jsonb", "plain", nil, jsonb, spaced, ""},
		{"order", "jsonb, optional members", "rich", nil, jsonb, spaced, ""},
		{"order", "jsonb, an optional one first", "plain", swap(`{"notifyType"`, `{"actualPaymentAmount":{"value":"4200","currency":"MYR"},"notifyType"`), jsonb, spaced, ""},
		{"order", "jsonb, an unknown one in the middle", "plain", swap(`"paymentId"`, `"shopCode":"7","paymentId"`), jsonb, spaced, ""},
		{"order", "jsonb, an unknown one below", "plain", swap(`"pspName"`, `"pspRegion":"MY","pspName"`), jsonb, spaced, ""},
		{"order", "HashMap", "plain", nil, hashMap, order, ""},
		{"order", "HashMap, optional members", "rich", nil, hashMap, order, ""},
		{"order", "Go's map, optional members", "rich", nil, sorted, order, ""},
		{"order", "Go's map, an unknown one", "plain", swap(`"paymentAmount"`, `"zone":"A","paymentAmount"`), sorted, order, ""},
		{"order", "reversed", "plain", nil, inOrder(func(a, b string) int { return cmp.Compare(b, a) }), order, ""},
		{"order", "one moved to the end", "rich", nil, do(move, swap("[]}", `[],"paymentMethodType":"ALIPAY_CN"}`)), order, ""},
		{"order", "one moved to the front", "rich", nil, do(move, swap(`{"notifyType"`, `{"paymentMethodType":"ALIPAY_CN","notifyType"`)), order, ""},
		{"order", "amounts swapped", "plain", nil, swap(`"value":"4200","currency":"MYR"`, `"currency":"MYR","value":"4200"`), order, ""},
		{"order", "sorted and escaped", "rich", nil, do(sorted, func(s string) string { return string(spelled(s, spelling{ascii: true})) }), []Cause{CauseBodyKeyOrder, CauseBodyEscaping}, ""},
		{"order", "sorted and numbers", "plain", nil, do(sorted, swap(`"4200"`, "4200")), []Cause{CauseBodyValues, CauseBodyKeyOrder}, "paymentAmount.value"},
	}
}

func printedMistakes() []composed {
	printed := []Cause{CauseBodyReserialized}
	sorted := []Cause{CauseBodyReserialized, CauseBodyKeyOrder}
	dart := unquotedNames(": ", ", ")
	return []composed{
		{"printed", "Go's map", "plain", nil, printedGo("%v"), sorted, ""},
		{"printed", "Go's map in Go syntax", "plain", nil, func(s string) string {
			return strings.ReplaceAll(printedGo("%#v")(s), "interface {}", "interface{}")
		}, sorted, ""},
		{"printed", "Go's bytes", "plain", nil, func(s string) string { return fmt.Sprint([]byte(s)) }, printed, ""},
		{"printed", "a bytea of PostgreSQL", "plain", nil, func(s string) string { return fmt.Sprintf(`\x%x`, s) }, printed, ""},
		{"printed", "hexadecimal of SQL Server", "plain", nil, func(s string) string { return fmt.Sprintf("0x%X", s) }, printed, ""},
		{"printed", "a Buffer in full", "plain", nil, func(s string) string { return fmt.Sprintf("<Buffer % x>", s) }, printed, ""},
		{"printed", "Dart's map", "plain", nil, dart, printed, ""},
		{"printed", "Kotlin's data class", "plain", nil, func(s string) string {
			return "Notification" + strings.NewReplacer("{", "(", "}", ")").Replace(unquotedNames("=", ", ")(s))
		}, printed, ""},
		{"printed", "Rust's Value", "plain", nil, func(s string) string {
			s = regexp.MustCompile(`:("[^"]*")`).ReplaceAllString(s, ": String($1)")
			return strings.NewReplacer("{", "Object {", ",", ", ", `":`, `": `).Replace(s)
		}, printed, ""},
		{"printed", "Swift's dictionary", "plain", nil, func(s string) string {
			return strings.NewReplacer("{", "[", "}", "]", `":`, `": `, `","`, `", "`, `},"`, `], "`).Replace(s)
		}, printed, ""},
		{"printed", "Elixir's map", "plain", nil, func(s string) string {
			return strings.NewReplacer("{", "%{", `":`, `" => `, `",`, `", `).Replace(s)
		}, printed, ""},
		{"printed", "Erlang's map", "plain", nil, func(s string) string {
			return regexp.MustCompile(`"([^"]*)"`).ReplaceAllString(strings.NewReplacer("{", "#{", `":`, `" => `).Replace(s), `<<"$1">>`)
		}, printed, ""},
		{"printed", "Ruby 3.4", "plain", nil, func(s string) string { return strings.NewReplacer(`":`, `" => `, `,"`, `, "`).Replace(s) }, printed, ""},
		{"printed", "JSON5 without quotes around names", "plain", nil, func(s string) string {
			return regexp.MustCompile(`"(\w+)":`).ReplaceAllString(s, "$1: ")
		}, printed, ""},
		{"printed", "Python 2", "plain", nil, func(s string) string {
			return strings.NewReplacer(`"},"`, `'}, u'`, `":"`, `': u'`, `":{"`, `': {u'`, `","`, `', u'`, `},"`, `}, u'`, `{"`, `{u'`, `"}`, `'}`).Replace(s)
		}, printed, ""},
		{"printed", "a line of a log", "plain", nil, func(s string) string { return "2026-11-29 08:10:10 INFO body=" + s + " (431 bytes)" }, printed, ""},
		{"printed", "a JSON string of a JSON string", "rich", nil, func(s string) string {
			one, _ := json.Marshal(s)
			two, _ := json.Marshal(string(one))
			return string(two)
		}, []Cause{CauseBodyEscaping}, ""},
		{"printed", "a form field", "rich", nil, func(s string) string { return "data=" + percentEncode(s, "-._~") + "&x=1" }, []Cause{CauseBodyEscaping}, ""},
		{"printed", "CSV", "rich", nil, func(s string) string { return `"` + strings.ReplaceAll(s, `"`, `""`) + `"` }, []Cause{CauseBodyEscaping}, ""},
		{"printed", "magic quotes and an apostrophe", "rich", nil, func(s string) string { return strings.NewReplacer(`\`, `\\`, `"`, `\"`, "'", `\'`).Replace(s) }, []Cause{CauseBodyEscaping}, ""},
		{"printed", "an apostrophe escaped", "rich", nil, swap("'", `\'`), []Cause{CauseBodyEscaping}, ""},
		{"printed", "backslashes doubled", "rich", nil, swap(`\`, `\\`), []Cause{CauseBodyEscaping}, ""},
		{"printed", "backslashes lost", "rich", nil, swap(`\`, ""), []Cause{CauseBodyEscaping}, ""},
	}
}

func characterMistakes() []composed {
	charset, values := []Cause{CauseBodyCharset}, []Cause{CauseBodyValues}
	name := func(text string) func(string) string { return swap("a***n@x.my", text) }
	lost := func(kind, from, to string) composed {
		return composed{"characters", kind, "plain", name("N " + from + " x"), swap(from, to), charset, "pspCustomerInfo.displayCustomerId"}
	}
	return []composed{
		lost("a letter became ?", "ñ", "?"), lost("a letter became U+FFFD", "ü", "\ufffd"), lost("two bytes became ??", "é", "??"),
		lost("a letter of Vietnam", "ễ", "?"), lost("a Chinese character", "明", "?"), lost("a Chinese character of three bytes", "明", "???"),
		lost("a Thai letter", "ก", "?"), lost("an emoji became ?", "😀", "?"), lost("an emoji became ????", "😀", "????"), lost("an emoji became ??", "🎉", "??"),
		lost("the euro sign", "€", "?"), lost("a Cyrillic letter", "Ж", "?"), lost("an escaped U+FFFD", "ö", `\ufffd`),
		{"characters", "two letters lost", "plain", name("José Núñez x"), swap("ñ", "?"), charset, ""},
		{"characters", "two places", "plain", name("Jürgen Müller"), swap("ü", "?"), charset, ""},
		{"characters", "NFD", "rich", nil, norm.NFD.String, charset, ""},
		{"characters", "NFC", "rich", norm.NFD.String, norm.NFC.String, charset, ""},
		{"characters", "no-break spaces", "typed", nil, swap(" ", "\u00a0"), charset, ""},
		{"characters", "typographic quotes", "plain", nil, swap(`"`, "\u201d"), charset, ""},
		{"characters", "a typographic apostrophe", "rich", nil, swap("'", "\u2019"), charset, ""},
		{"characters", "an apostrophe made straight", "rich", swap("'", "\u2019"), swap("\u2019", "'"), charset, ""},
		{"characters", "a zero-width space", "plain", nil, swap(`"MYR"`, "\"MYR\u200b\""), charset, ""},
		{"characters", "a dash made straight", "plain", name("A – B"), swap("–", "-"), values, ""},
		{"characters", "the join of an emoji dropped", "plain", name("x 👩\u200d💻"), swap("\u200d", ""), values, ""},
		{"characters", "the variation of an emoji dropped", "plain", name("x ☕\ufe0f y"), swap("\ufe0f", ""), values, ""},
		{"characters", "+ became a space", "rich", nil, swap("+", " "), []Cause{CauseBodyEscaping}, ""},
		{"characters", "a lost letter and indentation", "plain", name("N ñ x"), do(swap("ñ", "?"), indent("  ")), []Cause{CauseBodyCharset, CauseBodyWhitespace}, ""},
	}
}

func composedMistakes() []composed {
	return slices.Concat(valueMistakes(), timeMistakes(), orderMistakes(), printedMistakes(), characterMistakes())
}

// TestComposedMistakes restores what programs do to a body.
func TestComposedMistakes(t *testing.T) {
	t.Parallel()
	for _, c := range composedMistakes() {
		t.Run(c.group+"/"+c.name, func(t *testing.T) {
			t.Parallel()
			in := c.input(t)
			d := Diagnose(in)
			check(t, d, c.want, nil)
			if c.member != "" && d.Member != c.member {
				t.Errorf("member %q, want %q", d.Member, c.member)
			}
			if c.member != "" && !strings.Contains(d.Explanation, d.Member) {
				t.Errorf("%s is not named: %s", d.Member, d.Explanation)
			}
			for _, change := range d.Changes {
				if change.Member != "" && change.Expected == change.Given {
					t.Errorf("%s: expected and given are %q", change.Member, change.Given)
				}
			}
			if bytes.Equal(in.Message.Body, nil) {
				t.Error("no body is left")
			}
		})
	}
}
