//go:build !unix

package httpserve

// maxFiles is the number of files that the process may open: Windows has no
// limit that matters here.
func maxFiles() uint64 { return 0 }
