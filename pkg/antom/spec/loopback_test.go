package spec

import "testing"

func TestLoopback(t *testing.T) {
	t.Parallel()
	type answer struct{ loopback, address bool }
	name, address, no := answer{true, false}, answer{true, true}, answer{}
	for host, want := range map[string]answer{
		"localhost": name, "LOCALHOST": name, "antom.localhost": name,
		"127.0.0.1": address, "127.8.8.8": address, "::1": address, "::ffff:127.0.0.1": address,
		"": no, "localhost.example": no, "notlocalhost": no, "0.0.0.0": no, "::": no, "192.0.2.1": no, "127.0.0.1.example": no, "[::1]": no,
	} {
		if got := (answer{Loopback(host), LoopbackAddress(host)}); got != want {
			t.Errorf("%q: got %+v, want %+v", host, got, want)
		}
	}
}
