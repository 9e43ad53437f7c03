package web

import (
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"

	"github.com/steelyard-isms/steelyard/internal/catalog/words"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/service"
	"github.com/steelyard-isms/steelyard/internal/store"
)

// save saves what was entered, or says what is wrong with it, or shows first what it would change.
func (e *editing) save(w http.ResponseWriter, r *http.Request, base int64) error {
	changes, who := e.changes(base), e.Principal()
	wish := service.Wish{Reason: e.reason, Changes: func(*service.View) ([]record.Change, error) { return changes, nil }}
	if e.stands == nil {
		wish.Key, wish.Digest = "form-"+e.once, e.digest()
	} else {
		wish.DryRun, wish.AsksLater = true, true
		would, err := e.s.svc.Apply(r.Context(), who, wish)
		if again, err := e.overtaken(w, r, base, err); again {
			return err
		}
		if err != nil {
			return e.refused(w, r, err)
		}
		review, err := e.review(r.Context(), would)
		if err != nil {
			return err
		}
		asked := review.Asks && (e.reason == "" || r.PostForm.Get(doField) != "save")
		if asked {
			p, status := e.page(), http.StatusOK
			p.Action = e.action(r.URL.Query())
			p.Review, p.Entered = review, kept(r.PostForm)
			if e.reason == "" && r.PostForm.Get(doField) == "save" {
				p.ReasonMissing, status = true, http.StatusUnprocessableEntity
			}
			return show(w, r, status, p)
		}
	}
	wish.DryRun, wish.AsksLater = false, false
	done, err := e.s.svc.Apply(r.Context(), who, wish)
	if again, err := e.overtaken(w, r, base, err); again {
		return err
	}
	if e.stands == nil && usedBefore(err) { // another record is only made by another form
		e.once = rand.Text()
		e.faults = []fault.Field{{Reason: "this form was saved before, and has been changed since", Remedy: "Save again to make another record, or change the one that was made"}}
		return e.show(w, r, http.StatusConflict)
	}
	if err != nil {
		return e.refused(w, r, err)
	}
	o := done.Outcomes[0]
	if err := e.saved(w, r, done); err != nil {
		return err
	}
	if left, err := e.returned(w, r, done); left || err != nil {
		return err
	}
	undo := ""
	if o.Action == record.Updated {
		undo = pathOf(o.Record) + "/edit?" + fromParam + "=" + strconv.FormatInt(base, 10)
	}
	said := savedWords[o.Action]
	if done.Repeated {
		said = "edit.repeated"
	}
	e.s.srv.Tell(r, e.text(said, words.T("code", o.Record.Code)), undo)
	http.Redirect(w, r, pathOf(o.Record), http.StatusSeeOther)
	return nil
}

// refused shows the form again with why it cannot be saved.
func (e *editing) refused(w http.ResponseWriter, r *http.Request, err error) error {
	if f := fault.Of(err); (f.Code == fault.Invalid || f.Code == fault.Conflict) && len(f.Fields) > 0 {
		e.faults = pathsOf(f.Fields)
		return e.show(w, r, http.StatusUnprocessableEntity)
	}
	return err
}

// overtaken brings in what somebody saved in the moment in which this was, and shows the form again.
func (e *editing) overtaken(w http.ResponseWriter, r *http.Request, base int64, err error) (bool, error) {
	if !fault.Is(err, fault.Conflict) || e.stands == nil {
		return false, nil
	}
	now, err := e.s.open(r, e.kind)
	if err != nil {
		return true, err
	}
	if now.stands.Revision == base {
		return false, nil
	}
	e.look, e.stands, e.theirs = now.look, now.stands, nil
	if err := e.merge(r.Context(), base); err != nil {
		return true, err
	}
	return true, e.show(w, r, http.StatusConflict)
}

// onceText is what the form of a new record is told apart by.
var onceText = regexp.MustCompile(`^[A-Z2-7]{26}$`)

// digest tells what was entered from what was entered otherwise.
func (e *editing) digest() string {
	said := []any{e.kind.Name, e.entered.head(), e.entered.spec}
	if e.plan != nil {
		said = append(said, e.plan.head(), e.plan.spec)
	}
	return fmt.Sprintf("%x", sha256.Sum256([]byte(plainText(said))))
}

// usedBefore tells whether a form was saved before with something else in it.
func usedBefore(err error) bool {
	return err != nil && slices.ContainsFunc(fault.Of(err).Fields, func(f fault.Field) bool { return f.Path == store.KeyPath })
}

var savedWords = map[record.Action]words.Key{record.Created: "edit.created", record.Updated: "edit.updated", record.Unchanged: "edit.unchanged"}
