package notify

import (
	"context"
	"encoding/xml"
	"fmt"
	"runtime"
	"strings"
	"syscall"
	"unsafe"

	"golang.org/x/sys/windows"

	"anpisync/app/process"
)

// show shows a toast under our own AppUserModelID, which Windows knows by the installer's
// shortcut: its name and icon are the toast's. A click opens a URI, which the installer has
// registered; one names no data folder, since anybody can make it.
func show(ctx context.Context, n Notice) error {
	shown := make(chan error, 1)
	go func() { shown <- toast(n) }()
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	select {
	case err := <-shown:
		return err
	case <-ctx.Done():
		return fmt.Errorf("notify: %w", context.Cause(ctx))
	}
}

// toastXML is the toast as Windows reads it (the toast content schema).
func toastXML(n Notice) string {
	var b strings.Builder
	b.WriteString(`<toast`)
	if n.Place != "" && n.Data == "" {
		b.WriteString(` activationType="protocol" launch="` + n.Place.URI() + `"`)
	}
	b.WriteString(`><visual><binding template="ToastGeneric">`)
	for _, text := range []string{n.Title, n.Text} {
		b.WriteString("<text>")
		_ = xml.EscapeText(&b, []byte(text)) // which a Builder never fails at
		b.WriteString("</text>")
	}
	b.WriteString(`</binding></visual></toast>`)
	return b.String()
}

// What is called of the Windows Runtime: the classes, their interfaces, and the places of
// methods in these, behind the six that all have.
const (
	classXML     = "Windows.Data.Xml.Dom.XmlDocument"
	classToast   = "Windows.UI.Notifications.ToastNotification"
	classManager = "Windows.UI.Notifications.ToastNotificationManager"

	methodRelease              = 2
	methodLoadXML              = 6 // of IXmlDocumentIO
	methodCreateNotifierWithID = 7 // of IToastNotificationManagerStatics
	methodCreateToast          = 6 // of IToastNotificationFactory
	methodShow                 = 6 // of IToastNotifier
	methodSetting              = 8 // of IToastNotifier
)

var (
	iXMLDocument    = windows.GUID{Data1: 0xf7f3a506, Data2: 0x1e87, Data3: 0x42d6, Data4: [8]byte{0xbc, 0xfb, 0xb8, 0xc8, 0x09, 0xfa, 0x54, 0x94}}
	iXMLDocumentIO  = windows.GUID{Data1: 0x6cd0e74e, Data2: 0xee65, Data3: 0x4489, Data4: [8]byte{0x9e, 0xbf, 0xca, 0x43, 0xe8, 0x7b, 0xa6, 0x37}}
	iToastFactory   = windows.GUID{Data1: 0x04124b20, Data2: 0x82c6, Data3: 0x4229, Data4: [8]byte{0xb1, 0x09, 0xfd, 0x9e, 0xd4, 0x66, 0x2b, 0x53}}
	iManagerStatics = windows.GUID{Data1: 0x50ac103f, Data2: 0xd235, Data3: 0x4598, Data4: [8]byte{0xbb, 0xef, 0x98, 0xfe, 0x4d, 0x1a, 0x3a, 0xd4}}
)

var (
	combase            = windows.NewLazySystemDLL("combase.dll")
	roInitialize       = combase.NewProc("RoInitialize")
	roUninitialize     = combase.NewProc("RoUninitialize")
	roActivateInstance = combase.NewProc("RoActivateInstance")
	roGetFactory       = combase.NewProc("RoGetActivationFactory")
	createString       = combase.NewProc("WindowsCreateString")
	deleteString       = combase.NewProc("WindowsDeleteString")
)

// toast shows one and returns once Windows has it. It is for a goroutine of its own, whose
// thread the runtime of Windows stays with.
func toast(n Notice) (err error) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	if err := combase.Load(); err != nil {
		return fmt.Errorf("notify: %w", err)
	}
	const multithreaded = 1
	if err := failure(roInitialize.Call(multithreaded)); err != nil {
		return fmt.Errorf("notify: RoInitialize: %w", err)
	}
	defer func() { _, _, _ = roUninitialize.Call() }()
	var held scope
	defer held.release()
	step := func(what string, f func() error) {
		if err != nil {
			return
		}
		if err = f(); err != nil {
			err = fmt.Errorf("notify: %s: %w", what, err)
		}
	}
	var document, io, content, manager, notifier, factory, made *object
	step(classXML, func() error {
		name, err := held.text(classXML)
		if err != nil {
			return err
		}
		return failure(roActivateInstance.Call(name, held.out(&document)))
	})
	step("IXmlDocumentIO", func() error { return held.query(document, &iXMLDocumentIO, &io) })
	step("LoadXml", func() error {
		text, err := held.text(toastXML(n))
		if err != nil {
			return err
		}
		return io.call(methodLoadXML, text)
	})
	step("IXmlDocument", func() error { return held.query(document, &iXMLDocument, &content) })
	step(classManager, func() error { return held.factory(classManager, &iManagerStatics, &manager) })
	step("CreateToastNotifierWithId", func() error {
		id, err := held.text(process.AppUserModelID)
		if err != nil {
			return err
		}
		return manager.call(methodCreateNotifierWithID, id, held.out(&notifier))
	})
	step("Setting", func() error { // fails where there is no shortcut with the id
		var setting int32
		if err := notifier.call(methodSetting, uintptr(unsafe.Pointer(&setting))); err != nil {
			return err
		}
		if setting != 0 {
			return fmt.Errorf("notices are switched off (%d)", setting)
		}
		return nil
	})
	step(classToast, func() error { return held.factory(classToast, &iToastFactory, &factory) })
	step("CreateToastNotification", func() error {
		return factory.call(methodCreateToast, uintptr(unsafe.Pointer(content)), held.out(&made))
	})
	step("Show", func() error { return notifier.call(methodShow, uintptr(unsafe.Pointer(made))) })
	return err
}

// object is one of the Windows Runtime: it begins with the addresses of its methods.
type object struct{ methods *[16]uintptr }

// call has what its arguments point to stay where it is.
//
//go:uintptrescapes
func (o *object) call(method int, args ...uintptr) error {
	result, _, _ := syscall.SyscallN(o.methods[method], append([]uintptr{uintptr(unsafe.Pointer(o))}, args...)...)
	return failure(result, 0, nil)
}

// failure is the error that a result of COM stands for; nil: none.
func failure(result, _ uintptr, _ error) error {
	if int32(result) < 0 {
		return syscall.Errno(uint32(result))
	}
	return nil
}

// scope is what is to be given back at its end.
type scope struct {
	objects []**object
	strings []uintptr
}

// out is where a method leaves an object.
func (s *scope) out(o **object) uintptr {
	s.objects = append(s.objects, o)
	return uintptr(unsafe.Pointer(o))
}

func (s *scope) query(o *object, as *windows.GUID, into **object) error {
	const queryInterface = 0
	return o.call(queryInterface, uintptr(unsafe.Pointer(as)), s.out(into))
}

func (s *scope) factory(class string, as *windows.GUID, into **object) error {
	name, err := s.text(class)
	if err != nil {
		return err
	}
	return failure(roGetFactory.Call(name, uintptr(unsafe.Pointer(as)), s.out(into)))
}

// text is a string of the Windows Runtime.
func (s *scope) text(text string) (uintptr, error) {
	letters, err := windows.UTF16FromString(text)
	if err != nil {
		return 0, err
	}
	var made uintptr
	err = failure(createString.Call(uintptr(unsafe.Pointer(&letters[0])), uintptr(len(letters)-1), uintptr(unsafe.Pointer(&made))))
	s.strings = append(s.strings, made)
	return made, err
}

func (s *scope) release() {
	for _, o := range s.objects {
		if *o != nil {
			_ = (*o).call(methodRelease)
		}
	}
	for _, made := range s.strings {
		_, _, _ = deleteString.Call(made)
	}
}
