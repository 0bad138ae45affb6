// Package contact judges what people are reached by: telephone numbers as they are
// dialled in Japan ([ParsePhone]) and mail addresses ([CheckEmail]); [Addresses] collects those.
//
// It says what is wrong as a [Fault]; the sentences are package message's. It reads
// texts alone: whether anybody answers there it cannot know.
package contact

// Fault is what is wrong with a number or an address; "" is nothing.
type Fault string

// What is wrong with a telephone number.
const (
	PhoneLetters   Fault = "phone-letters"   // something else than a number stands in it, or two of them
	PhoneNoZero    Fault = "phone-no-zero"   // it would be right with a 0 in front, which spreadsheets drop
	PhoneNoArea    Fault = "phone-no-area"   // the area code is missing
	PhoneUnknown   Fault = "phone-unknown"   // too short, too long, or not in use
	PhoneExtension Fault = "phone-extension" // an extension within a building, alone or behind a number
)

// What is wrong with a mail address.
const (
	EmailNoAt    Fault = "email-no-at"
	EmailNoLocal Fault = "email-no-local" // nothing before the @
	EmailNoHost  Fault = "email-no-host"  // nothing behind it, or no name of a host on the net
	EmailWide    Fault = "email-wide"     // double-width characters, or others that are not ASCII
	EmailSpace   Fault = "email-space"    // a space, or two addresses
	EmailDots    Fault = "email-dots"     // a full stop at an end of the local part, or two in a row
	EmailLocal   Fault = "email-local"    // another character that must not stand before the @
	EmailHost    Fault = "email-host"     // the host's name is not one
	EmailLong    Fault = "email-long"
)
