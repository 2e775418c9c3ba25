"""How the desk looks, for administrators."""

from django.contrib import messages as flash
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from helpdesk.accounts.models import Desk
from helpdesk.accounts.requests import PersonRequest, admin_required
from helpdesk.administration import audit
from helpdesk.administration.branding import BrandingForm, reset
from helpdesk.middleware import CONTENT_SECURITY_POLICY
from helpdesk.ui.brand import forget_brand, style_sheet

# The sample is framed by the settings page only, and none of its links or forms leads anywhere.
SAMPLE_POLICY = CONTENT_SECURITY_POLICY.replace("frame-ancestors 'none'", "frame-ancestors 'self'").replace(
    "form-action 'self'", "form-action 'none'"
)


@require_http_methods(["GET", "HEAD", "POST"])
@admin_required
def branding(request: PersonRequest) -> HttpResponse:
    """Show and change name, logo and colour."""
    form = BrandingForm(request.POST or None, request.FILES or None, instance=Desk.current())
    if request.method == "POST" and form.is_valid() and "nearest" not in request.POST:
        with audit.changing(form.instance, by=request.user, at=timezone.now()):
            form.keep()
        forget_brand()
        flash.success(request, _("Saved."))
        return redirect("settings:branding")
    return _page(request, form)


@require_POST
@admin_required
def branding_previews(request: PersonRequest) -> HttpResponse:
    """Show how the typed colours look, and save nothing."""
    form = BrandingForm(request.POST, instance=Desk.current())
    form.is_valid()
    return _page(request, form)


@require_POST
@admin_required
def branding_resets(request: PersonRequest) -> HttpResponse:
    """Take colours and logo away."""
    desk = Desk.current()
    with audit.changing(desk, by=request.user, at=timezone.now()):
        reset(desk)
    forget_brand()
    flash.success(request, _("The desk looks as it did at first."))
    return redirect("settings:branding")


@require_safe
@admin_required
def branding_sample(request: PersonRequest) -> HttpResponse:
    """Show a small page in colours that may not be saved, for the frame of the preview."""
    theme = "dark" if request.GET.get("theme") == "dark" else "light"
    context = {"query": request.GET.urlencode(), "sample_theme": theme}
    answer = render(request, "settings/branding_sample.html", context)
    answer["Content-Security-Policy"] = SAMPLE_POLICY
    answer["X-Frame-Options"] = "SAMEORIGIN"
    return answer


@require_safe
@admin_required
def branding_css(request: PersonRequest) -> HttpResponse:
    """Answer with the style sheet for the colours of the address."""
    text = style_sheet(request.GET.get("colour", ""), request.GET.get("dark", ""))
    return HttpResponse(text, content_type="text/css; charset=utf-8")


def _page(request: PersonRequest, form: BrandingForm) -> HttpResponse:
    context = {"form": form, "shown_query": urlencode(form.shown), "desk": Desk.current()}
    return render(request, "settings/branding.html", context, status=422 if form.errors else 200)
