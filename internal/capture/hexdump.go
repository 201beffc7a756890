package capture

import (
	"bytes"
	"strconv"
)

const hexNote = "read from a hex dump"

// A hexLine is a line of a hex dump: an offset, then bytes, then maybe the
// same bytes as text.
//
//		0x0040:  504f 5354 202f 7061 …  POST./pa         tcpdump -X
//	00000040: 504f 5354 202f 7061 …  POST /pa           xxd
//	00000040  50 4f 53 54 20 2f 70 61  …  |POST /pa|    hexdump -C
//	0040   50 4f 53 54 20 2f 70 61 …   POST /pa         Wireshark
type hexLine struct {
	offset int
	bytes  []byte
}

// parseHexLine reads a line of a hex dump.
func parseHexLine(line []byte) (hexLine, bool) {
	const most = 16 // bytes in a line
	line = bytes.TrimLeft(line, " \t")
	word, rest, found := bytes.Cut(line, []byte{' '})
	word = bytes.TrimPrefix(bytes.TrimSuffix(word, []byte{':'}), []byte("0x"))
	offset, err := strconv.ParseUint(string(word[:min(len(word), 16)]), 16, 31)
	if !found || err != nil || len(word) < 4 || len(word) > 8 {
		return hexLine{}, false
	}
	h := hexLine{offset: int(offset)}
	blanks := 0
	for len(rest) > 0 && len(h.bytes) < most {
		if rest[0] == ' ' || rest[0] == '\t' {
			if blanks++; blanks > 2 && len(h.bytes) > 0 {
				break // what follows is the text
			}
			rest = rest[1:]
			continue
		}
		high, ok := hexDigit(rest[0])
		if !ok || len(rest) < 2 {
			break
		}
		low, ok := hexDigit(rest[1])
		if !ok {
			break
		}
		if blanks > 1 && len(h.bytes) > 0 && len(h.bytes) != most/2 {
			break
		}
		h.bytes, rest, blanks = append(h.bytes, high<<4|low), rest[2:], 0
	}
	return h, len(h.bytes) > 0
}

// isHexDump reports whether a text begins with two lines of a hex dump that
// follow each other.
func isHexDump(text []byte) bool {
	expected := -1
	for line := range bytes.Lines(text[:min(len(text), firstRead)]) {
		h, ok := parseHexLine(bytes.TrimRight(line, "\r\n"))
		if ok && h.offset == expected && expected > 0 {
			return true
		}
		expected = -1
		if ok && h.offset == 0 {
			expected = len(h.bytes)
		}
	}
	return false
}

// hexBlock reads the block of a hex dump that begins at i: lines whose offsets
// follow each other. It returns where the block ends.
func hexBlock(data []byte, i int) (block []byte, end int) {
	for i < len(data) {
		line, next := cutLine(data, i)
		h, ok := parseHexLine(line)
		if !ok || h.offset != len(block) {
			break
		}
		block = append(block, h.bytes...)
		i = next
	}
	return block, i
}

// joinHex joins the content of the blocks of a hex dump. Headers of packets are
// cut off, and packets that were sent again count once.
func joinHex(data []byte) []byte {
	var joined []byte
	seen := map[uint32]bool{}
	for i := 0; i < len(data); {
		block, end := hexBlock(data, i)
		if end == i {
			_, i = cutLine(data, i)
			continue
		}
		i = end
		p, isPacket := parsePacket(block)
		if !isPacket {
			joined = append(joined, block...)
		} else if len(p.content) > 0 && !seen[p.seq] {
			seen[p.seq] = true
			joined = append(joined, p.content...)
		}
	}
	return joined
}

// tcpPacket is what matters of a TCP packet.
type tcpPacket struct {
	seq     uint32
	content []byte
}

// parsePacket reads a TCP packet over IPv4 or IPv6, alone or in a frame of
// Ethernet, of Linux's "any" device or of a loopback device.
func parsePacket(frame []byte) (tcpPacket, bool) {
	for _, link := range []int{0, 14, 18, 16, 20, 4} {
		if len(frame) < link {
			continue
		}
		if p, ok := parseIP(frame[link:]); ok {
			return p, true
		}
	}
	return tcpPacket{}, false
}

func parseIP(b []byte) (tcpPacket, bool) {
	const protocolTCP = 6
	switch {
	case len(b) >= 40 && b[0]>>4 == 4 && b[0]&15 >= 5 && b[9] == protocolTCP:
		head, total := int(b[0]&15)*4, int(b[2])<<8|int(b[3])
		if total < head+20 || total > len(b) {
			return tcpPacket{}, false
		}
		return parseTCP(b[head:total])
	case len(b) >= 60 && b[0]>>4 == 6 && b[6] == protocolTCP:
		length := int(b[4])<<8 | int(b[5])
		if length < 20 || 40+length > len(b) {
			return tcpPacket{}, false
		}
		return parseTCP(b[40 : 40+length])
	}
	return tcpPacket{}, false
}

func parseTCP(b []byte) (tcpPacket, bool) {
	if len(b) < 20 {
		return tcpPacket{}, false
	}
	head := int(b[12]>>4) * 4
	if head < 20 || head > len(b) {
		return tcpPacket{}, false
	}
	return tcpPacket{seq: uint32(b[4])<<24 | uint32(b[5])<<16 | uint32(b[6])<<8 | uint32(b[7]), content: b[head:]}, true
}
