//go:build !darwin

package kit

// NameSystemMenu does nothing here, where no system makes a menu.
func NameSystemMenu(string) {}
