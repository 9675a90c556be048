"""Who wants to sign in as somebody else."""

from datetime import timedelta

from nitka.cli.tests.house import House
from tests.security.conftest import sign_in

FIVE = 5
WRONG = "подошли"
WAIT = "Слишком много попыток"


def test_signing_in_gives_a_new_session_and_signing_out_ends_it(browser, person):
    with browser("127.0.0.50") as client:
        planted = "a" * 32
        client.cookies.set("__Host-sessionid", planted, domain="localhost.local", path="/")
        assert sign_in(client, person["email"], person["password"]).status_code == 302
        fresh = {cookie.value for cookie in client.cookies.jar if cookie.name == "__Host-sessionid"} - {planted}
        assert [len(key) for key in fresh] == [32]  # 165 bits of the system's randomness
        token = client.cookies["__Host-csrftoken"]
        stolen = {"Cookie": f"__Host-sessionid={min(fresh)}"}
    with browser("127.0.0.51") as thief:
        assert thief.get("/", headers=stolen).headers["location"].startswith("/w/")
        out = thief.post(
            "/accounts/logout/",
            data={"csrfmiddlewaretoken": token},
            headers={"Cookie": f"{stolen['Cookie']}; __Host-csrftoken={token}", "Referer": f"{thief.base_url}/"},
        )
        assert out.status_code == 302
        assert "login" in thief.get("/", headers=stolen).headers["location"]


def test_known_and_unknown_people_hear_the_same(browser, person):
    words = []
    for number, email in enumerate([person["email"], "nobody@uklad.example"]):
        with browser(f"127.0.0.{60 + number}") as client:
            wrong = sign_in(client, email, "not the password")
            token = client.cookies["__Host-csrftoken"]
            form = {"email": email, "csrfmiddlewaretoken": token}
            asked = client.post("/accounts/password/reset/", data=form, headers={"Referer": f"{client.base_url}/"})
            words.append([wrong.status_code, WRONG in wrong.text, asked.status_code, asked.headers.get("location")])
    assert words[0] == words[1]
    assert words[0][1]


def test_tries_run_out_for_who_tries_and_not_for_the_person(browser, house: House):
    person = house.make("member", "create", "--email", "vera@uklad.example", "--role", "agent")
    with browser("127.0.0.70") as client, browser("127.0.0.71") as thief:
        assert sign_in(client, person["email"], person["password"]).status_code == 302
        del client.cookies["__Host-sessionid"]
        for number in range(FIVE):
            thief.headers["Host"] = f"name-{number}.example"  # no new tries for another name
            assert WAIT not in sign_in(thief, person["email"], f"guess {number}").text
        del thief.headers["Host"]
        assert WAIT in sign_in(thief, person["email"], person["password"]).text  # the right one does not help now
        with browser("127.0.0.72") as another:
            assert WAIT in sign_in(another, person["email"], "guess").text
        assert sign_in(client, person["email"], person["password"]).status_code == 302


def test_a_session_that_nobody_used_for_long_is_over(browser, person, house: House):
    with browser("127.0.0.80") as client:
        assert sign_in(client, person["email"], person["password"]).status_code == 302
        assert client.get("/").headers["location"].startswith("/w/")
        key = client.cookies["__Host-sessionid"]
        long_ago = timedelta(days=15)
        house.ask("update usersessions_usersession set last_seen_at = now() - %s where session_key = %s", long_ago, key)
        assert "login" in client.get("/").headers["location"]
