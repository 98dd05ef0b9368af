"""The programme's words, ready for the tests of any room."""

from frenchimpact.vocabularies import actions, queries


def make_terms() -> None:
    """Every word that comes with the product, once per test."""
    actions.load_vocabularies()
    queries.forget()
