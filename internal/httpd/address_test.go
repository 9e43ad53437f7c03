package httpd_test

import (
	"fmt"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/httpd"
)

func proxies(t testing.TB, list ...string) httpd.Proxies {
	t.Helper()
	out, err := httpd.ParseProxies(list)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func from(remote string, header ...string) *http.Request {
	r := &http.Request{RemoteAddr: remote, Header: http.Header{}}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Add(header[i], header[i+1])
	}
	return r
}

// Nobody gets rid of the limits of their address by saying that they have another one; and behind a proxy that is trusted everyone has their own. Examples of
// Forwarded are those of RFC 7239, section 4.
func TestWhoseAddressItIs(t *testing.T) {
	trusted := proxies(t, "127.0.0.1", "10.0.0.0/8", "::1", "2001:db8:cafe::/48")
	const plain, standard = "X-Forwarded-For", "Forwarded"
	for _, c := range []struct {
		what string
		r    *http.Request
		want string
	}{
		{"no proxy", from("192.0.2.7:4711"), "192.0.2.7"},
		{"a stranger lies", from("192.0.2.7:4711", plain, "198.51.100.1"), "192.0.2.7"},
		{"a proxy that says nothing", from("127.0.0.1:1"), "127.0.0.1"},
		{"one proxy", from("127.0.0.1:1", plain, "198.51.100.1"), "198.51.100.1"},
		{"what the client said before it", from("127.0.0.1:1", plain, "203.0.113.5, 198.51.100.1"), "198.51.100.1"},
		{"two proxies", from("127.0.0.1:1", plain, "203.0.113.5, 198.51.100.1,10.2.3.4"), "198.51.100.1"},
		{"two lines", from("127.0.0.1:1", plain, "198.51.100.1", plain, "10.2.3.4"), "198.51.100.1"},
		{"everyone within", from("127.0.0.1:1", plain, "10.0.0.9, 10.0.0.8"), "10.0.0.9"},
		{"with a port", from("127.0.0.1:1", plain, "198.51.100.1:4711"), "198.51.100.1"},
		{"IPv6 with a port", from("[::1]:1", plain, "[2001:db8::7]:4711"), "2001:db8::7"},
		{"IPv4 over IPv6", from("[::ffff:127.0.0.1]:1", plain, "::ffff:198.51.100.1"), "198.51.100.1"},
		{"no address", from("127.0.0.1:1", plain, "198.51.100.1, unknown"), "127.0.0.1"},
		{"the standard one", from("127.0.0.1:1", standard, `for=192.0.2.60;proto=http;by=203.0.113.43`), "192.0.2.60"},
		{"quoted", from("127.0.0.1:1", standard, `For="[2001:db8:beef:17::4711]:4711"`), "2001:db8:beef:17::4711"},
		{"standard, two proxies", from("127.0.0.1:1", standard, `for=192.0.2.43, for="[2001:db8:cafe::17]"`), "192.0.2.43"},
		{"a quoted comma", from("127.0.0.1:1", standard, `for=192.0.2.43;host="a,for=1.2.3.4"`), "192.0.2.43"},
		{"concealed", from("127.0.0.1:1", standard, `for=192.0.2.43, for=_hidden`), "127.0.0.1"},
		{"nothing said of the last", from("127.0.0.1:1", standard, `for=192.0.2.43, proto=https`), "127.0.0.1"},
		{"both agree", from("127.0.0.1:1", standard, `for=192.0.2.43`, plain, "192.0.2.43"), "192.0.2.43"},
		{"a lie in the one that the proxy passes on", from("127.0.0.1:1", standard, `for=203.0.113.5`, plain, "192.0.2.43"), "127.0.0.1"},
		{"no network", from("local"), "invalid IP"},
	} {
		if got := trusted.Client(c.r).String(); got != c.want {
			t.Errorf("%s: %s, not %s", c.what, got, c.want)
		}
	}
	if got := httpd.Proxies(nil).Client(from("127.0.0.1:1", plain, "198.51.100.1")).String(); got != "127.0.0.1" {
		t.Errorf("somebody is believed whom nobody trusts: %s", got)
	}
	long := strings.Repeat("10.0.0.1,", 10_000) + "10.0.0.2"
	if got := trusted.Client(from("127.0.0.1:1", plain, "198.51.100.1,"+long)).String(); got != "10.0.0.1" {
		t.Errorf("a header is read without an end: %s", got)
	}
}

func TestTrustedProxiesAreRead(t *testing.T) {
	for text, says := range map[string]string{"": "no address", "proxy.example.org": "no address", "10.0.0.0/33": "no address", "0.0.0.0/0": "trusts everybody", "::/0": "trusts everybody",
		"::ffff:10.0.0.0/104": "Write it as IPv4", strings.Repeat("1.2.3.4,", 101): "more than 100"} {
		_, err := httpd.ParseProxies(strings.Split(text, ","))
		if !fault.Is(err, fault.Invalid) || !strings.Contains(fmt.Sprint(fault.Of(err).Fields), says) {
			t.Errorf("%.30q: %v does not say %q", text, err, says)
		}
	}
}

// Whatever a header holds, the client is nobody whom neither the connection nor the header names, and what stands before the first address that is not trusted
// changes nothing.
func FuzzClient(f *testing.F) {
	for _, seed := range [][2]string{{"198.51.100.1, 10.0.0.1", ""}, {"", `for="[2001:db8::1]:1";proto=https, for=10.0.0.1`}, {"[::1", `for="a\"b,c`}, {",,", ";;=,"}} {
		f.Add(seed[0], seed[1])
	}
	trusted := proxies(f, "127.0.0.1", "10.0.0.0/8")
	f.Fuzz(func(t *testing.T, plain, standard string) {
		ask := func(plain, standard string) netip.Addr {
			var header []string
			if plain != "" {
				header = append(header, "X-Forwarded-For", plain)
			}
			if standard != "" {
				header = append(header, "Forwarded", standard)
			}
			return trusted.Client(from("127.0.0.1:1", header...))
		}
		got := ask(plain, standard)
		if !got.IsValid() {
			t.Fatalf("a request over the network has no address")
		}
		if got != netip.MustParseAddr("127.0.0.1") && !slices.ContainsFunc([]string{plain, standard}, func(s string) bool { return s != "" }) {
			t.Fatalf("%s comes from nowhere", got)
		}
		if standard == "" && plain != "" {
			if one := ask("203.0.113.5,"+plain, ""); one != got && !netip.MustParsePrefix("10.0.0.0/8").Contains(got) && got != netip.MustParseAddr("127.0.0.1") {
				t.Fatalf("whoever asks says that they are %s instead of %s", one, got)
			}
		}
	})
}
