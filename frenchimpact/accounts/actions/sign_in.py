"""Signing in by a code or a link, and keeping what was typed before."""

import datetime as dt
from collections.abc import Mapping

from django.conf import settings
from django.db import connection, transaction
from django.urls import reverse
from django.utils import translation
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy as _

from frenchimpact.accounts import keys, limits, queries
from frenchimpact.accounts.facts import PersonJoined
from frenchimpact.accounts.models import ParkedForm, SignInRequest, Tries, User
from frenchimpact.core import clock, logs
from frenchimpact.core.errors import Refusal, TooMany
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import lock
from frenchimpact.mail.actions import queue_mail

GOOD_FOR = dt.timedelta(minutes=30)
CODE_TRIES = 5
ADDRESS_LIMIT, ADDRESS_SPAN = 5, dt.timedelta(minutes=15)
NETWORK_LIMIT, NETWORK_SPAN = 60, dt.timedelta(hours=1)
WRONG_CODES_LIMIT, WRONG_CODES_SPAN = 50, dt.timedelta(hours=24)
KEEP_REQUESTS_FOR = dt.timedelta(days=30)
# What a browser that the person already uses may do, whatever others did with the same address or on the same network.
KNOWN_ASKINGS = limits.Allowance(
    "sign-in.known",
    8,
    ADDRESS_SPAN,
    _("Plusieurs messages sont déjà partis de ce navigateur. Ouvrez le dernier et utilisez son lien, ou attendez un quart d’heure."),
)
KNOWN_CODES = limits.Allowance(
    "codes.known",
    WRONG_CODES_LIMIT,
    WRONG_CODES_SPAN,
    _("Trop de codes différents ont été essayés. Utilisez le lien du message, ou demandez un nouveau code."),
)
PARKED_LIMIT, PARKED_SIZE, PARKED_FOR = 30, 500_000, dt.timedelta(hours=24)


class WrongCode(Refusal):
    """The code is not that one: it may be typed again."""

    status = 422


class SpentCode(Refusal):
    """The code or the link is too old, used, or tried too often: a new one is one click away."""

    status = 410


def _one_at_a_time(email: str) -> None:
    """Requests for one address wait for each other, so that limits are exact."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 7))", [email.lower()])


def _known_trier(email: str, device_key: str) -> tuple[object, ...]:
    """Who tries, when it is a browser that the person of that address has used before; nothing otherwise."""
    person = queries.person_of(email) if device_key else None
    trier = limits.trier(person, device_key) if person else limits.ELSEWHERE
    return (person.pk, trier) if person and trier != limits.ELSEWHERE else ()


def ask_sign_in(
    *, email: str, browser: str, network: str = "", next_url: str = "", reason: str = "", language: str = "", device_key: str = ""
) -> SignInRequest:
    """Send a code and a link to an address, whether somebody already has it or not.

    The browser's earlier codes stop working; those asked from elsewhere do not, so that nobody
    can spoil another's sign-in. A browser that the person has used before has an allowance of its own. Raises TooMany.
    """
    known = _known_trier(email, device_key)
    if known:
        limits.take(KNOWN_ASKINGS, *known)
    with transaction.atomic():
        _one_at_a_time(email)
        if not known:
            _check_allowance(email, network)
        return _send_code(email=email, browser=browser, network=network, next_url=next_url, reason=reason, language=language)


def _check_allowance(email: str, network: str) -> None:
    """What everybody may ask for one address, and from one network. Raises TooMany."""
    now = clock.now()
    if queries.sign_ins_of_address(email).filter(created_at__gt=now - ADDRESS_SPAN).count() >= ADDRESS_LIMIT:
        logs.note("too_many", of="sign-in.address")
        raise TooMany(
            _(
                "Plusieurs messages sont déjà partis vers cette adresse. Ouvrez le dernier et utilisez son lien, "
                "ou attendez un quart d’heure avant d’en demander un autre."
            )
        )
    if network and SignInRequest.objects.filter(network_digest=network, created_at__gt=now - NETWORK_SPAN).count() >= NETWORK_LIMIT:
        logs.note("too_many", of="sign-in.network")
        raise TooMany(
            _("Trop de demandes sont parties de votre réseau. Le lien d’un message déjà reçu fonctionne ; sinon, réessayez dans une heure.")
        )


def _send_code(*, email: str, browser: str, network: str, next_url: str, reason: str, language: str) -> SignInRequest:
    now = clock.now()
    browser_key = keys.digest("browser", browser)
    SignInRequest.objects.filter(browser_key=browser_key, used_at=None, expires_at__gt=now).update(expires_at=now)
    code, link = keys.new_code(), keys.new_key()
    sign_in = SignInRequest.objects.create(
        email=email,
        code_digest=keys.digest("code", f"{browser_key}:{code}"),
        link_digest=keys.digest("link", link),
        browser_key=browser_key,
        network_digest=network,
        next_url=next_url,
        reason=reason[:200],
        expires_at=now + GOOD_FOR,
    )
    language = language or translation.get_language() or settings.LANGUAGE_CODE
    with translation.override(language):
        address = settings.BASE_URL + reverse("accounts:link", args=[link])
    queue_mail(
        to=email,
        kind="accounts.sign_in",
        subject=_("Votre code de connexion : %(code)s") % {"code": f"{code[:3]} {code[3:]}"},
        template="accounts/mail/sign_in",
        context={"code": f"{code[:3]} {code[3:]}", "link": address, "minutes": int(GOOD_FOR.total_seconds() // 60)},
        language=language,
        is_secret=True,
    )
    return sign_in


def is_good(sign_in: SignInRequest) -> bool:
    """Whether it may still sign someone in."""
    return sign_in.used_at is None and sign_in.expires_at > clock.now()


def use_code(*, browser: str, code: str, device_key: str = "") -> SignInRequest:
    """Take the code typed in the browser that asked for it.

    Wrong codes typed elsewhere close the codes of browsers that the person has never used, never of those that they use.
    Raises WrongCode, TooMany, or SpentCode when only a new code can help.
    """
    found = queries.sign_in_of_browser(browser)
    if found is None:
        raise SpentCode(_("Ce navigateur n’attend aucun code. Demandez-en un nouveau."))
    known = _known_trier(found.email, device_key)
    if known:
        limits.take(KNOWN_CODES, *known)
    sign_in = _try_code(found, code, is_known=bool(known))
    if known:
        limits.give_back(KNOWN_CODES, *known)
    return sign_in


def _try_code(found: SignInRequest, code: str, *, is_known: bool) -> SignInRequest:
    with transaction.atomic():
        _one_at_a_time(found.email)
        sign_in = lock(found)
        if not is_good(sign_in):
            logs.note("spent_code", sign_in=sign_in.pk)
            raise SpentCode(_("Ce code n’est plus valable. Demandez-en un nouveau : il arrive aussitôt."))
        if sign_in.wrong_codes_count >= CODE_TRIES or (not is_known and _wrong_today(sign_in.email) >= WRONG_CODES_LIMIT):
            raise SpentCode(_("Trop de codes différents ont été essayés. Utilisez le lien du message, ou demandez un nouveau code."))
        if constant_time_compare(sign_in.code_digest, keys.digest("code", f"{sign_in.browser_key}:{code}")):
            return _spend(sign_in)
        logs.note("wrong_code", sign_in=sign_in.pk)
        sign_in.wrong_codes_count += 1
        sign_in.save(update_fields=["wrong_codes_count"])
        left = CODE_TRIES - sign_in.wrong_codes_count
    if left <= 0:
        raise SpentCode(_("Ce n’est pas le bon code, et il ne s’essaie plus. Utilisez le lien du message, ou demandez un nouveau code."))
    raise WrongCode(_("Ce n’est pas le code du dernier message. Vérifiez les six chiffres. Essais restants : %(left)s.") % {"left": left})


def _wrong_today(email: str) -> int:
    """How many wrong codes were typed for that address in a day, from wherever."""
    day = queries.sign_ins_of_address(email).filter(created_at__gt=clock.now() - WRONG_CODES_SPAN)
    return sum(day.values_list("wrong_codes_count", flat=True))


@transaction.atomic
def use_link(*, key: str) -> SignInRequest:
    """Take the link of a message, from whatever device. Raises SpentCode."""
    sign_in = queries.sign_in_of_link(key)
    if sign_in is not None:
        sign_in = lock(sign_in)
    if sign_in is None or not is_good(sign_in):
        logs.note("wrong_link", sign_in=sign_in and sign_in.pk)
        raise SpentCode(_("Ce lien n’est plus valable. Demandez-en un nouveau : il arrive aussitôt."))
    return _spend(sign_in)


def _spend(sign_in: SignInRequest) -> SignInRequest:
    sign_in.used_at = clock.now()
    sign_in.save(update_fields=["used_at"])
    return sign_in


@transaction.atomic
def person_for(*, email: str) -> User:
    """The person of a confirmed address: known, or welcomed now. Raises Refusal when the account is closed."""
    _one_at_a_time(email)
    person = queries.person_of(email)
    if person is None:
        person = User.objects.create(email=email.lower(), language=(translation.get_language() or "fr")[:2])
        announce(PersonJoined(user_id=person.pk), by=person)
    if not person.is_active:
        logs.note("closed_account", person=person.pk)
        raise Refusal(_("Ce compte est fermé. Écrivez à %(contact)s pour le rouvrir.") % {"contact": settings.PROGRAMME_CONTACT})
    return person


@transaction.atomic
def park_form(*, path: str, fields: Mapping[str, list[str]], has_files: bool, browser: str, network: str) -> str | None:
    """Keep what was typed until its author has signed in. Gives the key to find it again; None when it is too much to keep."""
    kept = {name: [value.replace("\x00", "") for value in values] for name, values in fields.items() if name != "csrfmiddlewaretoken"}
    size = sum(len(name) + sum(map(len, values)) for name, values in kept.items())
    recent = ParkedForm.objects.filter(network_digest=network, created_at__gt=clock.now() - NETWORK_SPAN)
    if size > PARKED_SIZE or len(path) > 2000 or recent.count() >= PARKED_LIMIT:
        return None
    key = keys.new_key()
    ParkedForm.objects.create(
        key_digest=keys.digest("parked", key),
        path=path,
        fields=kept,
        has_files=has_files,
        browser_digest=keys.digest("browser", browser),
        network_digest=network,
        expires_at=clock.now() + PARKED_FOR,
    )
    return key


@transaction.atomic
def forget_old_requests() -> None:
    """Spent codes go after a month, parked forms once their day is over."""
    now = clock.now()
    SignInRequest.objects.filter(created_at__lt=now - KEEP_REQUESTS_FOR).delete()
    ParkedForm.objects.filter(expires_at__lt=now).delete()
    Tries.objects.filter(ends_at__lt=now).delete()
