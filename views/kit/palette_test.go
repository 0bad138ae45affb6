package kit

import (
	"image/color"
	"math"
	"testing"
)

// contrast is the ratio of WCAG 2.2 between two colours, neither of which lets anything
// through.
func contrast(a, b color.NRGBA) float64 {
	light, dark := luminance(a), luminance(b)
	if light < dark {
		light, dark = dark, light
	}
	return (light + 0.05) / (dark + 0.05)
}

func luminance(c color.NRGBA) float64 {
	linear := func(part uint8) float64 {
		v := float64(part) / 255
		if v <= 0.04045 {
			return v / 12.92
		}
		return math.Pow((v+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(c.R) + 0.7152*linear(c.G) + 0.0722*linear(c.B)
}

// looks are the two columns of the palette.
var looks = map[string]func(ink) color.NRGBA{
	"light": func(i ink) color.NRGBA { return palette[i].light },
	"dark":  func(i ink) color.NRGBA { return palette[i].dark },
}

func TestContrast_IsWhatIsKnownOfBlackAndWhite(t *testing.T) {
	if got := contrast(rgb(0xffffff), rgb(0)); math.Abs(got-21) > 1e-9 {
		t.Errorf("black on white has %g", got)
	}
	if got := contrast(rgb(0x767676), rgb(0xffffff)); got < 4.5 || got > 4.6 { // the lightest grey that may be text
		t.Errorf("#767676 on white has %g", got)
	}
}

// WCAG 2.2 AA wants 4.5 of a text (1.4.3), and 3 of what shows where a control is or has
// the focus (1.4.11). What is off may have less, and has less than what is not.
func TestContrast_TextsAndBordersCanBeSeen(t *testing.T) {
	surfaces := []ink{
		inkPage, inkNav, inkCard, inkHeader, inkRow, inkHover, inkChosen,
		inkInfo, inkSuccess, inkWarning, inkDanger,
	}
	fields := []ink{inkPage, inkCard}
	for _, of := range []struct {
		least float64
		front []ink
		on    []ink
	}{
		{4.5, []ink{inkText, inkLabel, inkMuted, inkLink, inkDangerText, inkGreenTagText, inkYellowTagText}, surfaces},
		{4.5, []ink{inkPlaceholder}, fields},
		{4.5, []ink{inkOnPrimary}, []ink{inkPrimary}},
		{4.5, []ink{inkText, inkDangerText}, []ink{inkButton}},
		{4.5, []ink{inkOnHit}, []ink{inkHit}},
		{4.5, []ink{inkOnStrong}, []ink{inkStrong}},
		{4.5, []ink{inkGrayTagText}, []ink{inkGrayTag}},
		{4.5, []ink{inkGreenTagText}, []ink{inkGreenTag}},
		{4.5, []ink{inkYellowTagText}, []ink{inkYellowTag}},
		{4.5, []ink{inkBlueTagText}, []ink{inkBlueTag}},
		{4.5, []ink{inkRedTagText}, []ink{inkRedTag}},
		{3, []ink{inkInput, inkDangerText}, fields},
		{3, []ink{inkPrimary}, fields},
		{3, []ink{inkFocus}, []ink{inkPage, inkNav, inkCard, inkRow, inkChosen, inkButton}},
		{3, []ink{inkOnPrimaryDim}, []ink{inkPrimaryDim}},
		{3, []ink{inkFaint}, []ink{inkButton, inkCard, inkPage}},
	} {
		for look, shade := range looks {
			for _, front := range of.front {
				for _, on := range of.on {
					if got := contrast(shade(front), shade(on)); got < of.least {
						t.Errorf("%s: ink %d on %d has %.2f, want %g", look, front, on, got, of.least)
					}
				}
			}
		}
	}
}

func TestContrast_ButtonThatIsOffStandsBack(t *testing.T) {
	for look, shade := range looks {
		for _, importance := range []Importance{Ordinary, Primary, Danger} {
			b := newButton("", importance, nil)
			under, letters, _ := b.inks()
			live := contrast(shade(letters), shade(under))
			b.disabled = true
			under, letters, _ = b.inks()
			if off := contrast(shade(letters), shade(under)); off > live-0.8 {
				t.Errorf("%s, kind %d: %.2f while it is off, %.2f while it is not", look, importance, off, live)
			}
		}
	}
}
