"""Whether an e-mail address is the organisation's own: the one on its sheet, or one at the domain of its site."""

from urllib.parse import urlsplit

# Where anyone may open a mailbox: the domain proves nothing there, only the exact address does.
MAILBOXES = frozenset(
    {
        "gmail.com",
        "googlemail.com",
        "hotmail.com",
        "hotmail.fr",
        "outlook.com",
        "outlook.fr",
        "live.fr",
        "live.com",
        "msn.com",
        "yahoo.fr",
        "yahoo.com",
        "ymail.com",
        "orange.fr",
        "wanadoo.fr",
        "free.fr",
        "sfr.fr",
        "neuf.fr",
        "cegetel.net",
        "bbox.fr",
        "bouyguestelecom.fr",
        "laposte.net",
        "aol.com",
        "gmx.fr",
        "gmx.com",
        "icloud.com",
        "me.com",
        "mac.com",
        "proton.me",
        "protonmail.com",
        "pm.me",
        "tutanota.com",
        "mailo.com",
        "mailo.fr",
        "netcourrier.com",
        "numericable.fr",
        "club-internet.fr",
        "aliceadsl.fr",
        "noos.fr",
        "yandex.com",
        "zoho.com",
        "riseup.net",
        "posteo.net",
    }
)
# Hosts where many organisations have their pages: neither the host nor what stands before it is theirs to receive mail at.
SHARED_HOSTS = (
    "facebook.com",
    "instagram.com",
    "linkedin.com",
    "twitter.com",
    "x.com",
    "youtube.com",
    "helloasso.com",
    "wixsite.com",
    "wix.com",
    "wordpress.com",
    "blogspot.com",
    "blogspot.fr",
    "over-blog.com",
    "jimdo.com",
    "jimdofree.com",
    "weebly.com",
    "e-monsite.com",
    "google.com",
    "framasite.org",
    "github.io",
    "netlify.app",
    "gogocarto.fr",
    "assoconnect.com",
    "yapla.com",
    "webnode.fr",
    "canalblog.com",
    "free.fr",
    "orange.fr",
    "wanadoo.fr",
    "asso.fr",
    "gouv.fr",
    "notion.site",
    "linktr.ee",
    "sportsregions.fr",
    "business.site",
)


def domain_of(email: str) -> str:
    """What stands after the @, in small letters."""
    return email.rpartition("@")[2].lower().rstrip(".")


def _is_shared(domain: str) -> bool:
    return domain in MAILBOXES or any(domain == host or (domain.endswith(f".{host}") and host != "asso.fr") for host in SHARED_HOSTS)


def own_domains(*, website: str, email: str) -> list[str]:
    """The domains at which only the organisation gives mailboxes, as far as its sheet tells."""
    host = (urlsplit(website).hostname or "").lower().rstrip(".").removeprefix("www.")
    found = [one for one in (host, domain_of(email) if email else "") if "." in one and not one.replace(".", "").isdigit()]
    return sorted({one for one in found if not _is_shared(one)})


def is_own_address(address: str, *, website: str, email: str) -> bool:
    """Whether who reads that mailbox reads the organisation's mail."""
    if email and address.lower() == email.lower():
        return True
    return domain_of(address) in own_domains(website=website, email=email)
