package capture

import (
	"bytes"
	"strconv"
)

// tcpdump -A writes for every packet a line with its flow, sequence numbers
// and length, then the packet as text in which each byte outside of printable
// ASCII is a dot and CR before LF is left out:
//
//	12:00:00.000001 IP 10.0.0.1.50000 > 10.0.0.2.80: Flags [P.], seq 1:700, ack 1, …, length 699: HTTP: POST /x HTTP/1.1
//	E...!.@.@.............P.........POST /x HTTP/1.1

const packetNote = "read from the text of packets: bytes that are not printable ASCII stand there as dots, and CR before LF is missing"

// packet is one packet with content.
type packet struct {
	flow, seq string
	length    int
	text      []byte
}

// isPacketLine reports whether a line begins a packet.
func isPacketLine(line []byte) bool {
	return bytes.Contains(line, []byte(" > ")) && bytes.Contains(line, []byte(": Flags ["))
}

// joinPackets joins the contents of the packets of each flow, in the order in
// which the flows begin. Packets that were sent again count once.
func joinPackets(data []byte) [][]byte {
	var order []string
	flows := map[string][]byte{}
	seen := map[string]bool{}
	for i := 0; i < len(data); {
		p, next := cutPacket(data, i)
		i = next
		if p == nil || p.length == 0 || seen[p.flow+p.seq] {
			continue
		}
		seen[p.flow+p.seq] = p.seq != ""
		if _, known := flows[p.flow]; !known {
			order = append(order, p.flow)
		}
		flows[p.flow] = append(flows[p.flow], p.content()...)
	}
	joined := make([][]byte, 0, len(order))
	for _, flow := range order {
		joined = append(joined, flows[flow])
	}
	return joined
}

// cutPacket takes the packet whose line is at i, and returns where the next
// begins; nil if the line there begins none.
func cutPacket(data []byte, i int) (*packet, int) {
	line, next := cutLine(data, i)
	if !isPacketLine(line) {
		return nil, next
	}
	p := parsePacketLine(line)
	from, end := next, next
	for end < len(data) {
		line, next := cutLine(data, end)
		if isPacketLine(line) || isTimeLine(line) {
			break
		}
		end = next
	}
	p.text = bytes.TrimSuffix(data[from:end], []byte{'\n'})
	return p, end
}

// isTimeLine: with -v, the flow stands in a second line behind the time.
func isTimeLine(line []byte) bool {
	return bytes.Contains(line, []byte(" IP (tos ")) || bytes.Contains(line, []byte(" IP6 (")) ||
		bytes.HasPrefix(line, []byte("IP (tos "))
}

func parsePacketLine(line []byte) *packet {
	p := &packet{}
	ends, rest, _ := bytes.Cut(line, []byte(": Flags ["))
	from, to, _ := bytes.Cut(ends, []byte(" > "))
	if i := bytes.LastIndexByte(from, ' '); i >= 0 {
		from = from[i+1:]
	}
	p.flow = string(from) + " > " + string(to)
	if _, seq, ok := bytes.Cut(rest, []byte(", seq ")); ok {
		seq, _, _ = bytes.Cut(seq, []byte{','})
		p.seq = " " + string(seq)
	}
	if _, length, ok := bytes.Cut(rest, []byte(", length ")); ok {
		p.length, _ = strconv.Atoi(string(length[:digits(length)]))
	}
	return p
}

// digits is how many digits a text begins with.
func digits(text []byte) int {
	n := 0
	for n < len(text) && isDigit(text[n]) {
		n++
	}
	return n
}

// content cuts the packet's own headers off its text. Where a request begins
// in the text, the content begins; else it is the last length bytes.
func (p *packet) content() []byte {
	if i := requestInside(p.text); i >= 0 {
		return p.text[i:]
	}
	return p.text[max(0, len(p.text)-max(p.length, 0)):]
}

// requestInside finds the last request line that begins anywhere in a line.
func requestInside(text []byte) int {
	for end := len(text); end > 0; {
		start := bytes.LastIndexByte(text[:end-1], '\n') + 1
		line := bytes.TrimRight(text[start:end], "\r\n")
		for _, method := range []string{"POST ", "PUT ", "GET ", "PATCH "} {
			if i := bytes.LastIndex(line, []byte(method)); i >= 0 && isRequest(line[i:]) {
				return start + i
			}
		}
		end = start
	}
	return -1
}
