"""What the chat keeps in a visitor's browser (``static/widget/keeping.js``, ``loader.js``)."""

from __future__ import annotations

from typing import Final

from nexus.privacy.client_storage import ClientItem, client_item
from nexus.privacy.vocabulary import Category, Purpose, Subject, Text

_FROM_FIRST: Final = Text(
    "Från det att du skickar ditt första meddelande.", "From the moment when you send your first message."
)
_UNTIL_FORGOTTEN: Final = Text(
    "Tills du väljer ”Glöm chatten i den här webbläsaren” i chattens meny eller rensar webbläsaren.",
    "Until you choose “Forget the chat in this browser” in the chat's menu, or clear your browser.",
)
_TO_FIND: Final = Text(
    "För att du ska hitta tillbaka till din konversation.", "So that you find your conversation again."
)

SECRET: Final = client_item(
    ClientItem(
        code="webchat_secret",
        place="frame",
        kind="localStorage",
        key="nexus-chat:<widget>",
        fields=(),
        subject=Subject.CONTACT,
        category=Category.DEVICE,
        purpose=Purpose.IDENTIFYING,
        holds=Text("En slumpad nyckel till din chatt.", "A random key to your chat."),
        when=_FROM_FIRST,
        why=_TO_FIND,
        until=_UNTIL_FORGOTTEN,
    )
)
WAITING: Final = client_item(
    ClientItem(
        code="webchat_waiting",
        place="frame",
        kind="localStorage",
        key="nexus-chat:<widget>:<text>",
        fields=("at", "body", "id"),
        subject=Subject.CONTACT,
        category=Category.MESSAGE_CONTENT,
        purpose=Purpose.DELIVERING,
        holds=Text(
            "Ett meddelande som inte har kommit fram än, och när du skrev det.",
            "A message that has not got through yet, and when you wrote it.",
        ),
        when=Text("Medan det är på väg.", "While it is on its way."),
        why=Text(
            "För att det inte ska gå förlorat om uppkopplingen bryts.",
            "So that it is not lost when the connection breaks.",
        ),
        until=Text("Tills det har kommit fram.", "Until it has got through."),
    )
)
IN_SITE: Final = client_item(
    ClientItem(
        code="webchat_in_site",
        place="site",
        kind="localStorage",
        key="nexus-chat:<widget>",
        fields=("queue", "secret"),
        subject=Subject.CONTACT,
        category=Category.MESSAGE_CONTENT,
        purpose=Purpose.IDENTIFYING,
        holds=Text(
            "Samma nyckel och de meddelanden som är på väg, i webbplatsens egen lagring, som också webbplatsens egna "
            "skript kan läsa.",
            "The same key and the messages on their way, in the website's own storage, which the website's own "
            "scripts can read too.",
        ),
        when=Text(
            "Bara om företaget har valt det och din webbläsare inte låter chatten lagra något själv; då från ditt "
            "första meddelande.",
            "Only if the company has chosen so and your browser lets the chat store nothing itself; then from your "
            "first message on.",
        ),
        why=_TO_FIND,
        until=_UNTIL_FORGOTTEN,
    )
)
