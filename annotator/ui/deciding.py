"""The Adjudicate page at work: which article and place is in hand, and how one goes on from there.

What is refused is said by the session; what an edit touched comes back through `on_touched`.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from annotator.domain.adjudication import Item
from annotator.domain.annotation import Annotation
from annotator.domain.article import State
from annotator.domain.edit import Kind
from annotator.domain.errors import CancelledError
from annotator.services.adjudication import Adjudicator
from annotator.services.adjudication_desk import AdjudicationDesk, Place
from annotator.services.adjudication_overview import Standing, standing_of, standings
from annotator.services.drafting import Drafting
from annotator.services.editing import Touched
from annotator.services.projects import Project
from annotator.services.roles import ADJUDICATORS, become_adjudicator
from annotator.services.settings import Settings
from annotator.services.settled import settled_in
from annotator.ui.adjudicate_page import AdjudicatePage
from annotator.ui.adjudicate_view import AdjudicateView
from annotator.ui.decision_verbs import DecisionVerbs
from annotator.ui.draft_verbs import DraftVerbs
from annotator.ui.kit.messages import Button, Messages
from annotator.ui.kit.tasks import Job, Report, Tasks
from annotator.ui.kit.words import tr
from annotator.ui.session import Session

if TYPE_CHECKING:
    from annotator.ui.actions import Actions


class Deciding(QObject):
    """What is in hand on the Adjudicate page. `decisions` and `drafts` are the verbs about it."""

    colours_chosen = Signal(str)
    hand_changed = Signal()
    """Something else is in hand, so other keys apply."""

    def __init__(
        self, session: Session, page: AdjudicatePage, tasks: Tasks, messages: Messages, actions: Actions
    ) -> None:
        super().__init__(page)
        self.session, self.page, self._tasks, self.messages, self.actions = session, page, tasks, messages, actions
        self.view = AdjudicateView(page, actions)
        self.decisions, self.drafts = DecisionVerbs(self), DraftVerbs(self)
        self.adjudicator: Adjudicator | None = None
        self.drafting: Drafting | None = None
        self._standings: list[Standing] | None = None
        self._job: Job | None = None
        self._later: set[str] = set()
        self._whole = False
        self.key = ""
        self._wanted = self._wanted_at = ""

    # -- what is in hand

    @property
    def desk(self) -> AdjudicationDesk | None:
        """The article that is open on the page."""
        return self.adjudicator.desk if self.adjudicator is not None else None

    @property
    def place(self) -> Place | None:
        """The place in hand."""
        places = self.desk.places if self.desk is not None else []
        return next((place for place in places if place.key == self.key), None)

    @property
    def queue(self) -> list[Place]:
        """The places in the order in which they are decided: what was left for later comes last."""
        places = self.desk.places if self.desk is not None else []
        shown = [place for place in places if place.is_open or self._whole]
        return sorted(shown, key=lambda place: place.is_open and place.key in self._later)

    # -- coming and going

    def on_project_changed(self) -> None:
        """Forget the project that was open."""
        self._leave_job()
        self.adjudicator = self.drafting = None
        self._standings, self._later = None, set()
        self.key = self._wanted = self._wanted_at = ""
        self.page.reader.show_article("", ())
        self.name_commands()

    def on_refreshed(self) -> None:
        """Compare everything anew after the file was changed past the editor, by a merge."""
        here, later = self.desk.article.id if self.desk is not None else "", self._later
        self.on_project_changed()
        self._wanted, self._later = here, later
        if self.page.isVisible():
            self.enter()

    def enter(self) -> None:
        """Show what there is to do, now that the page is seen."""
        editor = self.session.editor
        if editor is None:
            return
        if self.adjudicator is None:
            self.adjudicator = Adjudicator(editor)
        if not self.adjudicator.may_adjudicate:
            self.page.show_role()
        elif self._standings is None:
            self.page.show_waiting()
            self._compare_all()
        else:
            self._show_articles()
        self.name_commands()

    def take_role(self) -> None:
        """Adjudicate in this project."""
        self.session.do(become_adjudicator)

    def show(self, article_id: str, annotation_id: str = "") -> None:
        """Open an article at an annotation of any layer, at once or as soon as the page is seen and ready for it."""
        self._wanted, self._wanted_at = article_id, annotation_id
        if self._standings is not None and self.page.isVisible():
            self._open_wanted()

    def key_of(self, annotation_id: str) -> str:
        """Return the place that an annotation is at, "" if there is none."""
        places = self.desk.places if self.desk is not None else []
        for place in places:
            if isinstance(place, Item) and annotation_id in {each.id for each in (*place.units, *place.gold)}:
                return place.key
        return ""

    # -- all articles

    def _compare_all(self) -> None:
        project = self.session.project
        if project is None:
            return
        self._leave_job()  # what it has read may be out of date
        show = partial(self._compared, project)
        self._job = self._tasks.start(tr("Comparing annotators"), partial(_standings, project), show)

    def _leave_job(self) -> None:
        if self._job is not None and self._job in self._tasks.running:
            self._job.cancel()
        self._job = None

    def _compared(self, project: Project, found: list[Standing]) -> None:
        if project is not self.session.project:
            return
        self._standings = found
        if self.page.isVisible():
            self._show_articles()

    def _show_articles(self) -> None:
        if not self._standings:
            self.page.show_nothing()
            self.name_commands()
            return
        self.page.show_work()
        self._open_wanted()
        self.page.queue.show_standings(self._standings, self.desk.article.id if self.desk is not None else "")
        self.page.focus()

    def _open_wanted(self) -> None:
        """Open the article that was asked for, or the first with something to decide."""
        rows = self._standings or []
        known = {row.article_id for row in rows}
        (wanted, at), self._wanted, self._wanted_at = (self._wanted, self._wanted_at), "", ""
        here = self.desk.article.id if self.desk is not None else ""
        if wanted not in known:
            first = next((row for row in rows if row.open), rows[0] if rows else None)
            wanted = here if here in known else first.article_id if first is not None else ""
        if wanted and wanted != here:
            self.open(wanted)
        else:
            self.refresh()
        if at:
            self.select_at(at)

    # -- one article

    def open(self, article_id: str) -> None:
        """Open an article; what all agree on goes to gold."""
        adjudicator = self.adjudicator
        if adjudicator is None:
            return
        self.key = ""
        self.view.editing = False
        self.drafting = None
        self.session.do(lambda _editor: adjudicator.open(article_id))
        if adjudicator.desk is not None and adjudicator.desk.article.id == article_id:
            self._opened()

    def _opened(self) -> None:
        """Show the article on the desk from its first open place."""
        assert self.desk is not None
        self.view.show_article(self.desk)
        self.drafting = Drafting(self.desk)
        self.page.queue.mark_article(self.desk.article.id)
        self.select(next((place.key for place in self.queue), ""))

    def go(self, step: int) -> None:
        """Open the next or previous article of the list."""
        rows = self._standings or []
        ids = [row.article_id for row in rows]
        here = self.desk.article.id if self.desk is not None else ""
        place = ids.index(here) + step if here in ids else 0
        if 0 <= place < len(ids):
            self.open(ids[place])

    def go_to_open(self) -> None:
        """Open the next article with something to decide, or that is not finished; after the last comes the first."""
        rows = self._standings or []
        here = next((n for n, row in enumerate(rows) if self.desk and row.article_id == self.desk.article.id), -1)
        following = [*rows[here + 1 :], *rows[: max(here, 0)]]
        found = next((row for row in following if row.open or row.state != State.FINISHED), None)
        if found is not None:
            self.open(found.article_id)
        else:
            export = Button(tr("Export…"), lambda: self.actions.trigger("project.export"))
            self.messages.note(tr("All articles are adjudicated"), tr("The gold set can be exported."), export)

    # -- places

    def select(self, key: str) -> None:
        """Take a place in hand, or none."""
        self.key = key
        self.stop_editing()
        self.begin_draft()
        self.refresh()
        self.view.reveal(self.place)

    def begin_draft(self) -> None:
        """Begin with the gold column of the place in hand."""
        place = self.place
        if self.drafting is None:
            return
        if isinstance(place, Item):
            self.drafting.begin(place, [column.annotator for column in self.view.columns])
        else:
            self.drafting.end()

    def select_at(self, annotation_id: str) -> None:
        """Take the place in hand that a span of the text belongs to."""
        key = self.key_of(annotation_id)
        if key and key != self.key:
            self._whole |= all(place.key != key for place in self.queue)
            self.select(key)

    def step(self, step: int) -> None:
        """Go to the next or previous place of the queue; after the last comes the first."""
        keys = [place.key for place in self.queue]
        if keys:
            at = keys.index(self.key) + step if self.key in keys else 0
            self.select(keys[at % len(keys)])

    def leave_for_later(self) -> None:
        """Put the place at the end of the queue and go on."""
        key = self.key
        following = self.following()
        self._later.add(key)
        self.select(following)

    def following(self) -> str:
        """Return the open place after the one in hand, what was left for later last; "" if there is no other."""
        keys = [place.key for place in self.queue if place.is_open]
        if self.key not in keys:
            return keys[0] if keys else ""
        at = keys.index(self.key)
        others = [*keys[at + 1 :], *keys[:at]]
        return next((key for key in others if key not in self._later), others[0] if others else self.key)

    def first_open(self) -> str:
        """Return the first place that is to be decided, "" if there is none."""
        return next((place.key for place in self.queue if place.is_open), "")

    def show_decided(self, key: str) -> None:
        """Show a place that is decided."""
        self._whole = True
        self.select(key)
        self.page.focus()

    def stop_editing(self) -> None:
        """Close the form."""
        if self.view.editing:
            self.view.editing = False
            self.page.show_form(on=False)
            self.page.focus()

    def toggle_whole(self) -> None:
        """List also what is decided, or open places only."""
        self._whole = not self._whole
        self.refresh()

    # -- undo

    def undo(self) -> None:
        """Take back the latest edit and show what it was about."""
        self._show_change(self.session.do(lambda editor: editor.undo()))

    def redo(self) -> None:
        """Make it again and show it."""
        self._show_change(self.session.do(lambda editor: editor.redo()))

    def _show_change(self, touched: Touched | None) -> None:
        adjudicator = self.adjudicator
        if touched is None or adjudicator is None or not adjudicator.may_adjudicate:
            return
        here = self.desk.article.id if self.desk is not None else ""
        known = {row.article_id for row in self._standings or ()}
        elsewhere = sorted(touched.articles & known)
        if here not in touched.articles and elsewhere:
            adjudicator.read(elsewhere[0])
            self._opened()
        changed = [change.record for change in touched.changes if isinstance(change.record, Annotation)]
        about = [unit for each in changed if each.lineage is not None for unit in (each.id, *each.lineage.sources)]
        about += [key[0].removeprefix("settled.") for key in touched.keys(Kind.SETTING)]
        found = next((key for key in map(self.key_of, about) if key), "")
        if found:
            self.select(found)

    # -- after an edit

    def on_touched(self, touched: Touched) -> None:
        """Take over what an edit changed, whoever made it."""
        if self.adjudicator is None:
            return
        if touched.large or (ADJUDICATORS,) in touched.keys(Kind.SETTING):
            self._standings = None if touched.large else self._standings
            if self.page.isVisible():
                self.enter()
        if self.desk is None or not self.adjudicator.may_adjudicate:
            return
        self.adjudicator.take(touched)
        self._take_standing(touched)
        if self.drafting is None:
            return  # the article is only being opened
        self.drafting = Drafting(self.desk)
        if {column.annotator for column in self.view.columns} != set(self.desk.finished):
            self.view.show_article(self.desk)
        if self.place is None and self.key:
            self.key = self.first_open()
        self.begin_draft()
        self.refresh()

    def _take_standing(self, touched: Touched) -> None:
        """Bring the list of articles up to date: this one at once, others when the list is read again."""
        assert self.desk is not None
        here = standing_of(self.desk)
        rows = self._standings or []
        self._standings = [here if row.article_id == here.article_id else row for row in rows] or None
        self.page.queue.standings.put(here)
        if touched.articles - {here.article_id}:
            self._compare_all()

    def refresh(self) -> None:
        """Show the queue and the place in hand as they are now."""
        if self.desk is None:
            return
        self.view.show_queue(self.desk, self.queue, self.key, self._later, whole=self._whole)
        self.view.show_place(self.desk, self.place, self.drafting, whole=self._whole)
        self.name_commands()

    def apply(self, settings: Settings) -> None:
        """Take changed settings over."""
        self.view.apply(settings, self.desk)
        self.refresh()

    def switch_colours(self) -> None:
        """Let colours stand for the annotator, or for the label."""
        self.colours_chosen.emit("label" if self.view.by_annotator else "annotator")

    def name_commands(self) -> None:
        """Switch the commands on that make sense now."""
        on = self.desk is not None and self.page.isVisible() and self.page.is_at_work
        self.actions.set_adjudicating(on=on)
        may = self.adjudicator is not None and self.adjudicator.may_adjudicate
        self.actions.set_reason("adjudicate.role", tr("You adjudicate already") if may else "")
        changed = self.drafting is not None and self.drafting.changed
        self.view.name_commands(self.desk, self.place if on else None, changed=changed)
        self.hand_changed.emit()


def _standings(project: Project, report: Report) -> list[Standing]:
    with project.new_reader() as file:
        settled = settled_in(file.settings())
        found = standings(file, project.schema, settled, progress=report, cancelled=lambda: report.cancelled)
    if report.cancelled:
        raise CancelledError
    return found
