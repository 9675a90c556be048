import pytest

from nitka.accounts.tests import factories as accounts
from nitka.conversations import actions
from nitka.conversations.actions.notes import WHILE, Settled
from nitka.conversations.models import Draft, Message, Revision
from nitka.conversations.tests.factories import chat
from nitka.conversations.tests.threads import came, thread_of
from nitka.kit import clock
from nitka.kit.db.tenancy import in_workspace

pytestmark = pytest.mark.django_db


@pytest.fixture
def vera():
    return accounts.member(accounts.workspace())


@pytest.fixture
def talk(vera):
    from nitka.accounts.models import Workspace

    with in_workspace(vera.workspace_id):
        yield thread_of(came(chat(Workspace.objects.get(pk=vera.workspace_id)), "s1"))


def save(talk, vera, known: int, text: str) -> Draft:
    return actions.save_draft(conversation=talk, member=vera, known=known, text=text)


def test_a_draft_goes_on_from_version_to_version(talk, vera):
    first = save(talk, vera, 0, "Добрый")
    second = save(talk, vera, first.version, "Добрый день")
    assert second.version == first.version + 1
    assert save(talk, vera, 0, "Добрый день").version == second.version
    assert Draft.objects.get().text == "Добрый день"


def test_a_tab_that_knows_an_older_version_is_told_and_overwrites_nothing(talk, vera):
    first = save(talk, vera, 0, "Добрый")
    save(talk, vera, first.version, "Добрый день")
    with pytest.raises(actions.Newer) as told:
        save(talk, vera, first.version, "Привет")
    assert told.value.draft.text == "Добрый день"
    assert Draft.objects.get().text == "Добрый день"


def test_sending_clears_it_and_a_tab_that_lags_behind_cannot_bring_it_back(talk, vera):
    draft = save(talk, vera, 0, "Добрый")
    actions.clear_draft(conversation_id=talk.pk, member=vera)
    assert Draft.objects.get().text is None
    with pytest.raises(actions.Newer):
        save(talk, vera, draft.version, "Добрый де")


def test_drafts_are_ones_own(talk, vera):
    ilya = accounts.member(accounts.workspace(), name="Илья")
    Draft.objects.all()
    save(talk, vera, 0, "Моё")
    assert not Draft.objects.filter(member_id=ilya.pk).exists()


@pytest.fixture
def note(talk, vera) -> Message:
    return actions.note(conversation=talk, text="Врёт", author=vera)


def test_a_changed_note_keeps_how_it_read(note, vera):
    assert actions.change_note(message=note, text="Ошибается", by=vera).text == "Ошибается"
    revision = Revision.objects.get()
    assert (revision.text, revision.by_id, revision.removed) == ("Врёт", vera.pk, False)


def test_a_removed_note_leaves_only_that_there_was_one(note, vera):
    actions.change_note(message=note, text="Ошибается", by=vera)
    removed = actions.remove_note(message=note, by=vera)
    assert (removed.text, "removed" in removed.meta) == (None, True)
    assert [row.text for row in Revision.objects.all()] == [None, None]
    with pytest.raises(Settled):
        actions.change_note(message=note, text="Снова", by=vera)


def test_only_its_author_changes_a_note_and_only_for_a_while(note, vera, talk):
    other = accounts.member(accounts.workspace(), name="Илья")
    with pytest.raises(Settled):
        actions.remove_note(message=note, by=other)
    with clock.travel(note.at + 2 * WHILE), pytest.raises(Settled):
        actions.change_note(message=note, text="Поздно", by=vera)
    with pytest.raises(actions.Empty):
        actions.change_note(message=note, text=" ", by=vera)


def test_what_members_wrote_to_customers_is_no_note(talk, vera):
    received = talk.messages.get()
    with pytest.raises(Settled):
        actions.change_note(message=received, text="Иначе", by=vera)
