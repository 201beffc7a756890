package diagnose

import "testing"

func TestSmoke(t *testing.T) {
	in := inputFor(t, signed())
	in.Message.Path = "/notify?order=7&lang=de"
	in.NotifyURLs = []string{notifyURL}
	t.Logf("%+v", Diagnose(in))
	in.Message.Body = append(in.Message.Body, 'x')
	d := Diagnose(in)
	t.Logf("%+v", d)
}
func BenchmarkChanged(b *testing.B) {
	in := inputFor(b, signed())
	in.NotifyURLs = []string{notifyURL}
	in.Message.Body[20] ^= 1
	var d Diagnosis
	for b.Loop() {
		d = Diagnose(in)
	}
	b.ReportMetric(float64(d.Tried), "tries")
}
