from nitka.ui.tests.browser import ORIGIN, browsing, frame
from nitka.ui.tests.test_browser import FORM
def test_x():
    with browsing() as (page, site):
        failed = (FORM % '<p class="error">No</p>').replace("<input", '<input aria-invalid="true"')
        site.pages |= {"/": frame(FORM % ""), "/save": lambda route: (422, failed)}
        page.on("console", lambda m: print("CONSOLE", m.text))
        page.goto(ORIGIN); page.wait_for_timeout(500)
        print(site.asked)
