package kit

import "fyne.io/fyne/v2"

// What screen readers say of a widget.
var (
	_ fyne.Accessible = (*Button)(nil)
	_ fyne.Accessible = (*Check)(nil)
	_ fyne.Accessible = (*Tile)(nil)
	_ fyne.Accessible = (*Text)(nil)
	_ fyne.Accessible = (*Paragraph)(nil)
)

// AccessibilityLabel implements fyne.Accessible.
func (b *Button) AccessibilityLabel() string { return b.text }

// AccessibilityRole implements fyne.Accessible.
func (b *Button) AccessibilityRole() fyne.AccessibleRole {
	if b.importance == Ghost {
		return fyne.AccessibleRoleLink
	}
	return fyne.AccessibleRoleButton
}

// AccessibilityLabel implements fyne.Accessible.
func (c *Check) AccessibilityLabel() string {
	if c.checked {
		return c.text + c.aside + "（オン）"
	}
	return c.text + c.aside + "（オフ）"
}

// AccessibilityRole implements fyne.Accessible. Fyne knows no role for a tick.
func (c *Check) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }

// AccessibilityLabel implements fyne.Accessible.
func (t *Tile) AccessibilityLabel() string { return t.name }

// AccessibilityRole implements fyne.Accessible.
func (t *Tile) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }

// AccessibilityLabel implements fyne.Accessible.
func (t *Text) AccessibilityLabel() string { return t.String() }

// AccessibilityRole implements fyne.Accessible.
func (t *Text) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// AccessibilityLabel implements fyne.Accessible.
func (p *Paragraph) AccessibilityLabel() string { return p.String() }

// AccessibilityRole implements fyne.Accessible.
func (p *Paragraph) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }
