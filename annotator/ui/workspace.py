"""What the window is made of once it is loaded, and how it shows what happened. The wiring is in `wiring`."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from annotator.domain.errors import KnownError
from annotator.resources import resource
from annotator.services.settings import Settings, load_settings, save_settings
from annotator.ui.actions import Actions
from annotator.ui.adjudicate_page import AdjudicatePage
from annotator.ui.annotate_page import AnnotatePage
from annotator.ui.article_care import ArticleCare
from annotator.ui.deciding import Deciding
from annotator.ui.dialogs.forms import DetailsSheet
from annotator.ui.dialogs.palette import Palette
from annotator.ui.dialogs.settings import SettingsSheet
from annotator.ui.dialogs.shortcuts import KeySheet
from annotator.ui.dialogs.welcome import Welcome, what_is_new
from annotator.ui.exchange import Exchange
from annotator.ui.exchange_merge import Merging
from annotator.ui.exchange_share import Sharing
from annotator.ui.form_verbs import FormVerbs
from annotator.ui.grouping import Grouping
from annotator.ui.kit.icons import icon
from annotator.ui.kit.messages import Button, Message, Messages, Weight
from annotator.ui.kit.sheet import Sheet
from annotator.ui.kit.tasks import Tasks
from annotator.ui.kit.words import named, tr
from annotator.ui.look import Look
from annotator.ui.main_window import MainWindow, Start
from annotator.ui.menus import fill_recent, recent_menu
from annotator.ui.other_layers import OtherLayers
from annotator.ui.pages import Rail
from annotator.ui.project_verbs import ProjectVerbs
from annotator.ui.relating import Relating
from annotator.ui.review_page import ReviewPage
from annotator.ui.reviewing import Reviewing
from annotator.ui.schema_change import SchemaChange
from annotator.ui.search_page import SearchPage
from annotator.ui.searching import Searching
from annotator.ui.session import Session
from annotator.ui.showing import Showing
from annotator.ui.splitting import Splitting
from annotator.ui.status_bar import StatusBar
from annotator.ui.tagging_verbs import TaggingVerbs
from annotator.ui.window_state import WindowState, to_text
from annotator.ui.window_verbs import WindowVerbs
from annotator.ui.wiring import connect


class Workspace(QObject):
    """Builds the parts, wires them, opens what the window was asked to open."""

    def __init__(self, window: MainWindow, start: Start) -> None:
        super().__init__(window)
        self.window = window
        self._lose = False
        self.settings, problem = load_settings()
        self.state = WindowState()
        self.tasks = Tasks(self)
        self.session = Session(self)
        self.actions = Actions(window, self.settings.keys)
        self._menus = self.actions.fill_menus(window)
        self._build_pages()
        self._build_sheets()
        self.tagging = TaggingVerbs(self.session, self.page, self.messages)
        self.forms = FormVerbs(self.session)
        self.projects = ProjectVerbs(window, self.session, self.tasks, self.messages)
        self.exchange = Exchange(window, self.session, self.tasks, self.state)
        self.merging = Merging(window, self.session, self.tasks)
        self.sharing = Sharing(window, self.session, self.tasks)
        self.schema = SchemaChange(window, self.session, self.tasks)
        self.searching = Searching(self.session, self.tasks, self.page.articles, self.search_page)
        self.care = ArticleCare(window, self.session, self.page, self.messages)
        self.grouping = Grouping(self.session, self.tasks, self.page.articles)
        self.splitting = Splitting(window, self.session, self.tasks, self.grouping)
        self.reviewing = Reviewing(self.session, self.tasks, self.review_page)
        self.relating = Relating(self.session, self.page, self.tagging, self.tasks, self.messages)
        self.others = OtherLayers(self.session, self.page, self.tasks, self.messages)
        self.deciding = Deciding(self.session, self.adjudicate_page, self.tasks, self.messages, self.actions)
        self.deciding.apply(self.settings)
        readers = self.page.reader, self.review_page.lanes.reader, self.adjudicate_page.reader
        self.look = Look(window.theme, readers, self.settings)
        self.showing = Showing(self)
        self.views = WindowVerbs(self)
        self.sheets: tuple[Sheet, ...] = (
            self.palette, self.keys, self.settings_sheet, self.details, self.projects.handle_sheet,
            self.exchange.import_sheet, self.exchange.export_sheet, self.schema.sheet,
            self.splitting.sheet,
            self.merging.sheet, self.merging.conflicts_sheet, self.merging.unmerge_sheet,
            self.sharing.assign_sheet, self.sharing.pack_sheet,
        )  # fmt: skip
        connect(self)
        self._start = start
        self._recent_menu = recent_menu(self._menus["File"], self.actions)
        self.exchange.limit = self.settings.import_limit
        self.projects.handle = start.annotator or self.settings.annotator
        self._show_recent()
        self.showing.on_project_closed()
        if problem is not None:
            self.messages.show_error(problem)

    # -- building

    def _build_pages(self) -> None:
        window = self.window
        central = named(QWidget(window), tr("Annotator"))
        self.stack = named(QStackedWidget(central), tr("Page"))
        self.rail = Rail(central, self.actions)
        self.welcome = Welcome(self.stack, what_is_new(resource("news.md").read_text(encoding="utf-8")))
        self.page = AnnotatePage(self.stack)
        self.review_page = ReviewPage(self.stack)
        self.search_page = SearchPage(self.stack)
        self.adjudicate_page = AdjudicatePage(self.stack)
        self._pages: dict[str, QWidget] = {
            "welcome": self.welcome, "annotate": self.page, "review": self.review_page,
            "adjudicate": self.adjudicate_page, "search": self.search_page,
        }  # fmt: skip
        for page in self._pages.values():
            self.stack.addWidget(page)
        row = QHBoxLayout(central)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addWidget(self.stack, 1)
        window.setCentralWidget(central)
        self.status = StatusBar(window, self.tasks)
        window.setStatusBar(self.status)
        self.messages = Messages(self.stack, self.page.reader, room=self.adjudicate_page.message_room)
        window.setWindowIcon(icon("app", window.theme.tokens.color["accent"]))
        for page in (self.page, self.review_page, self.adjudicate_page):
            page.restore_layout(self.state)
        self.actions.attach(self.page.reader, "reader", "annotation")
        self.actions.attach(self.page.annotations, "annotation")
        others = (
            self.page.articles, self.page.find_bar, self.page.annotations, self.page.guideline, self.page.side.tabBar()
        )  # fmt: skip
        self.actions.attach_one("annotation.back", others)
        for widget in self.adjudicate_page.keyed:
            self.actions.attach(widget, "adjudicate")

    def _build_sheets(self) -> None:
        self.palette = Palette(self.window)
        self.keys = KeySheet(self.window, self.actions)
        self.settings_sheet = SettingsSheet(self.window, self.actions)
        self.details = DetailsSheet(self.window)

    # -- beginning and ending

    def begin(self) -> None:
        """Open what the window was asked to open; the widgets have their sizes by now."""
        last = Path(self.settings.recent[0]) if self.settings.recent else None
        path = self._start.project or (last if last is not None and last.exists() and self.projects.handle else None)
        if path is not None:
            self.projects.open(path, self._start.annotator or "")

    def close(self) -> bool:
        """Save what waits and end. Returns False if the window has to stay because changes are not on disk."""
        self.showing.before_article()
        self.state.put(geometry=to_text(self.window.saveGeometry()))
        for page in (self.page, self.review_page, self.adjudicate_page):
            page.save_layout(self.state)
        if self.session.at_risk and not self._lose:
            self._ask_to_lose(self.session.at_risk)
            return False
        self.tasks.close()
        self.session.close()
        return True

    def _ask_to_lose(self, count: int) -> None:
        again = Button(tr("Try again"), self.session.retry_saving)
        leave = Button(tr("Close and lose them"), self.give_up)
        body = tr("They are kept as long as the window is open. Make room on the disk, then try again.")
        head = tr("Changes that are not on disk: {count}").format(count=count)
        self.messages.show_message(Message(Weight.ERROR, head, body, buttons=(again, leave)))

    def give_up(self) -> None:
        """Close without waiting for what cannot be written."""
        self._lose = True
        self.window.close()

    # -- settings

    def change_setting(self, name: str, value: object) -> None:
        """Take one changed setting over and keep it. Raises ValueError for a value that does not fit."""
        self.keep(Settings.model_validate({**self.settings.model_dump(), name: value}))

    def keep(self, settings: Settings) -> None:
        """Take changed settings over and write them."""
        old, self.settings = self.settings, settings
        self.look.apply(settings)
        self.deciding.apply(settings)
        self.exchange.limit = settings.import_limit
        if old.keys != settings.keys:
            self.actions.set_keys(settings.keys)
        if old.annotator != settings.annotator:
            # Else the window stays whose it was opened as.
            self.projects.handle = settings.annotator or self.projects.handle
        self._show_recent()
        try:
            save_settings(settings)
        except KnownError as error:
            self.messages.show_error(error)

    def _show_recent(self) -> None:
        self.welcome.show_recent(self.settings.recent)
        fill_recent(self._recent_menu, self.settings.recent, self.projects.open)

    # -- pages

    def show_page(self, page_id: str) -> None:
        """Show a page and put the focus into it."""
        self.stack.setCurrentWidget(self._pages[page_id])
        self.rail.show_page(page_id)
        if page_id == "search":
            self.search_page.focus()
        elif page_id == "review":
            self.review_page.focus()
        elif page_id == "welcome":
            self.welcome.focus()
        elif page_id == "annotate" and self.session.desk is not None:
            self.tagging.focus_text()
        elif page_id == "adjudicate":
            self.deciding.enter()
        if page_id != "adjudicate":
            self.deciding.name_commands()
        self.showing.on_caret()
