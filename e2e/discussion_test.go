package e2e_test

import (
	"strings"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/web/browsertest"
)

// Somebody asks, by what a page shows; whoever is asked finds it on Today, answers, and it is settled; all of it stays to be read.
func TestAQuestionIsAskedAndAnswered(t *testing.T) {
	a := demonstration(t)
	w := &worker{newcomer: arrives(t, a)}
	w.press("Kari Solberg")
	w.press("Objectives")
	w.press("Harden the servers we build from")
	for _, said := range []string{"Question answered", "What holds it down, @Jonas Eide?", "the answer"} {
		w.reads("what was said before", said)
	}
	w.fill("Say something", "Can O-02 wait for the next image, @nobody?")
	browsertest.Evaluate[bool](w.b, `(document.getElementById("dc-q").click(),true)`)
	w.press("Add")
	w.reads("for a person who is not there", "there is no such person")
	if kept := browsertest.Evaluate[string](w.b, `document.getElementById("dc-new").value+" "+document.getElementById("dc-q").checked`); kept != "Can O-02 wait for the next image, @nobody? true" {
		t.Errorf("what was entered is lost: %q", kept)
	}
	w.fill("Say something", "Can O-02 wait for the next image, @P-02?")
	w.press("Add")
	for _, said := range []string{"What you said is kept.", "Open question", "Can O-02 wait for the next image, @Jonas Eide?"} {
		w.reads("for what was said", said)
	}
	w.b.Audit(a.Address()+"/objectives/O-02", "objective-discussed")
	w.b.Visit(a.Address() + "/choose")
	w.press("Jonas Eide")
	w.press("Today")
	w.reads("who is asked", "Kari Solberg asks you.")
	w.press("Read: Harden the servers we build from")
	w.press("Answer of: Kari Solberg")
	w.fill("Text", "Until the tenth, not longer.")
	w.press("Answer")
	w.press("This answers it")
	for _, said := range []string{"The question is answered.", "Questions answered", "Until the tenth, not longer."} {
		w.reads("that it is answered", said)
	}
	w.press("Today")
	if text := w.read[len(w.read)-1]; strings.Contains(text, "Can O-02 wait") {
		t.Errorf("what was answered still waits: %.600s", text)
	}
}
