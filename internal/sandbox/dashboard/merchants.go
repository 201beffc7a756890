package dashboard

import (
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/antom-cli/antom/internal/clientlib"
	"github.com/antom-cli/antom/internal/sandbox"
	"github.com/antom-cli/antom/pkg/keys"
)

const merchantsPath = sandbox.DashboardPath + "merchants"

func (d *Dashboard) merchantPages() { d.mux.HandleFunc("GET "+merchantsPath, d.show(d.merchants)) }

// merchantRow is one merchant with its keys.
type merchantRow struct {
	sandbox.Merchant
	Versions []merchantKey
	Picture  string // the address of its logo
}

type merchantKey struct{ Version, Fingerprint, Text string }

// library is one of Antom's client libraries with what to write for it.
type library struct {
	clientlib.Library
	Lines clientlib.Lines
}

func (d *Dashboard) merchants(r *http.Request) (shown, error) {
	list, err := d.Control.Merchants(r.Context())
	if err != nil {
		return shown{}, err
	}
	var rows []merchantRow
	for _, m := range list {
		row := merchantRow{Merchant: m, Picture: d.Logo(m.ClientID)}
		for _, v := range slices.Sorted(maps.Keys(m.Keys)) {
			key := merchantKey{Version: v, Text: m.Keys[v]}
			if public, err := keys.ParsePublic([]byte(m.Keys[v])); err == nil {
				key.Fingerprint = keys.Fingerprint(public.Public)
			}
			row.Versions = append(row.Versions, key)
		}
		rows = append(rows, row)
	}
	antom, err := keys.Encode(keys.NewKey(d.Identity.AntomKey).PublicOnly(), keys.FormSPKI, keys.ContainerBase64)
	if err != nil {
		return shown{}, err
	}
	key := strings.TrimSpace(string(antom))
	libraries, err := d.libraries(key)
	if err != nil {
		return shown{}, err
	}
	value := struct {
		URL, HTTPSURL, ClientID, AntomKey  string
		PrivateKeyFile, AntomPublicKeyFile string
		Merchants                          []merchantRow
		Libraries                          []library
	}{
		d.BaseURL(), d.httpsURL(), d.Identity.ClientID, key,
		d.Identity.MerchantPrivateKeyFile, d.Identity.AntomPublicKeyFile, rows, libraries,
	}
	return shown{title: "Merchants", section: merchantsPath, name: "merchants.html", value: value}, nil
}

func (d *Dashboard) httpsURL() string { return strings.Replace(d.BaseURL(), "http:", "https:", 1) }

// libraries has the lines for each client library.
func (d *Dashboard) libraries(antomKey string) ([]library, error) {
	s := clientlib.Simulator{
		URL: d.BaseURL(), HTTPSURL: d.httpsURL(), ClientID: d.Identity.ClientID,
		PrivateKeyFile: d.Identity.MerchantPrivateKeyFile, AntomPublicKey: antomKey,
	}
	var list []library
	for _, l := range clientlib.All() {
		lines, err := l.Lines(s)
		if err != nil {
			return nil, err
		}
		if s.PrivateKeyFile == "" { // it is in memory, and there is nothing to convert
			lines.Prepare = ""
		}
		list = append(list, library{l, lines})
	}
	return list, nil
}
