"""What a person wrote in a reply, without what their mail program added: quotes, signatures, legal notices."""

import re
from html.parser import HTMLParser

# Written in our own mails that can be answered: whatever stands below it is ours.
MARKS = ("Répondez au-dessus de cette ligne", "Reply above this line")

# Nobody types more, and the rules below take longer than the text grows.
LONGEST = 60_000
_DASHES = r"[-_*=–—]{2,}"
# « Le 25 nov. 2026 à 10:12, Awa <…> a écrit : », over four lines at most, after quote marks or not.
_WROTE = re.compile(
    r"^[ \t>]*(?:Le|On|El|Am)[ \t](?:(?!\n[ \t>]*\n).){6,300}?(?:a[\s>]+[ée]crit|écrivait|wrote|escribió|schrieb)[^\n]{0,80}?:[ \t]*$",
    re.MULTILINE | re.DOTALL | re.IGNORECASE,
)
_ORIGINAL = re.compile(
    rf"^[ \t>]*{_DASHES}[ \t]*(?:message d.origine|message original|mail original|courriel d.origine|message initial|message transféré|"
    rf"original message|forwarded message|reply message|mail d.origine)[^\n]*$|^[ \t]*> ?Message du \d[^\n]*$|"
    r"^[ \t]*(?:Début du message (?:réexpédié|transféré)|Begin forwarded message)[ \t]*:",
    re.MULTILINE | re.IGNORECASE,
)
# The block of headers that Outlook, Zimbra and others put above the quoted message: two of them at least, one under the other.
_HEADER = r"[ \t>*]*\*?(?:De|From|Von|Envoyé|Sent|Date|À|A|To|Cc|Objet|Subject|Répondre à|Reply-To)[ \t\u00a0]*:\*?[^\n]*\n"
_BLOCK = re.compile(
    rf"^[ \t>*]*\*?(?:De|From|Von)[ \t\u00a0]*:\*?[^\n]+\n(?:{_HEADER}|[ \t]+[^\n]+\n|[ \t]*\n(?={_HEADER})){{1,12}}",
    re.MULTILINE | re.IGNORECASE,
)
_RULE = re.compile(r"^[ \t]*_{10,}[ \t]*$", re.MULTILINE)
_MOBILE = re.compile(
    r"^[ \t*_]*(?:Envoyé (?:de|depuis|à partir d|avec|via|par)\b|Sent (?:from|with|via)\b|"
    r"Get Outlook for|Télécharge[rz] Outlook|Obtenir Outlook|"
    r"Obtenez Outlook|Provenance\s*:\s*Courrier|Téléchargez l.application|Yahoo Mail\s*:)[^\n]*$",
    re.MULTILINE | re.IGNORECASE,
)
_DASH_SIGNATURE = re.compile(r"^---?[ \t\u00a0]*$", re.MULTILINE)
_CLOSING = re.compile(
    r"^[ \t]*(?:(?:bien |très |meilleures? |sincères? )?(?:cordialement|salutations?(?: [a-zéèç]+)?)|bien à (?:vous|toi)|"
    r"bonne (?:journée|soirée|fin de journée|réception)(?: à (?:vous|toi|tous))?|(?:kind |best |warm )?regards|sincerely|cheers|"
    r"amicalement|solidairement|cdlt|bàv)[ \t]*[,.!]*[ \t]*$",
    re.MULTILINE | re.IGNORECASE,
)
_NOTICE_START = re.compile(
    r"^[ \t*]*(?:ce (?:message|courriel|mail|courrier)\b|ces? (?:informations?|pièces? jointes?)\b|this (?:e-?mail|message)\b|"
    r"avis de confidentialité|confidentiality|disclaimer|l.(?:intégrité|internet) |avant d.imprimer|pensez à l.environnement|"
    r"please consider|n.imprimez|P Avant)",
    re.MULTILINE | re.IGNORECASE,
)
_NOTICE_WORDS = re.compile(r"confidenti|destinataire|recipient|intended|imprimer|print|environnement|virus|altéré", re.IGNORECASE)
_QUOTED = re.compile(r"^[ \t]*(?:>|\|\s)")


def own_words(text: str) -> str:
    """The person's own words in a reply in plain text: above, below or between the quotes."""
    text = text[:LONGEST].replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " ").replace("\u202f", " ")
    return _without_signature(_without_quotes(_above_mark(text))).strip()


_FORWARD_SUBJECT = re.compile(r"^\s*(?:re\s*:\s*)?(?:fwd?|tr|wg|transfert?)\s*:", re.IGNORECASE)
_FORWARD_MARK = re.compile(
    rf"^[ \t]*{_DASHES}[ \t]*(?:message transféré|forwarded message)[^\n]*\n|"
    r"^[ \t]*(?:Début du message (?:réexpédié|transféré)|Begin forwarded message)[ \t]*:[^\n]*\n",
    re.MULTILINE | re.IGNORECASE,
)


def forwarded_words(text: str, subject: str) -> str:
    """What somebody else wrote and that is forwarded; empty in a message that forwards nothing, or forwards a mail of ours."""
    text = text[:LONGEST].replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " ").replace("\u202f", " ")
    if any(mark in text for mark in MARKS):
        return ""
    found = _FORWARD_MARK.search(text)
    if found is None and _FORWARD_SUBJECT.match(subject):
        found = _ORIGINAL.search(text) or _BLOCK.search(text)
    if found is None:
        return ""
    rest = text[found.start() :] if _BLOCK.match(text[found.start() :]) else text[found.end() :]
    head = _BLOCK.match(rest.lstrip("\n"))
    rest = rest.lstrip("\n")[head.end() :] if head else rest
    return own_words(rest) or rest.strip()


def _above_mark(text: str) -> str:
    """Cut at our own mark, unless it stands in quoted lines below which the person went on."""
    for mark in MARKS:
        at = text.find(mark)
        if at >= 0:
            start = text.rfind("\n", 0, at) + 1
            if not _QUOTED.match(text[start:]):
                # The line above it may say whose message this is, in words that no rule below knows.
                return re.sub(r"\n[^\n]{1,120}:[ \t]*\n*\Z", "\n", text[:start])
    return text


def _without_quotes(text: str) -> str:
    cut = min((found.start() for found in (_ORIGINAL.search(text), _BLOCK.search(text)) if found), default=None)
    wrote = _WROTE.search(text)
    if wrote and (cut is None or wrote.start() <= cut):
        below = text[wrote.end() :]
        first = next((line for line in below.split("\n") if line.strip()), "")
        # Unmarked text below « a écrit : » is the quoted message; marked lines may be mixed with answers.
        text = text[: wrote.start()] + ("\n" + below if _QUOTED.match(first) else "")
        again = [found.start() for found in (_ORIGINAL.search(text), _BLOCK.search(text)) if found]
        text = text[: min(again)] if again else text
    elif cut is not None:
        text = text[:cut]
    text = "\n".join(line for line in text.split("\n") if not _QUOTED.match(line))
    kept = _WROTE.sub("", text)
    rule = _RULE.search(kept)
    return kept[: rule.start()] if rule and kept[: rule.start()].strip() and not kept[rule.end() :].strip() else kept


def _without_signature(text: str) -> str:
    dashes = _DASH_SIGNATURE.search(text)
    if dashes and (len(dashes[0].strip()) == 2 or text[dashes.end() :].count("\n") <= 8):
        text = text[: dashes.start()]
    mobile = _MOBILE.search(text)
    if mobile and len(text[mobile.end() :].strip()) < 200:
        text = text[: mobile.start()]
    for notice in _NOTICE_START.finditer(text):
        if text[: notice.start()].strip() and _NOTICE_WORDS.search(text[notice.start() :][:600]):
            text = text[: notice.start()]
            break
    for closing in _CLOSING.finditer(text):
        after = [line for line in text[closing.end() :].split("\n") if line.strip()]
        if text[: closing.start()].strip() and len(after) <= 12 and all(len(line) <= 120 for line in after):
            text = text[: closing.start()]
            break
    return re.sub(r"\n{3,}", "\n\n", text.rstrip("-_* \t\n"))


_BREAKS = {"p", "div", "br", "tr", "li", "h1", "h2", "h3", "ul", "ol", "table", "hr"}
_SKIPPED = {"script", "style", "head", "title", "blockquote", "template"}
_QUOTE_MARKS = re.compile(
    r"gmail_quote|gmail_signature|gmail_extra|moz-cite-prefix|moz-signature|yahoo_quoted|protonmail_quote|protonmail_signature|"
    r"divrplyfwdmsg|appendonsend|ms-outlook-mobile-signature|zimbra_signature|x_gmail_quote|bluemind|mail_quote|reply-intro",
    re.IGNORECASE,
)
# Whatever follows these, to the end, is the quoted message.
_ENDS = re.compile(r"divrplyfwdmsg|appendonsend|mailoriginal|zwchr|stopspelling", re.IGNORECASE)
_VOID = {"br", "hr", "img", "input", "meta", "link", "col", "area", "base", "wbr", "source"}


class _Words(HTMLParser):
    """The words of a page outside its quotes and signatures."""

    def __init__(self, *, is_whole: bool = False) -> None:
        super().__init__(convert_charrefs=True)
        # Quotes too, when what was forwarded is looked for.
        self.is_whole = is_whole
        self.parts: list[str] = []
        self.depth = 0
        self.is_over = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Skip what mail programs mark as not written now."""
        marks = " ".join(value or "" for name, value in attrs if name in {"class", "id", "name", "data-marker"})
        if marks and _ENDS.search(marks) and not self.is_whole:
            self.is_over = True
        if tag in _VOID:
            if tag in _BREAKS and not self.depth:
                self.parts.append("\n")
            return
        if self.depth:
            self.depth += 1
        elif tag in _SKIPPED - ({"blockquote"} if self.is_whole else set()) or (marks and not self.is_whole and _QUOTE_MARKS.search(marks)):
            self.depth = 1
        elif tag in _BREAKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """Come out of what is skipped."""
        if tag in _VOID:
            return
        if self.depth:
            self.depth -= 1
        elif tag in {"p", "div", "tr", "li", "h1", "h2", "h3"}:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        """Keep the words."""
        if not self.depth and not self.is_over:
            self.parts.append(re.sub(r"[ \t\r\n]+", " ", data))


def words_of_html(html: str) -> str:
    """The person's own words in a reply written as a page."""
    return own_words(text_of_html(html, is_whole=False))


def text_of_html(html: str, *, is_whole: bool = True) -> str:
    """Everything that a page says, or all but its quotes and signatures."""
    parser = _Words(is_whole=is_whole)
    parser.feed(html)
    parser.close()
    lines = [line.strip() for line in "".join(parser.parts).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines))
