"""How much data, how many repetitions."""

from dataclasses import dataclass, replace

from bench import database


@dataclass(frozen=True)
class Scale:
    """A size of the bench."""

    organisations: int
    projects: int
    rounds: int
    # Imports of the whole file, each beside its floor: one takes minutes.
    imports: int = 1

    def smaller(self) -> "Scale":
        """A tenth."""
        return replace(self, organisations=self.organisations // 10, projects=self.projects // 10)

    def database(self) -> str:
        """Its database, made if needed; Django uses it from then on."""
        name = database.full(self.organisations, self.projects)
        database.use(name)
        return name
