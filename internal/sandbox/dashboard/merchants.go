package dashboard

import (
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/antom-cli/antom/internal/sandbox"
	"github.com/antom-cli/antom/pkg/keys"
)

const merchantsPath = sandbox.DashboardPath + "merchants"

func (d *Dashboard) merchantPages() { d.mux.HandleFunc("GET "+merchantsPath, d.show(d.merchants)) }

// merchantRow is one merchant with its keys.
type merchantRow struct {
	sandbox.Merchant
	Versions []merchantKey
}

type merchantKey struct{ Version, Fingerprint, Text string }

// library is what one client library of Antom wants to be told.
type library struct {
	Name, URL, Key, Note string
}

func (d *Dashboard) merchants(r *http.Request) (shown, error) {
	list, err := d.Control.Merchants(r.Context())
	if err != nil {
		return shown{}, err
	}
	var rows []merchantRow
	for _, m := range list {
		row := merchantRow{Merchant: m}
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
	value := struct {
		URL, HTTPSURL, ClientID, AntomKey  string
		PrivateKeyFile, AntomPublicKeyFile string
		Merchants                          []merchantRow
		Libraries                          []library
	}{
		d.BaseURL(), d.httpsURL(), d.Identity.ClientID, strings.TrimSpace(string(antom)),
		d.Identity.MerchantPrivateKeyFile, d.Identity.AntomPublicKeyFile, rows, d.libraries(),
	}
	return shown{title: "Merchants", section: merchantsPath, name: "merchants.html", value: value}, nil
}

func (d *Dashboard) httpsURL() string { return strings.Replace(d.BaseURL(), "http:", "https:", 1) }

// libraries says for each client library which address it takes, and what else it needs.
func (d *Dashboard) libraries() []library {
	plain, secure := d.BaseURL(), d.httpsURL()
	const pkcs8 = "private key: PKCS #8, one line of Base64"
	return []library{
		{"Java", secure, pkcs8, "HTTPS only: let Java trust the simulator's certificate (antom sandbox ca)."},
		{"Python", secure, "private key: PKCS #1, one line of Base64", "HTTPS on port 443 only: antom sandbox --addr 127.0.0.1:443, and let Python trust the certificate (antom sandbox ca)."},
		{"Go", plain, pkcs8, ""},
		{"PHP", plain, pkcs8, ""},
		{".NET", plain, pkcs8, ""},
	}
}
