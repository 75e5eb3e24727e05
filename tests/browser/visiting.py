"""A visitor in a real browser, who hears whatever is wrong with a page he comes to."""

import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Dialog, Page, Response

from portal.accounts.models import User
from tests.make import PASSWORD

LOOK = (Path(__file__).parent / "look.js").read_text()
SHOTS = Path(__file__).parents[2] / "test-results"
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}


@dataclass
class Visitor:
    """One person's window. ``complaints`` fills with faults of pages, scripts, policy and server."""

    context: BrowserContext
    page: Page
    shots: str = ""
    complaints: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)
    taken: int = 0

    def go(self, path: str) -> int:
        """Open an address of the portal; answers the status."""
        answer = self.page.goto(path)
        assert answer is not None
        return answer.status

    def sign_in(self, user: User) -> None:
        """Through the form, to the desk."""
        self.go("/accounts/login/")
        self.page.get_by_label("用户名").fill(user.username)
        self.page.get_by_label("密码").fill(PASSWORD)
        self.page.locator("main").get_by_role("button", name="登录", exact=True).click()
        self.page.wait_for_url("**/desk/")

    def press(self, name: str) -> None:
        """Press the button of the page's own form."""
        self.page.locator("main").get_by_role("button", name=name, exact=True).click()

    def follow(self, name: str) -> None:
        """Follow a link in the page's own matter."""
        self.page.locator("main").get_by_role("link", name=name, exact=True).first.click()

    @property
    def words(self) -> str:
        """The words of the page's own matter, as they are seen, blanks made one."""
        return re.sub(r"\s+", " ", self.page.locator("main").inner_text())

    @property
    def path(self) -> str:
        """Where the visitor is."""
        return urlsplit(self.page.url).path

    def another_tab(self) -> Page:
        """One more tab of the same person at the same address."""
        tab = self.context.new_page()
        tab.goto(self.page.url)
        return tab

    def shoot(self, name: str) -> None:
        """Keep a picture of the page, wide and on a phone, when somebody wants to look (SCREENSHOTS=1)."""
        if not os.environ.get("SCREENSHOTS"):
            return
        self.taken += 1
        for size in (PHONE, DESKTOP):
            self.page.set_viewport_size({**size})
            place = SHOTS / self.shots / f"{self.taken:02}-{name}-{size['width']}.png"
            self.page.screenshot(path=place, full_page=True)


def open_visitor(
    browser: Browser, base_url: str, *, shots: str = "", phone: bool = False, scripts: bool = True
) -> Visitor:
    """A fresh window, signed out."""
    size = PHONE if phone else DESKTOP
    context = browser.new_context(
        base_url=base_url,
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        viewport={"width": size["width"], "height": size["height"]},
        java_script_enabled=scripts,
    )
    context.set_default_timeout(15_000)
    context.add_init_script(LOOK)
    visitor = Visitor(context, context.new_page(), shots)
    _listen(visitor)
    return visitor


def _listen(visitor: Visitor) -> None:
    def heard(message: ConsoleMessage) -> None:
        refusal = message.text.startswith("Failed to load resource")  # told by `answered`
        if message.type == "error" and not refusal:
            visitor.complaints.append(f"{message.page.url if message.page else ''}: {message.text}")

    def answered(response: Response) -> None:
        broken_part = response.status >= 400 and not response.request.is_navigation_request()
        if response.status >= 500 or (broken_part and response.request.resource_type != "fetch"):
            visitor.complaints.append(f"{response.status} {response.url}")

    def asked(dialog: Dialog) -> None:
        visitor.dialogs.append(dialog.message)
        dialog.dismiss()

    visitor.context.on("console", heard)
    visitor.context.on("response", answered)
    visitor.context.on("weberror", lambda error: visitor.complaints.append(str(error.error)))
    visitor.context.on("dialog", asked)
