"""The portal behind nginx: ``gunicorn -c deploy/gunicorn.conf.py wsgi:app``; see docs/running.md.

HUP brings in new code worker by worker; TERM answers what has begun.
That no request fails meanwhile is not proved, see docs/scaling.md.
"""

import os

# systemd hands over its own socket (portal.socket), which outlives a restart; then this is not read.
bind = os.environ.get("PORTAL_BIND", "127.0.0.1:8000")
backlog = 1024
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = int(os.environ.get("PORTAL_THREADS", "8"))
# nginx holds slow phones back; what takes longer than this hangs.
timeout = 120
graceful_timeout = 60
keepalive = 0
# A worker loads the code itself, so that HUP brings in what is new.
preload_app = False
# Nobody should find a door under somebody's home folder.
control_socket_disable = True
# The portal writes its own lines, without addresses of phones.
accesslog = None
errorlog = "-"
