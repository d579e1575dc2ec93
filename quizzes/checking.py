"""Checking an item of an open attempt: it is marked at once, told, and fixed unless there is another try."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from quizzes.attempts import NO_SUCH_ITEM
from quizzes.marking import earned, try_at
from quizzes.models import Attempt, Mark, Response


@transaction.atomic
def check_item(*, attempt: Attempt, position: int) -> str:
    """Mark the answer that is saved as the next try at an item. Gives why that was not done, in words; or nothing.

    `attempt` comes from `Attempt.objects.locked()` in the caller's transaction. A form that is sent twice counts once,
    and so does an answer: to try it again could only cost a try.
    """
    if attempt.closed_at or not attempt.frozen.tells_each:
        return ""
    around = attempt.responses.select_related("version", "current_answer", "current_mark")
    response = around.filter(position=position).first()
    if response is None:
        return str(NO_SUCH_ITEM)
    if response.fixed_at:
        return ""
    if response.version.content.marked_by_hand:
        return _("Your instructor marks this item when you have handed in: it cannot be checked.")
    if response.version.content.is_blank(response.value):
        return _("Answer the item first: nothing is checked yet, and no try is used.")
    return try_answer(attempt, response)


def try_answer(attempt: Attempt, response: Response) -> str:
    tries = list(response.tries.select_related("answer").order_by("number"))
    if tries and tries[-1].answer.value == response.value:
        return ""
    if any(row.answer.value == response.value for row in tries):
        return _("You have tried this answer before: it is not checked again, and no try is used.")
    new = try_at(response, tries)
    new.save()
    fraction = earned(attempt, [*tries, new])
    mark = Mark(response=response, fraction=fraction, rule=Mark.Rule.AUTOMATIC, version=response.version)
    mark.save()
    response.weigh(mark)
    if new.fraction == 1 or new.number >= attempt.frozen.most_tries:
        response.fixed_at = timezone.now()
    response.save(update_fields=["current_mark", "fraction", "fixed_at"])
    return ""
