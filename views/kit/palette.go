package kit

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// ink names a colour of ours by its purpose; palette gives its value in light and dark.
type ink int

const (
	inkPage         ink = iota // behind everything
	inkNav                     // behind the navigation
	inkCard                    // panels, lists, entries, dialogs
	inkHeader                  // list headers
	inkBorder                  // around panels
	inkLine                    // between rows
	inkInput                   // around entries and ticks
	inkText                    // what is read first
	inkLabel                   // labels of fields, headings of columns
	inkMuted                   // asides
	inkFaint                   // what is disabled
	inkPlaceholder             // what a field asks for while it is empty
	inkPrimary                 // buttons, ticks
	inkFocus                   // around what has the keys
	inkOnPrimary               // text on inkPrimary
	inkPrimaryDim              // a primary button, or a tick, that is disabled
	inkOnPrimaryDim            // text on inkPrimaryDim
	inkLink                    // text that can be clicked
	inkButton                  // plain buttons
	inkPressed                 // a veil over what is hovered or pressed
	inkChosen                  // the chosen entry of the navigation or tree
	inkRow                     // selected rows
	inkHover                   // hovered rows
	inkHit                     // behind what a search found
	inkOnHit                   // text on inkHit
	inkScroll
	inkScrim  // over the window, behind a dialog
	inkShadow // where a list goes on, below menus
	inkInfo
	inkInfoBorder
	inkSuccess
	inkSuccessBorder
	inkWarning
	inkWarningBorder
	inkDanger
	inkDangerBorder
	inkDangerText
	inkGrayTag
	inkGrayTagText
	inkGreenTag
	inkGreenTagText
	inkYellowTag
	inkYellowTagText
	inkBlueTag
	inkBlueTagText
	inkRedTag
	inkRedTagText
	inkStrong   // a filter that is on
	inkOnStrong // text on inkStrong
	inkCount
)

type shades struct{ light, dark color.NRGBA }

var palette = [inkCount]shades{
	inkPage:          {rgb(0xf7f8fa), rgb(0x16191e)},
	inkNav:           {rgb(0xeef1f5), rgb(0x1b1f25)},
	inkCard:          {rgb(0xffffff), rgb(0x1f242b)},
	inkHeader:        {rgb(0xfafbfc), rgb(0x242a32)},
	inkBorder:        {rgb(0xdfe4ea), rgb(0x343b45)},
	inkLine:          {rgb(0xe9edf2), rgb(0x2b313a)},
	inkInput:         {rgb(0x848c98), rgb(0x747d8b)},
	inkText:          {rgb(0x1a1f26), rgb(0xe6e9ee)},
	inkLabel:         {rgb(0x4b5563), rgb(0xb6bec9)},
	inkMuted:         {rgb(0x5b6471), rgb(0xa3adbb)},
	inkFaint:         {rgb(0x7b8491), rgb(0x7f8997)},
	inkPlaceholder:   {rgb(0x666f7c), rgb(0x97a1af)},
	inkPrimary:       {rgb(0x1a66dd), rgb(0x2f6fe0)},
	inkFocus:         {rgb(0x1a66dd), rgb(0x6ea8ff)},
	inkOnPrimary:     {rgb(0xffffff), rgb(0xffffff)},
	inkPrimaryDim:    {rgb(0xcbdaf4), rgb(0x263a5c)},
	inkOnPrimaryDim:  {rgb(0x64779b), rgb(0x8496b4)},
	inkLink:          {rgb(0x0b4fc4), rgb(0x7fb0ff)},
	inkButton:        {rgb(0xe9edf2), rgb(0x313842)},
	inkPressed:       {rgba(0x0000000f), rgba(0xffffff12)},
	inkChosen:        {rgb(0xdbe8ff), rgb(0x223a63)},
	inkRow:           {rgb(0xeef4ff), rgb(0x22324e)},
	inkHover:         {rgb(0xf5f7fa), rgb(0x252b33)},
	inkHit:           {rgb(0xffff00), rgb(0xf2d80c)},
	inkOnHit:         {rgb(0x1a1f26), rgb(0x14171b)},
	inkScroll:        {rgba(0x00000040), rgba(0xffffff40)},
	inkScrim:         {rgba(0x10182866), rgba(0x000000a0)},
	inkShadow:        {rgba(0x10182824), rgba(0x00000060)},
	inkInfo:          {rgb(0xf0f6ff), rgb(0x1b2940)},
	inkInfoBorder:    {rgb(0xcfe0fb), rgb(0x2c456f)},
	inkSuccess:       {rgb(0xeefaf1), rgb(0x18301f)},
	inkSuccessBorder: {rgb(0xbfe6c9), rgb(0x2b5537)},
	inkWarning:       {rgb(0xfff9e8), rgb(0x352c14)},
	inkWarningBorder: {rgb(0xf1dda3), rgb(0x5e4e22)},
	inkDanger:        {rgb(0xfff4f4), rgb(0x3a1e21)},
	inkDangerBorder:  {rgb(0xf3c2c2), rgb(0x6b3136)},
	inkDangerText:    {rgb(0xa40e26), rgb(0xff8b93)},
	inkGrayTag:       {rgb(0xeceff3), rgb(0x343b45)},
	inkGrayTagText:   {rgb(0x4b5563), rgb(0xc3cad4)},
	inkGreenTag:      {rgb(0xdcf5e3), rgb(0x1d4128)},
	inkGreenTagText:  {rgb(0x11632a), rgb(0x8fdda6)},
	inkYellowTag:     {rgb(0xfff1cf), rgb(0x463813)},
	inkYellowTagText: {rgb(0x7a4f01), rgb(0xf0cf7a)},
	inkBlueTag:       {rgb(0xe2ecff), rgb(0x213b68)},
	inkBlueTagText:   {rgb(0x0b4fc4), rgb(0x9cc2ff)},
	inkRedTag:        {rgb(0xffe0e0), rgb(0x552528)},
	inkRedTagText:    {rgb(0xa40e26), rgb(0xffa3a9)},
	inkStrong:        {rgb(0x1a1f26), rgb(0xe6e9ee)},
	inkOnStrong:      {rgb(0xffffff), rgb(0x16191e)},
}

func rgb(hex uint32) color.NRGBA { return rgba(hex<<8 | 0xff) }

func rgba(hex uint32) color.NRGBA {
	return color.NRGBA{R: uint8(hex >> 24), G: uint8(hex >> 16), B: uint8(hex >> 8), A: uint8(hex)}
}

// boxed holds the palette as interface values, since a row that is drawn again
// must not allocate.
var boxed = func() (b [inkCount][2]color.Color) {
	for i, s := range palette {
		b[i] = [2]color.Color{s.light, s.dark}
	}
	return
}()

func (i ink) in(variant fyne.ThemeVariant) color.Color {
	if variant == theme.VariantDark {
		return boxed[i][1]
	}
	return boxed[i][0]
}

// now is the colour in the variant that the window shows.
func (i ink) now() color.Color {
	return i.in(fyne.CurrentApp().Settings().ThemeVariant())
}
