"""Pictures before neighbours see them: squares are blurred, the original is kept."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.db import transaction
from portal.feedback import queries, services
from portal.feedback.desk.blueprint import actor, bp
from portal.feedback.forms import BlurForm
from portal.permissions import Permission
from portal.web import clock
from portal.web.guard import requires
from portal.web.uploads import BLUR_COLUMNS, BLUR_ROWS, blur_picture, discard_picture


@bp.route("/estates/<int:estate_id>/cases/<int:case_id>/photos/<int:photo_id>", methods=["GET", "POST"])
@requires(Permission.CASE_ANSWER)
def blur(estate_id: int, case_id: int, photo_id: int) -> ResponseReturnValue:
    """Tick what shows a face, a plate or a door, and let neighbours see the rest."""
    photo = queries.get_photo(estate_id, case_id, photo_id)
    form = BlurForm()
    form.cells.choices = [(n, str(n + 1)) for n in range(BLUR_ROWS * BLUR_COLUMNS)]
    if form.submitted():
        if request.form.get("withhold"):
            with transaction():
                fresh = queries.get_photo(estate_id, case_id, photo_id)
                services.withhold(fresh, by=actor(), now=clock.now())
            flash(_("不公开这张了。"))
        else:
            _publish(estate_id, case_id, photo_id, form.cells.data)
            flash(_("邻居看得到遮过的这张，原图留着。"))
        return redirect(url_for(".case", estate_id=estate_id, case_id=case_id), 303)
    return render_template(
        "feedback/desk/blur.html",
        photo=photo,
        form=form,
        rows=BLUR_ROWS,
        columns=BLUR_COLUMNS,
        at={"estate_id": estate_id, "case_id": case_id, "photo_id": photo_id},
    )


def _publish(estate_id: int, case_id: int, photo_id: int, cells: list[int]) -> None:
    """A picture whose transaction fails is taken back; one that nothing refers to any more goes."""
    made = blur_picture(queries.get_photo(estate_id, case_id, photo_id).key, cells)
    try:
        with transaction():
            fresh = queries.get_photo(estate_id, case_id, photo_id)
            earlier = services.blur(fresh, made, by=actor(), now=clock.now())
    except BaseException:
        discard_picture(made)
        raise
    if earlier:
        discard_picture(earlier)
