package diagnose

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/antom-cli/antom/pkg/antom"
)

// sized makes a body of about some size from entries like those of the
// notification.
func sized(size int) []byte {
	var b bytes.Buffer
	b.WriteString(notification[:len(notification)-1] + `,"more":[`)
	for i := 0; b.Len() < size-60; i++ {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"id":"item-%06d","url":"https://shop.example/%d","n":%d}`, i, i, i)
	}
	b.WriteString("]}")
	return b.Bytes()
}

// BenchmarkChanged is the dearest case: nothing matches, so everything is tried.
func BenchmarkChanged(b *testing.B) {
	for _, size := range []int{600, 2 << 10, 64 << 10, 1 << 20, 16 << 20} {
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			m := signed()
			m.Body = sized(size)
			benchmark(b, m, func(m *antom.Message) { m.Body[bytes.IndexByte(m.Body, 'U')] = 'u' })
		})
	}
}

// BenchmarkIndented finds the commonest mistake there is.
func BenchmarkIndented(b *testing.B) {
	for _, size := range []int{2 << 10, 1 << 20} {
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			m := signed()
			m.Body = sized(size)
			benchmark(b, m, func(m *antom.Message) { m.Body = indented(b, m.Body) })
		})
	}
}

func benchmark(b *testing.B, m antom.Message, spoil func(*antom.Message)) {
	in := inputFor(b, m)
	in.NotifyURLs = []string{notifyURL}
	in.Now = nil
	spoil(&in.Message)
	var d Diagnosis
	for b.Loop() {
		d = Diagnose(in)
	}
	b.ReportMetric(float64(d.tried), "tries")
}

// BenchmarkEffort is the same dearest case with the lesser efforts, as in a file
// with many of them.
func BenchmarkEffort(b *testing.B) {
	for name, effort := range map[string]Effort{"usual": EffortUsual, "single": EffortSingle, "full": EffortFull} {
		b.Run(name, func(b *testing.B) {
			m := signed()
			m.Body = sized(2 << 10)
			in := inputFor(b, m)
			in.NotifyURLs, in.Now, in.Effort = []string{notifyURL}, nil, effort
			in.Message.Body[bytes.IndexByte(m.Body, 'U')] = 'u'
			d := New(in.Keys)
			var found Diagnosis
			b.ReportAllocs()
			for b.Loop() {
				found = d.Diagnose(in)
			}
			b.ReportMetric(float64(found.tried), "tries")
		})
	}
}
