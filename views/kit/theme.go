package kit

import (
	"image/color"
	"io"
	"log"
	"runtime/debug"
	"sync"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/theme"
	"github.com/go-text/typesetting/fontscan"
)

// Sizes of texts.
const (
	textSize    float32 = 13
	captionSize float32 = 12
	titleSize   float32 = 20
)

type look struct{ fonts *fonts }

// NewTheme returns the program's theme: light or dark as the system (or
// FYNE_THEME) says, drawn with the system's Japanese font. It also teaches Fyne's
// own words (Copy, Paste …) Japanese, whatever language the system has.
func NewTheme() fyne.Theme {
	translate()
	return look{systemFonts}
}

// LoadFonts has Fyne read both weights of its theme's font, each alone, on a goroutine of its
// own, since that takes a good part of a start. Nothing may be measured until wait returns.
//
// All that is read stays, so that the collector rests meanwhile: it would look for garbage
// again and again as that grows, at the cost of what draws.
func LoadFonts() (wait func()) {
	loaded := make(chan struct{})
	percent := debug.SetGCPercent(-1)
	go func() {
		defer close(loaded)
		defer debug.SetGCPercent(percent)
		for _, s := range []Span{Plain("あ"), Bold("あ")} {
			s.measure(s.Text)
		}
	}()
	return func() { <-loaded }
}

// FindFonts lists the fonts of the system, beside whatever is drawn. Fyne does so when it first
// needs another one than the theme's, and draws nothing meanwhile: for seconds, the first time on
// a machine.
func FindFonts() {
	// Where that cannot be done, Fyne finds none and does without.
	_, _ = fontscan.SystemFonts(log.New(io.Discard, "", 0), "")
}

var inks = map[fyne.ThemeColorName]ink{
	theme.ColorNameBackground:          inkPage,
	theme.ColorNameButton:              inkButton,
	theme.ColorNameDisabled:            inkFaint,
	theme.ColorNameDisabledButton:      inkButton,
	theme.ColorNameError:               inkDangerText,
	theme.ColorNameFocus:               inkChosen,
	theme.ColorNameForeground:          inkText,
	theme.ColorNameForegroundOnPrimary: inkOnPrimary,
	theme.ColorNameHeaderBackground:    inkHeader,
	theme.ColorNameHover:               inkPressed,
	theme.ColorNameHyperlink:           inkLink,
	theme.ColorNameInputBackground:     inkCard,
	theme.ColorNameMenuBackground:      inkCard,
	theme.ColorNameOverlayBackground:   inkCard,
	theme.ColorNamePlaceHolder:         inkPlaceholder,
	theme.ColorNamePressed:             inkPressed,
	theme.ColorNamePrimary:             inkPrimary,
	theme.ColorNameScrollBar:           inkScroll,
	theme.ColorNameSelection:           inkChosen,
	theme.ColorNameSeparator:           inkLine,
	theme.ColorNameShadow:              inkShadow,
	theme.ColorNameSuccess:             inkGreenTagText,
	theme.ColorNameWarning:             inkYellowTagText,
}

func (l look) Color(name fyne.ThemeColorName, variant fyne.ThemeVariant) color.Color {
	if name == theme.ColorNameInputBorder {
		return color.Transparent // Entry draws its own
	}
	if i, ok := inks[name]; ok {
		return i.in(variant)
	}
	return theme.DefaultTheme().Color(name, variant)
}

// Font gives monospaced text the same font: Fyne's own has no Japanese, and what
// it falls back to may be Chinese.
func (l look) Font(style fyne.TextStyle) fyne.Resource {
	if !style.Symbol {
		if found := l.fonts.weight(style.Bold).file; found != nil {
			return found
		}
	}
	return theme.DefaultTheme().Font(style)
}

func (l look) Icon(name fyne.ThemeIconName) fyne.Resource {
	return theme.DefaultTheme().Icon(name)
}

func (l look) Size(name fyne.ThemeSizeName) float32 {
	switch name {
	case theme.SizeNamePadding:
		return 0 // widget.List puts it between rows; gaps are the layouts' business
	case theme.SizeNameInnerPadding:
		// Fyne puts it above and below the text of an entry, which is to be in the
		// middle of 31 with any font.
		return max((31-Span{}.extent("あ").Height)/2, 4)
	case theme.SizeNameText:
		return textSize
	case theme.SizeNameCaptionText:
		return captionSize
	case theme.SizeNameHeadingText:
		return titleSize
	case theme.SizeNameSubHeadingText:
		return 15
	case theme.SizeNameInlineIcon:
		return 16
	case theme.SizeNameInputBorder:
		return 1
	case theme.SizeNameInputRadius, theme.SizeNameButtonRadius, theme.SizeNameMenuRadius:
		return 5
	case theme.SizeNamePopupRadius, theme.SizeNameDialogRadius, theme.SizeNameCardRadius:
		return 8
	case theme.SizeNameModalBlurRadius:
		return 0
	case theme.SizeNameScrollBar:
		return 10
	case theme.SizeNameScrollBarSmall:
		return 4
	}
	return theme.DefaultTheme().Size(name)
}

var translate = sync.OnceFunc(addJapanese)

// addJapanese gives Fyne its Japanese words under every language that it may choose:
// it goes by the system's alone, and falls back to English.
func addJapanese() {
	words := []byte(`{
		"Advanced": "高度な設定", "Cancel": "キャンセル", "Confirm": "確認", "Copy": "コピー",
		"Create Folder": "フォルダーを作成", "Cut": "切り取り", "Enter filename": "ファイル名を入力",
		"Error": "エラー", "Favourites": "お気に入り", "File": "ファイル", "Folder": "フォルダー",
		"New Folder": "新しいフォルダー", "No": "いいえ", "OK": "OK", "Open": "開く", "Paste": "貼り付け",
		"Quit": "終了", "Redo": "やり直し", "Save": "保存", "Select all": "すべて選択",
		"Show Hidden Files": "隠しファイルを表示", "Undo": "元に戻す", "Yes": "はい",
		"file.name": {"other": "名前"}, "file.parent": {"other": "親フォルダー"}
	}`)
	for _, locale := range []fyne.Locale{lang.SystemLocale(), "en", "ja"} {
		if err := lang.AddTranslationsForLocale(words, locale); err != nil {
			fyne.LogError("add Fyne's words in Japanese", err)
		}
	}
}
