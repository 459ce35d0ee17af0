"""Ready-made votes by matter: pick one, fill in what only it needs, then put the draft in order."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.communities.queries import list_entrances
from portal.db import transaction
from portal.domain.errors import RuleViolated
from portal.permissions import Permission
from portal.voting import presenting
from portal.voting.desk.blueprint import VOTES, actor, bp
from portal.voting.forms.drafting import proposal
from portal.voting.forms.templates import TemplateForm
from portal.voting.services.drafting import create as create_draft
from portal.voting.templates import SERVICES, TEMPLATES, Template
from portal.web import clock
from portal.web.guard import not_here, requires
from portal.web.i18n import gettext


@bp.get(f"{VOTES}/templates")
@requires(Permission.VOTE_PREPARE)
def templates(estate_id: int) -> ResponseReturnValue:
    """What can be put to a vote, by matter."""
    estate = presenting.estate(estate_id)
    return render_template("voting/desk/templates.html", estate=estate, templates=TEMPLATES.values())


@bp.route(f"{VOTES}/templates/<key>", methods=["GET", "POST"])
@requires(Permission.VOTE_PREPARE)
def from_template(estate_id: int, key: str) -> ResponseReturnValue:
    """A draft, or two where a lift needs the estate's land."""
    template = TEMPLATES.get(key) or not_here()
    estate, form = presenting.estate(estate_id), _form(estate_id, template)
    if form.submitted() and form.check(template):
        try:
            with transaction():
                specs = form.drafts(template, presenting.estate(estate_id), clock.now())
                made = [create_draft(spec, actor(), now=clock.now()).id for spec in specs]
        except RuleViolated as refusal:
            form.refuse(refusal)
        else:
            flash(gettext("草稿建好了 %(count)s 份。请补齐，再看清单。", count=len(made)))
            return redirect(url_for(".arrange", estate_id=estate_id, vote_id=made[0]), 303)
    page = {"template": template, "services": SERVICES}
    return render_template("voting/desk/from_template.html", estate=estate, form=form, **page)


def _form(estate_id: int, template: Template) -> TemplateForm:
    estate = presenting.estate(estate_id)
    proposed = proposal(estate, clock.now()) | {"title": gettext(template.name)}
    asks = gettext(template.asks) if "text" in template.fields else ""
    form = TemplateForm(data=proposed | {"text": asks})
    form.offer(list_entrances(estate_id))
    return form
