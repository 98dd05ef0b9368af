"""What people of the demonstration looked for without finding, all invented, and the mesh counted once over what the rooms hold."""

from frenchimpact.demo.seed.past import days_ago
from frenchimpact.mesh.actions import count_again, note_miss
from frenchimpact.mesh.models import Cell, Miss

# Which list, on what, where, how many times.
LOOKED_FOR = (
    ("offres", "mobilite_douce_partagee", "commune:73065", 5),
    ("accompagnement", "sante_handicap", "commune:73065", 4),
    ("programmes", "logement_habitat", "commune:38185", 3),
    ("annuaire", "culture_sport", "commune:2A004", 6),
    ("accompagnement", "alimentation_durable_circuits_courts", "commune:97105", 4),
)


def load() -> None:
    """Write what is not there yet."""
    if not Miss.objects.exists():
        with days_ago(4):
            for source, theme, place, count in LOOKED_FOR:
                for _turn in range(count):
                    note_miss(source, theme, place)
    if not Cell.objects.exists():
        count_again()
