package contact

import (
	"net/netip"
	"strings"
	"unicode/utf8"
)

// The limits of RFC 5321 and of names of hosts, in bytes.
const (
	longestAddress = 254
	longestLocal   = 64
	longestLabel   = 63
)

// CheckEmail says what is wrong with an address: whether it has the form of a mailbox
// in RFC 5321 whose host has a name on the net, or an address literal. An empty text has
// no fault.
func CheckEmail(address string) Fault {
	if address == "" {
		return ""
	}
	for _, c := range address {
		switch {
		case c >= utf8.RuneSelf:
			return EmailWide
		case (c == ' ' || c == ',' || c == ';') && address[0] != '"':
			return EmailSpace
		}
	}
	at := strings.LastIndexByte(address, '@')
	switch {
	case at < 0:
		return EmailNoAt
	case at == 0:
		return EmailNoLocal
	case len(address) > longestAddress:
		return EmailLong
	}
	if fault := checkLocal(address[:at]); fault != "" {
		return fault
	}
	return checkHost(address[at+1:])
}

func checkLocal(local string) Fault {
	if len(local) > longestLocal {
		return EmailLong
	}
	if local[0] == '"' {
		return checkQuoted(local)
	}
	dotted := true // a full stop may not follow
	dots := false
	for i := range len(local) {
		c := local[i]
		if c == '.' {
			dots = dots || dotted
			dotted = true
			continue
		}
		if !isAtom(c) {
			return EmailLocal
		}
		dotted = false
	}
	if dots || dotted {
		return EmailDots
	}
	return ""
}

// isAtom says whether a byte is atext of RFC 5322.
func isAtom(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.IndexByte("!#$%&'*+-/=?^_`{|}~", c) >= 0
}

func checkQuoted(local string) Fault {
	if len(local) < 2 || local[len(local)-1] != '"' {
		return EmailLocal
	}
	inside := local[1 : len(local)-1]
	for i := 0; i < len(inside); i++ {
		switch c := inside[i]; {
		case c < ' ' || c > '~' || c == '"':
			return EmailLocal
		case c == '\\':
			if i++; i == len(inside) || inside[i] < ' ' || inside[i] > '~' {
				return EmailLocal
			}
		}
	}
	return ""
}

func checkHost(host string) Fault {
	if strings.HasPrefix(host, "[") {
		if !isLiteral(host) {
			return EmailHost
		}
		return ""
	}
	if !strings.Contains(host, ".") {
		return EmailNoHost
	}
	start := 0
	for i := 0; i <= len(host); i++ {
		if i < len(host) && host[i] != '.' {
			continue
		}
		if !isLabel(host[start:i]) {
			return EmailHost
		}
		if i == len(host) && strings.Trim(host[start:], "0123456789") == "" { // an address is no name
			return EmailHost
		}
		start = i + 1
	}
	return ""
}

// isLiteral says whether it is the number of a host, in brackets.
func isLiteral(host string) bool {
	number, closed := strings.CutSuffix(host[1:], "]")
	six, isSix := strings.CutPrefix(number, "IPv6:")
	address, err := netip.ParseAddr(six)
	return closed && err == nil && address.Zone() == "" && address.Is6() == isSix
}

func isLabel(label string) bool {
	if label == "" || len(label) > longestLabel || label[0] == '-' || label[len(label)-1] == '-' {
		return false
	}
	for i := range len(label) {
		c := label[i]
		if !('a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '-') {
			return false
		}
	}
	return true
}
