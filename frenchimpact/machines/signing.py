"""Letters signed as Standard Webhooks says: an identifier, an instant and the body, under a secret of the address's own."""

import base64
import hashlib
import hmac

from django.utils.crypto import salted_hmac

from frenchimpact.machines.models import Subscription

_START = "whsec_"


def secret_of(subscription: Subscription) -> str:
    """What the receiver verifies by. Made of the instance's own key: the table alone does not give it."""
    made = salted_hmac("machines.webhook", subscription.salt, algorithm="sha256").digest()
    return _START + base64.b64encode(made).decode()


def sign(secret: str, *, number: str, at: int, body: str) -> dict[str, str]:
    """The three headers of a letter."""
    key = base64.b64decode(secret.removeprefix(_START))
    made = hmac.new(key, f"{number}.{at}.{body}".encode(), hashlib.sha256).digest()
    return {
        "webhook-id": number,
        "webhook-timestamp": str(at),
        "webhook-signature": "v1," + base64.b64encode(made).decode(),
    }
