"""What machines send to write, and what they are answered."""

from typing import Annotated, Any

from ninja import Schema
from pydantic import ConfigDict, Field, StrictBool, StrictStr

# Plain names, not `type`: those would stand in the description of the API beside real shapes.
Line = Annotated[StrictStr, Field(max_length=1000)]
Long = Annotated[StrictStr, Field(max_length=10_000)]
Codes = Annotated[list[Annotated[StrictStr, Field(max_length=80)]], Field(max_length=300)]
Places = Annotated[list[Annotated[StrictStr, Field(max_length=40)]], Field(max_length=300, description="Such as commune:73065.")]
Day = Annotated[StrictStr, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]
Hour = Annotated[StrictStr, Field(pattern=r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$", description="On the clock of the place.")]
Figure = Annotated[StrictStr, Field(max_length=40)] | Annotated[int, Field(strict=True)] | Annotated[float, Field(strict=True)]
Whole = Annotated[int, Field(strict=True, ge=0, le=1_000_000)]


class Sent(Schema):
    """A name that is not known is refused: passing over it would lose what was meant."""

    model_config = ConfigDict(extra="forbid")

    def given(self) -> dict[str, Any]:
        """What it says, by name."""
        return self.model_dump()


class OfferIn(Sent):
    """An offer of the organisation of the token. No capacity: as much as is asked for; no place: everywhere."""

    kind: Line
    title: Line
    summary: Line
    description: Long = ""
    capacity: Figure | None = None
    unit: Line = ""
    starts_on: Day | None = None
    ends_on: Day | None = None
    places: Places = []
    remote: StrictBool = False
    price: Line = "free"
    price_note: Line = ""
    for_whom: Codes = ["project", "structure", "territory"]
    stages: Codes = []
    themes: Codes = []
    conditions: Line = ""
    receipt: StrictBool = False
    submit: Annotated[StrictBool, Field(description="Hand it to the programme, which reads it before it is public.")] = False


class EventIn(Sent):
    """An event of the organisation of the token."""

    title: Line
    kind: Line
    summary: Line
    description: Long = ""
    way: Annotated[StrictStr, Field(max_length=20, description="onsite, remote or hybrid.")] = "onsite"
    place: Annotated[StrictStr, Field(max_length=40, description="Such as commune:73065.")] = ""
    venue: Line = ""
    address: Line = ""
    access_note: Line = ""
    remote_url: Line = ""
    starts_at: Hour
    ends_at: Hour
    time_zone: Line = ""
    themes: Codes = []
    publics: Codes = []
    has_registration: StrictBool = True
    capacity: Whole | None = None
    opens_at: Hour | None = None
    closes_at: Hour | None = None
    asks_needs: StrictBool = True
    asks_photo: StrictBool = False
    submit: Annotated[StrictBool, Field(description="Publish it at once.")] = False


class AidIn(Sent):
    """An aid of the organisation of the token, which funds. Conditions left out keep nobody away."""

    title: Line
    promise: Line = ""
    description: Long = ""
    eligibility: Long = ""
    steps: Long = ""
    instruments: Codes = []
    origin: Line = ""
    regime: Line = "unknown"
    ticket_min: Figure | None = None
    ticket_max: Figure | None = None
    rate_max: Figure | None = None
    own_funds_times: Figure | None = None
    amounts_note: Line = ""
    rhythm: Line = "permanent"
    opens_on: Day | None = None
    closes_on: Day | None = None
    next_opens_on: Day | None = None
    next_closes_on: Day | None = None
    way: Line = "application"
    apply_url: Line = ""
    contact: Line = ""
    contact_email: Line = ""
    documents: Annotated[list[Line], Field(max_length=30)] = []
    places: Places = []
    excluded: Places = []
    structures: Codes = []
    stages: Codes = []
    themes: Codes = []
    publics: Codes = []
    budget_min: Figure | None = None
    budget_max: Figure | None = None
    amount_min: Figure | None = None
    amount_max: Figure | None = None
    age_min: Whole | None = None
    age_max: Whole | None = None
    qualified: StrictBool = False
    submit: Annotated[StrictBool, Field(description="Publish it, or hand it to the programme when it reads this funder’s aids.")] = False


class DeclarationIn(Sent):
    """A project, as far as it is known. Somebody of the organisation completes the draft, consents, hands it in."""

    organisation: Annotated[
        StrictStr, Field(max_length=120, description="The slug of one that gave a mandate; that of the token if empty.")
    ] = ""
    email: Annotated[StrictStr, Field(max_length=254, description="Who of the organisation hands it in.")] = ""
    name: Line
    problem: Line = ""
    answer: Line = ""
    themes: Codes = []
    publics: Codes = []
    places: Places = []
    stage: Line = ""


class WebhookIn(Sent):
    """An address to tell, and of which kinds of facts."""

    url: Line
    kinds: Codes


class WrittenOut(Schema):
    """What was written: its reference, its state, and where people find it."""

    reference: str
    state: str
    url: str


class WebhookOut(Schema):
    """The webhook that was opened; its secret is told this once."""

    id: int
    url: str
    kinds: list[str]
    secret: str


class ClosedOut(Schema):
    """A webhook that is told nothing more."""

    id: int
    state: str
