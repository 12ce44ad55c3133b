package web

import (
	"fmt"
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// A source is where a request comes from: an IPv4 address, or the /64 of an IPv6
// address, of which one household has as many as it likes.
type source struct {
	who   who
	local bool // this computer itself, or unknown
}

// proxies are the addresses whose word about a visitor's address is believed.
type proxies []netip.Prefix

// readProxies reads addresses (10.0.0.7) and ranges (10.0.0.0/8).
func readProxies(texts []string) (proxies, error) {
	var list proxies
	for _, text := range texts {
		if address, err := netip.ParseAddr(text); err == nil {
			list = append(list, netip.PrefixFrom(address.Unmap(), address.Unmap().BitLen()))
			continue
		}
		prefix, err := netip.ParsePrefix(text)
		if err != nil {
			return nil, fmt.Errorf("trusted proxy %q: write an address such as 10.0.0.7 or a range such as 10.0.0.0/8", text)
		}
		list = append(list, prefix.Masked())
	}
	return list, nil
}

func (p proxies) trust(address netip.Addr) bool {
	return slices.ContainsFunc(p, func(prefix netip.Prefix) bool { return prefix.Contains(address) })
}

// source finds who asks. Each proxy adds the address that it saw at the end of
// X-Forwarded-For; what stands before the first that is not ours anybody can make up.
func (p proxies) source(r *http.Request) source {
	at, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return source{local: true}
	}
	address := at.Addr().Unmap()
	said := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for len(said) > 0 && p.trust(address) {
		next, err := netip.ParseAddr(strings.TrimSpace(said[len(said)-1]))
		if err != nil {
			break
		}
		address, said = next.Unmap().WithZone(""), said[:len(said)-1]
	}
	return sourceOf(address)
}

// sourceOf is the source of an address.
func sourceOf(address netip.Addr) source {
	if address.IsLoopback() {
		return source{local: true}
	}
	if address.Is6() {
		prefix, _ := address.Prefix(64) // 64 is valid
		address = prefix.Masked().Addr()
	}
	return source{who: address.As16()}
}
