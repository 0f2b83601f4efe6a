"""The steps of the tour, one record each: an article is read, tagged, finished and exported."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial

from PySide6.QtWidgets import QPushButton

from annotator.ui.tour.hands import TourError
from annotator.ui.tour.step import Step, Visit, export_gold
from annotator.ui.tour.tally import Tagged, Tally

ANNOTATOR = "anna"
TITLE = "Soldiers sent to Halmer dam as 3,000 people are told to leave"
_MINISTRY = "Interior Ministry of Sorvenia"
_CRACKS = "inspectors found fresh cracks in its spillway"
_LEVEL = "The reservoir has risen 4.1\N{NO-BREAK SPACE}metres since the middle of February"
_PRECAUTION = ("“This is a precaution, not a prediction,”", "“The dam is standing, and we intend to keep it standing.”")
_MEASURED = (
    "“We have seen the cracks, we have measured them and we are filling them,”",
    "“There is no danger to life at this moment.”",
)
_FIGURES = ("About 3,000 people", "Some 600 soldiers", "4.1\N{NO-BREAK SPACE}metres")
_NOTE = "The article does not say who measured it."


@dataclass
class Tour(Visit):
    """The visit in which an article is tagged, with the tally of it."""

    tally: Tally = field(default_factory=lambda: Tally(TITLE, ANNOTATOR))

    def tag(self, key: str, label: str, words: str) -> Tagged:
        """Press a label's key for the words that are selected, and note it down."""
        chosen = self.hands.selected_words()
        self.hands.check(chosen == words, f"“{chosen}” is selected, not “{words}”")
        self.hands.press(key)
        made = self.tally.add(label, words)
        self.check_selected(made)
        return made

    def check_selected(self, made: Tagged) -> None:
        """Raise TourError unless this annotation is selected and the article has as many as were tagged."""
        annotation, text = self.hands.selected(), self.hands.reader.text
        words = tuple(text[start:end] for start, end in annotation.fragments)
        self.hands.check((annotation.label, words) == (made.label, made.fragments), f"{made.fragments} became {words}")
        self.check_count()

    def check_count(self, fewer: int = 0) -> None:
        """Raise TourError unless the article has as many annotations as were tagged, or so many fewer."""
        desk = self.hands.work.session.desk
        there = len(desk.annotations) if desk is not None else 0
        wanted = len(self.tally.tagged) - fewer
        self.hands.check(there == wanted, f"the article has {there} annotations, not {wanted}")

    def go_to(self, label: str, first_words: str) -> None:
        """Press Tab until this annotation is selected."""

        def there() -> bool:
            found = self.hands.work.tagging.annotation
            start = self.hands.find(first_words)
            return found is not None and (found.label, found.start) == (label, start)

        self.hands.press_until("Tab", there, f"go to “{first_words}”")


def start(tour: Tour) -> None:
    """Look at the start page."""
    tour.hands.wait(tour.hands.work.welcome.isVisible, "the start page is shown")
    tour.camera.pair("start")


def open_project(tour: Tour) -> None:
    """Click the project among the recent ones, give a handle, and look around."""
    hands = tour.hands
    sheet = hands.work.projects.handle_sheet

    def ask() -> None:
        rows = hands.work.welcome.findChildren(QPushButton)
        hands.click(next(row for row in rows if row.toolTip() == str(tour.project)))
        hands.wait(sheet.isVisible, "the handle is asked for")
        hands.type(ANNOTATOR)

    tour.camera.pair_of("handle", ask, partial(hands.press, "Esc"))
    ask()
    hands.press("Return")
    hands.wait(lambda: hands.work.session.desk is not None and hands.reader.hasFocus(), "the article is shown")
    desk = hands.work.session.desk
    hands.check(desk is not None and desk.article.title == TITLE, "another article came first")
    tour.camera.pair("project")


def read(tour: Tour) -> None:
    """Read the article to its end and go back to its start."""
    hands = tour.hands
    hands.press_until("PgDown", lambda: hands.reader.caret == len(hands.reader.text), "go to the end of the article")
    hands.press("Ctrl+Home")
    hands.check(hands.reader.caret == 0, "the caret is not at the start of the article")


def tag_figures(tour: Tour) -> None:
    """Tag three figures: G goes from one to the next, 3 tags it."""
    for words in _FIGURES:
        tour.hands.press_to_words("G", words)
        tour.tag("3", "figure", words)
    tour.camera.pair("figures")


def tag_claim_with_the_mouse(tour: Tour) -> None:
    """Drag over a claim and tag it with 1."""
    tour.hands.drag_words(_CRACKS)
    tour.camera.pair("select")
    tour.tag("1", "claim", _CRACKS)


def tag_claim_with_keys(tour: Tour) -> None:
    """Go to a figure, grow the selection to its clause, and tag that; the figure measures the claim by itself."""
    hands = tour.hands
    hands.press("Ctrl+Home")
    hands.press_to_words("G", _FIGURES[2])
    hands.press("E")
    claim = tour.tag("1", "claim", _LEVEL)
    tour.tally.link("measures", _made(tour, _FIGURES[2]), claim)
    tour.camera.pair("claims")


def tag_quote_with_keys(tour: Tour) -> None:
    """Tag a quote that its speaker interrupts: Q and 2 for the first part, Q and Shift+2 for the second."""
    hands = tour.hands
    hands.press("Ctrl+Home")
    hands.press_to_words("Q", _PRECAUTION[0])
    quote = tour.tag("2", "quote", _PRECAUTION[0])
    hands.press("Q")
    hands.check(hands.selected_words() == _PRECAUTION[1], "the second part is not selected")
    hands.press("Shift+2")
    quote.fragments = _PRECAUTION
    tour.check_selected(quote)
    tour.camera.pair("quote")


def tag_quote_with_the_mouse(tour: Tour) -> None:
    """Drag over one part of a quote, and with Ctrl held over the other."""
    hands = tour.hands
    hands.drag_words(_MEASURED[0])
    quote = tour.tag("2", "quote", _MEASURED[0])
    hands.drag_words(_MEASURED[1], adding=True)
    quote.fragments = _MEASURED
    tour.check_selected(quote)


def fill_in(tour: Tour) -> None:
    """Enter what no rule can know: speakers by name, kinds by a key, a source; confirm the rest with C."""
    hands = tour.hands
    for words, speaker in ((_MEASURED, "Dagny Oberlin"), (_PRECAUTION, "Ilva Rostek")):
        tour.go_to("quote", words[0])
        hands.press("Return")
        hands.check(hands.focus() == "Speaker", f"the focus is on “{hands.focus()}”, not on the speaker")
        hands.type(speaker)
        hands.press("Return")
        hands.press_until("Tab", lambda: hands.focus() == "Kind of speaker", "go to the kind of speaker", 3)
        hands.press("P", "Esc", "C")
        _made(tour, words[0]).attributes = {"speaker": speaker, "speaker_kind": "person", "quote_type": "direct"}
    tour.camera.pair("annotate")
    tour.go_to("claim", _CRACKS)
    hands.press("Return")
    hands.check(hands.focus() == "Source name", f"the focus is on “{hands.focus()}”, not on the source")
    hands.type(_MINISTRY)
    hands.press("Return", "Esc", "C")
    _made(tour, _CRACKS).attributes = {"source_kind": "organisation", "source": _MINISTRY}
    tour.go_to("claim", _LEVEL)
    hands.press("Return")
    hands.press_until("Tab", lambda: hands.focus() == "Certainty", "go to the certainty", 3)
    hands.press("P", "Esc", "C")
    _made(tour, _LEVEL).attributes = {"claim_type": "fact", "certainty": "probable"}
    tour.go_to("figure", _FIGURES[0])
    hands.press("C")
    _made(tour, _FIGURES[0]).attributes = {"value": 3000.0, "comparator": "~", "kind": "count"}


def relate(tour: Tour) -> None:
    """Press R on a claim, choose the other one with Tab, say how they are linked."""
    hands = tour.hands
    picker = hands.work.relating.picker
    tour.go_to("claim", _LEVEL)
    hands.press("R")
    hands.wait(picker.isVisible, "the picker is shown")
    hands.press("Tab", "Return")
    hands.check(hands.focus() == "Link", f"the focus is on “{hands.focus()}”, not on the kind of link")
    tour.camera.pair("relation")
    hands.press("P", "Return")
    hands.wait(lambda: not picker.isVisible(), "the relation is made")
    tour.tally.link("claim_link", _made(tour, _LEVEL), _made(tour, _CRACKS), link_type="supports")


def write_note(tour: Tour) -> None:
    """Write a note on the selected claim."""
    tour.hands.press("N")
    tour.hands.type(_NOTE)
    tour.camera.pair("note")
    tour.hands.press("Esc")
    tour.hands.check(tour.hands.selected().note == _NOTE, "the note was not taken")
    _made(tour, _LEVEL).note = _NOTE


def undo_and_redo(tour: Tour) -> None:
    """Take the note back and write it again with Ctrl+Z and Ctrl+Y; delete a figure and bring it back."""
    hands = tour.hands
    hands.press("Ctrl+Z")
    hands.check(not hands.selected().note, "undo did not take the note back")
    hands.press("Ctrl+Y")
    hands.check(hands.selected().note == _NOTE, "redo did not bring the note back")
    tour.go_to("figure", _FIGURES[1])
    hands.press("Del")
    tour.check_count(fewer=1)
    tour.camera.pair_of("undo", lambda: hands.open_menu("Edit"), partial(hands.press, "Esc"))
    hands.press("Ctrl+Z")
    tour.check_count()


def look_around(tour: Tour) -> None:
    """Open what helps: the palette, the keys, the guideline, the search, the settings, the import."""
    hands, camera = tour.hands, tour.camera
    away = partial(hands.press, "Esc")
    camera.pair_of("palette", partial(hands.press, "Ctrl+K", "Q", "U", "O", "T"), away)
    camera.pair_of("keys", partial(hands.press, "F1"), away)
    camera.pair_of("settings", partial(hands.press, "Ctrl+,"), away)
    camera.pair_of("import", partial(hands.press, "Ctrl+I"), away)
    hands.press("Ctrl+G")
    camera.pair("guideline")
    hands.press("Ctrl+Shift+F")
    hands.type("evacuation")
    hands.press("Return")
    hands.wait(lambda: not hands.work.tasks.running, "the search ends")
    camera.pair("search")
    hands.press("Alt+1")
    hands.wait(hands.reader.hasFocus, "the article is back")


def finish(tour: Tour) -> None:
    """Finish the article with F; the next one opens."""
    hands = tour.hands
    done = hands.work.session.desk
    hands.press("F")
    hands.wait(lambda: hands.work.session.desk is not done, "the next article opens")
    tour.camera.pair("finished")


def export(tour: Tour) -> None:
    """Export the gold set."""
    export_gold(tour, "export", "exported")


def _made(tour: Tour, words: str) -> Tagged:
    found = next((made for made in tour.tally.tagged if made.fragments[0] == words), None)
    if found is None:
        raise TourError(f"“{words}” was not tagged")
    return found


STEPS: tuple[Step[Tour], ...] = (
    Step("Look at the start page", start),
    Step("Open the project", open_project),
    Step("Read the article", read),
    Step("Tag three figures with keys", tag_figures),
    Step("Tag a claim with the mouse", tag_claim_with_the_mouse),
    Step("Tag a claim with keys", tag_claim_with_keys),
    Step("Tag a quote of two fragments with keys", tag_quote_with_keys),
    Step("Tag a quote of two fragments with the mouse", tag_quote_with_the_mouse),
    Step("Fill in attributes", fill_in),
    Step("Relate two claims", relate),
    Step("Write a note", write_note),
    Step("Undo and redo", undo_and_redo),
    Step("Look around", look_around),
    Step("Finish the article", finish),
    Step("Export the gold set", export),
)
