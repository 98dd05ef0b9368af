"""A small real geography for the tests of any room: a few communes with all that stands above them."""

from typing import Any

from frenchimpact.geo.actions import name_places
from frenchimpact.geo.models import Place, Postcode

VINTAGE = 2026
# key → name, kind, population, longitude, latitude, keys above it, postcodes
REAL: dict[str, tuple[str, str, int, float, float, list[str], list[str]]] = {
    "pays:FR": ("France", "", 68_000_000, 2.4, 46.6, [], []),
    "region:84": ("Auvergne-Rhône-Alpes", "metro", 8_197_325, 4.75, 45.5, [], []),
    "region:11": ("Île-de-France", "metro", 12_358_932, 2.5, 48.7, [], []),
    "region:06": ("Mayotte", "drom", 256_518, 45.15, -12.82, [], []),
    "departement:73": ("Savoie", "metro", 447_976, 6.4, 45.5, ["region:84"], []),
    "departement:84": ("Vaucluse", "metro", 568_702, 5.2, 44.0, [], []),
    "departement:75": ("Paris", "metro", 2_103_778, 2.34, 48.86, ["region:11"], []),
    "departement:93": ("Seine-Saint-Denis", "metro", 1_681_725, 2.48, 48.91, ["region:11"], []),
    "departement:976": ("Mayotte", "drom", 256_518, 45.15, -12.82, ["region:06"], []),
    "epci:200069110": ("CA du Grand Chambéry", "CA", 141_091, 5.92, 45.57, ["departement:73", "region:84"], []),
    "epci:200068674": ("CA Grand Lac", "CA", 79_482, 5.91, 45.69, ["departement:73", "region:84"], []),
    "epci:200054781": ("Métropole du Grand Paris", "METRO", 7_186_000, 2.35, 48.86, ["departement:75", "region:11"], []),
    "ept:200057875": ("Est Ensemble", "EPT", 447_969, 2.44, 48.88, ["departement:93", "region:11"], []),
    "commune:73065": ("Chambéry", "", 59_964, 5.90203, 45.58082, ["departement:73", "region:84", "epci:200069110"], ["73000"]),
    "commune:73008": ("Aix-les-Bains", "", 32_406, 5.91651, 45.69418, ["departement:73", "region:84", "epci:200068674"], ["73100"]),
    "commune:73059": ("Brison-Saint-Innocent", "", 2_445, 5.88856, 45.74071, ["departement:73", "region:84", "epci:200068674"], ["73100"]),
    "commune:75056": ("Paris", "", 2_103_778, 2.3201, 48.85727, ["departement:75", "region:11", "epci:200054781"], ["75001", "75011"]),
    "commune:93048": (
        "Montreuil",
        "",
        111_934,
        2.45569,
        48.86366,
        ["departement:93", "region:11", "epci:200054781", "ept:200057875"],
        ["93100"],
    ),
    "commune:97611": ("Mamoudzou", "", 71_437, 45.19443, -12.78872, ["departement:976", "region:06"], ["97600"]),
}
ABOVE = {"departement": "department", "region": "region", "epci": "epci", "ept": "ept"}


def make_place(key: str = "commune:73065", **changes: Any) -> Place:
    """A real place with what stands above it, made once; an unknown key makes an invented one, named in `changes`."""
    level, code = key.split(":")
    known = Place.objects.filter(level=level, code=code).first()
    if known is not None:
        return known
    name, kind, population, longitude, latitude, above, postcodes = REAL.get(key, (f"Lieu {code}", "", 1000, 2.0, 47.0, [], []))
    values: dict[str, Any] = {
        "name": name,
        "kind": kind,
        "population": population,
        "longitude": longitude,
        "latitude": latitude,
        "vintage": VINTAGE,
    }
    values |= {ABOVE[higher.split(":")[0]]: make_place(higher) for higher in above}
    place = Place.objects.create(level=level, code=code, **values | changes)
    Postcode.objects.bulk_create([Postcode(postcode=postcode, place=place) for postcode in postcodes])
    name_places([place])
    return place


def make_places() -> dict[str, Place]:
    """Every place of the small geography, by key."""
    return {key: make_place(key) for key in REAL}
