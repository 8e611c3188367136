from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpResponse
from django.views import View


class Report(View):
    def dispatch(self, request, *args, **kwargs):
        return HttpResponse(f"Sales of May, for {request.user}")


class OpenReport(Report, LoginRequiredMixin):
    pass


class ClosedReport(LoginRequiredMixin, Report):
    pass
