package reconfile

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// sums is the sample of the older layout in Antom's documents, in the smallest unit.
const sums = `settlementBatchId,customerId,acquirer,summaryType,settlementTime,count,settlementAmountValue,settlementCurrency,feeAmountValue,feeCurrency
2018122611021040123,1022188000000000001,Alipay_SG,TOTAL,2018-12-26T10:00:00+08:00,2,725,USD,-25,USD
2018122611021040123,1022188000000000001,Alipay_SG,PAYMENT,2018-12-26T10:00:00+08:00,1,1450,USD,-50,USD
2018122611021040123,1022188000000000001,Alipay_SG,REFUND,2018-12-26T10:00:00+08:00,1,-725,USD,25,USD
<END>
`

const details = `settlementBatchId,transactionType,transactionId,transactionRequestId,originalTransactionRequestId,referenceTransactionId,transactionCompletionTime,transactionAmountValue,transactionCurrency,settlementAmountValue,settlementCurrency,quoteCurrencyPair,quotePrice,paymentMethodFeeAmountValue,paymentMethodFeeCurrency
B1,PAYMENT,T1,P1,,O1,2026-11-20T10:00:00+08:00,100.00,USD,97.50,USD,,,-2.50,USD
<END>
`

func readAll(t *testing.T, name, text string, o Options) (*Reader, []Row, error) {
	t.Helper()
	r, err := Open(name, strings.NewReader(text), o)
	if err != nil {
		return nil, nil, err
	}
	var rows []Row
	for {
		row, err := r.Next()
		if errors.Is(err, io.EOF) {
			return r, rows, nil
		}
		if err != nil {
			return r, rows, err
		}
		kept := *row
		kept.Fees = append([]Amount(nil), row.Fees...)
		rows = append(rows, kept)
	}
}

func TestReadsTheOlderLayoutInSmallestUnits(t *testing.T) {
	t.Parallel()
	r, rows, err := readAll(t, "s.csv", sums, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if r.Kind != Summary || !r.Older || !r.Units.Minor || !r.Ended || len(rows) != 3 || len(r.Unknown)+len(r.Missing) != 0 {
		t.Errorf("read as %+v with %d rows", r, len(rows))
	}
	total := rows[0]
	if total.Type.Name != "TOTAL" || total.Net.String() != "7.25" || total.Count != 2 || total.Fees[0].Value.String() != "-0.25" || total.Line != 2 {
		t.Errorf("the total is %+v", total)
	}
}

func TestReadsSettlementDetails(t *testing.T) {
	t.Parallel()
	r, rows, err := readAll(t, "d.csv", details, Options{})
	if err != nil {
		t.Fatal(err)
	}
	row := rows[0]
	if r.Kind != Settlement || r.Units.Minor || r.Units.Assumed || row.Type.Group != PaymentGroup || row.RequestID != "P1" || row.OrderID != "O1" ||
		row.Amount.In(row.Currency) != "USD 100.00" || row.Net.String() != "97.50" || row.Time.IsZero() || len(row.Problems) != 0 {
		t.Errorf("%+v has the row %+v", r, row)
	}
}

// TestReadsWhateverWasDoneToAFile holds that the same rows come out of the same file in
// other forms.
func TestReadsWhateverWasDoneToAFile(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(string) string{
		"a byte order mark":    func(s string) string { return "\ufeff" + s },
		"CRLF":                 func(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") },
		"semicolons":           func(s string) string { return strings.ReplaceAll(s, ",", ";") },
		"tabs":                 func(s string) string { return strings.ReplaceAll(s, ",", "\t") },
		"empty lines":          func(s string) string { return strings.ReplaceAll(s, "\n", "\n\n") },
		"another case":         func(s string) string { return strings.Replace(s, "transactionType", "TRANSACTIONTYPE", 1) },
		"quoted cells":         func(s string) string { return strings.ReplaceAll(s, "PAYMENT,T1", `"PAYMENT","T1"`) },
		"END without brackets": func(s string) string { return strings.Replace(s, "<END>", "END", 1) },
		"END behind commas":    func(s string) string { return strings.Replace(s, "<END>", ",,<END>,", 1) },
		"no line end":          strings.TrimSpace,
	} {
		_, rows, err := readAll(t, "d.csv", change(details), Options{})
		if err != nil || len(rows) != 1 || rows[0].RequestID != "P1" || rows[0].Net.String() != "97.50" || len(rows[0].Problems) != 0 {
			t.Errorf("%s: %+v, %v", name, rows, err)
		}
	}
}

func TestReadsGBK(t *testing.T) {
	t.Parallel()
	text, err := simplifiedchinese.GBK.NewEncoder().String(strings.Replace(details, "O1", "订单一", 1))
	if err != nil {
		t.Fatal(err)
	}
	r, rows, err := readAll(t, "d.csv", text, Options{})
	if err != nil || rows[0].OrderID != "订单一" || !r.GBK {
		t.Errorf("%+v, %v", rows, err)
	}
}

func TestTellsKindsApart(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]Kind{
		"transactionType,transactionRequestId,transactionAmountValue,transactionCurrency":                                                                                 Transactions,
		"transactionType,transactionId,transactionRequestId,paymentMethodType,transactionAmountValue,transactionCurrency":                                                 Transactions,
		"settlementBatchId,transactionType,transactionId,transactionRequestId,transactionAmountValue,transactionCurrency,settlementAmountValue,settlementCurrency":        Settlement,
		"settlementBatchId,transactionType,transactionId,transactionRequestId,transactionAmountValue,transactionCurrency,settlementAmountValue,settlementCurrency,status": Transactions,
		"settlementBatchId,summaryType,settlementAmountValue,settlementCurrency":                                                                                          Summary,
		"name,price": "",
	} {
		r, err := Open("x.csv", strings.NewReader(header+"\n<END>\n"), Options{})
		var kind *KindError
		switch {
		case want == "" && errors.As(err, &kind):
		case err != nil:
			t.Errorf("%s: %v", header, err)
		case r.Kind != want:
			t.Errorf("%s is read as %s, want %s", header, r.Kind, want)
		}
	}
}

func TestNamesColumns(t *testing.T) {
	t.Parallel()
	r, _, err := readAll(t, "t.csv", "transactionType,transactionId,transactionAmountValue,transactionCurrency,shopColour\n<END>\n", Options{})
	if err != nil {
		t.Fatal(err)
	}
	if strings.Join(r.Unknown, " ") != "shopColour" || strings.Join(r.Missing, " ") != "transactionRequestId originalTransactionRequestId referenceTransactionId" {
		t.Errorf("unknown %q, missing %q", r.Unknown, r.Missing)
	}
	var kind *KindError
	if _, _, err := readAll(t, "t.csv", "transactionType,transactionId,transactionAmountValue\n<END>\n", Options{}); !errors.As(err, &kind) || len(kind.Missing) != 1 {
		t.Errorf("without a currency: %v", err)
	}
}

func TestFindsTheUnits(t *testing.T) {
	t.Parallel()
	whole := strings.NewReplacer("100.00", "10000", "97.50", "9750", "-2.50", "-250").Replace(details)
	noFee := strings.NewReplacer("-250", "").Replace(whole)
	several := strings.Replace(whole, "<END>", strings.Repeat(strings.Split(whole, "\n")[1]+"\n", 2)+"<END>", 1)
	yes, no := true, false
	for name, c := range map[string]struct {
		text    string
		minor   *bool
		want    string
		assumed bool
	}{
		"decimals":       {details, nil, "100.00", false},
		"whole fees":     {whole, nil, "10000.00", true},
		"several fees":   {several, nil, "100.00", true},
		"no evidence":    {noFee, nil, "10000.00", true},
		"forced minor":   {noFee, &yes, "100.00", false},
		"forced major":   {whole, &no, "10000.00", false},
		"one whole fee":  {strings.NewReplacer("100.00", "100", "97.50", "97", "-2.50", "-3").Replace(details), nil, "100.00", true},
		"only yen":       {strings.ReplaceAll(whole, "USD", "JPY"), nil, "10000.00", false},
		"major and more": {strings.Replace(whole, "9750", "97.5", 1), nil, "10000.00", false},
	} {
		r, rows, err := readAll(t, "d.csv", c.text, Options{Minor: c.minor})
		if err != nil || rows[0].Amount.String() != c.want || r.Units.Assumed != c.assumed || r.Units.Reason == "" {
			t.Errorf("%s: %+v in %+v, %v", name, rows, r.Units, err)
		}
	}
}

func TestRefusesAFileThatIsCutOff(t *testing.T) {
	t.Parallel()
	cut := strings.Replace(details, "<END>\n", "", 1)
	if _, _, err := readAll(t, "d.csv", cut, Options{}); !errors.Is(err, ErrTruncated) {
		t.Errorf("without its end: %v", err)
	}
	if r, rows, err := readAll(t, "d.csv", cut, Options{Partial: true}); err != nil || len(rows) != 1 || r.Ended {
		t.Errorf("a partial file: %d rows, %v", len(rows), err)
	}
	var line *LineError
	if _, _, err := readAll(t, "d.csv", details+"\n"+details, Options{}); !errors.Is(err, ErrAfterEnd) || !errors.As(err, &line) || line.Line != 5 {
		t.Errorf("two files in one: %v", err)
	}
	if _, rows, err := readAll(t, "d.csv", details+"\n<END>\n", Options{}); err != nil || len(rows) != 1 {
		t.Errorf("the end twice: %d rows, %v", len(rows), err)
	}
}

func TestReportsWhatCannotBeRead(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ old, new, column string }{
		"an amount":         {"100.00", "1OO.00", "transactionAmountValue"},
		"an amount, shown":  {"100.00", "1.0E+2", "transactionAmountValue"},
		"an id, shown":      {"T1", "2.02611E+31", "transactionId"},
		"a quote":           {",,-2.50", ",zero,-2.50", "quotePrice"},
		"a time":            {"2026-11-20T10:00:00+08:00", "46346.42", "transactionCompletionTime"},
		"a cell too few":    {"-2.50,USD", "-2.50", ""},
		"a cell too many":   {"-2.50,USD", "-2.50,USD,more", ""},
		"decimals too many": {"97.50", "97.50001", "settlementAmountValue"},
	} {
		_, rows, err := readAll(t, "d.csv", strings.Replace(details, c.old, c.new, 1), Options{})
		if err != nil || len(rows) != 1 || len(rows[0].Problems) != 1 || rows[0].Problems[0].Column != c.column {
			t.Errorf("%s: %+v, %v", name, rows, err)
		}
	}
}

// TestReadsTimes holds that a time without a zone is in that of Antom's days.
func TestReadsTimes(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"2026-11-20T10:00:00+0800", "2026-11-20 10:00:00", "2026-11-20T10:00:00", "2026-11-20T02:00:00Z"} {
		_, rows, err := readAll(t, "d.csv", strings.Replace(details, "2026-11-20T10:00:00+08:00", text, 1), Options{})
		if err != nil || len(rows) != 1 || len(rows[0].Problems) != 0 || rows[0].Time.Unix() != 1795140000 {
			t.Errorf("%s: %+v, %v", text, rows, err)
		}
	}
}

func TestRefusesOtherFiles(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"nothing": "", "UTF-16": "\xff\xfet\x00", "an old Excel file": "\xd0\xcf\x11\xe0rest", "half a zip": "PK\x03\x04half", "other JSON": `{"a":1}`,
		"broken JSON": `{"a`, "a text": "hello\n", "a PDF": "%PDF-1.7", "a column twice": strings.Replace(details, "quotePrice", "settlementAmountValue", 1),
	} {
		if _, _, err := readAll(t, "x", text, Options{}); err == nil {
			t.Errorf("%s was read", name)
		}
	}
	for text, want := range map[string]string{"\x1f\x8b\x08\x00": "gzip", "t\x00r\x00": "UTF-16", "\x00t\x00r": "UTF-16", strings.Replace(details, "quotePrice", "settlementAmountValue", 1): "a column more than once: settlementAmountValue"} {
		if _, err := Open("x", strings.NewReader(text), Options{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
	if r, _, err := readAll(t, "x", strings.Replace(details, "quotePrice", "feeAmountValue", 1), Options{}); err != nil || len(r.Unknown) != 1 {
		t.Errorf("a column by both names: %+v, %v", r, err)
	}
	var list *DownloadList
	if _, err := Open("x", strings.NewReader(`{"total":1,"bill_download_urls":[{"download_url":"https://x"}]}`), Options{}); !errors.As(err, &list) || list.Files != 1 {
		t.Errorf("a list of downloads: %v", err)
	}
	open := details[:len(details)-7] + `"` + strings.Repeat("x", 3*maxRecord)
	if _, _, err := readAll(t, "x", open, Options{}); !errors.Is(err, ErrLimit) {
		t.Errorf("a quotation mark that is not closed: %v", err)
	}
}

// TestRefusesRowsThatRunTogether holds that a quotation mark that is not doubled loses no
// row.
func TestRefusesRowsThatRunTogether(t *testing.T) {
	t.Parallel()
	const (
		header = "transactionType,transactionId,transactionRequestId,orderDescription,transactionAmountValue,transactionCurrency\n"
		row    = "PAYMENT,T,P,shoes,1.00,USD\n"
		quoted = "PAYMENT,T,P,\"a, b\",1.00,USD\n"
	)
	for name, c := range map[string]struct {
		bad  string
		rows int
	}{
		"words in quotation marks":            {`PAYMENT,T,P,"Best" shoes,1.00,USD` + "\n", 0},
		"one at the beginning":                {`PAYMENT,T,P,"shoes,1.00,USD` + "\n", 0},
		"inches":                              {`PAYMENT,T,P,5" shoes,1.00,USD` + "\n", 4},
		"doubled":                             {`PAYMENT,T,P,"""Best"" shoes",1.00,USD` + "\n", 4},
		"a description of two lines, quoted":  {"PAYMENT,T,P,\"Best shoes,\nand boots\",1.00,USD\n", 4},
		"a description of one line, a comma":  {`PAYMENT,T,P,"a, b",1.00,USD` + "\n", 4},
		"a description of many commas, alone": {`PAYMENT,T,P,"a,b,c,d,e,f,g,h",1.00,USD` + "\n", 4},
	} {
		for end, text := range map[string]string{"a row": row + quoted, "no quotation mark": row + row} {
			_, rows, err := readAll(t, "t.csv", header+row+c.bad+text+"<END>\n", Options{Partial: true})
			if c.rows == 0 && err == nil || c.rows > 0 && (err != nil || len(rows) != c.rows) {
				t.Errorf("%s, then %s: %d rows, %v", name, end, len(rows), err)
			}
		}
	}
}

func TestReadsJSON(t *testing.T) {
	t.Parallel()
	const one = `{"transaction_id":"T1","merchant_request_id":"P1","reference_transaction_id":"O1","amount":{"value":"0.15","currency":"CNY"},"status":"TO_BE_SETTLED","transaction_type":"PAYMENT","payment_method":{"type":"ALIPAY_CN"},"payment_lifecycle":[{"time":"2026-11-20T10:00:00+08:00"}]}`
	for name, text := range map[string]string{"one": one, "a list": "[" + one + "]", "lines": one + "\n"} {
		r, rows, err := readAll(t, "t.json", text, Options{})
		if err != nil || r.Kind != Transactions || len(rows) != 1 || rows[0].RequestID != "P1" || rows[0].Amount.In("CNY") != "CNY 0.15" || rows[0].Time.IsZero() {
			t.Errorf("%s: %+v, %v", name, rows, err)
		}
	}
	for text, want := range map[string]string{
		`{"total":0,"bill_download_urls":[]}`:                               "there is no such report",
		`{"total":1,"bill_download_urls":[{"download_url":"https://a"}]}`:   "a list of 1 files to download",
		`{"success":false,"error":"not logged in","bill_download_urls":[]}`: `the query failed: "not logged in"`,
		`{"error":"Query returned None"}`:                                   `the query failed: "Query returned None"`,
		`{"total":0}`:                                                       "not that of transactions",
	} {
		if _, _, err := readAll(t, "t.json", text, Options{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", text, err, want)
		}
	}
	for _, text := range []string{one + `{"error":"no"}`, "[" + one + `,{"error":"no"}]`, "[" + one + "," + "{}]", "[" + one + "][" + one + "]", "[" + one + "]{"} {
		if _, _, err := readAll(t, "t.json", text, Options{}); err == nil {
			t.Errorf("not all of it is read: %s", text)
		}
	}
	if r, _, err := readAll(t, "t.json", one, Options{}); err != nil || !r.Ended {
		t.Errorf("one is complete: %+v, %v", r, err)
	}
	if _, rows, err := readAll(t, "t.json", one+one, Options{}); err != nil || len(rows) != 2 {
		t.Errorf("two: %d rows, %v", len(rows), err)
	}
}

// TestRefusesJSONThatIsCutOff holds that a list has to have its end, wherever it is cut.
func TestRefusesJSONThatIsCutOff(t *testing.T) {
	t.Parallel()
	const one = `{"transaction_id":"T1","merchant_request_id":"P1","transaction_type":"PAYMENT"}`
	whole := "[" + one + "," + one + "]"
	for n := 1; n < len(whole); n++ {
		if _, _, err := readAll(t, "t.json", whole[:n], Options{}); err == nil {
			t.Errorf("%s was read", whole[:n])
		}
	}
	_, _, err := readAll(t, "t.json", "["+one+",", Options{})
	if !errors.Is(err, ErrTruncated) || !strings.Contains(err.Error(), "no ]") {
		t.Errorf("between two: %v", err)
	}
	if _, rows, err := readAll(t, "t.json", "["+one, Options{Partial: true}); err != nil || len(rows) != 1 {
		t.Errorf("a partial list: %d rows, %v", len(rows), err)
	}
	if _, rows, err := readAll(t, "t.json", "[]", Options{}); err != nil || len(rows) != 0 {
		t.Errorf("an empty list: %d rows, %v", len(rows), err)
	}
}

// endless is text without an end, as a bomb unpacks to.
type endless struct{ read int64 }

func (e *endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	e.read += int64(len(p))
	return len(p), nil
}

// TestBoundsTokens holds that no token is read as a whole before its size is known.
func TestBoundsTokens(t *testing.T) {
	t.Parallel()
	for _, begin := range []string{"<sheetData><row><c><v>", "<sheetData><!--", "<sheetData>", `<sheetData><row><c r="`, "<sheetData><row><c><v><![CDATA["} {
		bomb := &endless{}
		s := &xlsxSource{xml: newTokens(io.MultiReader(strings.NewReader(begin), bomb), maxSheetBytes), shared: &sharedStrings{}}
		_, _, err := s.next()
		if !errors.Is(err, ErrLimit) || bomb.read > 2*maxTokenBytes {
			t.Errorf("%s: %v after %d bytes", begin, err, bomb.read)
		}
	}
	cell := book(t, map[string]string{"xl/worksheets/sheet1.xml": "<sheetData><row><c><v>" + strings.Repeat("x", 3*maxTokenBytes) + "</v></c></row></sheetData>"})
	if _, _, err := readAll(t, "x.xlsx", cell, Options{}); !errors.Is(err, ErrLimit) {
		t.Errorf("a large cell: %v", err)
	}
	shared := book(t, map[string]string{"xl/sharedStrings.xml": "<sst><si><t>" + strings.Repeat("x", 3*maxTokenBytes) + "</t></si></sst>", "xl/worksheets/sheet1.xml": "<sheetData/>"})
	if _, _, err := readAll(t, "x.xlsx", shared, Options{}); !errors.Is(err, ErrLimit) {
		t.Errorf("a large text: %v", err)
	}
}

// TestWriterWritesWhatReaderReads holds for both forms and every kind.
func TestWriterWritesWhatReaderReads(t *testing.T) {
	t.Parallel()
	for _, kind := range Kinds() {
		for _, xlsx := range []bool{false, true} {
			var out bytes.Buffer
			w, err := NewWriter(&out, kind, xlsx)
			if err != nil {
				t.Fatal(err)
			}
			values := map[string]string{
				"settlementBatchId": "B1", "summaryType": "TOTAL", "transactionType": "PAYMENT", "transactionId": "T1", "transactionRequestId": "P1",
				"status": "SUCCESS", "transactionAmountValue": "1.50", "transactionCurrency": "USD", "settlementAmountValue": "1.25",
				"settlementCurrency": "USD", "orderDescription": "a <b> & \"c\", \n d", "schemeFeeAmountValue": "-0.25", "schemeFeeCurrency": "USD",
			}
			if err := errors.Join(w.Write(values), w.Close()); err != nil {
				t.Fatal(err)
			}
			r, rows, err := readAll(t, "x", out.String(), Options{})
			if err != nil || r.Kind != kind || r.XLSX != xlsx || len(rows) != 1 || rows[0].Net.String() != "1.25" || len(rows[0].Fees) != 1 || len(r.Unknown)+len(r.Missing) != 0 {
				t.Errorf("%s, xlsx %v: %+v with %+v, %v", kind, xlsx, r, rows, err)
			}
		}
	}
}

// book is an XLSX file with the given parts.
func book(t *testing.T, parts map[string]string) string {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for name, text := range parts {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, text); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestReadsWorkbooksOfOtherPrograms(t *testing.T) {
	t.Parallel()
	const head = `<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="D1" t="inlineStr"><is><r><t>transaction</t></r><r><t>Currency</t></r></is></c><c r="E1" t="str"><v>transactionType</v></c></row>`
	rows := `<row r="3"><c r="A3"><v>12.300000000000001</v></c><c r="B3" t="s"><v>2</v></c><c r="D3" t="s"><v>3</v></c><c r="E3" t="s"><v>4</v></c></row>`
	text := book(t, map[string]string{
		"xl/workbook.xml":            `<workbook><sheets><sheet name="b" sheetId="7" r:id="rId2"/><sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Target="/xl/worksheets/sheet9.xml"/></Relationships>`,
		"xl/sharedStrings.xml":       `<sst><si><t>transactionAmountValue</t></si><si><r><t>transaction</t></r><r><t>Id</t></r><rPh><t>noise</t></rPh></si><si><t>T1</t></si><si><t>USD</t></si><si><t>PAYMENT</t></si></sst>`,
		"xl/worksheets/sheet1.xml":   `<worksheet><sheetData><row><c t="str"><v>wrong sheet</v></c></row></sheetData></worksheet>`,
		"xl/worksheets/sheet9.xml":   `<worksheet><sheetData>` + head + rows + `</sheetData></worksheet>`,
	})
	r, got, err := readAll(t, "x.xlsx", text, Options{})
	if err != nil || len(got) != 1 || got[0].Amount.In(got[0].Currency) != "USD 12.30" || got[0].TransactionID != "T1" || got[0].Line != 3 || r.Kind != Transactions {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestRefusesDamagedWorkbooks(t *testing.T) {
	t.Parallel()
	for name, sheet := range map[string]string{
		"a text that is not there":     `<worksheet><sheetData><row><c t="s"><v>5</v></c></row></sheetData></worksheet>`,
		"a column that cannot be":      `<worksheet><sheetData><row><c r="ZZZZ1"><v>5</v></c></row></sheetData></worksheet>`,
		"a row that does not end":      `<worksheet><sheetData><row><c r="A1"><v>5</v></c>`,
		"a cell larger than any other": `<worksheet><sheetData><row><c r="A1" t="str"><v>` + strings.Repeat("x", maxCellBytes+1) + `</v></c></row></sheetData></worksheet>`,
		"another charset":              `<?xml version="1.0" encoding="EBCDIC"?><worksheet/>`,
	} {
		if _, _, err := readAll(t, "x.xlsx", book(t, map[string]string{"xl/worksheets/sheet1.xml": sheet}), Options{}); err == nil {
			t.Errorf("%s was read", name)
		}
	}
	if _, _, err := readAll(t, "x.xlsx", book(t, map[string]string{"word/document.xml": ""}), Options{}); err == nil || !strings.Contains(err.Error(), "without a sheet") {
		t.Errorf("a document: %v", err)
	}
	const limit = 1 << 16
	bomb := book(t, map[string]string{"xl/sharedStrings.xml": "<sst>" + strings.Repeat("<si><t>xxxx</t></si>", limit/8+1) + "</sst>"})
	archive, err := zip.NewReader(strings.NewReader(bomb), int64(len(bomb)))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := readShared(archive.File[0], limit); !errors.Is(err, ErrLimit) {
		t.Errorf("a bomb of %d bytes: %v", len(bomb), err)
	}
}

func TestPlainNumber(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"12.34": "12.34", "0.30000000000000004": "0.3", "1.5E-2": "0.015", "1.5E3": "1500", "-12.300000000000001": "-12.3",
		"20261120194010890100": "20261120194010890100", "1.02E+18": "1.02E+18", "": "", "x": "x", "1E999999999": "1E999999999", "1/3E1": "1/3E1",
	} {
		if got := plainNumber(text); got != want {
			t.Errorf("%q is shown as %q, want %q", text, got, want)
		}
	}
}

func TestDayOfAName(t *testing.T) {
	t.Parallel()
	const text = "transactionType,transactionRequestId,transactionAmountValue,transactionCurrency\n<END>\n"
	for name, want := range map[string]string{
		"transactionItems_20261120_000.csv": "20261120", "in/TRANSACTION_DETAIL_20261120.csv": "20261120", "transactionItems_20269920_000.csv": "",
		"x_20261120_000.csv": "",
	} {
		r, err := Open(name, strings.NewReader(text), Options{})
		if err != nil {
			t.Fatal(err)
		}
		if day, ok := r.Day(); day != want && ok || ok != (want != "") {
			t.Errorf("%s is of the day %q", name, day)
		}
	}
}

func TestColumnNames(t *testing.T) {
	t.Parallel()
	for i := range maxColumns {
		if got := columnOf(columnName(i) + "7"); got != i {
			t.Fatalf("column %d is %s, and that is column %d", i, columnName(i), got)
		}
	}
}

// FuzzOpen holds that no file makes the reader fail in another way than by an error, and
// that what it reads is bounded.
func FuzzOpen(f *testing.F) {
	var xlsx bytes.Buffer
	w, err := NewWriter(&xlsx, Settlement, true)
	if err != nil {
		f.Fatal(err)
	}
	if err := errors.Join(w.Write(map[string]string{"transactionType": "PAYMENT", "transactionAmountValue": "1"}), w.Close()); err != nil {
		f.Fatal(err)
	}
	for _, text := range []string{details, sums, xlsx.String(), `[{"transaction_id":"T","transaction_type":"PAYMENT"}]`, "\ufeff" + details, "PK\x03\x04", ""} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := Open("x", bytes.NewReader(data), Options{Partial: true})
		if err != nil {
			return
		}
		for {
			row, err := r.Next()
			if err != nil {
				break
			}
			_ = fmt.Sprint(row.Amount, row.Net, row.Fees)
		}
	})
}

// FuzzSheet feeds the reader of sheets directly, which a fuzzed archive rarely reaches.
func FuzzSheet(f *testing.F) {
	f.Add(`<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>x</t></is></c><c><v>1.5</v></c></row></sheetData></worksheet>`)
	f.Fuzz(func(t *testing.T, text string) {
		s := &xlsxSource{xml: newTokens(strings.NewReader(text), maxSheetBytes), shared: &sharedStrings{}}
		for range 1000 {
			cells, _, err := s.next()
			if err != nil {
				return
			}
			if len(cells) > maxColumns {
				t.Fatalf("%d cells", len(cells))
			}
		}
	})
}
