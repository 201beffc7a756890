package reconfile

import (
	"archive/zip"
	"bufio"
	"encoding/xml"
	"fmt"
	"io"
	"strings"
)

// MaxSheetRows is how many rows a sheet can have in spreadsheet programs.
const MaxSheetRows = 1 << 20

// Workbook writes an XLSX file as a stream: one sheet after the other, row by row. All
// cells are texts, so that no program changes an id or computes a formula.
type Workbook struct {
	zip    *zip.Writer
	sheet  *bufio.Writer
	names  []string
	row    int
	failed error
}

// NewWorkbook begins a workbook.
func NewWorkbook(w io.Writer) *Workbook { return &Workbook{zip: zip.NewWriter(w)} }

// Sheet ends the sheet before and begins another one.
func (b *Workbook) Sheet(name string) error {
	b.endSheet()
	b.names = append(b.names, name)
	b.row = 0
	b.part(fmt.Sprintf("xl/worksheets/sheet%d.xml", len(b.names)))
	b.write(`<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>`)
	return b.failed
}

// Row adds a row to the sheet.
func (b *Workbook) Row(cells []string) error {
	if b.row++; b.row > MaxSheetRows {
		return fmt.Errorf("a sheet cannot have more than %d rows", MaxSheetRows)
	}
	b.write(fmt.Sprintf(`<row r="%d">`, b.row))
	for i, cell := range cells {
		if cell == "" {
			continue
		}
		b.write(fmt.Sprintf(`<c r="%s%d" t="inlineStr"><is><t xml:space="preserve">`, columnName(i), b.row))
		b.escape(cell)
		b.write(`</t></is></c>`)
	}
	b.write(`</row>`)
	return b.failed
}

// columnName is the name of a column counted from 0: A, B, … Z, AA.
func columnName(i int) string {
	name := ""
	for i++; i > 0; i = (i - 1) / 26 {
		name = string(rune('A'+(i-1)%26)) + name
	}
	return name
}

// Close writes the parts that name the sheets, and ends the file.
func (b *Workbook) Close() error {
	b.endSheet()
	var sheets, links, types strings.Builder
	for i, name := range b.names {
		n := i + 1
		fmt.Fprintf(&sheets, `<sheet name="%s" sheetId="%d" r:id="rId%d"/>`, escaped(name), n, n)
		fmt.Fprintf(&links, `<Relationship Id="rId%d" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet%d.xml"/>`, n, n)
		fmt.Fprintf(&types, `<Override PartName="/xl/worksheets/sheet%d.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>`, n)
	}
	const relations = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`
	for _, p := range []struct{ name, text string }{
		{"xl/workbook.xml", `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>` + sheets.String() + `</sheets></workbook>`},
		{"xl/_rels/workbook.xml.rels", relations + links.String() + `</Relationships>`},
		{"_rels/.rels", relations + `<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`},
		{"[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>` + types.String() + `</Types>`},
	} {
		b.part(p.name)
		b.write(p.text)
		b.flush()
	}
	if b.failed != nil {
		return b.failed
	}
	return b.zip.Close()
}

// part begins a part of the archive.
func (b *Workbook) part(name string) {
	if b.failed != nil {
		return
	}
	w, err := b.zip.Create(name)
	if err != nil {
		b.failed = err
		return
	}
	b.sheet = bufio.NewWriter(w)
	b.write(xml.Header)
}

func (b *Workbook) endSheet() {
	if len(b.names) > 0 {
		b.write(`</sheetData></worksheet>`)
		b.flush()
	}
}

func (b *Workbook) flush() {
	if b.failed == nil {
		b.failed = b.sheet.Flush()
	}
}

func (b *Workbook) write(text string) {
	if b.failed == nil {
		_, b.failed = b.sheet.WriteString(text)
	}
}

func (b *Workbook) escape(text string) {
	if b.failed == nil {
		b.failed = xml.EscapeText(b.sheet, []byte(text))
	}
}

func escaped(text string) string {
	var out strings.Builder
	_ = xml.EscapeText(&out, []byte(text)) // a Builder never fails
	return out.String()
}
