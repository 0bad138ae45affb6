package display

import (
	"fmt"
	"strings"
	"unsafe"

	"golang.org/x/sys/windows"
	"golang.org/x/sys/windows/registry"
)

var (
	user32             = windows.NewLazySystemDLL("user32.dll")
	enumDisplayDevices = user32.NewProc("EnumDisplayDevicesW")
	getSystemMetrics   = user32.NewProc("GetSystemMetrics")
)

// displayDevice is DISPLAY_DEVICEW.
type displayDevice struct {
	size  uint32
	name  [32]uint16
	text  [128]uint16
	state uint32
	id    [128]uint16
	key   [128]uint16
}

// display tells the displays of this session apart from those of others: whether it is a
// remote desktop, and the adapters with their drivers.
func display() string {
	const remoteSession = 0x1000 // SM_REMOTESESSION
	remote, _, _ := getSystemMetrics.Call(remoteSession)
	lines := []string{fmt.Sprint("remote ", remote)}
	for i := uintptr(0); ; i++ {
		var d displayDevice
		d.size = uint32(unsafe.Sizeof(d))
		if ok, _, _ := enumDisplayDevices.Call(0, i, uintptr(unsafe.Pointer(&d)), 0); ok == 0 {
			return strings.Join(lines, "\n")
		}
		lines = append(lines, fmt.Sprintf("%s %s %x %s", windows.UTF16ToString(d.text[:]), windows.UTF16ToString(d.id[:]),
			d.state, driver(windows.UTF16ToString(d.key[:]))))
	}
}

// driver is the version of an adapter's driver; empty where Windows does not say.
func driver(key string) string {
	path, found := strings.CutPrefix(strings.ToLower(key), `\registry\machine\`)
	if !found {
		return ""
	}
	k, err := registry.OpenKey(registry.LOCAL_MACHINE, path, registry.QUERY_VALUE)
	if err != nil {
		return ""
	}
	defer k.Close()
	version, _, _ := k.GetStringValue("DriverVersion")
	return version
}
