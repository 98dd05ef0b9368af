"""The arithmetic of methods: a small language of formulas, units that must match, exact decimals, everything bounded.

No table and no page here: a method's text goes in (`frenchimpact.methods.format`), a `Program` comes out, which runs on values.
"""

from frenchimpact.methods.engine.problems import Problem, Unsound

__all__ = ["Problem", "Unsound"]
