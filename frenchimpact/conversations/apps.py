from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConversationsConfig(AppConfig):
    name = "frenchimpact.conversations"
    label = "conversations"
    verbose_name = _("Messages")

    def ready(self) -> None:
        from frenchimpact.conversations import message_replies, messages, rules
        from frenchimpact.design.navigation import SPACE, Destination
        from frenchimpact.files.rules import register_reader
        from frenchimpact.inbound.rules import declare_topic
        from frenchimpact.notifications.rules import declare_kind, declare_part

        register_reader("conversations.Message", rules.can_read_piece, purpose=rules.PIECE)
        declare_topic(rules.TOPIC, find=message_replies.find_for_reply, take=message_replies.take_reply, page=message_replies.page_of_place)
        declare_part("conversations", _("Messages"))
        declare_kind(
            messages.WRITTEN,
            _("Message dans une de vos conversations"),
            why=_("Vous êtes de cette conversation."),
            still=messages.still_to_read,
        )
        # In everyone's menu, with what waits there: counted with the other notices, in the statement of the header.
        SPACE.append(Destination(_("Messages"), "/mon-espace/messages/", icon="chat", rank=59, counts=messages.WRITTEN))
