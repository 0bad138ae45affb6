package notify

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"

	"golang.org/x/sys/windows"
)

// toast shows the texts that stand in its environment, in which PowerShell finds nothing
// to run. Windows shows notices of programs that it knows by an id; PowerShell has one
// on every Windows, ours would stay behind in the registry.
const toast = `$ErrorActionPreference = 'Stop'
$manager = [Windows.UI.Notifications.ToastNotificationManager, Windows.UI.Notifications, ContentType = WindowsRuntime]
$xml = $manager::GetTemplateContent([Windows.UI.Notifications.ToastTemplateType]::ToastText02)
$lines = $xml.GetElementsByTagName('text')
[void]$lines.Item(0).AppendChild($xml.CreateTextNode($env:ANPISYNC_TITLE))
[void]$lines.Item(1).AppendChild($xml.CreateTextNode($env:ANPISYNC_TEXT))
$id = '{1AC14E77-02E7-4E5D-B744-2EB1AE5198B7}\WindowsPowerShell\v1.0\powershell.exe'
$manager::CreateToastNotifier($id).Show([Windows.UI.Notifications.ToastNotification]::new($xml))`

func show(ctx context.Context, title, text string) error {
	system, err := windows.GetSystemDirectory()
	if err != nil {
		return fmt.Errorf("notify: %w", err)
	}
	powershell := filepath.Join(system, "WindowsPowerShell", "v1.0", "powershell.exe")
	cmd := exec.CommandContext(ctx, powershell, "-NoProfile", "-NonInteractive", "-Command", toast)
	cmd.Env = append(os.Environ(), "ANPISYNC_TITLE="+title, "ANPISYNC_TEXT="+text)
	cmd.SysProcAttr = &syscall.SysProcAttr{CreationFlags: windows.CREATE_NO_WINDOW}
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("notify: %w: %s", err, strings.ToValidUTF8(string(out), "?"))
	}
	return nil
}
