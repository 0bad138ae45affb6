// Package testapp lends tests Fyne's test application. It is one for the whole process:
// each that Fyne makes, and each theme that is set, has Fyne read all fonts anew, of some
// 70 MB each, of which its shaper keeps the last 32.
package testapp

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"
)

var (
	shared fyne.App
	dress  = theme.VariantLight
)

// New makes the application the current one until the test ends, with no window open and
// nothing in the clipboard. The theme is one of a comparable type.
func New(t testing.TB, look fyne.Theme) fyne.App {
	t.Helper()
	if shared == nil {
		shared = test.NewApp()
	}
	if shared.Settings().Theme() != look {
		shared.Settings().SetTheme(look)
	}
	before := fyne.CurrentApp()
	held = 0
	themed = nil
	app := lent{shared, dressed{shared.Settings()}, driver{test.NewDriver()}, test.NewClipboard()}
	fyne.SetCurrentApp(app)
	t.Cleanup(func() { fyne.SetCurrentApp(before) })
	return app
}

// Dress makes what is drawn light or dark until the test ends. Fyne forgets the icons that
// it has drawn, which it keeps by name alone, and with them the fonts: not for each picture.
func Dress(t testing.TB, look fyne.Theme, variant fyne.ThemeVariant) {
	t.Helper()
	New(t, look)
	before := dress
	dress = variant
	shared.Settings().SetTheme(look)
	t.Cleanup(func() { dress = before })
}

var held fyne.KeyModifier

// Modify keeps keys such as Shift pressed while something is done with the mouse or another key.
func Modify(modifiers fyne.KeyModifier, do func()) {
	before := held
	held = modifiers
	defer func() { held = before }()
	do()
}

var themed []string

// Themed are the texts that were measured since they were last asked for, or since New, in a way
// that has Fyne read all fonts that belong to the theme's.
func Themed() []string {
	defer func() { themed = nil }()
	return themed
}

var asked int

// Measured is how often the driver was asked for the size of a text since it was last asked for.
func Measured() int {
	defer func() { asked = 0 }()
	return asked
}

// driver is one that knows of Shift and others, as those of desktops do.
type driver struct{ fyne.Driver }

var _ desktop.Driver = driver{}

func (driver) CurrentKeyModifiers() fyne.KeyModifier { return held }

// RenderedTextSize implements fyne.Driver.
func (d driver) RenderedTextSize(text string, size float32, style fyne.TextStyle, source fyne.Resource) (fyne.Size, float32) {
	asked++
	if source == nil {
		themed = append(themed, text)
	}
	return d.Driver.RenderedTextSize(text, size, style, source)
}

func (d driver) CreateSplashWindow() fyne.Window { return d.CreateWindow("") }
func (driver) HasSecondaryDisplay() bool         { return false }

// lent is the application but for what a test leaves behind.
type lent struct {
	fyne.App
	settings  fyne.Settings
	driver    fyne.Driver
	clipboard fyne.Clipboard
}

func (l lent) Settings() fyne.Settings            { return l.settings }
func (l lent) Driver() fyne.Driver                { return l.driver }
func (l lent) Clipboard() fyne.Clipboard          { return l.clipboard }
func (l lent) NewWindow(title string) fyne.Window { return l.driver.CreateWindow(title) }

// dressed are settings whose system is light or dark.
type dressed struct{ fyne.Settings }

func (dressed) ThemeVariant() fyne.ThemeVariant { return dress }
