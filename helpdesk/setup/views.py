"""The wizard's page. It exists only until somebody administers the desk."""

from django.conf import settings
from django.contrib import messages as flash
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from helpdesk.accounts.signing_in import open_session
from helpdesk.setup.begin import AlreadySetUpError, begin, is_waiting
from helpdesk.setup.forms import SetupForm


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Ask for the first administrator and the desk, then sign in."""
    if not is_waiting():
        raise Http404
    initial = {"language": translation.get_language(), "time_zone": settings.TIME_ZONE}
    form = SetupForm(request.POST or None, initial=initial)
    if request.method != "POST" or not form.is_valid():
        return render(request, "setup/start.html", {"form": form}, status=422 if form.errors else 200)
    try:
        user = begin(form.beginning(), at=timezone.now())
    except (AlreadySetUpError, IntegrityError):
        flash.warning(request, _("Somebody else set this desk up a moment ago."))
        return redirect("accounts:login")
    open_session(request, user, stays=False)
    with translation.override(user.language):
        flash.success(request, _("Your desk is ready."))
    return redirect(settings.LOGIN_REDIRECT_URL)
