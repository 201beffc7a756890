package engine

import (
	"bytes"
	"fmt"
	"strings"
	"time"
)

// template is the document that a merchant fills in for a defence.
func template(d Dispute) []byte {
	return pdf(append([]string{"Merchant letter", ""}, append(facts(d),
		"", "What was sold, and when it was delivered:", "", "How the buyer was identified:", "", "What the buyer was told about refunds:",
		"", "Made by the simulator of antom. No money moves.")...))
}

// draft is the document that Antom drafts.
func draft(d Dispute) []byte {
	return pdf(append([]string{"Defence letter (draft)", ""}, append(facts(d),
		"", "The payment was made by the cardholder, and the goods were delivered.", "Made by the simulator of antom. No money moves.")...))
}

func facts(d Dispute) []string {
	return []string{
		"Dispute: " + d.DisputeID,
		"Payment: " + d.PaymentID,
		"Amount: " + d.Amount.String() + " (smallest unit)",
		"Reason: " + d.ReasonCode + " " + d.Reason,
		"Answer until: " + d.Due.UTC().Format(time.RFC3339),
	}
}

// pdf makes a document of one page with lines of text.
func pdf(lines []string) []byte {
	var page strings.Builder
	page.WriteString("BT /F1 11 Tf 60 780 Td 16 TL\n")
	for _, line := range lines {
		fmt.Fprintf(&page, "(%s) Tj T*\n", pdfText(line))
	}
	page.WriteString("ET")
	objects := []string{
		"<< /Type /Catalog /Pages 2 0 R >>",
		"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
		fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", page.Len(), page.String()),
		"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
	}
	var b bytes.Buffer
	b.WriteString("%PDF-1.4\n")
	table := fmt.Sprintf("xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for i, text := range objects {
		table += fmt.Sprintf("%010d 00000 n \n", b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, text)
	}
	start := b.Len()
	fmt.Fprintf(&b, "%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", table, len(objects)+1, start)
	return b.Bytes()
}

// pdfText writes a line for a PDF: what is not ASCII becomes a question mark.
func pdfText(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r < ' ' || r > '~':
			b.WriteByte('?')
		case strings.ContainsRune(`()\`, r):
			b.WriteByte('\\')
			b.WriteRune(r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}
