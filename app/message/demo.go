package message

import "strings"

// NoSuchFaultError is of a fault of the sample that somebody calls for by its name.
type NoSuchFaultError struct {
	Name  string
	Known []string
}

func (e *NoSuchFaultError) Error() string { return "no such fault: " + e.Name }

func ofNoSuchFault(e *NoSuchFaultError) Text {
	return Text{
		Summary: "「" + e.Name + "」という不具合はありません。",
		Advice:  "「-fault」の後に、次のどれかを付けてください。",
		Detail:  strings.Join(e.Known, "\n"),
	}
}
