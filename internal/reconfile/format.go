package reconfile

import "bytes"

// FormatError says that a file has a format that is not read, and what to do about it.
type FormatError struct{ What, Do string }

func (e *FormatError) Error() string { return e.What }

// OtherFormat says which format a file has that begins with some bytes, where it is
// neither CSV nor XLSX; nil where nothing shows another one.
func OtherFormat(begin []byte) error {
	switch {
	case bytes.HasPrefix(begin, []byte{0xff, 0xfe}), bytes.HasPrefix(begin, []byte{0xfe, 0xff}), bytes.IndexByte(begin, 0) >= 0 && isText(begin):
		return &FormatError{"it is in UTF-16", "save it as CSV in UTF-8"}
	case bytes.HasPrefix(begin, []byte{0xd0, 0xcf, 0x11, 0xe0}):
		return &FormatError{"it is an old Excel file (.xls)", "save it as XLSX or CSV"}
	case bytes.HasPrefix(begin, []byte{0x1f, 0x8b}):
		return &FormatError{"it is compressed with gzip", "unpack it: gunzip FILE"}
	case bytes.HasPrefix(begin, []byte("%PDF")):
		return &FormatError{"it is a PDF", "download it as CSV or XLSX"}
	}
	return nil
}

// isText reports whether bytes are ASCII characters of two bytes each.
func isText(begin []byte) bool {
	for _, b := range begin {
		if b >= 0x80 || b < ' ' && b != 0 && b != '\r' && b != '\n' && b != '\t' {
			return false
		}
	}
	return true
}
