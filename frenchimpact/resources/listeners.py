"""Who is told of what happens to tools."""

from frenchimpact.core.facts import listens
from frenchimpact.resources import facts
from frenchimpact.resources.messages.sheets import tell_broken
from frenchimpact.resources.models import ToolAlert


@listens(facts.ToolBroken)
def tell_holder(fact: facts.ToolBroken) -> None:
    """Who holds it hears that it no longer opens."""
    alert = ToolAlert.objects.select_related("tool__organisation").filter(pk=fact.alert_id, settled_at=None).first()
    if alert is not None:
        tell_broken(alert)
