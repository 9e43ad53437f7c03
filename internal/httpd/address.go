package httpd

import (
	"context"
	"net/http"
	"net/netip"
	"strings"

	"github.com/steelyard-isms/steelyard/internal/fault"
)

// Proxies are the addresses of reverse proxies whose word for a client's address is taken. None: the connection's address is the client's.
type Proxies []netip.Prefix

// mostProxies bounds the list.
const mostProxies = 100

// ParseProxies reads a list of addresses and of networks, such as 127.0.0.1, ::1 and 10.0.0.0/8. Error: Invalid, with the first that is neither, for more
// than 100, and for a network of everybody.
func ParseProxies(list []string) (Proxies, error) {
	refuse := func(reason, remedy string) error {
		return fault.InvalidField("the server cannot start", fault.Field{Path: "trusted-proxies", Reason: reason, Remedy: remedy})
	}
	if len(list) > mostProxies {
		return nil, refuse("has more than 100 addresses", "Name networks, such as 10.0.0.0/8")
	}
	var out Proxies
	for _, text := range list {
		text = strings.TrimSpace(text)
		p, err := netip.ParsePrefix(text)
		if err != nil {
			var a netip.Addr
			if a, err = netip.ParseAddr(text); err == nil {
				a = a.Unmap().WithZone("")
				p = netip.PrefixFrom(a, a.BitLen())
			}
		}
		switch {
		case err != nil:
			return nil, refuse(`holds "`+clip(text)+`", which is no address`, "Write addresses or networks with commas between, such as 127.0.0.1,10.0.0.0/8")
		case p.Bits() == 0:
			return nil, refuse("trusts everybody, and then everybody can say that they are somebody else", "Name only the addresses of your proxies")
		case p.Addr().Is4In6():
			return nil, refuse(`holds "`+clip(text)+`", an IPv4 network written as IPv6`, "Write it as IPv4")
		}
		out = append(out, p.Masked())
	}
	return out, nil
}

func clip(text string) string { return text[:min(len(text), 60)] }

func (p Proxies) trust(a netip.Addr) bool {
	for _, one := range p {
		if one.Contains(a) {
			return true
		}
	}
	return false
}

// mostHops is how many addresses of a header are read, from its end.
const mostHops = 20

// Client is the address of whoever sent a request: that of the connection; and where it is a trusted proxy's, the last address before it that is not. Of
// what stands further in front anyone may have written anything. The zero address: none is known.
func (p Proxies) Client(r *http.Request) netip.Addr {
	at := remote(r.RemoteAddr)
	if !p.trust(at) {
		return at
	}
	forwarded, plain := forwardedFor(r.Header.Values("Forwarded")), listed(r.Header.Values("X-Forwarded-For"))
	switch {
	case len(forwarded) == 0:
		return p.walk(at, plain)
	case len(plain) == 0:
		return p.walk(at, forwarded)
	}
	// a proxy writes one of the two, and passes the other on as it came: where they disagree somebody lies
	if one := p.walk(at, forwarded); one == p.walk(at, plain) {
		return one
	}
	return at
}

// walk goes from the connection towards the client, as far as addresses are those of trusted proxies.
func (p Proxies) walk(at netip.Addr, hops []string) netip.Addr {
	for i := range min(len(hops), mostHops) {
		next := node(hops[len(hops)-1-i])
		if !next.IsValid() {
			return at // a proxy that conceals who asked is as far as one can see
		}
		if at = next; !p.trust(at) {
			return at
		}
	}
	return at
}

// remote reads the address of a connection.
func remote(text string) netip.Addr {
	if ap, err := netip.ParseAddrPort(text); err == nil {
		return ap.Addr().Unmap().WithZone("")
	}
	return node(text)
}

// node reads an address as proxies write it: alone, in brackets, and with a port.
func node(text string) netip.Addr {
	text = strings.TrimSpace(text)
	a, err := netip.ParseAddr(strings.TrimSuffix(strings.TrimPrefix(text, "["), "]"))
	if err != nil {
		ap, err := netip.ParseAddrPort(text)
		if err != nil {
			return netip.Addr{}
		}
		a = ap.Addr()
	}
	return a.Unmap().WithZone("")
}

// listed gives the elements of X-Forwarded-For.
func listed(lines []string) []string {
	var out []string
	for _, line := range lines {
		out = append(out, strings.Split(line, ",")...)
	}
	return out
}

// forwardedFor gives what each element of Forwarded (RFC 7239) says of who asked; empty for one that does not say it.
func forwardedFor(lines []string) []string {
	var out []string
	for _, line := range lines {
		for _, element := range quotedSplit(line, ',') {
			who := ""
			for _, pair := range quotedSplit(element, ';') {
				name, value, _ := strings.Cut(pair, "=")
				if strings.EqualFold(strings.TrimSpace(name), "for") {
					who = unquoted(strings.TrimSpace(value))
				}
			}
			out = append(out, who)
		}
	}
	return out
}

// quotedSplit splits a text where the separator stands outside of quotation marks.
func quotedSplit(text string, separator byte) []string {
	var out []string
	begin, quoted := 0, false
	for i := 0; i < len(text); i++ {
		switch {
		case quoted && text[i] == '\\':
			i++
		case text[i] == '"':
			quoted = !quoted
		case !quoted && text[i] == separator:
			out = append(out, text[begin:i])
			begin = i + 1
		}
	}
	return append(out, text[begin:])
}

// unquoted takes the quotation marks of a value away.
func unquoted(text string) string {
	if len(text) < 2 || text[0] != '"' || text[len(text)-1] != '"' {
		return text
	}
	return strings.ReplaceAll(text[1:len(text)-1], `\`, "")
}

// neighbourhood is what limits count as one address: a network of IPv6 of which one customer has all 2^64 addresses.
func neighbourhood(a netip.Addr) string {
	if a.Is6() {
		if p, err := a.Prefix(64); err == nil {
			return p.String()
		}
	}
	return a.String()
}

// known puts the client's address with a request.
func (s *Server) known(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), clientKey, s.proxies.Client(r))))
	})
}

// Client is the address of whoever sent a request, by the word of trusted proxies; the zero address for one that came over no network.
func Client(ctx context.Context) netip.Addr {
	a, _ := ctx.Value(clientKey).(netip.Addr)
	return a
}
