package reconfile

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math/big"
	"path"
	"strconv"
	"strings"
)

// Limits of what an XLSX file may contain, unpacked: a few kilobytes of a zip archive
// can stand for gigabytes.
const (
	maxSheetBytes  = 4 << 30   // passes through, and is not kept
	maxSharedBytes = 128 << 20 // kept
	maxPartBytes   = 4 << 20   // of the small parts, which name the sheets
	maxCellBytes   = 1 << 17
	maxTokenBytes  = 1 << 20 // of a text or an element of the XML
	maxZipEntries  = 10_000
)

// xlsxSource reads the first sheet of a workbook as a stream: a row at a time.
type xlsxSource struct {
	part   io.ReadCloser
	xml    *tokens
	shared *sharedStrings
	cells  []string
	row    int
}

// openXLSX opens the first sheet of a workbook.
func openXLSX(in io.Reader) (*xlsxSource, error) {
	data, err := readLimited(in, MaxXLSXBytes)
	if err != nil {
		return nil, err
	}
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, fmt.Errorf("it is no complete XLSX file: %w", err)
	}
	if len(archive.File) > maxZipEntries {
		return nil, ErrLimit
	}
	parts := map[string]*zip.File{}
	for _, f := range archive.File {
		parts[strings.ToLower(strings.TrimPrefix(f.Name, "/"))] = f
	}
	shared, err := readShared(parts["xl/sharedstrings.xml"], maxSharedBytes)
	if err != nil {
		return nil, err
	}
	sheet := parts[strings.ToLower(firstSheet(parts))]
	if sheet == nil {
		return nil, &FormatError{"it is a zip archive without a sheet", "if files of Antom are in it, unpack it: unzip FILE"}
	}
	part, err := sheet.Open()
	if err != nil {
		return nil, err
	}
	return &xlsxSource{part: part, xml: newTokens(part, maxSheetBytes), shared: shared}, nil
}

// tokens reads the XML of a part. The decoder keeps a token as a whole, so each one is
// bounded before it is read.
type tokens struct {
	xml   *xml.Decoder
	bound *boundReader
}

// next is the next token.
func (t *tokens) next() (xml.Token, error) {
	t.bound.record = maxTokenBytes
	return t.xml.RawToken()
}

// newTokens reads at most limit bytes of a part.
func newTokens(r io.Reader, limit int64) *tokens {
	bound := &boundReader{in: r, record: maxTokenBytes, total: limit}
	d := xml.NewDecoder(bound)
	d.CharsetReader = func(charset string, _ io.Reader) (io.Reader, error) {
		return nil, fmt.Errorf("its XML is in %s; XLSX files are in UTF-8", charset)
	}
	return &tokens{d, bound}
}

// firstSheet is the path of the first sheet that the workbook names.
func firstSheet(parts map[string]*zip.File) string {
	const usual = "xl/worksheets/sheet1.xml"
	id := attributeOf(parts["xl/workbook.xml"], "sheet", func(a map[string]string) (string, bool) { return a["r:id"], a["r:id"] != "" })
	target := attributeOf(parts["xl/_rels/workbook.xml.rels"], "Relationship", func(a map[string]string) (string, bool) {
		return a["Target"], a["Id"] == id && id != ""
	})
	switch {
	case target == "":
		return usual
	case strings.HasPrefix(target, "/"):
		return target[1:]
	default:
		return path.Join("xl", target)
	}
}

// attributeOf looks through the elements of a name in a small part for the first whose
// attributes choose accepts.
func attributeOf(f *zip.File, element string, choose func(map[string]string) (string, bool)) string {
	if f == nil {
		return ""
	}
	part, err := f.Open()
	if err != nil {
		return ""
	}
	defer part.Close()
	d := newTokens(part, maxPartBytes)
	for {
		token, err := d.next()
		if err != nil {
			return ""
		}
		start, ok := token.(xml.StartElement)
		if !ok || start.Name.Local != element {
			continue
		}
		attributes := map[string]string{}
		for _, a := range start.Attr {
			name := a.Name.Local
			if a.Name.Space != "" {
				name = a.Name.Space + ":" + name
			}
			attributes[name] = a.Value
		}
		if value, ok := choose(attributes); ok {
			return value
		}
	}
}

// sharedStrings are the texts that cells refer to by number, one behind the other.
type sharedStrings struct {
	text []byte
	ends []uint32
}

// readShared reads the texts of a workbook, of which at most limit bytes are kept.
func readShared(f *zip.File, limit int) (*sharedStrings, error) {
	s := &sharedStrings{}
	if f == nil {
		return s, nil
	}
	part, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer part.Close()
	d := newTokens(part, maxSheetBytes)
	inText, phonetic := false, false
	begin := 0 // of the text that is read
	for {
		token, err := d.next()
		if errors.Is(err, io.EOF) {
			return s, nil
		}
		if err != nil {
			return nil, fmt.Errorf("reading its texts: %w", err)
		}
		switch t := token.(type) {
		case xml.StartElement:
			inText = t.Name.Local == "t"
			phonetic = phonetic || t.Name.Local == "rPh"
		case xml.CharData:
			if inText && !phonetic {
				s.text = append(s.text, t...)
			}
		case xml.EndElement:
			inText = false
			switch t.Name.Local {
			case "rPh":
				phonetic = false
			case "si":
				s.ends = append(s.ends, uint32(len(s.text)))
				begin = len(s.text)
			}
		}
		if len(s.text)+4*len(s.ends) > limit || len(s.text)-begin > maxCellBytes {
			return nil, ErrLimit
		}
	}
}

func (s *sharedStrings) get(number string) (string, error) {
	i, err := strconv.Atoi(number)
	if err != nil || i < 0 || i >= len(s.ends) {
		return "", errors.New("a cell refers to a text that is not in the file")
	}
	begin := uint32(0)
	if i > 0 {
		begin = s.ends[i-1]
	}
	return string(s.text[begin:s.ends[i]]), nil
}

// next reads the cells of the next row that the sheet has.
func (s *xlsxSource) next() ([]string, int, error) {
	for {
		token, err := s.xml.next()
		if errors.Is(err, io.EOF) {
			return nil, s.row, io.EOF
		}
		if err != nil {
			return nil, s.row, &LineError{s.row + 1, err}
		}
		start, ok := token.(xml.StartElement)
		if !ok || start.Name.Local != "row" {
			continue
		}
		s.row++
		if n, err := strconv.Atoi(attribute(start, "r")); err == nil && n >= s.row {
			s.row = n
		}
		s.cells = s.cells[:0]
		if err := s.readRow(); err != nil {
			return nil, s.row, &LineError{s.row, err}
		}
		return s.cells, s.row, nil
	}
}

// readRow reads the cells up to the end of the row.
func (s *xlsxSource) readRow() error {
	for {
		token, err := s.xml.next()
		if err != nil {
			return noEOF(err)
		}
		switch t := token.(type) {
		case xml.StartElement:
			if t.Name.Local == "c" {
				if err := s.readCell(attribute(t, "r"), attribute(t, "t")); err != nil {
					return err
				}
			}
		case xml.EndElement:
			if t.Name.Local == "row" {
				return nil
			}
		}
	}
}

// readCell reads a cell of a type at a place such as "AB12", and puts it where it
// belongs: cells that are empty may be left out.
func (s *xlsxSource) readCell(place, kind string) error {
	var text []byte
	inText := false
	for {
		token, err := s.xml.next()
		if err != nil {
			return noEOF(err)
		}
		switch t := token.(type) {
		case xml.StartElement:
			inText = t.Name.Local == "v" || t.Name.Local == "t"
		case xml.CharData:
			if inText {
				text = append(text, t...)
			}
			if len(text) > maxCellBytes {
				return ErrLimit
			}
		case xml.EndElement:
			inText = false
			if t.Name.Local == "c" {
				return s.put(place, kind, string(text))
			}
		}
	}
}

func (s *xlsxSource) put(place, kind, text string) (err error) {
	switch kind {
	case "s":
		if text, err = s.shared.get(text); err != nil {
			return err
		}
	case "", "n":
		text = plainNumber(text)
	}
	column := len(s.cells)
	if place != "" {
		if column = columnOf(place); column < 0 || column >= maxColumns {
			return fmt.Errorf("there is no column %.10q", place)
		}
	}
	for len(s.cells) <= column {
		s.cells = append(s.cells, "")
	}
	s.cells[column] = text
	return nil
}

// columnOf is the number of the column in a place such as "AB12", counted from 0.
func columnOf(place string) int {
	n := 0
	for i := 0; i < len(place) && place[i] >= 'A' && place[i] <= 'Z'; i++ {
		if n = n*26 + int(place[i]-'A') + 1; n > maxColumns {
			return -1
		}
	}
	return n - 1
}

// shownDigits is how many digits a spreadsheet program shows of a number. It stores
// 0.1+0.2 with seventeen, of which the last are noise.
const shownDigits = 15

// plainNumber writes a stored number as the program shows it: 0.30000000000000004 is
// 0.3, and 1.5E-2 is 0.015. What is no number stays as it is.
func plainNumber(text string) string {
	if len(text) <= shownDigits+1 && !strings.ContainsAny(text, "eE") || len(text) > 40 {
		return text
	}
	mantissa, exponent, _ := strings.Cut(strings.ToUpper(text), "E")
	if e, err := strconv.Atoi(exponent); exponent != "" && (err != nil || e < -30 || e > 14) {
		return text // 1.02E+18 was an id: its digits are lost, which is told as what it is
	}
	if strings.Trim(mantissa, "+-.0123456789") != "" {
		return text
	}
	number, ok := new(big.Rat).SetString(text)
	if !ok {
		return text
	}
	whole := len(strings.TrimLeft(new(big.Int).Quo(number.Num(), number.Denom()).String(), "-0"))
	if whole > shownDigits {
		return text
	}
	plain := number.FloatString(shownDigits - whole)
	if strings.Contains(plain, ".") {
		plain = strings.TrimSuffix(strings.TrimRight(plain, "0"), ".")
	}
	return plain
}

// complete is true: an archive that is cut off cannot be opened.
func (s *xlsxSource) complete() bool { return true }

func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name && a.Name.Space == "" {
			return a.Value
		}
	}
	return ""
}

// noEOF is the error of a sheet that ends within a row.
func noEOF(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}
