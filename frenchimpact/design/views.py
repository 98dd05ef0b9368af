"""Pages that say what went wrong, and the gallery of components."""

from django.http import HttpRequest, HttpResponse

from frenchimpact.core.pages import render


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400."""
    return render(request, "design/refusal.html", {"message": ""}, status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: what is missing and who can give it."""
    return render(request, "design/refusal.html", {"message": str(exception or "")}, status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form is too old or was copied."""
    return render(request, "design/refusal.html", {"message": ""}, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: ways out."""
    return render(request, "design/refusal.html", {"message": ""}, status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """500: an incident number, and where to write."""
    return render(request, "design/refusal.html", {"message": ""}, status=500)
