package storage

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"anpisync/reconcile/directory"
)

// A record in the history is JSON with the columns' names as keys, empty ones left
// out. Passwords stay out of it, and so do their hashes, which the copies have; but an
// edit by hand makes no copy, and its record is whole, with the hash, to be taken back.

// notKept stands for a secret that the history does not have.
const notKept = "\x00"

// encode gives nil for no record.
func (tab *table[T]) encode(record *T, whole bool) any {
	if record == nil {
		return nil
	}
	b := append(make([]byte, 0, 256), '{')
	for i := range tab.fields {
		f := &tab.fields[i]
		if f.Secret && !whole || !f.Secret && f.Empty(record) {
			continue
		}
		if len(b) > 1 {
			b = append(b, ',')
		}
		b = append(append(append(b, '"'), f.Name...), `":`...)
		switch v := f.Of(record).(type) {
		case *string:
			b = appendText(b, *v)
		case *int64:
			b = strconv.AppendInt(b, *v, 10)
		case *directory.OptionalInt:
			b = strconv.AppendInt(b, v.Value, 10)
		case *bool:
			b = append(b, "true"...)
		case *[]int64:
			for k, id := range *v {
				b = strconv.AppendInt(append(b, "[,"[min(k, 1)]), id, 10)
			}
			b = append(b, ']')
		}
	}
	return string(append(b, '}'))
}

// appendText appends a text as JSON; nearly every one stands there as it is.
func appendText(b []byte, text string) []byte {
	if utf8.ValidString(text) && !strings.ContainsFunc(text, func(r rune) bool {
		return r < ' ' || r == '"' || r == '\\' || r == '\u2028' || r == '\u2029'
	}) {
		return append(append(append(b, '"'), text...), '"')
	}
	return append(b, encode(text)...)
}

func encode(value any) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(value); err != nil {
		panic(err) // texts and numbers always encode
	}
	return string(bytes.TrimSuffix(b.Bytes(), []byte("\n")))
}

// decode gives a record without its secrets, unless it is to be whole: then those that
// the history does not have are notKept.
func (tab *table[T]) decode(id int64, text string, whole bool) (*T, error) {
	record := new(T)
	*tab.id(record) = id
	for _, f := range tab.fields {
		if f.Secret && whole {
			*f.Text(record) = notKept
		}
	}
	if err := tab.decodeInto(record, json.NewDecoder(strings.NewReader(text)), whole); err != nil {
		return nil, fmt.Errorf("%w: %s %d in the history: %w", ErrDamaged, tab.kind, id, err)
	}
	return record, nil
}

func (tab *table[T]) decodeInto(record *T, d *json.Decoder, whole bool) error {
	if start, err := d.Token(); err != nil {
		return err
	} else if start != json.Delim('{') {
		return fmt.Errorf("%v where a record begins", start)
	}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return err
		}
		var into any = new(json.RawMessage) // of a field that a newer version has
		for i := range tab.fields {
			if f := &tab.fields[i]; f.Name == key && (whole || !f.Secret) {
				into = f.Of(record)
			}
		}
		if number, ok := into.(*directory.OptionalInt); ok {
			number.Valid = true
			into = &number.Value
		}
		if err := d.Decode(into); err != nil {
			return fmt.Errorf("%v: %w", key, err)
		}
	}
	_, err := d.Token()
	return err
}
