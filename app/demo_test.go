package app_test

import (
	"context"
	"errors"
	"testing"

	"anpisync/app"
	"anpisync/cybozu"
	"anpisync/reconcile/directory"
)

func TestDemo_MisbehavesAsItIsTold(t *testing.T) {
	var problems directory.Problems
	try := func(fault string) error {
		demo, err := app.OpenDemo(context.Background(), t.TempDir(), fault)
		if err != nil {
			return err
		}
		defer demo.Close()
		form, err := demo.SavedForm(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		p, err := demo.Prepare(context.Background(), app.Request{Kind: directory.ImportManual, Host: form.Host, Secret: form.Secret}, nil)
		if err == nil {
			problems = p.Problems
		}
		return err
	}
	for fault, want := range map[string]directory.ProblemKind{
		"same-address": directory.ProblemEmailTwice, "missing-parent": directory.ProblemParentMissing, "no-names": directory.ProblemNoNames,
	} {
		problems = nil
		if err := try(fault); err != nil || len(problems) == 0 || problems[0].Kind != want {
			t.Errorf("%s: %v, %v", fault, problems, err)
		}
	}
	if err := try("locked"); !errors.Is(err, &cybozu.Error{Kind: cybozu.KindLocked}) {
		t.Errorf("locked: %v", err)
	}
	if err := try("no such"); err == nil || app.KnownFault("no such") == nil || app.KnownFault("locked") != nil {
		t.Errorf("a fault that there is none of: %v", err)
	}
}
