"""Every table in one place: for migrations, and so that references between features resolve."""

from portal.accounts import models as _accounts
from portal.api import models as _api
from portal.audit import models as _audit
from portal.communities import models as _communities
from portal.db import Base
from portal.desk import models as _desk
from portal.evaluation import models as _evaluation
from portal.exports import models as _exports
from portal.feedback import models as _feedback
from portal.jobs import models as _jobs
from portal.messages import models as _messages
from portal.personal import models as _personal
from portal.plans import models as _plans
from portal.plans.models import scope as _scope
from portal.plans.models import works as _works
from portal.pledges import models as _pledges
from portal.voting import models as _voting
from portal.voting.models import logbook as _logbook

__all__ = ["metadata"]

FEATURES = (
    _accounts,
    _api,
    _audit,
    _communities,
    _desk,
    _evaluation,
    _exports,
    _feedback,
    _jobs,
    _messages,
    _personal,
    _plans,
    _pledges,
    _voting,
    _logbook,
    _scope,
    _works,
)
metadata = Base.metadata
