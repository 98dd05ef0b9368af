"""The door for a WSGI server. It stays shut when the settings are unsafe."""

import gc
import os

from django.core.wsgi import get_wsgi_application

from config import env
from config.gate import Gate

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
env.SERVES["pages"] = True
application = Gate(get_wsgi_application())

from frenchimpact.core.checks import refuse_unsafe_settings  # noqa: E402 - needs the settings

refuse_unsafe_settings()

# What a server loads beside the rooms stays too (core/apps.py).
gc.freeze()
