from django.core.management.base import BaseCommand, CommandError

from lesson.models import Poll


class Command(BaseCommand):
    def add_arguments(self, parser):
        parser.add_argument("poll_ids", nargs="+", type=int)

    def handle(self, *args, poll_ids, **options):
        for poll_id in poll_ids:
            if not Poll.objects.filter(pk=poll_id).update(is_open=False):
                raise CommandError(f"Poll {poll_id} does not exist")
            self.stdout.write(f"Closed poll {poll_id}")
