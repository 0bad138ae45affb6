package browse

import "strings"

// natural is a folded text in a form that sorts as people count: dup2 before dup10. Each
// number has its length before it.
func natural(text string) string {
	if strings.IndexFunc(text, isDigit) < 0 {
		return text
	}
	key := make([]byte, 0, len(text)+8)
	for at := 0; at < len(text); {
		if !isDigit(rune(text[at])) {
			key = append(key, text[at])
			at++
			continue
		}
		end := at
		for end < len(text) && isDigit(rune(text[end])) {
			end++
		}
		number := strings.TrimLeft(text[at:end], "0")
		for length := len(number); ; length -= 9 {
			key = append(key, '0'+byte(min(length, 9)))
			if length < 9 {
				break
			}
		}
		key = append(key, number...)
		at = end
	}
	return string(key)
}

func isDigit(r rune) bool { return '0' <= r && r <= '9' }
