"""The Celery application and its timetable. Messages are wake-ups only: the database is the truth."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

app = Celery("portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(
    [
        "portal.deadlines",
        "portal.notices",
        "portal.mail",
        "portal.audit",
        "portal.workflow",
        "portal.workflow.notices",
        "portal.service",
        "portal.retention",
        "filings",
        "enforcement",
    ]
)
app.conf.beat_schedule = {
    "sweep": {"task": "portal.deadlines.sweep", "schedule": 5.0, "options": {"expires": 30}},
    "drain": {"task": "portal.notices.drain", "schedule": 15.0, "options": {"expires": 60}},
    "mail": {"task": "portal.mail.deliver", "schedule": 15.0, "options": {"expires": 60}},
    "digests": {
        "task": "portal.workflow.make_digests",
        "schedule": 300.0,
        "options": {"expires": 300},
    },
    "batches": {
        "task": "portal.workflow.work_batches",
        "schedule": 10.0,
        "options": {"expires": 30},
    },
    "forget-batches": {"task": "portal.workflow.forget_batches", "schedule": 24 * 3600.0},
    "display": {
        "task": "filings.run_display_checks",
        "schedule": 10.0,
        "options": {"expires": 10},
    },
    "display-timetable": {
        "task": "filings.ask_display_checks",
        "schedule": 600.0,
        "options": {"expires": 300},
    },
    "service-mails": {
        "task": "portal.service.settle_mails",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "service-openings": {
        "task": "portal.service.settle_openings",
        "schedule": 15.0,
        "options": {"expires": 60},
    },
    "destructions": {
        "task": "portal.retention.destroy",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "suspensions": {
        "task": "enforcement.lift_suspensions",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "openings": {"task": "enforcement.open_due", "schedule": 30.0, "options": {"expires": 30}},
    "reports": {
        "task": "enforcement.open_reports",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "leads": {"task": "enforcement.open_leads", "schedule": 15.0, "options": {"expires": 15}},
    "forget-replies": {"task": "portal.workflow.forget_replies", "schedule": 24 * 3600.0},
    "seal": {"task": "portal.audit.seal", "schedule": 5.0, "options": {"expires": 30}},
    "verify-audit": {"task": "portal.audit.verify", "schedule": 24 * 3600.0},
}
