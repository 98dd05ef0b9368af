"""ProConnect, the State's sign-in for professionals: OpenID Connect as its documentation asks, and nothing more.

What it tells is who signs in. The SIRET that comes with it is a hint for forms, never an authority over an organisation.
"""
