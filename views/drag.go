package views

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"anpisync/app"
	"anpisync/app/edit"
	"anpisync/app/format"
	"anpisync/reconcile/directory"
	"anpisync/views/kit"
)

// onDragUsers says what would be done with the selected users where the mouse is.
func (p *people) onDragUsers(at fyne.Position) {
	to := p.aim(at)
	who := kit.Digits(p.grid.SelectedCount()) + "人を"
	switch {
	case to == nil:
		who += "部署にドラッグすると追加、Shiftを押しながらで移動します"
	case kit.Shifted():
		who += "「" + to.Name + "」に移動します"
	default:
		who += "「" + to.Name + "」に追加します（Shiftで移動）"
	}
	p.w.layers.Carry(who, at)
}

func (p *people) onDropUsers(at fyne.Position) {
	to := p.aim(at)
	p.tree.Unaim()
	if to != nil && p.grid.SelectedCount() > 0 {
		p.assign(p.grid.Selected(), to.ID, kit.Shifted())
	}
}

// aim is the department at a place of the tree, on which something may be dropped; nil: none.
func (p *people) aim(at fyne.Position) *directory.Department {
	if p.readOnly() {
		return nil
	}
	id, ok := p.tree.Aim(at)
	if !ok {
		return nil
	}
	return p.model.Node(id).Department
}

// onDragDepartment says what would be done with the selected department.
func (p *people) onDragDepartment(at fyne.Position) {
	d := p.department()
	if d == nil {
		return
	}
	to := p.aim(at)
	text := "「" + d.Name + "」を移動先の部署にドラッグします"
	if why := p.whyNotMoved(d, to); why != "" {
		text = why
	} else if to != nil {
		text = fmt.Sprintf("「%s」を「%s」の下に移動します", d.Name, to.Name)
	}
	p.w.layers.Carry(text, at)
}

func (p *people) onDropDepartment(at fyne.Position) {
	d, to := p.department(), p.aim(at)
	p.tree.Unaim()
	if d == nil || to == nil || to.ID == d.ID {
		return
	}
	if why := p.whyNotMoved(d, to); why != "" {
		p.w.said.refuse(why)
		return
	}
	p.w.edit("「"+d.Name+"」の移動", edit.MoveDepartment(d.ID, to.ID), nil)
}

// whyNotMoved is why a department cannot go below another, which may be nil.
func (p *people) whyNotMoved(d, to *directory.Department) string {
	switch {
	case p.readOnly():
		return p.w.why(p.w.command("department.move"))
	case p.buttons.move.Disabled():
		return p.buttons.move.Why()
	case to == nil || to.ID == d.ID:
		return ""
	case to.ID == d.ParentID:
		return "すでに「" + to.Name + "」の下にあります"
	}
	for above := to; above != nil; above = p.model.Node(above.ParentID).Department {
		if above.ID == d.ID {
			return "自分の下の部署には移動できません"
		}
		if above.ID == directory.RootID {
			break
		}
	}
	return ""
}

// onDropped opens the preview of a file that was dropped onto the window.
func (w *window) onDropped(files []fyne.URI) {
	switch {
	case w.layers.Busy() || len(files) == 0:
		return // what is open has to be answered first
	case len(files) > 1:
		w.said.refuse("ファイルは1つずつドロップしてください。")
		return
	case w.running != nil:
		w.said.refuse(w.whyBusy())
		return
	}
	path := files[0].Path()
	switch ending := strings.ToLower(filepath.Ext(path)); {
	case ending == app.ArchiveExtension:
		w.onNavigated(screenFiles)
		archivePart{w}.look(path, "")
	case slices.Contains(tableEndings, ending):
		w.onNavigated(screenFiles)
		w.openTable(path)
	case ending == format.Extension:
		w.onNavigated(screenFiles)
		w.csv.formats.take(path)
	default:
		w.said.refuse("読み込めるのは、表のファイル（" + strings.Join(tableEndings, "・") + "）、「全体を保存」のファイル（" + app.ArchiveExtension + "）、書式のファイル（" + format.Extension + "）です。")
	}
}
