// Package reconcile is the rules of an import: what reading cybozu.com does to the
// directory that is kept here.
package reconcile
