"""Forms of channels: `new` makes one; of those there are, `base` is what all have, `chat` and `mail` one kind each.

`mailbox` is the half of `mail` that is about fetching letters.
"""

from nitka.conversations.channel_forms.base import ChannelForm
from nitka.conversations.channel_forms.chat import ChatForm
from nitka.conversations.channel_forms.mail import MailForm
from nitka.conversations.channel_forms.new import NewChannelForm

FORMS: dict[str, type[ChannelForm]] = {"chat": ChatForm, "email": MailForm}

__all__ = ["FORMS", "ChannelForm", "ChatForm", "MailForm", "NewChannelForm"]
