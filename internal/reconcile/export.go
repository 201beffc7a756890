package reconcile

import (
	"encoding/csv"
	"io"
	"strconv"
	"strings"

	"github.com/antom-cli/antom/internal/reconfile"
)

// exportHeader are the columns of exported findings.
func exportHeader() []string {
	return []string{
		"kind", "meaning", "file", "line", "source", "sourceLine", "transactionType", "requestId", "paymentRequestId", "transactionId",
		"orderId", "settlementBatchId", "expected", "found", "amount", "currency", "antom", "do", "command",
	}
}

func (f *Finding) cells() []string {
	return []string{
		string(f.Kind), f.Kind.Info().Title, f.File, lineText(f.Line), f.Source, lineText(f.SourceLine), f.Type, f.RequestID, f.PaymentRequestID,
		f.TransactionID, f.OrderID, f.Batch, f.Expected, f.Found, f.Amount, f.Currency, f.Antom, f.Do, f.Command,
	}
}

func lineText(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// Findings gives findings one after the other.
type Findings func(use func(*Finding) error) error

// WriteCSV writes findings for a spreadsheet program.
func WriteCSV(w io.Writer, each Findings) error {
	out := csv.NewWriter(w)
	if err := out.Write(exportHeader()); err != nil {
		return err
	}
	err := each(func(f *Finding) error {
		cells := f.cells()
		for i := range cells {
			cells[i] = inert(cells[i])
		}
		return out.Write(cells)
	})
	if err != nil {
		return err
	}
	out.Flush()
	return out.Error()
}

// inert keeps a spreadsheet program from taking text of a file for a formula.
func inert(text string) string {
	if text == "" || !strings.ContainsRune("=+-@\t\r", rune(text[0])) {
		return text
	}
	if _, err := reconfile.ParseMoney(text); err == nil {
		return text
	}
	return "'" + text
}

// WriteXLSX writes findings and totals as a workbook with a sheet for each.
func WriteXLSX(w io.Writer, each Findings, totals []Total) error {
	book := reconfile.NewWorkbook(w)
	if err := book.Sheet("Findings"); err != nil {
		return err
	}
	if err := book.Row(exportHeader()); err != nil {
		return err
	}
	if err := each(func(f *Finding) error { return book.Row(f.cells()) }); err != nil {
		return err
	}
	if err := book.Sheet("Totals"); err != nil {
		return err
	}
	if err := book.Row([]string{"report", "transactionType", "status", "rows", "currency", "amount", "settlementCurrency", "fees", "settled"}); err != nil {
		return err
	}
	for _, t := range totals {
		err := book.Row([]string{
			t.Report.Title(), t.Type, t.Status, strconv.Itoa(t.Rows), t.Currency, t.Amount, t.SettlementCurrency, t.Fees, t.Settled,
		})
		if err != nil {
			return err
		}
	}
	return book.Close()
}
