"""The WSGI entry for any server; Flask's commands find it by its name."""

from portal.app import create_app
from portal.config import Config

app = create_app(Config.from_environment())
